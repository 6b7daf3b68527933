//! What can be asked for, and on what.

/// What a resource is called where something else is found.
pub(super) const RESOURCE: &str = "`*` or an ARN of six fields, as `arn:aws:iot:REGION:ACCOUNT:topic/NAME`";

/// What an action is called where something else is found.
pub(super) const ACTION: &str = "an action, as `iot:Publish`";

/// Whether a request can be for it.
pub(super) fn is_resource(text: &str) -> bool {
    text == "*" || (text.starts_with("arn:") && text.matches(':').count() >= 5)
}

/// Whether a request can ask for it: a service and a name, no pattern of either.
pub(super) fn is_action(text: &str) -> bool {
    let is_name =
        |text: &str| !text.is_empty() && !text.contains([':', '*', '?']) && !text.contains(char::is_whitespace);
    text.split_once(':').is_some_and(|(service, name)| is_name(service) && is_name(name))
}
