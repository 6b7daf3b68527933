//! A plain loop: every statement is asked, with its variables filled in beforehand.

use touchstone_benches::fleet::SITE;
use touchstone_benches::policy::{Asked, PLACE};

/// The statements of the device policy for one thing.
pub(crate) struct Plain {
    statements: Vec<(bool, Vec<&'static str>, Vec<String>)>,
}

/// A request with its ARN, as the loop wants it.
pub(crate) struct Request {
    action: &'static str,
    arn: String,
}

impl Request {
    pub(crate) fn new(asked: &Asked) -> Self {
        Self { action: asked.action.name(), arn: asked.arn() }
    }
}

impl Plain {
    pub(crate) fn device(thing: &str) -> Self {
        let arns = |kind: &str, names: &str| -> Vec<String> {
            let names = names.replace("{thing}", thing).replace("{site}", SITE);
            names.split(' ').map(|name| format!("{PLACE}{kind}/{name}")).collect()
        };
        let statements = vec![
            (true, vec!["iot:Connect"], arns("client", "{thing}")),
            (true, vec!["iot:Publish"], arns("topic", "dt/{thing}/* fleet/{site}/news $aws/things/{thing}/shadow/*")),
            (true, vec!["iot:Subscribe"], arns("topicfilter", "cmd/{thing}/* fleet/{site}/news $aws/things/{thing}/*")),
            (true, vec!["iot:Receive"], arns("topic", "cmd/{thing}/* fleet/{site}/news $aws/things/{thing}/*")),
            (false, vec!["iot:Publish", "iot:Receive"], arns("topic", "dt/{thing}/secret*")),
        ];
        Self { statements }
    }

    pub(crate) fn allows(&self, request: &Request) -> bool {
        let mut allowed = false;
        for (allows, actions, resources) in &self.statements {
            let covers = actions.contains(&request.action)
                && resources.iter().any(|pattern| glob(pattern.as_bytes(), request.arn.as_bytes()));
            match (covers, allows) {
                (true, false) => return false,
                (true, true) => allowed = true,
                (false, _) => {}
            }
        }
        allowed
    }
}

/// The usual matcher with two places to go back to; `?` is a byte.
pub(crate) fn glob(mut pattern: &[u8], mut text: &[u8]) -> bool {
    let mut back: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern, text) {
            ([b'*', rest @ ..], _) => {
                back = Some((rest, text));
                pattern = rest;
            }
            ([p, rest @ ..], [t, after @ ..]) if p == t || *p == b'?' => (pattern, text) = (rest, after),
            ([], []) => return true,
            _ => match back {
                Some((resume, [_, after @ ..])) => {
                    back = Some((resume, after));
                    (pattern, text) = (resume, after);
                }
                _ => return false,
            },
        }
    }
}
