//! The stubs of coverage: targets on which a case must not pass, if it is to show anything.

mod denies;
mod grants;
mod idle;

use std::sync::Arc;

use touchstone_suite::{Cast, Freed, Profile, SetupError, Stage, Target};

use crate::pool::Pool;
use crate::sim::{Cut, Sim, reference_profile};
use denies::DenyingStage;
use grants::GrantingStage;
use idle::{IdleStage, Reaction};

/// An endpoint that accepts connections and does nothing for anybody, on a clock that moves at once.
#[derive(Debug)]
pub struct Idle {
    profile: Profile,
    reaction: Reaction,
}

impl Idle {
    /// `stub-silent`: it never answers.
    #[must_use]
    pub fn silent() -> Self {
        Self { profile: named("stub-silent"), reaction: Reaction::None }
    }

    /// `stub-closes`: it closes at the first byte.
    #[must_use]
    pub fn closes() -> Self {
        Self { profile: named("stub-closes"), reaction: Reaction::Close }
    }
}

impl Target for Idle {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn open(&self, _: &Cast) -> Result<Box<dyn Stage>, SetupError> {
        Ok(Box::new(IdleStage::new(self.reaction)))
    }
}

/// `stub-grants`: the simulation with every policy decision Allowed.
///
/// Each principal, and whoever an authorizer lets in, holds one policy that allows everything, whatever the case attaches
/// and detaches. So the reference needs no switch that turns its policies off. Authentication is as in the case.
#[derive(Debug)]
pub struct Grants {
    profile: Profile,
    sim: Sim,
}

impl Grants {
    /// The stub, with client certificates from `pool`.
    #[must_use]
    pub fn new(pool: Arc<Pool>) -> Self {
        Self { profile: named("stub-grants"), sim: Sim::new(pool, Cut::Whole) }
    }
}

impl Target for Grants {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn open(&self, cast: &Cast) -> Result<Box<dyn Stage>, SetupError> {
        let stage = self.sim.open(&grants::granted(cast))?;
        Ok(Box::new(GrantingStage::new(stage)))
    }
}

/// `stub-denies-unsubscribe` and the like: the simulation that asks a right for one more kind of packet.
///
/// There is no such right, so only a client with the policy `all` has it. What such a packet would do is not done; its
/// connection ends instead.
#[derive(Debug)]
pub struct Denies {
    profile: Profile,
    sim: Sim,
    denied: Freed,
}

impl Denies {
    /// The stub for one kind of packet, with client certificates from `pool`.
    #[must_use]
    pub fn new(pool: Arc<Pool>, denied: Freed) -> Self {
        let profile = named(&format!("stub-denies-{}", denied.word()));
        Self { profile, sim: Sim::new(pool, Cut::Whole), denied }
    }
}

impl Target for Denies {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn open(&self, cast: &Cast) -> Result<Box<dyn Stage>, SetupError> {
        Ok(Box::new(DenyingStage::new(self.sim.open(cast)?, cast, self.denied)))
    }
}

/// A stub can be asked for whatever the reference can, so that it is asked at all.
fn named(name: &str) -> Profile {
    Profile { name: name.to_owned(), ..reference_profile() }
}
