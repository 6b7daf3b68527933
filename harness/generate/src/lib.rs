//! Generators: from a fuzzer's bytes, or from a seed, to what a conformance test sends.
//!
//! ```
//! use arbitrary::Unstructured;
//! use touchstone_generate::Conversation;
//!
//! let seed = [7; 64];
//! let conversation = Conversation::generate(&mut Unstructured::new(&seed))?;
//! assert!(!conversation.bytes.is_empty());
//! # Ok::<(), arbitrary::Error>(())
//! ```

mod conversation;
pub mod histories;
pub mod packets;
pub mod policies;
mod seed;

pub use conversation::Conversation;
pub use seed::{bytes_of, stretched};
