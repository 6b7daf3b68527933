//! What happened on the wire, kept for the explanation of a failure and for the transcript.

use touchstone_vocabulary::Time;

use super::{Play, Stop};
use crate::{Exchange, Failure, Heading, LinkId, Transcript, Verdict, peer};

/// One thing that happened on a connection.
pub(super) struct Record {
    at: Time,
    client: String,
    link: LinkId,
    what: What,
}

enum What {
    Sent(Vec<u8>),
    Received(Vec<u8>),
    Happened(String),
}

impl Play<'_> {
    pub(super) fn record_sent(&mut self, client: &str, link: LinkId, bytes: &[u8]) {
        self.record(client, link, What::Sent(bytes.to_vec()));
    }

    pub(super) fn record_received(&mut self, client: &str, link: LinkId, bytes: &[u8]) {
        self.record(client, link, What::Received(bytes.to_vec()));
    }

    pub(super) fn record_happened(&mut self, client: &str, link: LinkId, words: &str) {
        self.record(client, link, What::Happened(words.to_owned()));
    }

    fn record(&mut self, client: &str, link: LinkId, what: What) {
        let at = self.stage.now();
        self.records.push(Record { at, client: client.to_owned(), link, what });
    }

    /// The verdict that follows from how the steps ended.
    pub(super) fn verdict(&self, ended: Result<(), Stop>) -> Verdict {
        match ended {
            Ok(()) => match self.learned.tolerated.first() {
                Some(reason) => Verdict::Tolerated { reason: reason.clone() },
                None => Verdict::Pass,
            },
            Err(Stop::Tolerated(reason)) => Verdict::Tolerated { reason },
            Err(Stop::Unsupported(reason)) => Verdict::Unsupported { reason },
            Err(Stop::Inconclusive(reason)) => Verdict::Inconclusive { reason },
            Err(Stop::Fail { expected, seen }) => Verdict::Fail(Box::new(self.failure(expected, seen))),
        }
    }

    pub(super) fn transcript(&self) -> Transcript {
        let unordered = super::verb::has_parallel(&self.script.case.steps);
        Transcript { connections: self.lines.iter().map(|line| line.received.clone()).collect(), unordered }
    }

    fn failure(&self, expected: String, seen: String) -> Failure {
        Failure {
            file: self.script.source.path.clone(),
            place: self.place,
            step: self.script.source.line(self.place.line).to_owned(),
            expected,
            seen,
            cited: self.script.cited.clone(),
            exchanges: self.records.iter().map(|record| self.exchange(record)).collect(),
            logs: self.logs.clone(),
        }
    }

    fn exchange(&self, record: &Record) -> Exchange {
        let version = self.script.case.version(&record.client);
        let (way, words, bytes) = match &record.what {
            What::Sent(bytes) => (Heading::Sent, peer::in_words(bytes, version), bytes.clone()),
            What::Received(bytes) => (Heading::Received, peer::in_words(bytes, version), bytes.clone()),
            What::Happened(words) => (Heading::Happened, words.clone(), Vec::new()),
        };
        let after = record.at.since(self.start).millis();
        Exchange { after, client: record.client.clone(), link: record.link.0, way, words, bytes }
    }
}
