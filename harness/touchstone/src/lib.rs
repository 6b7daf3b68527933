//! The built-in targets of the command line: `sim`, the reference in this process on a clock that only scenarios move,
//! and `loopback`, the same reference behind mutual TLS on 127.0.0.1; and the stubs that coverage plays against.

mod fault;
mod loopback;
mod pool;
mod provision;
pub mod serve;
pub mod settings;
mod sim;
mod sound;
mod stubs;

pub use loopback::Loopback;
pub use pool::Pool;
pub use sim::{Cut, Sim};
pub use sound::sound;
pub use stubs::{Denies, Grants, Idle};
