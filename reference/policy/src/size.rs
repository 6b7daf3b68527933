//! How long documents may be, which whoever stores them asks.

use thiserror::Error;

use crate::document::Policy;

/// What a document is stored as, which sets how long it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// A version of an AWS IoT Core policy: 2,048 characters.
    IotPolicy,
    /// An IAM managed policy: 6,144 characters.
    IamManaged,
    /// All inline policies of an IAM user together: 2,048 characters.
    IamUser,
    /// All inline policies of an IAM group together: 5,120 characters.
    IamGroup,
    /// All inline policies of an IAM role together: 10,240 characters.
    IamRole,
    /// An IAM session policy: 2,048 characters.
    IamSession,
}

/// A text that is too long to be stored.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TooLong {
    /// More characters that count than the store takes.
    #[error("the document has {found} characters without white space, {most} are the most")]
    Counted {
        /// Characters that count.
        found: usize,
        /// The most that may be.
        most: usize,
    },
    /// More characters in all than a request takes.
    #[error("the text has {found} characters, {most} are the most")]
    Sent {
        /// Characters.
        found: usize,
        /// The most that may be.
        most: usize,
    },
}

impl Size {
    /// Characters of an AWS IoT Core policy as it is sent, white space included.
    pub const MOST_SENT: usize = 404_600;

    /// The characters that count, white space apart.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            //= POL-LIMIT-01
            Self::IotPolicy => 2_048,
            //= POL-LIMIT-25
            Self::IamManaged => 6_144,
            //= POL-LIMIT-26
            Self::IamUser => 2_048,
            Self::IamGroup => 5_120,
            Self::IamRole => 10_240,
            //= POL-LIMIT-27
            Self::IamSession => 2_048,
        }
    }

    /// Whether texts that are stored together fit.
    ///
    /// # Errors
    /// When they are too long.
    pub fn check<'t>(self, texts: impl IntoIterator<Item = &'t str>) -> Result<(), TooLong> {
        let (mut counted, mut sent) = (0, 0);
        for text in texts {
            counted += Policy::counted_length(text);
            sent += text.chars().count();
        }
        //= POL-LIMIT-02
        if self == Self::IotPolicy && sent > Self::MOST_SENT {
            return Err(TooLong::Sent { found: sent, most: Self::MOST_SENT });
        }
        let most = self.most();
        if counted > most { Err(TooLong::Counted { found: counted, most }) } else { Ok(()) }
    }
}

impl Policy {
    //= POL-DOC-20
    /// The characters of a text that count toward a limit: all but white space, also inside of text.
    #[must_use]
    pub fn counted_length(text: &str) -> usize {
        text.chars().filter(|character| !character.is_whitespace()).count()
    }
}
