//! HTTP requests and answers of the data plane as values.
//!
//! A request target becomes an [`Operation`] or a [`HttpError`]; an answer becomes a status, headers and a body. Who may
//! do what, and what comes of it, is the account's business; sockets and framing are the server's.
//!
//! ```
//! use touchstone_http::{Operation, read};
//!
//! let operation = read("POST", "/topics/site%2Fdoor?qos=1").unwrap();
//! let Operation::Publish(publish) = operation;
//! assert_eq!(publish.topic.as_str(), "site/door");
//! ```

mod answer;
mod error;
mod operation;

pub use answer::{HttpsDenial, Reply, denied, published, refused, without_credential};
pub use error::HttpError;
pub use operation::{Operation, Publish, read};
