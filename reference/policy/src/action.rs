//! Actions, and the patterns that name them.

use std::fmt;

use crate::error::Span;

/// What a request wants to do, such as `iot:Publish`.
///
/// The actions of the data plane are constants and are looked up by number; any other name is compared as text.
#[derive(Clone, Copy)]
pub struct Action<'a> {
    name: &'a str,
    slot: Slot,
}

/// The number of a known action; [`Slot::UNKNOWN`] for any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(u8);

impl Slot {
    const UNKNOWN: Self = Self(u8::MAX);

    pub(crate) fn number(self) -> usize {
        usize::from(self.0)
    }
}

/// A set of known actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Actions(u32);

impl Actions {
    pub(crate) const NONE: Self = Self(0);

    /// The known actions that the test takes in.
    pub(crate) fn which(takes: impl Fn(Action<'_>) -> bool) -> Self {
        let taken = Action::KNOWN.iter().filter(|action| takes(**action));
        taken.fold(Self::NONE, |mut all, action| {
            all.insert(action.slot.number());
            all
        })
    }

    pub(crate) fn insert(&mut self, number: usize) {
        self.0 |= 1 << number;
    }

    pub(crate) const fn contain(self, number: usize) -> bool {
        self.0 >> number & 1 != 0
    }

    pub(crate) const fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn numbers(self) -> impl Iterator<Item = usize> {
        (0..Action::KNOWN.len()).filter(move |number| self.contain(*number))
    }
}

// The numbers of all known actions are bits of an `Actions`.
const _: () = assert!(Action::KNOWN.len() <= u32::BITS as usize);

macro_rules! actions {
    ($($constant:ident = $number:literal $name:literal,)*) => {
        /// The actions of policy.md 7.1.
        impl Action<'static> {
            $(
                #[doc = concat!("`", $name, "`")]
                pub const $constant: Self = Self { name: $name, slot: Slot($number) };
            )*
            /// Every action that has a constant, in the order of their numbers.
            pub const KNOWN: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

actions! {
    CONNECT = 0 "iot:Connect",
    PUBLISH = 1 "iot:Publish",
    RECEIVE = 2 "iot:Receive",
    SUBSCRIBE = 3 "iot:Subscribe",
    RETAIN_PUBLISH = 4 "iot:RetainPublish",
    GET_RETAINED_MESSAGE = 5 "iot:GetRetainedMessage",
    LIST_RETAINED_MESSAGES = 6 "iot:ListRetainedMessages",
    GET_THING_SHADOW = 7 "iot:GetThingShadow",
    UPDATE_THING_SHADOW = 8 "iot:UpdateThingShadow",
    DELETE_THING_SHADOW = 9 "iot:DeleteThingShadow",
    LIST_NAMED_SHADOWS_FOR_THING = 10 "iot:ListNamedShadowsForThing",
    DESCRIBE_JOB_EXECUTION = 11 "iotjobsdata:DescribeJobExecution",
    GET_PENDING_JOB_EXECUTIONS = 12 "iotjobsdata:GetPendingJobExecutions",
    START_NEXT_PENDING_JOB_EXECUTION = 13 "iotjobsdata:StartNextPendingJobExecution",
    UPDATE_JOB_EXECUTION = 14 "iotjobsdata:UpdateJobExecution",
    IOT_DESCRIBE_JOB_EXECUTION = 15 "iot:DescribeJobExecution",
    IOT_GET_PENDING_JOB_EXECUTIONS = 16 "iot:GetPendingJobExecutions",
    IOT_START_NEXT_PENDING_JOB_EXECUTION = 17 "iot:StartNextPendingJobExecution",
    IOT_UPDATE_JOB_EXECUTION = 18 "iot:UpdateJobExecution",
    ASSUME_ROLE_WITH_CERTIFICATE = 19 "iot:AssumeRoleWithCertificate",
    DELETE_CONNECTION = 20 "iot:DeleteConnection",
    GET_CONNECTION = 21 "iot:GetConnection",
    LIST_SUBSCRIPTIONS = 22 "iot:ListSubscriptions",
    SEND_DIRECT_MESSAGE = 23 "iot:SendDirectMessage",
    START_COMMAND_EXECUTION = 24 "iot:StartCommandExecution",
}

impl<'a> Action<'a> {
    /// The action of a name in any letter case, known or not.
    #[must_use]
    pub fn named(name: &'a str) -> Self {
        match Action::KNOWN.iter().find(|known| known.name.eq_ignore_ascii_case(name)) {
            Some(known) => *known,
            None => Self { name, slot: Slot::UNKNOWN },
        }
    }

    /// The name with its prefix.
    #[must_use]
    pub const fn name(self) -> &'a str {
        self.name
    }

    //= POL-ACT-16
    /// The older name of a job action of the data plane.
    #[must_use]
    pub fn with_iot_prefix(self) -> Option<Action<'static>> {
        [
            (Action::DESCRIBE_JOB_EXECUTION, Action::IOT_DESCRIBE_JOB_EXECUTION),
            (Action::GET_PENDING_JOB_EXECUTIONS, Action::IOT_GET_PENDING_JOB_EXECUTIONS),
            (Action::START_NEXT_PENDING_JOB_EXECUTION, Action::IOT_START_NEXT_PENDING_JOB_EXECUTION),
            (Action::UPDATE_JOB_EXECUTION, Action::IOT_UPDATE_JOB_EXECUTION),
        ]
        .into_iter()
        .find_map(|(newer, older)| (newer == self).then_some(older))
    }

    pub(crate) const fn slot(self) -> Slot {
        self.slot
    }
}

impl PartialEq for Action<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name.eq_ignore_ascii_case(other.name)
    }
}

impl Eq for Action<'_> {}

impl fmt::Debug for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// An entry of `Action` or `NotAction`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPattern {
    text: String,
    pub(crate) span: Span,
}

impl ActionPattern {
    /// Reads `*` or `<prefix>:<name>`; the error is the end of a sentence that begins with the text.
    pub(crate) fn read(text: &str, span: Span) -> Result<Self, &'static str> {
        let pattern = Self { text: text.to_owned(), span };
        //= POL-DOC-10
        if text == "*" {
            return Ok(pattern);
        }
        let Some((prefix, name)) = text.split_once(':') else {
            return Err("has no service prefix, as in `iot:Connect`");
        };
        if name.contains(':') {
            return Err("has more than one colon");
        }
        if prefix.contains(char::is_whitespace) {
            return Err("has a blank in its service prefix");
        }
        if prefix.contains(['*', '?']) {
            return Err("has a wildcard in its service prefix");
        }
        if prefix.is_empty() || name.is_empty() {
            return Err("is not of the form `<service>:<name>`");
        }
        //= POL-DOC-11
        Ok(pattern)
    }

    /// The text as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the text stands, its quotes included.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// Whether the pattern covers the action.
    #[must_use]
    pub fn covers(&self, action: Action<'_>) -> bool {
        //= POL-MATCH-01
        //= POL-MATCH-02
        glob_ignoring_case(&self.text, action.name())
    }
}

/// `*` and `?` over a whole name, without regard to the case of ASCII letters; returns to the last star on a mismatch.
fn glob_ignoring_case(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern.chars(), name.chars());
    let mut retry = None;
    loop {
        let there = name.clone();
        match (pattern.next(), name.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                name = there;
                retry = Some((pattern.clone(), name.clone()));
            }
            (Some('?'), Some(_)) => (),
            (Some(wanted), Some(found)) if wanted.eq_ignore_ascii_case(&found) => (),
            _ => {
                let Some((after_star, mut from)) = retry else { return false };
                if from.next().is_none() {
                    return false;
                }
                (pattern, name) = (after_star.clone(), from.clone());
                retry = Some((after_star, from));
            }
        }
    }
}
