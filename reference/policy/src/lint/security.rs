//! Lints on rights that are broader than a device or a user needs. Those that mirror an audit keep its scope.

use super::Lint;
use super::actions::split;
use super::ask::{ANY_NAME, Judged};
use super::facts::PolicyKind;
use super::finding::{Findings, Remark, Severity};
use super::glob::{Holes, covers_name};
use super::services::{self, IOT};
use super::written::{Entry, WrittenStatement};
use crate::document::Scope;

pub(super) const LINTS: &[Lint] = &[
    connect_for_everybody,
    publish_for_every_thing,
    subscribe_for_every_thing,
    shadows_and_jobs_of_every_thing,
    pool_roles,
    role_alias,
    not_scopes,
];

//= POL-LINT-24
fn connect_for_everybody(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if !judged.kind.is_device() {
        return;
    }
    let connects = |statement: &&WrittenStatement<'_>| statement.takes("iot:Connect") && !statement.demands_attached();
    let severity = if only_provisions(judged) { Severity::Hint } else { Severity::Broad };
    for statement in judged.allowing().filter(connects) {
        for entry in statement.resources().iter().filter(|entry| entry.covers_every_client()) {
            let remark =
                Remark::new("POL-LINT-24", severity, entry.span, "whoever has this policy connects with any client id");
            found.add(remark.remedy(
                "write `client/${iot:Connection.Thing.ThingName}`, or demand `\"Bool\": {\"iot:Connection.Thing.IsAttached\": \"true\"}`",
            ));
        }
    }
}

/// Whether all that the set grants besides Connect is what claim certificates need.
fn only_provisions(judged: &Judged<'_>) -> bool {
    const BELOW: [&str; 2] = ["$aws/certificates/", "$aws/provisioning-templates/"];
    let is_below = |entry: &Entry<'_>| {
        let name = entry.topic("topic").or_else(|| entry.topic("topicfilter"));
        name.is_some_and(|name| BELOW.iter().any(|below| name.starts_with(below)))
    };
    let grants_more = |statement: &&WrittenStatement<'_>| {
        statement.allows()
            && !(statement.is_positive()
                && statement.actions().iter().all(|entry| entry.text.eq_ignore_ascii_case("iot:Connect")))
    };
    let mut others = judged.statements().filter(grants_more).peekable();
    others.peek().is_some()
        && others.all(|statement| statement.is_positive() && statement.resources().iter().all(is_below))
}

/// The resources of the Allow statements for one of the actions that cover what a pattern does.
fn granted_on<'a>(
    judged: &Judged<'a>,
    actions: &'static [&'static str],
    patterns: Vec<String>,
) -> impl Iterator<Item = &'a Entry<'a>> {
    let grants = judged.allowing().filter(|statement| statement.takes_any(actions));
    grants
        .flat_map(WrittenStatement::resources)
        .filter(move |entry| patterns.iter().any(|pattern| entry.meets(pattern, Holes::Text)))
}

//= POL-LINT-25
fn publish_for_every_thing(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if !judged.kind.is_device() {
        return;
    }
    for entry in granted_on(judged, &["iot:Publish"], vec![format!("topic/$aws/things/{ANY_NAME}/*")]) {
        let remark = Remark::broad("POL-LINT-25", entry.span, "this publishes on the reserved topics of every thing");
        found.add(remark.remedy("write `topic/$aws/things/${iot:Connection.Thing.ThingName}/...`"));
    }
}

//= POL-LINT-26
fn subscribe_for_every_thing(judged: &Judged<'_>, found: &mut Findings<'_>) {
    if !judged.kind.is_device() {
        return;
    }
    let names = ["+".to_owned(), "+/*".to_owned(), "#".to_owned(), format!("{ANY_NAME}/*")];
    let filters = names.iter().map(|name| format!("topicfilter/$aws/things/{name}")).collect();
    for entry in granted_on(judged, &["iot:Subscribe"], filters) {
        let remark = Remark::broad("POL-LINT-26", entry.span, "this subscribes to the reserved topics of every thing");
        found.add(remark.remedy("write `topicfilter/$aws/things/${iot:Connection.Thing.ThingName}/...`"));
    }
}

//= POL-LINT-27
fn shadows_and_jobs_of_every_thing(judged: &Judged<'_>, found: &mut Findings<'_>) {
    const ACTIONS: [&str; 11] = [
        "iot:GetThingShadow",
        "iot:UpdateThingShadow",
        "iot:DeleteThingShadow",
        "iotjobsdata:DescribeJobExecution",
        "iotjobsdata:GetPendingJobExecutions",
        "iotjobsdata:StartNextPendingJobExecution",
        "iotjobsdata:UpdateJobExecution",
        "iot:DescribeJobExecution",
        "iot:GetPendingJobExecutions",
        "iot:StartNextPendingJobExecution",
        "iot:UpdateJobExecution",
    ];
    if !judged.kind.is_device() {
        return;
    }
    for entry in granted_on(judged, &ACTIONS, vec![format!("thing/{ANY_NAME}"), format!("thing/{ANY_NAME}/*")]) {
        let remark =
            Remark::broad("POL-LINT-27", entry.span, "this reaches the shadows or the job executions of every thing");
        found.add(remark.remedy("name the thing, as in `thing/<name>`"));
    }
}

/// Reading actions on one thing, which an authenticated user may have.
const ON_ONE_THING: [&str; 4] =
    ["DescribeThing", "ListJobExecutionsForThing", "ListThingGroupsForThing", "ListThingPrincipals"];

//= POL-LINT-29
fn pool_roles(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let is_authenticated = match judged.kind {
        PolicyKind::AuthenticatedPool => true,
        PolicyKind::UnauthenticatedPool => false,
        PolicyKind::Device | PolicyKind::Iam => return,
    };
    for statement in judged.allowing() {
        let is_broad = statement.resources().iter().any(|entry| entry.meets(&format!("thing/{ANY_NAME}"), Holes::Text));
        for entry in statement.actions() {
            if !found.wants("POL-LINT-29") {
                return;
            }
            let is_too_much = |name: &&str| {
                let may_be_narrow = is_authenticated && ON_ONE_THING.contains(name);
                !services::is_for_devices(name)
                    && (is_broad || !may_be_narrow)
                    && covers_name(&entry.text, &format!("iot:{name}"))
            };
            let Some(example) = IOT.iter().map(|(name, _)| *name).find(|name| is_too_much(name)) else { continue };
            let message = format!("the role of a Cognito pool gets `iot:{example}`");
            let remark = Remark::broad("POL-LINT-29", entry.span, message);
            found.add(
                remark.remedy("leave administration to other roles; devices need only the actions of the data plane"),
            );
        }
    }
}

//= POL-LINT-46
fn role_alias(judged: &Judged<'_>, found: &mut Findings<'_>) {
    const AUDITING: [&str; 9] = [
        "access-analyzer",
        "auditmanager",
        "cloudtrail",
        "config",
        "detective",
        "guardduty",
        "inspector2",
        "macie2",
        "securityhub",
    ];
    let Some(usage) = &judged.facts.role_alias else { return };
    for statement in judged.allowing() {
        let is_everywhere =
            |entry: &Entry<'_>| entry.text == "*" || entry.arn().is_some_and(|arn| arn.is_iot() && arn.rest == "*");
        let is_broad = statement.resources().iter().any(is_everywhere);
        for entry in statement.actions() {
            let (prefix, name) = split(entry).unwrap_or(("*", "*"));
            let prefix = prefix.to_ascii_lowercase();
            let message = if usage.unused_services.iter().any(|unused| unused.eq_ignore_ascii_case(&prefix)) {
                format!("devices have not used `{prefix}` for a year")
            } else if AUDITING.contains(&prefix.as_str()) {
                format!("`{prefix}` audits security, which is not for devices")
            } else if name == "*" {
                format!("`{}` administers the whole service", entry.text)
            } else if is_broad && (prefix == "iot" || prefix == "iotjobsdata") {
                format!("`{}` is granted on every resource", entry.text)
            } else {
                continue;
            };
            let remark = Remark::broad("POL-LINT-46", entry.span, message);
            found
                .add(remark.remedy(
                    "grant the role of a role alias only what the devices use, on the resources that they use",
                ));
        }
    }
}

//= POL-LINT-54
fn not_scopes(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in judged.policy.statements.iter().filter(|statement| statement.allows() && !statement.is_positive())
    {
        let is_receive = statement.actions().len() == 1 && statement.names("iot:Receive");
        let severity = if is_receive { Severity::Hint } else { Severity::Broad };
        let first = if matches!(statement.actions, Some(Scope::AllBut(_))) {
            statement.all_actions().first()
        } else {
            statement.all_resources().first()
        };
        let message = "an Allow of everything but this also allows what nobody thought of";
        let remark = Remark::new("POL-LINT-54", severity, first.map_or(statement.span, |entry| entry.span), message);
        found.add(remark.remedy("list what is allowed, and deny the exceptions"));
    }
}
