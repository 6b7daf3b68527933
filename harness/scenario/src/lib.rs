//! The scenario language: text in, values with locations out.

mod capability;
mod syntax;

pub use capability::Capability;
pub use syntax::*;
