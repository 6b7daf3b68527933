//! The built-in targets of the command line: `sim`, the reference in this process on a clock that only scenarios move,
//! and `loopback`, the same reference behind mutual TLS on 127.0.0.1.

mod loopback;
mod pool;
mod provision;
pub mod settings;
mod sim;

pub use loopback::Loopback;
pub use pool::Pool;
pub use sim::{Cut, Sim};
