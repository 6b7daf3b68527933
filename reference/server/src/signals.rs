//! Being told to end.

use std::io;

use tokio::runtime::{Builder, Runtime};
#[cfg(unix)]
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

/// How a process was told to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, as Ctrl-C sends it.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

/// Listens for SIGINT and SIGTERM, which do not end the process any more once it does.
#[derive(Debug)]
pub struct Signals {
    runtime: Runtime,
    #[cfg(unix)]
    interrupt: Stream,
    #[cfg(unix)]
    terminate: Stream,
}

#[cfg(unix)]
impl Signals {
    /// Listens from now on; a signal that comes before [`Signals::wait`] is not lost.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (interrupt, terminate) = {
            let _entered = runtime.enter();
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
        };
        Ok(Self { runtime, interrupt, terminate })
    }

    /// Waits for one of them.
    ///
    /// # Errors
    /// Never on this system.
    pub fn wait(self) -> io::Result<Signal> {
        let Self { runtime, mut interrupt, mut terminate } = self;
        Ok(runtime.block_on(async {
            tokio::select! {
                _ = interrupt.recv() => Signal::Interrupt,
                _ = terminate.recv() => Signal::Terminate,
            }
        }))
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new() -> io::Result<Self> {
        Ok(Self { runtime: Builder::new_current_thread().enable_all().build()? })
    }

    /// Waits for Ctrl-C.
    ///
    /// # Errors
    /// When it cannot be listened for.
    pub fn wait(self) -> io::Result<Signal> {
        self.runtime.block_on(tokio::signal::ctrl_c())?;
        Ok(Signal::Interrupt)
    }
}
