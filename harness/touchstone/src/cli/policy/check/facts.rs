//! `--fact`: what the registry knows, on the command line.

use std::str::FromStr;

use touchstone_policy::lint::{Calls, RegistryFacts, RoleAliasUsage};

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    SharedCertificate,
    Calls(Calls),
    RoleAlias,
    UnusedService(String),
    GroupPolicies(usize),
    CertificatePolicies(usize),
    Versions(usize),
}

impl FromStr for Fact {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let number = || {
            let value = value.ok_or_else(|| format!("`{name}` needs a number, as in `{name}=3`"))?;
            value.parse().map_err(|_| format!("`{value}` is no number"))
        };
        match (name, value) {
            ("shared-certificate", None) => Ok(Self::SharedCertificate),
            ("calls-by-services", None) => Ok(Self::Calls(Calls::ByServices)),
            ("vpc-endpoint", None) => Ok(Self::Calls(Calls::ThroughVpcEndpoint)),
            ("role-alias", None) => Ok(Self::RoleAlias),
            ("unused-service", Some(prefix)) => Ok(Self::UnusedService(prefix.to_owned())),
            ("group-policies", _) => Ok(Self::GroupPolicies(number()?)),
            ("certificate-policies", _) => Ok(Self::CertificatePolicies(number()?)),
            ("versions", _) => Ok(Self::Versions(number()?)),
            _ => Err("not a fact; `--help` lists them".to_owned()),
        }
    }
}

/// The facts together.
pub(super) fn gathered(facts: &[Fact]) -> RegistryFacts {
    let mut gathered = RegistryFacts::default();
    for fact in facts {
        match fact {
            Fact::SharedCertificate => gathered.certificate_is_shared = true,
            Fact::Calls(calls) => gathered.calls = *calls,
            Fact::RoleAlias => drop(gathered.role_alias.get_or_insert_with(RoleAliasUsage::default)),
            Fact::UnusedService(prefix) => {
                let usage = gathered.role_alias.get_or_insert_with(RoleAliasUsage::default);
                usage.unused_services.push(prefix.clone());
            }
            Fact::GroupPolicies(count) => gathered.group_policies = *count,
            Fact::CertificatePolicies(count) => gathered.certificate_policies = *count,
            Fact::Versions(count) => gathered.versions = *count,
        }
    }
    gathered
}
