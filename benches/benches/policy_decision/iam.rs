//! iam-rs, given the document with a principal, and requests made beforehand.

use iam_rs::{Arn, Context, ContextValue, Decision, IAMPolicy, IAMRequest, PolicyEvaluator, Principal, PrincipalId};
use touchstone_benches::fleet::{DEVICE, SITE};
use touchstone_benches::policy::Asked;

pub(crate) fn evaluator() -> PolicyEvaluator {
    let document = DEVICE.replace("\"Action\"", "\"Principal\": \"*\", \"Action\"");
    PolicyEvaluator::with_policies(vec![IAMPolicy::from_json(&document).unwrap()])
}

pub(crate) fn request(asked: &Asked, thing: &str) -> IAMRequest {
    let mut context = Context::new();
    for (key, value) in [("ThingName", thing), ("Attributes[site]", SITE)] {
        context.insert(format!("iot:Connection.Thing.{key}"), ContextValue::String(value.to_owned()));
    }
    context.insert("iot:Connection.Thing.IsAttached".to_owned(), ContextValue::Boolean(true));
    let principal = Principal::Aws(PrincipalId::String("arn:aws:iam::123456789012:user/device".to_owned()));
    IAMRequest::new_with_context(principal, asked.action.name(), Arn::parse(&asked.arn()).unwrap(), context)
}

pub(crate) fn allows(evaluator: &PolicyEvaluator, request: &IAMRequest) -> bool {
    evaluator.evaluate(request).unwrap().decision == Decision::Allow
}
