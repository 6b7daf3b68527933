//! A case as the engine takes it.

use touchstone_generate::policies::{Document, Place, PolicyCase};
use touchstone_oracle::policy::{Decision, JobResourceCheck as Check, Judgement, Settings};
use touchstone_policy::{
    Action, CertIndexBase, Dialect, Explanation, Facts, Home, IotPrefixJobActions, JobResourceCheck, Outcome, Plane,
    Policy, PolicySet, Protocol, Resource, ResourceKind, Side, Sides, Size, Switches, Values,
};

use crate::policy_request::facts;

/// The policies of a case, compiled, and what is known of its request.
#[derive(Debug)]
pub(crate) struct Engine<'c> {
    case: &'c PolicyCase,
    facts: Facts,
    /// The sets that must allow, whose each is, and what it sees.
    sets: Vec<Asked>,
}

type Asked = (PolicySet, Side, Values);

impl<'c> Engine<'c> {
    pub(crate) fn of(case: &'c PolicyCase) -> Result<Self, String> {
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
        let values = self.facts.values(side, &switches(self.case.settings));
        self.sets.push((set, side, values));
    }

    /// The decision and what decided; asked in every way that there is.
    pub(super) fn judge(&self) -> Result<Judgement, String> {
        let (action, arn) = (Action::named(&self.case.action), self.case.arn());
        let resource = self.resource(&self.case.name)?;
        let mut answers = Vec::new();
        for asked in &self.sets {
            let explanations = self.explain(asked, action, resource);
            let explained = Outcome::of_any(explanations.iter().map(|explanation| explanation.outcome));
            let decided = self.decided(asked, action, resource);
            if decided != explained || decided != self.decided(asked, action, Resource::arn(&arn)) {
                return Err(format!("{decided:?} is decided, and otherwise explained or decided by ARN"));
            }
            answers.push((decided, explanations));
        }
        let outcome = Outcome::of_all(answers.iter().map(|(decided, _)| *decided));
        let deciding = answers.into_iter().filter(|(decided, _)| *decided == outcome);
        let deciding = deciding.flat_map(|(_, explanations)| explanations);
        let deciding = deciding.filter(|explanation| explanation.outcome == outcome);
        let deciding = deciding.flat_map(|answer| answer.deciding).map(|by| (by.policy, by.statement)).collect();
        Ok(Judgement { decision: decision(outcome), deciding })
    }

    /// The decision for a resource of another name.
    pub(super) fn decide(&self, name: &str) -> Option<Decision> {
        Some(decision(self.outcome(Action::named(&self.case.action), self.resource(name).ok()?)))
    }

    /// What comes of any request of the caller.
    pub(crate) fn outcome(&self, action: Action<'_>, resource: Resource<'_>) -> Outcome {
        Outcome::of_all(self.sets.iter().map(|asked| self.decided(asked, action, resource)))
    }

    fn decided(&self, (set, side, values): &Asked, action: Action<'_>, resource: Resource<'_>) -> Outcome {
        match side {
            Side::Iam => set.decide(action, resource, values),
            Side::Iot => set.decide_device_job(action, resource, values, &switches(self.case.settings)),
        }
    }

    /// An explanation for each name that the action is judged by.
    fn explain(&self, (set, side, values): &Asked, action: Action<'_>, resource: Resource<'_>) -> Vec<Explanation> {
        let has_two = *side == Side::Iot && self.case.settings.iot_prefix_job_actions;
        let older = action.with_iot_prefix().filter(|_| has_two);
        [action].into_iter().chain(older).map(|name| set.explain(name, resource, values)).collect()
    }

    fn resource<'n>(&self, name: &'n str) -> Result<Resource<'n>, String> {
        let Some(kind) = self.case.kind else { return Ok(Resource::ALL) };
        let kind = ResourceKind::named(kind).ok_or_else(|| format!("no resource is a `{kind}`"))?;
        Ok(Resource::new(kind, name))
    }
}

/// The switches in the positions of a case.
pub(crate) const fn switches(settings: Settings) -> Switches {
    Switches {
        cert_index_base: if settings.cert_index_base == 0 { CertIndexBase::Zero } else { CertIndexBase::One },
        iot_prefix_job_actions: if settings.iot_prefix_job_actions {
            IotPrefixJobActions::Grant
        } else {
            IotPrefixJobActions::GrantNothing
        },
        job_resource_check: match settings.job_resource_check {
            Check::All => JobResourceCheck::All,
            Check::Any => JobResourceCheck::Any,
        },
    }
}

pub(crate) const fn decision(outcome: Outcome) -> Decision {
    match outcome {
        Outcome::Allowed => Decision::Allowed,
        Outcome::ExplicitDeny => Decision::ExplicitDeny,
        Outcome::ImplicitDeny => Decision::ImplicitDeny,
    }
}
