//! Expectations in words.

use touchstone_scenario::{Expected, Judged, Outcome, PacketPattern, Version};

use super::captures::plain;
use super::pattern::kind_name;
use crate::Judge;

/// What is expected of a client that speaks this version.
pub(crate) const fn judged(expected: &Expected, version: Version) -> &Judged {
    match version {
        Version::V3 => &expected.v3,
        Version::V5 => &expected.v5,
    }
}

/// An expectation as one line.
pub(crate) fn expectation(expected: &Expected, version: Version, judge: Judge) -> String {
    let Judged { reference, live, .. } = judged(expected, version);
    let mut words = outcome(reference);
    if judge == Judge::Live {
        for alternative in live {
            words.push_str(" or ");
            words.push_str(&outcome(alternative));
        }
    }
    words
}

/// An outcome as one line.
pub(crate) fn outcome(it: &Outcome) -> String {
    match it {
        Outcome::Nothing => "nothing".to_owned(),
        Outcome::Closed => "the end of the connection with nothing before it".to_owned(),
        Outcome::Ended => "the end of the connection".to_owned(),
        Outcome::Packet(pattern) => packet(pattern),
        Outcome::Http(pattern) => {
            let json = pattern.json.as_ref().map(|json| format!(" holding {json}")).unwrap_or_default();
            format!("HTTP status {}{json}", pattern.status)
        }
        Outcome::InOrder(list) => each(list, ", then "),
        Outcome::AnyOrder(list) => format!("in any order {}", each(list, " and ")),
        Outcome::AtMost { what, times, then } => {
            let then = then.as_ref().map(|then| format!(", then {}", outcome(&then.v5.reference))).unwrap_or_default();
            format!("at most {times} times {}{then}", outcome(&what.v5.reference))
        }
    }
}

fn each(list: &[Expected], between: &str) -> String {
    let words: Vec<_> = list.iter().map(both).collect();
    words.join(between)
}

fn both(expected: &Expected) -> String {
    let (v3, v5) = (outcome(&expected.v3.reference), outcome(&expected.v5.reference));
    if v3 == v5 { v3 } else { format!("{v3} (3.1.1) or {v5} (5)") }
}

fn packet(pattern: &PacketPattern) -> String {
    let mut words = kind_name(pattern.kind).to_owned();
    for (name, value) in &pattern.members {
        words.push_str(&format!(" {} `{}`", name.value, plain(value)));
    }
    if pattern.exactly {
        words.push_str(" and nothing else in it");
    }
    words
}
