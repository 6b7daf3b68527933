//! A policy document as typed statements.

use crate::action::ActionPattern;
use crate::condition::Condition;
use crate::error::{PolicyError, Span};
use crate::parse;

/// A policy document that is in order.
///
/// It keeps what was written; nothing is resolved before [`PolicySet::compile`](crate::PolicySet::compile).
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    pub(crate) version: Version,
    pub(crate) id: Option<String>,
    pub(crate) statements: Vec<Statement>,
}

/// Whose grammar a document follows; the two differ in what they refuse, not in what a document means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// AWS IoT Core policies: of certificates, thing groups, Cognito identities and custom authorizers.
    #[default]
    IotCore,
    /// IAM policies of identities: `Version` is `2012-10-17`, there is a statement, no `Sid` repeats.
    Iam,
}

/// The edition of the language that a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// `2008-10-17`, also where the document names none: variables are plain text.
    Of2008,
    /// `2012-10-17`
    Of2012,
}

/// What a statement does to the requests that it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// `Allow`
    Allow,
    /// `Deny`
    Deny,
}

/// One statement of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) actions: Scope<ActionPattern>,
    pub(crate) resources: Scope<ResourcePattern>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) span: Span,
}

/// A list of patterns and which side of it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope<T> {
    /// `Action`, `Resource`: whatever one of the patterns covers.
    These(Vec<T>),
    /// `NotAction`, `NotResource`: whatever none of the patterns covers.
    AllBut(Vec<T>),
}

/// An entry of `Resource` or `NotResource`, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcePattern {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Policy {
    /// Reads an AWS IoT Core policy.
    ///
    /// Size plays no part: its limits belong to whoever stores a document ([`Size`](crate::Size)).
    ///
    /// # Errors
    /// When the text breaks the grammar.
    ///
    /// ```
    /// use touchstone_policy::{Effect, Policy};
    ///
    /// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iot:*", "Resource": "*"}}"#;
    /// assert_eq!(Policy::parse(text)?.statements()[0].effect(), Effect::Deny);
    ///
    /// let error = Policy::parse(r#"{"Statement": {"Effect": "deny"}}"#).unwrap_err();
    /// assert_eq!(error.to_string(), "line 1, column 26: the effect `deny` is neither `Allow` nor `Deny`");
    /// # Ok::<(), touchstone_policy::PolicyError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        Self::parse_as(Dialect::IotCore, text)
    }

    /// Reads a policy of either kind.
    ///
    /// # Errors
    /// When the text breaks the grammar of the dialect.
    pub fn parse_as(dialect: Dialect, text: &str) -> Result<Self, PolicyError> {
        parse::policy(dialect, text)
    }

    /// The edition of the language.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The name that the author gave the document.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The statements in the order of the document.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The document without the places of its parts, so that two are equal when they say the same in the same order.
    ///
    /// Nothing else is evened out: a missing version is the one that it counts as, a number is its text, and neither can be
    /// told apart in a [`Policy`] at all.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        self.statements.iter_mut().for_each(Statement::forget_places);
        self
    }
}

impl Statement {
    /// The name that the author gave the statement.
    #[must_use]
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// What the statement does.
    #[must_use]
    pub const fn effect(&self) -> Effect {
        self.effect
    }

    /// The entries of `Action` or `NotAction`.
    #[must_use]
    pub const fn actions(&self) -> &Scope<ActionPattern> {
        &self.actions
    }

    /// The entries of `Resource` or `NotResource`.
    #[must_use]
    pub const fn resources(&self) -> &Scope<ResourcePattern> {
        &self.resources
    }

    /// The conditions, one for each key under each operator, in the order of the document.
    #[must_use]
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// The bytes from the opening brace to the closing one.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    fn forget_places(&mut self) {
        self.span = Span::default();
        let (Scope::These(actions) | Scope::AllBut(actions)) = &mut self.actions;
        actions.iter_mut().for_each(|action| action.span = Span::default());
        let (Scope::These(resources) | Scope::AllBut(resources)) = &mut self.resources;
        resources.iter_mut().for_each(|resource| resource.span = Span::default());
        for condition in &mut self.conditions {
            condition.operator_span = Span::default();
            condition.key_span = Span::default();
            condition.values.iter_mut().for_each(|value| value.span = Span::default());
        }
    }
}

impl<T> Scope<T> {
    /// The patterns, and whether everything but what they cover is meant.
    pub(crate) const fn listed(&self) -> (&Vec<T>, bool) {
        match self {
            Self::These(patterns) => (patterns, false),
            Self::AllBut(patterns) => (patterns, true),
        }
    }

    //= POL-MATCH-13
    /// Whether the scope takes in what `covers` tells of each pattern.
    pub(crate) fn takes(&self, covers: impl FnMut(&T) -> bool) -> bool {
        match self {
            Self::These(patterns) => patterns.iter().any(covers),
            Self::AllBut(patterns) => !patterns.iter().any(covers),
        }
    }
}

impl ResourcePattern {
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
}
