//! Catalogue, runner, verdicts, reports and remote targets.

mod target;
mod world;

pub use target::*;
pub use world::*;
