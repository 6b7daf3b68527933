//! The target `loopback`: the reference behind mutual TLS on 127.0.0.1, reached as `localhost`, on a held clock.

mod stage;

use std::sync::Arc;

use touchstone_server::{Clock, HostName, Server, ServerConfig, Tenant};
use touchstone_suite::{Cast, Profile, Sequence, SetupError, Stage, Target};
use touchstone_vocabulary::Time;

use crate::pool::Pool;
use crate::provision::{self, fault};
use crate::sim::{Cut, reference_profile};
use stage::LoopbackStage;

/// The reference behind sockets.
#[derive(Debug)]
pub struct Loopback {
    profile: Profile,
    pool: Arc<Pool>,
    cut: Cut,
}

impl Loopback {
    /// A server for each case, with certificates from `pool`.
    #[must_use]
    pub fn new(pool: Arc<Pool>, cut: Cut) -> Self {
        let profile = Profile { name: "loopback".to_owned(), sequence: Sequence::PerConnection, ..reference_profile() };
        Self { profile, pool, cut }
    }
}

impl Target for Loopback {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn open(&self, cast: &Cast) -> Result<Box<dyn Stage>, SetupError> {
        let hosts = (0..cast.accounts.len()).map(host).collect::<Result<Vec<_>, _>>()?;
        let names: Vec<&str> = hosts.iter().map(HostName::as_str).collect();
        let identity = self.pool.server(&names).map_err(|error| fault(&error.to_string()))?;
        let roots = vec![self.pool.authority().certificate()];
        let mut config = ServerConfig::new(identity, roots).with_clock(Clock::Held(Time::SCENARIO_START));
        let mut worlds = Vec::new();
        for (index, host) in hosts.iter().enumerate() {
            let provisioned = provision::account(cast, index, &self.pool)?;
            let tenant = Tenant::new(host.clone(), Box::new(provisioned.account)).with_scripts(provisioned.scripts);
            config = config.with_tenant(tenant);
            worlds.push((host.clone(), provisioned.operations));
        }
        let server = Server::start(config).map_err(|error| fault(&error.to_string()))?;
        for (host, operations) in worlds {
            for operation in operations {
                server.operate(&host, operation).map_err(|error| fault(&error.message))?;
            }
        }
        let stage = LoopbackStage::new(server, hosts, cast.clone(), Arc::clone(&self.pool), self.cut)?;
        Ok(Box::new(stage))
    }
}

fn host(account: usize) -> Result<HostName, SetupError> {
    HostName::new(&provision::host_name(account)).map_err(|error| fault(&error.to_string()))
}
