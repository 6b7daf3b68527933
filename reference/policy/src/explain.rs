//! Which statements decided.

use crate::document::Effect;
use crate::error::Span;
use crate::set::{Compiled, Outcome};

/// A decision with the statements that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What is decided.
    pub outcome: Outcome,
    /// Every statement that denies for an explicit deny, every one that allows for an allow, else none.
    pub deciding: Vec<Deciding>,
}

/// A statement that decided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deciding {
    /// The name of its policy.
    pub policy: String,
    /// Its place among the document's statements, counted from 0.
    pub statement: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
    /// Where it stands in the document.
    pub span: Span,
}

impl Explanation {
    /// Puts the statements together that cover the request.
    pub(crate) fn of<'s>(covering: impl Iterator<Item = &'s Compiled>) -> Self {
        let (mut denying, mut allowing) = (Vec::new(), Vec::new());
        for statement in covering {
            let list = match statement.effect {
                Effect::Deny => &mut denying,
                Effect::Allow => &mut allowing,
            };
            list.push(Deciding {
                policy: statement.policy.to_string(),
                statement: statement.number,
                sid: statement.sid.as_deref().map(str::to_owned),
                span: statement.span,
            });
        }
        match (denying.is_empty(), allowing.is_empty()) {
            (false, _) => Self { outcome: Outcome::ExplicitDeny, deciding: denying },
            (true, false) => Self { outcome: Outcome::Allowed, deciding: allowing },
            (true, true) => Self { outcome: Outcome::ImplicitDeny, deciding: Vec::new() },
        }
    }
}
