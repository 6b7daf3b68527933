//! The target `sim`: the account in this process, on a clock that only scenarios move.

mod pipe;
mod stage;

use std::sync::Arc;

use touchstone_account::driver::Driver;
use touchstone_scenario::Capability;
use touchstone_suite::{Cast, Isolation, Judge, Profile, Sequence, SetupError, Stage, Target};
use touchstone_vocabulary::{Span, Time};

use crate::pool::Pool;
use crate::provision;
use stage::SimStage;

/// How bytes travel between a client and the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cut {
    /// As they come.
    #[default]
    Whole,
    /// One byte at a time, in both directions.
    Bytes,
}

/// The reference, simulated.
#[derive(Debug)]
pub struct Sim {
    profile: Profile,
    pool: Arc<Pool>,
    cut: Cut,
}

impl Sim {
    /// The simulation, with client certificates from `pool`.
    #[must_use]
    pub fn new(pool: Arc<Pool>, cut: Cut) -> Self {
        let profile = Profile { name: "sim".to_owned(), isolation: Isolation::Account, ..reference_profile() };
        Self { profile, pool, cut }
    }
}

/// What both of the reference's own targets can do.
pub(crate) fn reference_profile() -> Profile {
    let missing = [Capability::WebSocket, Capability::Jobs, Capability::Shadow, Capability::RetainedHttp];
    Profile {
        name: String::new(),
        judge: Judge::Reference,
        capabilities: Capability::ALL.iter().copied().filter(|capability| !missing.contains(capability)).collect(),
        isolation: Isolation::Account,
        patience: Span::ZERO,
        sequence: Sequence::Exact,
        divergences: Vec::new(),
    }
}

impl Target for Sim {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn open(&self, cast: &Cast) -> Result<Box<dyn Stage>, SetupError> {
        let mut drivers = Vec::new();
        for index in 0..cast.accounts.len() {
            let provisioned = provision::account(cast, index, &self.pool)?;
            let mut driver = Driver::new(provisioned.account, Time::SCENARIO_START, provisioned.scripts);
            for operation in provisioned.operations {
                provision::operate(&mut driver, Time::SCENARIO_START, operation)?;
            }
            drivers.push(driver);
        }
        Ok(Box::new(SimStage::new(drivers, cast.clone(), Arc::clone(&self.pool), self.cut)))
    }
}
