//! What `touchstone serve` serves: one account whose world is a file, with certificates from a folder.
//!
//! A [`Folder`] holds an authority and the certificates it has issued; [`load`] joins it with an account file - the
//! `world:` and `clients:` of a scenario - to a [`Served`] account, whose world is complete before a server listens.

mod account;
mod folder;
mod shelf;

pub use account::{Served, ServedClient, load};
pub use folder::{Folder, Issued, Wanted};
pub(crate) use shelf::{files, stem};
