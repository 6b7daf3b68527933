//! An account with a fleet: things with a certificate each, all under one policy.

use std::net::{IpAddr, Ipv4Addr};

use touchstone_account::{Account, Configuration, Operation, Peer, Transport};
use touchstone_vocabulary::{AccountId, AccountNumber, CertificateId, PolicyName, Region, ThingName};

/// The topic that every thing of the fleet subscribes to.
pub const TOPIC: &str = "fleet/berlin/news";

/// One statement that allows everything.
pub const ALLOW_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}"#;

pub use crate::policy::{DEVICE, SITE, thing};

/// An account without principals.
#[must_use]
pub fn account() -> Account {
    let number = AccountNumber::new("123456789012").unwrap();
    Account::new(Configuration::new(AccountId { number, region: Region::new("eu-west-1").unwrap() }, 1))
}

/// What makes an account's world: one policy, and things by number with a certificate each under it.
pub fn operations(policy: &str, things: usize) -> impl Iterator<Item = Operation> {
    let name = PolicyName::new("fleet").unwrap();
    let put = Operation::PutPolicy { name: name.clone(), document: policy.to_owned() };
    std::iter::once(put).chain((0..things).flat_map(move |number| {
        let (thing, certificate) = (ThingName::new(&thing(number)).unwrap(), certificate(number));
        let attributes = vec![("site".to_owned(), SITE.to_owned())];
        [
            Operation::PutThing { name: thing.clone(), attributes },
            Operation::RegisterCertificate { certificate: certificate.clone() },
            Operation::AttachThing { thing, certificate: certificate.clone() },
            Operation::AttachPolicy { policy: name.clone(), certificate },
        ]
    }))
}

/// The peer that holds a thing's certificate.
#[must_use]
pub fn peer(number: usize) -> Peer {
    Peer {
        host: Some("localhost".to_owned()),
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: 40_000,
        transport: Transport::Tls,
        certificate: Some(certificate(number)),
    }
}

fn certificate(number: usize) -> CertificateId {
    CertificateId::new(&format!("{number:064x}")).unwrap()
}
