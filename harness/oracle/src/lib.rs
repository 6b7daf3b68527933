//! Short models written to be read.
//!
//! Each module says what a part of the protocol means, as plainly as we can, and nothing about how to do it fast. The
//! reference is compared with these models in `touchstone-agreement`; to be worth comparing, they share no code with it
//! and depend on no crate of this workspace. They are slow, they recurse, they copy: that is how they stay obvious.
//!
//! ```
//! use touchstone_oracle::policy::{Caller, Decision, Dialect, InForce, Policies, Policy, Settings, judge};
//!
//! let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
//!     "Resource": "arn:aws:iot:eu-west-1:123456789012:topic/${iot:ClientId}/*"}}"#;
//! let own_topics = Policy::parse(document, Dialect::Iot)?;
//! let policies = Policies { iot: vec![InForce::new("own topics", &own_topics)], iam: vec![] };
//! let lamp = Caller { client_id: Some("lamp".to_owned()), ..Caller::default() };
//! let asked = "arn:aws:iot:eu-west-1:123456789012:topic/lamp/on";
//! let judgement = judge(&policies, "iot:Publish", asked, &lamp, Settings::default());
//! assert_eq!(judgement.decision, Decision::Allowed);
//! assert_eq!(judgement.deciding, [("own topics".to_owned(), 0)]);
//! # Ok::<(), touchstone_oracle::policy::Malformed>(())
//! ```

pub mod policy;
pub mod session;
pub mod topic;
