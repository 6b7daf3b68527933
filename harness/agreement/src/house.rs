//! The account that the questions are played on, and who comes to it.

use std::net::{IpAddr, Ipv4Addr};

use touchstone_account::{Account, Configuration, Peer, Transport};
use touchstone_vocabulary::{AccountId, AccountNumber, CertificateId, Region};

/// Where every account lives, as ARNs name it.
pub(crate) const PLACE: &str = "us-east-1:123456789012";

/// An account without principals.
pub(crate) fn account() -> Result<Account, String> {
    let (region, number) = PLACE.split_once(':').unwrap_or_default();
    let number = AccountNumber::new(number).map_err(|error| error.to_string())?;
    let region = Region::new(region).map_err(|error| error.to_string())?;
    Ok(Account::new(Configuration::new(AccountId { number, region }, 1)))
}

/// The certificate with this byte all over.
pub(crate) fn certificate(byte: u8) -> CertificateId {
    CertificateId::new(&format!("{byte:02x}").repeat(32))
        .unwrap_or_else(|_| unreachable!("64 hexadecimal digits are a certificate id"))
}

/// Somebody who comes over TLS.
pub(crate) fn peer(certificate: Option<CertificateId>) -> Peer {
    Peer {
        host: Some("localhost".to_owned()),
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: 0,
        transport: Transport::Tls,
        certificate,
    }
}
