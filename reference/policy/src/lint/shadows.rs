//! Lints on what shadows and jobs over MQTT need besides.

use super::Lint;
use super::ask::{Judged, Place};
use super::finding::{Findings, Remark};
use super::glob::Holes;
use super::services::SHADOW;
use super::written::{Arn, Entry, WrittenStatement};

pub(super) const COMPARING: &[Lint] = &[requests_without_answers, named_shadows];

/// What follows the thing of a request topic.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    Shadow,
    Jobs,
}

/// Whether a topic is one on which a device asks for a shadow or a job.
fn request(name: &str) -> Option<Asks> {
    let (_, rest) = name.strip_prefix("$aws/things/")?.split_once('/')?;
    let levels: Vec<&str> = rest.split('/').collect();
    match levels.as_slice() {
        ["shadow", "get" | "update" | "delete"] | ["shadow", "name", _, "get" | "update" | "delete"] => {
            Some(Asks::Shadow)
        }
        ["jobs", "get" | "start-next"] | ["jobs", _, "get" | "update"] => Some(Asks::Jobs),
        _ => None,
    }
}

//= POL-LINT-41
fn requests_without_answers(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let publishes = judged.allowing().filter(|statement| statement.takes("iot:Publish"));
    for entry in publishes.flat_map(WrittenStatement::resources) {
        let Some(name) = entry.arn().filter(Arn::is_iot).and_then(|arn| arn.named("topic")) else { continue };
        let (Some(asks), Some(place)) = (request(name), Place::of(entry)) else { continue };
        let lacks = |action: &'static str, kind: &str| {
            let answers = ["accepted", "rejected"].map(|end| place.with_rest(format!("{kind}/{name}/{end}")));
            !answers.iter().all(|answer| judged.allows_as_text(action, answer))
        };
        let missing = if lacks("iot:Receive", "topic") {
            "iot:Receive"
        } else if asks == Asks::Shadow && lacks("iot:Subscribe", "topicfilter") {
            "iot:Subscribe"
        } else {
            continue;
        };
        let message = format!("`{missing}` does not cover both answers, `/accepted` and `/rejected`");
        let remark = Remark::hint("POL-LINT-41", entry.span, message);
        found.add(remark.remedy(format!("allow `{missing}` on both, or on `{name}/*`")));
    }
}

//= POL-LINT-42
fn named_shadows(judged: &Judged<'_>, found: &mut Findings<'_>) {
    const MESSAGES: [&str; 3] = ["iot:Publish", "iot:Subscribe", "iot:Receive"];
    for entry in
        judged.allowing().filter(|statement| statement.takes_any(&MESSAGES)).flat_map(WrittenStatement::resources)
    {
        let Some(arn) = entry.arn().filter(Arn::is_iot) else { continue };
        let name = arn.named("topic").or_else(|| arn.named("topicfilter"));
        let below = name.and_then(|name| name.strip_prefix("$aws/things/")).and_then(|rest| rest.split_once('/'));
        let Some((thing, _)) = below.filter(|(_, rest)| rest.starts_with("shadow/name/")) else { continue };
        let Some(place) = Place::of(entry).map(|place| place.with_rest(format!("thing/{thing}"))) else { continue };
        let shadows = || judged.statements().filter(|statement| statement.allows() && statement.takes_any(&SHADOW));
        let reaches_thing = shadows().any(|statement| statement.covers_as_text(&place));
        let below = format!("thing/{thing}/*");
        let reaches_below = |entry: &Entry<'_>| entry.meets(&below, Holes::Text);
        let reaches_shadows =
            shadows().any(|statement| !statement.is_positive() || statement.resources().iter().any(reaches_below));
        if reaches_thing && !reaches_shadows {
            let message = "over HTTPS the shadow actions here reach the classic shadow only, not the named ones";
            let remark = Remark::warning("POL-LINT-42", entry.span, message);
            found.add(remark.remedy(format!("allow the shadow actions on `thing/{thing}/<shadow>` as well")));
        }
    }
}
