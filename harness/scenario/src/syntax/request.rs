//! What is sent as written: packets built by hand, HTTP requests.

use super::client::Payload;
use super::head::Fields;
use super::place::Located;
use super::step::Gets;

/// `send:` — packets by field, patched, or in hexadecimal; all of them in one segment.
#[derive(Clone, Debug, PartialEq)]
pub struct SendPackets {
    /// Who.
    pub from: Located<String>,
    /// What.
    pub packets: Vec<Built>,
}

/// A packet built by hand.
#[derive(Clone, Debug, PartialEq)]
pub enum Built {
    /// A packet named by its kind (`publish`, `subscribe`, `connect`, `puback`, `pingreq`, `disconnect`, ...) with
    /// fields by name; what is left out has the plain value.
    Packet {
        /// Kind in lower case.
        kind: Located<String>,
        /// Its fields.
        fields: Fields,
    },
    /// Bytes in hexadecimal.
    Hex(Vec<u8>),
}

/// `call:` — a raw HTTP request.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The client whose certificate is shown; nobody's when `None`.
    pub client: Option<Located<String>>,
    /// Whose endpoint; the first account's when `None`.
    pub account: Option<Located<String>>,
    /// The method.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Payload,
    /// What it gets; status 200 when `None`.
    pub gets: Option<Gets>,
}
