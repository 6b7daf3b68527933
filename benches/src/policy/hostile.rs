//! Patterns that matchers which go back are slow on.

use touchstone_policy::{Action, Values};

use super::{Asked, PLACE, Workload};

/// The longest topic there is.
const TOPIC: usize = 256;

/// One workload a pattern: one statement, and one topic of 256 bytes that it all but covers.
#[must_use]
pub fn hostile() -> Vec<Workload> {
    let one = |name: &str, pattern: String, letter: &str| {
        let document = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "iot:Publish",
               "Resource": "{PLACE}topic/{pattern}"}}]}}"#
        );
        let asked = Asked::topic(Action::PUBLISH, letter.repeat(TOPIC / letter.len()));
        Workload::new(name, document, Values::default(), vec![asked])
    };
    let a = |count| "a".repeat(count);
    vec![
        one("127 letters", format!("*{}b*", a(127)), "a"),
        one("48 letters", format!("*{}b*", a(48)), "a"),
        one("three of 60 letters", format!("*{0}*{0}*{0}b*", a(60)), "a"),
        one("12 of 8 letters", format!("{}*{}b*", format!("*{}", a(8)).repeat(12), a(7)), "a"),
        one("120 stars", format!("{}b*", "*a".repeat(120)), "a"),
        one("60 stars and ?", format!("{}b*", "*a?".repeat(60)), "a"),
        one("128 ? in a row", format!("*{}b*", "?".repeat(127)), "a"),
        one("64 letters and ?", format!("*{}b*", "a?".repeat(31)), "a"),
        one("200 letters and ?", format!("*{}b*", "a?".repeat(100)), "a"),
        one("letters of two bytes", format!("*{}b*", "ä?".repeat(20)), "ä"),
    ]
}
