//! The way from the account to a simulated client: bytes that are read at once, unless the client has stalled.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use touchstone_account::Outgoing;
use touchstone_account::driver::{End, Wire, Written};
use touchstone_suite::{Arrival, LinkId};

use super::Cut;

/// Arrivals in the order in which they happened, over all connections.
pub(super) type Arrivals = Rc<RefCell<VecDeque<Arrival>>>;

/// The account's end of a pipe.
#[derive(Debug)]
pub(super) struct Pipe {
    state: Rc<RefCell<State>>,
}

/// What the two ends share.
#[derive(Debug)]
pub(super) struct State {
    link: LinkId,
    /// What the client has not read.
    unread: VecDeque<u8>,
    window: usize,
    cut: Cut,
    /// Whether the client reads.
    pub(super) reading: Reading,
    ended: bool,
    arrivals: Arrivals,
}

/// What the client does with what arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// It takes everything at once.
    Eager,
    /// It takes nothing for now.
    Stalled,
    /// It is never heard of again.
    Deaf,
}

impl Pipe {
    pub(super) fn new(link: LinkId, window: usize, cut: Cut, arrivals: Arrivals) -> (Self, Rc<RefCell<State>>) {
        let unread = VecDeque::new();
        let state = State { link, unread, window, cut, reading: Reading::Eager, ended: false, arrivals };
        let state = Rc::new(RefCell::new(state));
        (Self { state: Rc::clone(&state) }, state)
    }
}

impl State {
    /// The client takes what is there and sees the end if it has come.
    pub(super) fn read(&mut self) {
        if self.reading != Reading::Eager {
            return;
        }
        let bytes: Vec<u8> = self.unread.drain(..).collect();
        let mut arrivals = self.arrivals.borrow_mut();
        match self.cut {
            Cut::Whole if bytes.is_empty() => {}
            Cut::Whole => arrivals.push_back(Arrival::Bytes(self.link, bytes)),
            Cut::Bytes => arrivals.extend(bytes.into_iter().map(|byte| Arrival::Bytes(self.link, vec![byte]))),
        }
        if std::mem::take(&mut self.ended) {
            self.reading = Reading::Deaf;
            arrivals.push_back(Arrival::Closed(self.link));
        }
    }

    fn free(&self) -> usize {
        let free = self.window.saturating_sub(self.unread.len());
        if self.cut == Cut::Bytes { free.min(1) } else { free }
    }
}

impl Wire for Pipe {
    fn room(&self) -> usize {
        self.state.borrow().free()
    }

    fn write(&mut self, bytes: &Outgoing) -> Written {
        let mut state = self.state.borrow_mut();
        let room = state.free();
        let before = state.unread.len();
        let taken = bytes.parts().flatten().copied().take(room);
        state.unread.extend(taken);
        let took = state.unread.len() - before;
        state.read();
        Written::Took(took)
    }

    fn end(&mut self, how: End) {
        let mut state = self.state.borrow_mut();
        if how == End::Abort {
            // A reset takes with it what the peer has not read.
            state.unread.clear();
        }
        state.ended = true;
        state.read();
    }
}
