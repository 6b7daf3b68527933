//! Is what is printed of a policy the same policy, and decided alike?

use touchstone_generate::policies::{Place, PolicyCase};
use touchstone_oracle::policy as oracle;
use touchstone_policy::{Dialect, Policy, Size};

use crate::policy_decision::{engine_judges, oracle_judges};
use crate::policy_parser::{DIALECTS, case_of};

/// Draws documents with a request, and prints what they say; whether the first is a policy.
///
/// # Errors
/// When what is printed says something else, or is decided otherwise.
pub fn check_policy_round_trip(data: &[u8]) -> Result<bool, String> {
    let Ok(case) = case_of(data) else { return Ok(false) };
    let mut are_policies = Vec::new();
    for document in &case.documents {
        are_policies.push(check_printed_text(&document.text)?);
    }
    check_printed_case(&case)?;
    Ok(are_policies.first() == Some(&true))
}

/// Prints what a text says, in both dialects, and reads it again; whether it is a policy in one of them.
///
/// The oracle, where neither text is too long for it, must take both for the same policy as well.
///
/// # Errors
/// When something else is read, or printed a second time.
pub fn check_printed_text(text: &str) -> Result<bool, String> {
    let mut is_policy = false;
    for (dialect, size, of_oracle) in DIALECTS {
        let Ok(policy) = Policy::parse_as(dialect, text) else { continue };
        is_policy = true;
        let printed = policy.to_string();
        let differs = |what: &str| Err(format!("{dialect:?}: {what}: {printed}\nis printed of\n{text}"));
        let again = match Policy::parse_as(dialect, &printed) {
            Ok(again) => again,
            Err(error) => return differs(&error.to_string()),
        };
        if again.to_string() != printed {
            return differs("is printed otherwise the second time");
        }
        if again.without_places() != policy.without_places() {
            return differs("says something else");
        }
        let fits = size.check([text]).is_ok() && size.check([printed.as_str()]).is_ok();
        let [was, is] = [text, &printed].map(|text| oracle::Policy::parse(text, of_oracle));
        if fits && (is.is_err() || was != is) {
            return differs("says something else to the oracle");
        }
    }
    Ok(is_policy)
}

/// Compares the judgements on the documents of a case with those on what is printed of them, by the engine and the oracle;
/// whether there are any.
///
/// # Errors
/// When one of them judges otherwise.
pub fn check_printed_case(case: &PolicyCase) -> Result<bool, String> {
    let Some(printed) = printed(case) else { return Ok(false) };
    for judge in [engine_judges, oracle_judges] {
        let (was, is) = (judge(case), judge(&printed));
        if was != is {
            return Err(format!("{was:?} for\n{case}\n{is:?} for\n{printed}"));
        }
    }
    Ok(true)
}

/// The case with its documents printed; none where one is no policy, or does not fit when it is printed.
fn printed(case: &PolicyCase) -> Option<PolicyCase> {
    let mut printed = case.clone();
    for document in &mut printed.documents {
        let (dialect, size) = match document.place {
            Place::Principal | Place::Group(_) => (Dialect::IotCore, Size::IotPolicy),
            Place::Identity | Place::Boundary => (Dialect::Iam, Size::IamManaged),
        };
        let text = Policy::parse_as(dialect, &document.text).ok()?.to_string();
        size.check([&*document.text]).and_then(|()| size.check([&*text])).ok()?;
        document.text = text;
    }
    Some(printed)
}
