//! Answers to a client's own packets that wait for the wire, among the deliveries in the order they came.

use std::collections::VecDeque;

/// Encoded answers. An answer numbered n leaves before the delivery numbered n.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    bytes: VecDeque<u8>,
    runs: VecDeque<Run>,
}

/// Answers between the same two deliveries share a run, so that a flood of PINGREQ costs two bytes each.
#[derive(Debug)]
struct Run {
    number: u32,
    length: usize,
}

impl Answers {
    pub(crate) fn push(&mut self, number: u32, answer: &[u8]) {
        self.bytes.extend(answer);
        match self.runs.back_mut() {
            Some(run) if run.number == number => run.length += answer.len(),
            _ => self.runs.push_back(Run { number, length: answer.len() }),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Bytes that wait.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The number of the first run.
    pub(crate) fn first(&self) -> Option<u32> {
        self.runs.front().map(|run| run.number)
    }

    /// Takes the first run.
    pub(crate) fn take_run(&mut self) -> Vec<u8> {
        let length = self.runs.pop_front().map_or(0, |run| run.length).min(self.bytes.len());
        let run = self.bytes.drain(..length).collect();
        if self.runs.is_empty() {
            // A flood that was answered leaves no buffer behind.
            self.bytes = VecDeque::new();
        }
        run
    }

    /// Takes everything.
    pub(crate) fn take_all(&mut self) -> Vec<u8> {
        self.runs.clear();
        std::mem::take(&mut self.bytes).into()
    }
}
