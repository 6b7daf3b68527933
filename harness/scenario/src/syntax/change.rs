//! Changes of the world during a case.

use super::place::Located;

/// `change:`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose principal.
    pub client: Located<String>,
    /// What becomes of it.
    pub to: ChangeTo,
}

/// What a change does to a client's principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeTo {
    /// `policy: x` — exactly these policies are attached from now on.
    Policies(Vec<Located<String>>),
    /// `attach: x`.
    Attach(Located<String>),
    /// `detach: x`.
    Detach(Located<String>),
    /// `certificate: inactive`.
    Certificate(String),
}

/// A change of the world as a target is asked for it: policies by name and text, the client by its principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldChange {
    /// Index of the principal in the case's cast.
    pub principal: usize,
    /// What becomes of it.
    pub to: PrincipalChange,
}

/// What becomes of a principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalChange {
    /// A policy is attached; it is created when the account has none of that name.
    Attach {
        /// The policy's name.
        name: String,
        /// Its text.
        document: String,
    },
    /// A policy is detached.
    Detach {
        /// The policy's name.
        name: String,
    },
    /// The certificate takes this status, such as `INACTIVE`.
    Certificate {
        /// The status.
        status: String,
    },
}
