//! A case as the engine takes it.

use touchstone_generate::policies::{Document, Place, PolicyCase};
use touchstone_oracle::policy::{Decision, Judgement};
use touchstone_policy::{
    Action, Dialect, Facts, Home, Outcome, Plane, Policy, PolicySet, Protocol, Resource, ResourceKind, Side, Sides,
    Size, Switches, Values,
};

use crate::policy_request::facts;

/// The policies of a case, compiled, and what is known of its request.
#[derive(Debug)]
pub(super) struct Engine<'c> {
    case: &'c PolicyCase,
    facts: Facts,
    /// The sets that must allow, and what each sees.
    sets: Vec<(PolicySet, Values)>,
}

impl<'c> Engine<'c> {
    pub(super) fn of(case: &'c PolicyCase) -> Result<Self, String> {
        let mut engine = Self { case, facts: facts(&case.action, &case.caller), sets: vec![] };
        let parsed = case.documents.iter().map(|document| {
            let (dialect, size) = match document.place {
                Place::Principal | Place::Group(_) => (Dialect::IotCore, Size::IotPolicy),
                Place::Identity | Place::Boundary => (Dialect::Iam, Size::IamManaged),
            };
            size.check([&*document.text]).map_err(|error| error.to_string())?;
            let policy = Policy::parse_as(dialect, &document.text).map_err(|error| error.to_string())?;
            Ok((document, policy))
        });
        let parsed: Vec<(&Document, Policy)> = parsed.collect::<Result<_, String>>()?;
        let plane = match engine.facts.protocol {
            Protocol::CredentialProvider => Plane::Credentials,
            _ => Plane::Data,
        };
        let sides = engine.facts.principal.sides(plane, Action::named(&case.action));
        let sides = sides.ok_or("such a principal has no way in")?;
        if sides != Sides::One(Side::Iot) {
            engine.add(&parsed, Side::Iam, &|place| place == Place::Identity);
            if case.documents.iter().any(|document| document.place == Place::Boundary) {
                engine.add(&parsed, Side::Iam, &|place| place == Place::Boundary);
            }
        }
        if sides != Sides::One(Side::Iam) {
            let facts = engine.facts.clone();
            let groups = facts.groups_in_force(|group| case.caller.group_parents.get(group).map(String::as_str));
            engine.add(&parsed, Side::Iot, &|place| match place {
                Place::Principal => true,
                Place::Group(group) => groups.contains(group),
                Place::Identity | Place::Boundary => false,
            });
        }
        Ok(engine)
    }

    fn add(&mut self, parsed: &[(&Document, Policy)], side: Side, fits: &dyn Fn(Place) -> bool) {
        let chosen = parsed.iter().filter(|(document, _)| fits(document.place));
        let home = Home { partition: "aws", region: PolicyCase::REGION, account: PolicyCase::ACCOUNT };
        let set = PolicySet::compile(&home, chosen.map(|(document, policy)| (&*document.name, policy)));
        self.sets.push((set, self.facts.values(side, &Switches::default())));
    }

    /// The decision and what decided; asked in every way that there is.
    pub(super) fn judge(&self) -> Result<Judgement, String> {
        let (action, arn) = (Action::named(&self.case.action), self.case.arn());
        let resource = self.resource(&self.case.name)?;
        let mut answers = Vec::new();
        for (set, values) in &self.sets {
            let explanation = set.explain(action, resource, values);
            let decided = set.decide(action, resource, values);
            if decided != explanation.outcome || decided != set.decide(action, Resource::arn(&arn), values) {
                return Err(format!("{decided:?} is decided, and otherwise explained or decided by ARN"));
            }
            answers.push(explanation);
        }
        let outcome = Outcome::of_all(answers.iter().map(|answer| answer.outcome));
        let deciding = answers.into_iter().filter(|answer| answer.outcome == outcome);
        let deciding = deciding.flat_map(|answer| answer.deciding).map(|by| (by.policy, by.statement)).collect();
        Ok(Judgement { decision: decision(outcome), deciding })
    }

    /// The decision for a resource of another name.
    pub(super) fn decide(&self, name: &str) -> Option<Decision> {
        let (action, resource) = (Action::named(&self.case.action), self.resource(name).ok()?);
        let outcomes = self.sets.iter().map(|(set, values)| set.decide(action, resource, values));
        Some(decision(Outcome::of_all(outcomes)))
    }

    fn resource<'n>(&self, name: &'n str) -> Result<Resource<'n>, String> {
        let Some(kind) = self.case.kind else { return Ok(Resource::ALL) };
        let kind = ResourceKind::named(kind).ok_or_else(|| format!("no resource is a `{kind}`"))?;
        Ok(Resource::new(kind, name))
    }
}

const fn decision(outcome: Outcome) -> Decision {
    match outcome {
        Outcome::Allowed => Decision::Allowed,
        Outcome::ExplicitDeny => Decision::ExplicitDeny,
        Outcome::ImplicitDeny => Decision::ImplicitDeny,
    }
}
