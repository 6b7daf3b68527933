//! A case as the oracle takes it.

use touchstone_generate::policies::{Document, Place, PolicyCase};
use touchstone_oracle::policy::{self as oracle, Dialect, InForce, Judgement, Policies, Policy};

pub(super) fn judge(case: &PolicyCase) -> Result<Judgement, String> {
    with_policies(case, |policies| oracle::judge(policies, &case.action, &case.arn(), &case.caller, case.settings))
}

/// What comes of the policies of a case.
pub(crate) fn with_policies<T>(case: &PolicyCase, ask: impl Fn(&Policies<'_>) -> T) -> Result<T, String> {
    let parsed = case.documents.iter().map(|document| {
        let policy = Policy::parse(&document.text, dialect(document.place));
        policy.map(|policy| (document, policy)).map_err(|error| format!("`{}`: {error}", document.name))
    });
    let parsed: Vec<(&Document, Policy)> = parsed.collect::<Result<_, _>>()?;
    let of = |fits: &dyn Fn(Place) -> bool| -> Vec<InForce<'_>> {
        let chosen = parsed.iter().filter(|(document, _)| fits(document.place));
        let group = |place| if let Place::Group(group) = place { Some(group) } else { None };
        let in_force =
            chosen.map(|(document, policy)| InForce { name: &document.name, policy, group: group(document.place) });
        in_force.collect()
    };
    let mut iam = vec![of(&|place| place == Place::Identity)];
    if case.documents.iter().any(|document| document.place == Place::Boundary) {
        iam.push(of(&|place| place == Place::Boundary));
    }
    let policies = Policies { iot: of(&|place| dialect(place) == Dialect::Iot), iam };
    Ok(ask(&policies))
}

fn dialect(place: Place) -> Dialect {
    match place {
        Place::Principal | Place::Group(_) => Dialect::Iot,
        Place::Identity | Place::Boundary => Dialect::Iam,
    }
}
