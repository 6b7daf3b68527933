//! Lints on conditions.

use super::Lint;
use super::ask::Judged;
use super::facts::Calls;
use super::finding::{Findings, Remark};
use super::keys::{self, Kept, begins};
use super::resources::without_variables;
use super::services;
use super::written::{Entry, WrittenCondition, WrittenStatement, twins};
use crate::operator::{Comparison, Operator, Quantifier, Sense};

pub(super) const LINTS: &[Lint] = &[
    wildcards_in_equals,
    for_all_values,
    for_all_values_of_one,
    set_without_qualifier,
    source_ip,
    conditions_over_https,
    tag_keys,
];

impl<'t> WrittenCondition<'t> {
    pub(super) fn is_on(&self, key: &str) -> bool {
        self.key.text.eq_ignore_ascii_case(key)
    }

    pub(super) fn operator(&self) -> Option<Operator> {
        Operator::named(&self.operator.text)
    }

    /// Whether the condition holds only where the key has this value.
    fn demands(&self, key: &str, value: &str) -> bool {
        let compares = |operator: Operator| match operator.comparison() {
            Comparison::Boolean => true,
            Comparison::Text | Comparison::TextIgnoringCase | Comparison::TextPattern => {
                operator.sense() == Sense::Positive
            }
            _ => false,
        };
        self.is_on(key)
            && self.operator().is_some_and(compares)
            && !self.values.is_empty()
            && self.values.iter().all(|each| each.text.eq_ignore_ascii_case(value))
    }
}

impl WrittenStatement<'_> {
    /// Whether the statement covers only connections with an attached thing.
    pub(super) fn demands_attached(&self) -> bool {
        self.conditions.iter().any(|condition| condition.demands("iot:Connection.Thing.IsAttached", "true"))
    }
}

/// The conditions of all statements.
fn conditions<'a>(judged: &Judged<'a>) -> impl Iterator<Item = &'a WrittenCondition<'a>> {
    judged.policy.statements.iter().flat_map(|statement| &statement.conditions)
}

//= POL-LINT-35
fn wildcards_in_equals(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for condition in conditions(judged) {
        let Some(operator) = condition.operator() else { continue };
        if !matches!(operator.comparison(), Comparison::Text | Comparison::TextIgnoringCase) {
            continue;
        }
        for value in &condition.values {
            if let Some(at) = without_variables(&value.text).find(['*', '?']) {
                let message = format!("`{}` compares `*` and `?` as plain text", condition.operator.text);
                let like = match operator.sense() {
                    Sense::Positive => "StringLike",
                    Sense::Negated => "StringNotLike",
                };
                found.add(
                    Remark::warning("POL-LINT-35", value.part(at, at + 1), message).remedy(format!("use `{like}`")),
                );
            }
        }
    }
}

//= POL-LINT-36
fn for_all_values(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in judged.policy.statements.iter().filter(|statement| statement.allows()) {
        for condition in statement.conditions.iter().filter(|condition| is_for_all(condition)) {
            let is_tested = |other: &WrittenCondition<'_>| {
                other.is_on(&condition.key.text) && other.operator().is_some_and(asks_for_absence)
            };
            if condition.is_on("iot:ConnectAttributes") || statement.conditions.iter().any(is_tested) {
                continue;
            }
            let message = format!("`ForAllValues` also holds for a request without `{}`", condition.key.text);
            let remark =
                Remark::broad("POL-LINT-36", condition.operator.span, message).beside(condition.key.span, "the key");
            found.add(remark.remedy(format!("add `\"Null\": {{\"{}\": \"false\"}}`", condition.key.text)));
        }
    }
}

/// Whether the operator is `Null`.
fn asks_for_absence(operator: Operator) -> bool {
    operator.comparison() == Comparison::Null
}

fn is_for_all(condition: &WrittenCondition<'_>) -> bool {
    condition.operator().is_some_and(|operator| operator.quantifier() == Some(Quantifier::ForAllValues))
}

//= POL-LINT-36
fn for_all_values_of_one(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for condition in conditions(judged).filter(|condition| is_for_all(condition)) {
        let key = &condition.key.text;
        if keys::kept(key) != Kept::Unknown && !keys::is_multi_valued(key) {
            let remark = Remark::broad(
                "POL-LINT-36",
                condition.key.span,
                format!("`{key}` has one value, and `ForAllValues` is for sets"),
            );
            found.add(remark.beside(condition.operator.span, "the operator").remedy("leave `ForAllValues:` out"));
        }
    }
}

//= POL-LINT-37
fn set_without_qualifier(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for condition in conditions(judged).filter(|condition| keys::is_multi_valued(&condition.key.text)) {
        if condition.operator().is_some_and(|operator| operator.quantifier().is_none() && !asks_for_absence(operator)) {
            let message = format!(
                "`{}` has several values, and `{}` says not how they count",
                condition.key.text, condition.operator.text
            );
            let remark =
                Remark::warning("POL-LINT-37", condition.operator.span, message).beside(condition.key.span, "the key");
            found.add(remark.remedy(format!("write `ForAnyValue:{0}` or `ForAllValues:{0}`", condition.operator.text)));
        }
    }
}

//= POL-LINT-48
fn source_ip(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in judged.positive() {
        let address = statement.conditions.iter().find(|condition| condition.is_on("aws:SourceIp"));
        let by_services = statement.conditions.iter().find(|condition| condition.demands("aws:ViaAWSService", "true"));
        match (address, by_services, judged.facts.calls) {
            (Some(address), Some(by_services), _) if statement.allows() => {
                let message = "both conditions must hold, and calls that a service makes do not come from that address";
                let remark = Remark::warning("POL-LINT-48", address.key.span, message)
                    .beside(by_services.key.span, "must hold as well");
                found.add(remark.remedy("allow the two in two statements"));
            }
            (Some(address), _, Calls::ByServices) => {
                let message =
                    "where a service calls on behalf of the user, `aws:SourceIp` is not the address of the user";
                let remark = Remark::warning("POL-LINT-48", address.key.span, message);
                found.add(remark.remedy("exempt such calls by `aws:ViaAWSService`"));
            }
            (Some(address), _, Calls::ThroughVpcEndpoint) => {
                let message = "a request through a VPC endpoint has no `aws:SourceIp`";
                found.add(Remark::warning("POL-LINT-48", address.key.span, message).remedy("use `aws:VpcSourceIp`"));
            }
            _ => (),
        }
    }
}

//= POL-LINT-56
fn conditions_over_https(judged: &Judged<'_>, found: &mut Findings<'_>) {
    for statement in judged.positive() {
        let Some(action) = statement.named(&services::HTTPS_ONLY) else { continue };
        for condition in &statement.conditions {
            let key = &condition.key;
            let is_of_mqtt = begins(&key.text, "iot:Connection.Thing.")
                || ["iot:ClientId", "iot:ConnectAttributes", "iot:LastWillTopic"]
                    .iter()
                    .any(|known| condition.is_on(known));
            if is_of_mqtt {
                let message = format!("`{}` is asked for over HTTPS, where no request has `{}`", action.text, key.text);
                let remark = Remark::warning("POL-LINT-56", key.span, message).beside(action.span, "the action");
                found.add(remark.remedy("give the action a statement without this condition"));
            }
        }
    }
}

//= POL-LINT-60
fn tag_keys(judged: &Judged<'_>, found: &mut Findings<'_>) {
    let is_tag = |key: &&Entry<'_>| begins(&key.text, "aws:RequestTag/") || begins(&key.text, "aws:ResourceTag/");
    let tags = conditions(judged).map(|condition| &condition.key).filter(is_tag);
    let twins = twins(tags, |key| key.text.to_lowercase());
    for (first, second) in twins.into_iter().filter(|(first, second)| first.text != second.text) {
        let message = format!("`{}` and `{}` are the same key", first.text, second.text);
        let remark = Remark::hint("POL-LINT-60", second.span, message).beside(first.span, "the other spelling");
        found.add(remark.remedy("spell it the same everywhere"));
    }
}
