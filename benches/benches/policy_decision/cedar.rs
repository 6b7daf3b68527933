//! Cedar: the device policy with its variables filled in, since its patterns have none, and requests made beforehand.

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use touchstone_benches::fleet::SITE;
use touchstone_benches::policy::Asked;

const POLICIES: &str = r#"
permit(principal, action == Action::"iot:Connect", resource)
    when { context.attached && context.name == "client/{thing}" };
permit(principal, action == Action::"iot:Publish", resource) when {
    context.name like "topic/dt/{thing}/*" || context.name == "topic/fleet/{site}/news"
    || context.name like "topic/$aws/things/{thing}/shadow/*" };
permit(principal, action == Action::"iot:Subscribe", resource) when {
    context.name like "topicfilter/cmd/{thing}/*" || context.name == "topicfilter/fleet/{site}/news"
    || context.name like "topicfilter/$aws/things/{thing}/*" };
permit(principal, action == Action::"iot:Receive", resource) when {
    context.name like "topic/cmd/{thing}/*" || context.name == "topic/fleet/{site}/news"
    || context.name like "topic/$aws/things/{thing}/*" };
forbid(principal, action in [Action::"iot:Publish", Action::"iot:Receive"], resource)
    when { context.name like "topic/dt/{thing}/secret*" };
"#;

pub(crate) struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
}

impl Cedar {
    pub(crate) fn device(thing: &str) -> Self {
        let policies = POLICIES.replace("{thing}", thing).replace("{site}", SITE).parse().unwrap();
        Self { authorizer: Authorizer::new(), policies, entities: Entities::empty() }
    }

    pub(crate) fn allows(&self, request: &Request) -> bool {
        let response = self.authorizer.is_authorized(request, &self.policies, &self.entities);
        response.decision() == Decision::Allow
    }
}

pub(crate) fn request(asked: &Asked, thing: &str) -> Request {
    let entity = |kind: &str, id: &str| {
        EntityUid::from_type_name_and_id(kind.parse::<EntityTypeName>().unwrap(), EntityId::new(id))
    };
    let name = format!("{}/{}", asked.kind.as_str(), asked.name);
    let pairs = [
        ("name".to_owned(), RestrictedExpression::new_string(name.clone())),
        ("attached".to_owned(), RestrictedExpression::new_bool(true)),
    ];
    let context = Context::from_pairs(pairs).unwrap();
    let (principal, action) = (entity("Thing", thing), entity("Action", asked.action.name()));
    Request::new(principal, action, entity("Resource", &name), context, None).unwrap()
}
