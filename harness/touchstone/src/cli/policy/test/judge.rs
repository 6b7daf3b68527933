//! The judging of vectors.

use std::ops::Range;
use std::path::Path;

use anyhow::{Error, Result};
use jsonc_parser::ast::{Object, Value};
use serde_json::{Map, Value as Json};
use touchstone_agreement::policy_request::{Answers, Document, Judges, On, Refusal, Why};
use touchstone_agreement::policy_vectors::{self as vectors, Expected, Grammar, PolicyType, Vector};
use touchstone_oracle::policy::{Caller, Decision, Judgement, all_of};
use touchstone_policy::lint::{PolicyKind, Severity, Surroundings, lint};
use touchstone_policy::{Dialect, Policy};

use super::super::source::{Source, elements, moved, object, range};
use super::Ticker;
use super::evaluators::Evaluators;
use super::form::VECTORS;

/// A file of vectors.
#[derive(Debug)]
pub(in super::super) struct Vectors {
    source: Source,
    vectors: Vec<Vector>,
}

/// A request, operation or document, judged.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) vector: String,
    pub(super) id: String,
    /// `request`, `operation` or `document`.
    pub(super) kind: &'static str,
    /// The place among those of its kind in the vector, counted from 1.
    pub(super) number: usize,
    /// `file:line:column`.
    pub(super) place: String,
    /// What is asked, in words.
    pub(super) asks: Vec<String>,
    pub(super) expected: String,
    pub(super) found: String,
    /// The statements that decided, in words.
    pub(super) deciding: Vec<String>,
    pub(super) why: String,
    /// What engine and oracle say, where they differ.
    pub(super) disagreement: Option<String>,
    is_met: bool,
}

impl Judged {
    pub(super) fn passed(&self) -> bool {
        self.is_met && self.disagreement.is_none()
    }
}

impl Vectors {
    pub(in super::super) fn read(path: &Path) -> Result<Self> {
        let source = Source::read(path)?;
        VECTORS.check(&source, &source.tree()?)?;
        let vectors = Vector::read(&source.text).map_err(|error| source.misread(&error))?;
        Ok(Self { source, vectors })
    }

    /// Every request and every check of an operation: action, resource, who asks.
    pub(in super::super) fn requests(&self) -> Result<Vec<(String, String, Caller)>> {
        let tree = self.source.tree()?;
        let mut requests = Vec::new();
        for (vector, written) in self.vectors.iter().zip(tree.as_array().into_iter().flat_map(|list| &list.elements)) {
            let asked = Asked { source: &self.source, vector, written: written.as_object(), id: "" };
            for (request, place) in vector.requests.iter().zip(elements(asked.written, "requests")) {
                let caller = asked.caller(&[(&request.context, place)])?;
                requests.push((request.action.clone(), request.resource.clone(), caller));
            }
            for (operation, place) in vector.operations.iter().zip(elements(asked.written, "operations")) {
                for (check, within) in operation.checks.iter().zip(elements(place.as_object(), "checks")) {
                    let caller = asked.caller(&[(&operation.context, place), (&check.context, within)])?;
                    requests.push((check.action.clone(), check.resource.clone(), caller));
                }
            }
        }
        Ok(requests)
    }

    /// Judges whatever has an id that holds a text.
    pub(super) fn judge(&self, id: &str, evaluators: &Evaluators<'_>, ticker: &Ticker) -> Result<Vec<Judged>> {
        let tree = self.source.tree()?;
        let written = tree.as_array().map_or(&[][..], |array| array.elements.as_slice());
        let mut judged = Vec::new();
        for (number, (vector, written)) in (1..).zip(self.vectors.iter().zip(written)) {
            ticker.judging(number, self.vectors.len(), &self.source.path);
            Asked { source: &self.source, vector, written: written.as_object(), id }.judge(evaluators, &mut judged)?;
        }
        Ok(judged)
    }
}

/// One vector, and how it is written.
struct Asked<'v> {
    source: &'v Source,
    vector: &'v Vector,
    written: Option<&'v Object<'v>>,
    id: &'v str,
}

impl Asked<'_> {
    fn judge(&self, evaluators: &Evaluators<'_>, judged: &mut Vec<Judged>) -> Result<()> {
        let (documents, begins) = self.documents();
        let judges = Judges::of(&documents).map_err(|refusal| self.refused(&refusal, &begins))?;
        let bench = Bench { evaluators, judges: &judges, documents: &documents, begins: &begins };
        for (number, (request, written)) in
            self.vector.requests.iter().zip(elements(self.written, "requests")).enumerate()
        {
            self.request(&bench, number, request, written).map(|it| judged.extend(it))?;
        }
        for (number, (operation, written)) in
            self.vector.operations.iter().zip(elements(self.written, "operations")).enumerate()
        {
            self.operation(&bench, number, operation, written).map(|it| judged.extend(it))?;
        }
        for (number, (document, written)) in
            self.vector.documents.iter().zip(elements(self.written, "documents")).enumerate()
        {
            judged.extend(self.document(evaluators, number, document, written));
        }
        Ok(())
    }

    /// The policies as they are written, and the bytes at which they begin.
    fn documents(&self) -> (Vec<Document>, Vec<usize>) {
        let (mut documents, mut begins) = (Vec::new(), Vec::new());
        let attachments = self.vector.attachments.as_deref().unwrap_or_default();
        for (member, on_iam) in [("policies", self.vector.policy_type == PolicyType::Iam), ("and_policies", false)] {
            for (number, written) in elements(self.written, member).iter().enumerate() {
                let text = range(written);
                let group = attachments.get(number).and_then(|to| to.strip_prefix("thinggroup/"));
                let on = match group {
                    _ if on_iam => On::Identity,
                    Some(group) if member == "policies" => On::Group(group.to_owned()),
                    _ => On::Principal,
                };
                begins.push(text.start);
                let text = self.source.text.get(text).unwrap_or_default().to_owned();
                documents.push(Document { name: format!("{member}[{number}]"), text, on });
            }
        }
        (documents, begins)
    }

    fn refused(&self, refusal: &Refusal, begins: &[usize]) -> Error {
        let begins = begins.get(refusal.document).copied().unwrap_or_default();
        match &refusal.why {
            Why::Malformed(error) => self.source.flaw(begins, error.flaw()),
            Why::TooLong(_) | Why::OracleAlone(_) => self.source.fault(begins..begins + 1, &refusal.to_string()),
        }
    }

    fn judged(&self, kind: &'static str, number: usize, id: &str, written: &Value<'_>) -> Judged {
        Judged {
            vector: self.vector.id.clone(),
            id: id.to_owned(),
            kind,
            number: number + 1,
            place: self.source.locate(range(written).start),
            asks: Vec::new(),
            expected: String::new(),
            found: String::new(),
            deciding: Vec::new(),
            why: String::new(),
            disagreement: None,
            is_met: false,
        }
    }

    fn request(
        &self,
        bench: &Bench<'_>,
        number: usize,
        request: &vectors::Request,
        written: &Value<'_>,
    ) -> Result<Option<Judged>> {
        if !request.id.contains(self.id) {
            return Ok(None);
        }
        if !request.is_consistent() {
            let sentence = match request.expect {
                Some(_) => "`expect` and `decision` contradict each other",
                None => "expected a member `expect` or `decision`, found neither",
            };
            return Err(self.source.fault(range(written), sentence));
        }
        let caller = self.caller(&[(&request.context, written)])?;
        let answers = bench.ask(&request.action, &request.resource, &caller);
        let found = decision(answers.engine.decision);
        Ok(Some(Judged {
            asks: vec![format!("{} on {}", request.action, request.resource)],
            expected: request.decision.map_or_else(|| words(request.expect), |decision| name(decision).to_owned()),
            found: name(found).to_owned(),
            deciding: bench.statements(self.source, &answers.engine),
            why: request.why.clone(),
            disagreement: bench.disagreement(self.source, &answers.engine, &answers.oracle),
            is_met: request.is_met_by(found),
            ..self.judged("request", number, &request.id, written)
        }))
    }

    fn operation(
        &self,
        bench: &Bench<'_>,
        number: usize,
        operation: &vectors::Operation,
        written: &Value<'_>,
    ) -> Result<Option<Judged>> {
        if !operation.id.contains(self.id) {
            return Ok(None);
        }
        let (mut engine, mut oracle) = (Vec::new(), Vec::new());
        for (check, place) in operation.checks.iter().zip(elements(written.as_object(), "checks")) {
            let caller = self.caller(&[(&operation.context, written), (&check.context, place)])?;
            let answers = bench.ask(&check.action, &check.resource, &caller);
            engine.push(answers.engine);
            oracle.push(answers.oracle);
        }
        let (engine, oracle) = (all_of(engine), all_of(oracle));
        let found = decision(engine.decision).answer();
        let asks = operation.checks.iter().map(|check| format!("{} on {}", check.action, check.resource));
        Ok(Some(Judged {
            asks: asks.collect(),
            expected: words(Some(operation.expect)),
            found: words(Some(found)),
            deciding: bench.statements(self.source, &engine),
            why: operation.why.clone(),
            disagreement: bench.disagreement(self.source, &engine, &oracle),
            is_met: found == operation.expect,
            ..self.judged("operation", number, &operation.id, written)
        }))
    }

    fn document(
        &self,
        evaluators: &Evaluators<'_>,
        number: usize,
        document: &vectors::Document,
        written: &Value<'_>,
    ) -> Option<Judged> {
        if !document.id.contains(self.id) {
            return None;
        }
        let read = (evaluators.of_texts)(self.vector.policy_type, &document.text);
        let found = if read.by_engine.is_ok() { Grammar::Valid } else { Grammar::Malformed };
        let said = |reading: &Result<(), String>| match reading {
            Ok(()) => "Valid".to_owned(),
            Err(why) => format!("Malformed: {why}"),
        };
        let disagreement = (read.by_engine.is_ok() != read.by_oracle.is_ok())
            .then(|| format!("{} / {}", said(&read.by_engine), said(&read.by_oracle)));
        let lints = lints(self.vector.policy_type, document);
        let with =
            |lints: &[String]| if lints.is_empty() { String::new() } else { format!(" with {}", lints.join(", ")) };
        let found_too = lints.as_ref().err().map(|found| with(found)).unwrap_or_default();
        Some(Judged {
            asks: vec!["whether the document is in order".to_owned()],
            expected: format!("{:?}{}", document.expect, with(&document.lints)),
            found: format!("{}{found_too}", said(&read.by_engine)),
            why: document.why.clone(),
            disagreement,
            is_met: found == document.expect && lints.is_ok(),
            ..self.judged("document", number, &document.id, written)
        })
    }

    /// Who asks: the vector's context, each member replaced by that of a later layer.
    fn caller(&self, layers: &[(&Map<String, Json>, &Value<'_>)]) -> Result<Caller> {
        let maps: Vec<&Map<String, Json>> = layers.iter().map(|(map, _)| *map).collect();
        self.vector.caller(&maps).map_err(|error| {
            let sentence = error.to_string();
            let written = layers.iter().rev().map(|(_, written)| written.as_object()).chain([self.written]);
            let contexts: Vec<&Object<'_>> = written.filter_map(|written| object(written, "context")).collect();
            self.source.fault(culprit(&contexts, &sentence), &sentence)
        })
    }
}

/// Whether the lints that a document names are reported, and no warning where it names none; else those that are.
fn lints(policy_type: PolicyType, document: &vectors::Document) -> Result<(), Vec<String>> {
    let kind = match policy_type {
        PolicyType::Iot => PolicyKind::Device,
        PolicyType::Iam => PolicyKind::Iam,
    };
    let report = lint(&document.text, &Surroundings { kind, ..Surroundings::default() });
    let is_clean = document.expect == Grammar::Valid && document.lints.is_empty();
    let is_reported = |id: &String| report.findings.iter().any(|finding| finding.rule.id == id.as_str());
    let is_wrong = !document.lints.iter().all(is_reported)
        || (is_clean && report.findings.iter().any(|finding| finding.severity > Severity::Hint));
    if is_wrong { Err(report.findings.iter().map(|it| it.rule.id.to_owned()).collect()) } else { Ok(()) }
}

/// Where the member stands that a sentence names in backticks, or else the innermost context.
fn culprit(contexts: &[&Object<'_>], sentence: &str) -> Range<usize> {
    let named = sentence.split('`').nth(1).unwrap_or_default();
    let member = contexts.iter().find_map(|context| context.get(named));
    let whole = contexts.first().map(|context| range(*context));
    member.map(|member| range(&member.name)).or(whole).unwrap_or_default()
}

/// Who judges the requests of a vector, on which documents.
struct Bench<'b> {
    evaluators: &'b Evaluators<'b>,
    judges: &'b Judges<'b>,
    documents: &'b [Document],
    begins: &'b [usize],
}

impl Bench<'_> {
    fn ask(&self, action: &str, resource: &str, caller: &Caller) -> Answers {
        (self.evaluators.of_requests)(self.judges, action, resource, caller)
    }

    /// Statements in words.
    fn statements(&self, source: &Source, judgement: &Judgement) -> Vec<String> {
        judgement.deciding.iter().map(|(name, number)| self.statement(source, name, *number)).collect()
    }

    fn statement(&self, source: &Source, name: &str, number: usize) -> String {
        let found = self.documents.iter().zip(self.begins).find(|(document, _)| document.name == name);
        let told = found.and_then(|(document, begins)| {
            let dialect = if document.on == On::Identity { Dialect::Iam } else { Dialect::IotCore };
            let policy = Policy::parse_as(dialect, &document.text).ok()?;
            let statement = policy.statements().get(number)?;
            let sid = statement.sid().map(|sid| format!(" `{sid}`")).unwrap_or_default();
            Some((sid, source.locate(moved(statement.span(), *begins).start)))
        });
        let (sid, place) = told.unwrap_or_default();
        format!("statement {}{sid} of {name} at {place}", number + 1)
    }

    fn disagreement(&self, source: &Source, engine: &Judgement, oracle: &Judgement) -> Option<String> {
        let told = |judgement: &Judgement| {
            let by = self.statements(source, judgement).join(", ");
            let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
            format!("{}{by}", name(decision(judgement.decision)))
        };
        (engine != oracle).then(|| format!("{} / {}", told(engine), told(oracle)))
    }
}

fn decision(decision: Decision) -> vectors::Decision {
    match decision {
        Decision::Allowed => vectors::Decision::Allowed,
        Decision::ExplicitDeny => vectors::Decision::ExplicitDeny,
        Decision::ImplicitDeny => vectors::Decision::ImplicitDeny,
    }
}

fn name(decision: vectors::Decision) -> &'static str {
    match decision {
        vectors::Decision::Allowed => "ALLOWED",
        vectors::Decision::ExplicitDeny => "EXPLICIT_DENY",
        vectors::Decision::ImplicitDeny => "IMPLICIT_DENY",
    }
}

fn words(expected: Option<Expected>) -> String {
    expected.map(|expected| format!("{expected:?}")).unwrap_or_default()
}
