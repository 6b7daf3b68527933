//! Does the engine's matching follow the definition of `*` and `?`?

use arbitrary::{Result as Drawn, Unstructured};
use serde_json::json;
use touchstone_policy::{Action, Home, Outcome, Policy, PolicySet, Resource, Values};

/// A pattern and a text that it covers or nearly covers.
struct Draw {
    pattern: Vec<Piece>,
    client_id: String,
    text: String,
}

#[derive(Clone, Copy)]
enum Piece {
    Any,
    One,
    Text(char),
    ClientId,
}

/// Draws a pattern and a text, and compares the engine with the definition: in a resource, in a condition, and, where no
/// variable is in the pattern, in an action.
///
/// # Errors
/// When one of them matches otherwise.
pub fn check_policy_pattern(data: &[u8]) -> Result<bool, String> {
    let Ok(draw) = draw(&mut Unstructured::new(data)) else { return Ok(false) };
    let pattern = spelled(&draw.pattern);
    let subject: Vec<char> = draw.text.chars().collect();
    let wanted = covers(&tokens(&draw), &subject);
    let resource = format!("arn:aws:iot:eu-west-1:123456789012:topic/{pattern}");
    let condition = json!({ "StringLike": { "test:Key": pattern } });
    for statement in [
        json!({ "Effect": "Allow", "Action": "*", "Resource": resource }),
        json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition }),
    ] {
        if is_allowed(&statement.to_string(), &draw)? != wanted {
            return Err(format!(
                "`{}` for the client `{}` and {statement}: {wanted} is right",
                draw.text, draw.client_id
            ));
        }
    }
    let text = draw.text.to_lowercase();
    if !pattern.contains("${") && !text.is_empty() && !pattern.is_empty() {
        let statement = json!({ "Effect": "Allow", "Action": format!("iot:{pattern}"), "Resource": "*" });
        let action = format!("iot:{text}");
        let found = allowing(&statement.to_string())?.decide(Action::named(&action), Resource::ALL, &Values::default());
        let lower = |piece: &Piece| match piece {
            Piece::Text(character) => Piece::Text(character.to_ascii_lowercase()),
            other => *other,
        };
        let pattern: Vec<Piece> = draw.pattern.iter().map(lower).collect();
        let subject: Vec<char> = text.chars().collect();
        if (found == Outcome::Allowed) != covers(&pattern, &subject) {
            return Err(format!("`{action}` and {statement}: {found:?} is wrong"));
        }
    }
    Ok(wanted)
}

/// The definition.
fn covers(pattern: &[Piece], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([Piece::Any, rest @ ..], []) => covers(rest, &[]),
        ([Piece::Any, rest @ ..], [_, after @ ..]) => covers(rest, text) || covers(pattern, after),
        ([Piece::One, rest @ ..], [_, after @ ..]) => covers(rest, after),
        ([Piece::Text(wanted), rest @ ..], [found, after @ ..]) => wanted == found && covers(rest, after),
        _ => false,
    }
}

/// The pattern with the client ID in its place.
fn tokens(draw: &Draw) -> Vec<Piece> {
    let tokens = draw.pattern.iter().flat_map(|piece| match piece {
        Piece::ClientId => draw.client_id.chars().map(Piece::Text).collect(),
        other => vec![*other],
    });
    tokens.collect()
}

fn spelled(pattern: &[Piece]) -> String {
    let spell = |piece: &Piece| match piece {
        Piece::Any => "*".to_owned(),
        Piece::One => "?".to_owned(),
        Piece::Text(character) => character.to_string(),
        Piece::ClientId => "${iot:ClientId}".to_owned(),
    };
    pattern.iter().map(spell).collect()
}

fn is_allowed(statement: &str, draw: &Draw) -> Result<bool, String> {
    let mut values = Values { client_id: Some(draw.client_id.clone()), ..Values::default() };
    values.others.set("test:Key", draw.text.as_str());
    Ok(allowing(statement)?.decide(Action::PUBLISH, Resource::topic(&draw.text), &values) == Outcome::Allowed)
}

fn allowing(statement: &str) -> Result<PolicySet, String> {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#);
    let policy = Policy::parse(&text).map_err(|error| format!("{text}: {error}"))?;
    let home = Home { partition: "aws", region: "eu-west-1", account: "123456789012" };
    Ok(PolicySet::compile(&home, [("pattern", &policy)]))
}

fn draw(u: &mut Unstructured<'_>) -> Drawn<Draw> {
    let client_id: String = (*u.choose(&["a", "", "ab", "*", "a?", "é"])?).to_owned();
    let (mut pattern, mut text) = (Vec::new(), String::new());
    for _ in 0..u.int_in_range(0..=8)? {
        let piece = match u.int_in_range(0..=7)? {
            0 | 1 => Piece::Any,
            2 => Piece::One,
            3 => Piece::ClientId,
            _ => Piece::Text(*u.choose(&['a', 'a', 'b', 'A', '/', 'é'])?),
        };
        pattern.push(piece);
        match piece {
            Piece::Any => text += u.choose(&["", "a", "b", "ab", "/", "aab"])?,
            Piece::One => text += u.choose(&["a", "é", "/"])?,
            Piece::Text(character) => text.push(character),
            Piece::ClientId => text += &client_id,
        }
    }
    if u.ratio(1, 2)? {
        text = touchstone_generate::policies::nearly(u, &text)?;
    }
    Ok(Draw { pattern, client_id, text })
}
