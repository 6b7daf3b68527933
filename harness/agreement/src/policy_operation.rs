//! Do the engine and the model decide alike on operations that touch several resources?

use touchstone_generate::policies::{OperationCase, PolicyCase};
use touchstone_oracle::policy::{self as oracle, Decision, Touched};
use touchstone_policy::{Action, JobOperation, Resource, ResourceKind};

use crate::policy_decision::{Engine, decision, model, switches};

/// Compares the decisions on a job operation, in the position of the switches that the case has.
///
/// `None` when both refuse a document.
///
/// # Errors
/// When they differ.
pub fn check_policy_operation(operation: &OperationCase) -> Result<Option<Decision>, String> {
    match (engine_decides(operation), oracle_decides(operation)) {
        (Ok(found), Ok(wanted)) if found == wanted => Ok(Some(wanted)),
        (Err(_), Err(_)) => Ok(None),
        (found, wanted) => Err(format!("{found:?} from the engine, {wanted:?} from the oracle\n{operation}")),
    }
}

fn engine_decides(operation: &OperationCase) -> Result<Decision, String> {
    let engine = Engine::of(&operation.case)?;
    let resource = |(kind, name): &(&str, String)| Some((ResourceKind::named(kind)?, name.clone()));
    let touched: Option<Vec<_>> = operation.touched.iter().map(resource).collect();
    let touched = touched.ok_or("no type of resources")?;
    let touched: Vec<_> = touched.iter().map(|(kind, name)| (*kind, Resource::new(*kind, name))).collect();
    let action = Action::named(&operation.case.action);
    let job = JobOperation::new(action, &touched).ok_or("no job action")?;
    let job = match touched.first().filter(|_| operation.is_tagged) {
        Some((_, created)) => job.with_tags_on(*created),
        None => job,
    };
    let outcome =
        job.decide_by(|right| engine.outcome(right.action, right.resource), &switches(operation.case.settings));
    Ok(decision(outcome))
}

fn oracle_decides(operation: &OperationCase) -> Result<Decision, String> {
    let arn = |(kind, name): &(&str, String)| PolicyCase::arn_of(kind, name);
    let tagged = operation.touched.first().filter(|_| operation.is_tagged).map(arn);
    let touched = Touched { resources: operation.touched.iter().map(arn).collect(), tagged };
    let case = &operation.case;
    model::with_policies(case, |policies| {
        oracle::judge_job(policies, &case.action, &touched, &case.caller, case.settings)
            .ok_or("no job action".to_owned())
    })?
}
