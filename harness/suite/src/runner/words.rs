//! Expectations in words.

use touchstone_scenario::{Expected, Judged, Outcome, PacketPattern, Version};

use super::captures::plain;
use super::pattern::kind_name;
use crate::{Judge, peer};

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
    let mut words = outcome(reference, version);
    if judge == Judge::Live {
        for alternative in live {
            words.push_str(" or ");
            words.push_str(&outcome(alternative, version));
        }
    }
    words
}

/// An outcome as one line.
pub(crate) fn outcome(it: &Outcome, version: Version) -> String {
    let inner = |expected: &Expected| outcome(&judged(expected, version).reference, version);
    let each = |list: &[Expected], between: &str| list.iter().map(inner).collect::<Vec<_>>().join(between);
    match it {
        Outcome::Nothing => "nothing".to_owned(),
        Outcome::Closed => "the end of the connection with nothing before it".to_owned(),
        Outcome::Ended => "the end of the connection".to_owned(),
        Outcome::Packet(pattern) => packet(pattern, version),
        Outcome::Http(pattern) => {
            let json = pattern.json.as_ref().map(|json| format!(" holding {json}")).unwrap_or_default();
            format!("HTTP status {}{json}", pattern.status)
        }
        Outcome::InOrder(list) => each(list, ", then "),
        Outcome::AnyOrder(list) => format!("in any order {}", each(list, " and ")),
        Outcome::AtMost { what, times, then } => {
            let then = then.as_ref().map(|then| format!(", then {}", inner(then))).unwrap_or_default();
            format!("at most {times} times {}{then}", inner(what))
        }
    }
}

fn packet(pattern: &PacketPattern, version: Version) -> String {
    let mut words = kind_name(pattern.kind).to_owned();
    for (name, value) in &pattern.members {
        let value = match (name.value.as_str(), value.as_u64().map(u8::try_from)) {
            // Return codes of 3.1.1 have other names than the reason codes of 5.
            ("code", Some(Ok(code))) if version == Version::V5 => peer::code_in_words(code),
            _ => plain(value),
        };
        words.push_str(&format!(" {} `{value}`", name.value));
    }
    if pattern.exactly {
        words.push_str(" and nothing else in it");
    }
    words
}
