//! The account file of `touchstone serve`.

use super::head::World;
use super::place::Located;

/// The file that `touchstone serve` takes its account from: `world:` as in a scenario, and `clients:` of which only
/// `policy` and `thing` are taken, since what a client does is its own matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountFile {
    /// The world beyond the clients.
    pub world: World,
    /// Who may connect, families already spread.
    pub principals: Vec<Principal>,
}

/// The holder of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Its name, under which its certificate is kept.
    pub name: Located<String>,
    /// Policies by file name, without `.json`; `all` when left out.
    pub policies: Vec<Located<String>>,
    /// The things its certificate is attached to.
    pub things: Vec<Located<String>>,
}
