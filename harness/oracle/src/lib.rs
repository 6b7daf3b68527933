//! Short models written to be read.
//!
//! Each module says what a part of the protocol means, as plainly as we can, and nothing about how to do it fast. The
//! reference is compared with these models in `touchstone-agreement`; to be worth comparing, they share no code with it
//! and depend on no crate of this workspace. They are slow, they recurse, they copy: that is how they stay obvious.
//!
//! ```
//! use touchstone_oracle::policy::{Context, Decision, decide};
//!
//! let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
//!     "Resource": "arn:aws:iot:eu-west-1:123456789012:topic/${iot:ClientId}/*"}}"#;
//! let mut lamp = Context::default();
//! lamp.set("iot:ClientId", "lamp");
//! let asked = "arn:aws:iot:eu-west-1:123456789012:topic/lamp/on";
//! let judgement = decide(&[("own topics", document)], "iot:Publish", asked, &lamp)?;
//! assert_eq!(judgement.decision, Decision::Allowed);
//! assert_eq!(judgement.deciding, [("own topics".to_owned(), 0)]);
//! # Ok::<(), touchstone_oracle::policy::NotModelled>(())
//! ```

pub mod policy;
pub mod session;
pub mod topic;
