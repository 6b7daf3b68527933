//! The raw client: frames built by hand, sockets, and what came back kept as bytes beside its decoding.
//!
//! A conformance harness has to send what no client library would, and to keep what it got even when no decoder would.
//! So this crate builds its own frames, field by field and without the reference's encoder: an error that both had in
//! common would stay unseen. What arrives is split leniently, by length alone, and judged strictly, frame by frame.
//!
//! It knows nothing of scenarios, expectations or verdicts, and keeps no session: nothing is answered, resent or
//! acknowledged unless somebody asks for it.
//!
//! ```
//! use serde_json::json;
//! use touchstone_client::{FrameReader, describe, frames};
//! use touchstone_wire::ProtocolVersion;
//!
//! let fields = [("topic".to_owned(), json!("t")), ("qos".to_owned(), json!(3)), ("payload".to_owned(), json!("x"))];
//! let frame = frames::build("publish", ProtocolVersion::V5, &fields)?;
//! assert_eq!(frame, [0x36, 7, 0, 1, b't', 0, 1, 0, b'x']);
//!
//! let mut reader = FrameReader::new(Some(ProtocolVersion::V5));
//! let read = reader.feed(&frame);
//! assert!(read.iter().all(|frame| frame.verdict.is_err()));
//! assert!(read.iter().all(|frame| describe(frame).starts_with("broken PUBLISH")));
//! # Ok::<(), touchstone_client::FrameError>(())
//! ```
//!
//! [`frames`] builds, [`FrameReader`] reads, [`Links`] connects: sockets with and without TLS and HTTP calls, all noticed
//! by one poller. The runner in `touchstone-suite` drives them.

mod calls;
pub mod frames;
mod links;
#[cfg(test)]
mod peer;
mod reader;

pub use calls::{HttpAnswer, HttpRequest};
pub use frames::FrameError;
pub use links::{Address, Hindrance, Identity, LinkEvent, Links, Tls, TlsError, TlsIdentity};
pub use reader::{Frame, FrameReader, Seen, decoded, describe, hex};
