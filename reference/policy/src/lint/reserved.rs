//! Lints on the topics of shadows, of jobs and of other services.

use super::Lint;
use super::ask::{ANY_NAME, Judged, Place};
use super::finding::{Findings, Remark};
use super::glob::Holes;
use super::services::SHADOW;
use super::written::{Arn, Entry, WrittenStatement, below_thing};

pub(super) const LINTS: &[Lint] = &[topics_of_the_service, whole_shadow];

/// Those that compare entries with each other.
pub(super) const COMPARING: &[Lint] = &[requests_without_answers, named_shadows];

//= POL-LINT-44
fn topics_of_the_service(judged: &Judged<'_>, found: &mut Findings<'_>) {
    const ENDS: [&str; 6] = ["/accepted", "/rejected", "/delta", "/documents", "/notify", "/notify-next"];
    for statement in judged.allowing().filter(|statement| statement.takes("iot:Publish")) {
        for entry in statement.resources() {
            let Some(arn) = entry.arn().filter(Arn::is_iot) else { continue };
            let is_answer =
                arn.rest.starts_with("topic/$aws/things/") && ENDS.iter().any(|end| arn.rest.ends_with(end));
            if is_answer || arn.rest.starts_with("topic/$aws/events/") {
                let message = "only the service publishes there; devices only subscribe";
                let remark = Remark::warning("POL-LINT-44", entry.span, message);
                found.add(remark.remedy("move the topic to `iot:Receive`, and its filter to `iot:Subscribe`"));
            }
        }
    }
}

//= POL-LINT-45
fn whole_shadow(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in judged.allowing().filter(|statement| statement.takes("iot:Subscribe")) {
        for entry in statement.resources() {
            if covers_whole_shadow(entry) {
                let message = "this covers the filter `$aws/things/<thing>/shadow/#`, which receives what the device itself sends";
                let remark = Remark::hint("POL-LINT-45", entry.span, message);
                found.add(remark.remedy("name the filters that are needed, such as `.../shadow/update/delta`"));
            }
        }
    }
}

/// Whether there is a thing whose whole shadow the resource lets a client subscribe to.
fn covers_whole_shadow(entry: &Entry<'_>) -> bool {
    const THINGS: &str = "topicfilter/$aws/things/";
    let arn = entry.arn();
    let below = arn.and_then(|arn| arn.rest.strip_prefix(THINGS));
    let thing = below.and_then(|below| below.split('/').next()).filter(|thing| !thing.is_empty()).unwrap_or("*");
    let thing = thing.replace('*', ANY_NAME).replace('?', "_");
    entry.meets(&format!("{THINGS}{thing}/shadow/#"), Holes::Text)
}

/// What follows the thing of a request topic.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    Shadow,
    Jobs,
}

/// Whether a topic is one on which a device asks for a shadow or a job.
fn request(name: &str) -> Option<Asks> {
    let (_, rest) = below_thing(name)?;
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
        let Some(name) = entry.topic("topic") else { continue };
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
        let below = entry.topic("topic").or_else(|| entry.topic("topicfilter")).and_then(below_thing);
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
