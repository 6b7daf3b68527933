//! The documents of a case, made of its patterns and slight changes of them.

use arbitrary::{Result, Unstructured};
use serde_json::{Value as Json, json};
use touchstone_oracle::policy::Caller;

use super::patterns::{Piece, nearly};
use super::{ACTIONS, Place, conditions};

/// Documents being made for one request.
pub(super) struct Draft<'d, 'u> {
    pub(super) u: &'d mut Unstructured<'u>,
    pub(super) action: &'static str,
    /// The types of the resources that the request may be about.
    pub(super) kinds: &'d [&'static str],
    pub(super) patterns: Vec<Vec<Piece>>,
    pub(super) caller: &'d Caller,
}

impl Draft<'_, '_> {
    pub(super) fn document(&mut self, place: Place) -> Result<String> {
        let mut statements = Vec::new();
        for _ in 0..self.u.int_in_range(1..=3)? {
            statements.push(self.statement()?);
        }
        let is_iot = matches!(place, Place::Principal | Place::Group(_));
        let mut document = json!({ "Version": "2012-10-17", "Statement": statements });
        let members = document.as_object_mut();
        match (self.u.int_in_range(0..=9)?, members) {
            (0, Some(members)) if is_iot => drop(members.remove("Version")),
            (1, Some(members)) if is_iot => drop(members.insert("Version".to_owned(), json!("2008-10-17"))),
            (2, Some(members)) => drop(members.insert("Statement".to_owned(), json!(statements.pop()))),
            (3, _) => return Ok(format!("{document:#}")),
            _ => {}
        }
        Ok(document.to_string())
    }

    fn statement(&mut self) -> Result<Json> {
        let effect = if self.u.ratio(27, 100)? { "Deny" } else { "Allow" };
        let (action, resource) = (self.action()?, self.resources()?);
        let actions = if self.u.ratio(1, 12)? { "NotAction" } else { "Action" };
        let resources = if self.u.ratio(1, 12)? { "NotResource" } else { "Resource" };
        let mut statement = json!({ "Effect": effect, actions: action, resources: resource });
        if let Some(members) = statement.as_object_mut()
            && self.u.ratio(1, 2)?
        {
            members.insert("Condition".to_owned(), conditions::block(self.u, self.caller)?);
        }
        Ok(statement)
    }

    fn action(&mut self) -> Result<Json> {
        let action = self.action;
        Ok(match self.u.int_in_range(0..=19)? {
            0 => json!("*"),
            1 => json!("iot:*"),
            2 => json!(action.to_uppercase()),
            3 => json!([action.replace("ublish", "?blish"), "iot:Receieve"]),
            4 => json!(format!("{action}X")),
            5 => json!(self.u.choose(ACTIONS)?.0),
            6 => json!(["iotjobsdata:*", "iot:*b*"]),
            7 => json!(format!("{}*", action.split_at(action.len() - 3).0)),
            8 => json!(action.replacen("iotjobsdata:", "iot:", 1)),
            9 => json!([action, "iot:TagResource"]),
            _ => json!([action]),
        })
    }

    fn resources(&mut self) -> Result<Json> {
        let mut resources = Vec::new();
        for _ in 0..self.u.int_in_range(1..=2)? {
            resources.push(self.resource()?);
        }
        Ok(if resources.len() == 1 && self.u.ratio(1, 2)? { json!(resources.pop()) } else { json!(resources) })
    }

    fn resource(&mut self) -> Result<String> {
        let place = match self.u.int_in_range(0..=31)? {
            0 => "aws:iot:*:*",
            1 => "aws:iot:eu-*-?:123456789012",
            2 => "aws:iot:us-east-1:123456789012",
            3 => "*:iot:eu-west-1:123456789012",
            4 => "aws:iot:eu-west-1:${iot:DomainName}",
            5 => "aws:io?:eu-west-1:123456789012",
            6 => "aws:iot:eu-west-1:",
            _ => "aws:iot:eu-west-1:123456789012",
        };
        let mut name: String = self.u.choose(&self.patterns)?.iter().map(|piece| piece.pattern()).collect();
        if self.u.ratio(1, 6)? {
            name = nearly(self.u, &name)?;
        }
        let kind = *self.u.choose(self.kinds)?;
        Ok(match self.u.int_in_range(0..=35)? {
            0 => "*".to_owned(),
            1 => format!("arn:{place}:*"),
            2 => format!("arn:{place}:t*/{name}"),
            3 => format!("arn:{place}:*{name}"),
            4 => format!("arn:{place}:{kind}?{name}"),
            5 => format!("arn:{place}:${{iot:ClientId}}/{name}"),
            6 => format!("arn:{place}:topicfilter/{name}"),
            7 => format!("arn:{place}:/{kind}/{name}"),
            8 => format!("arn:{place}:{kind}/"),
            9 => format!("arn:{place}:{}/{name}", kind.to_uppercase()),
            _ => format!("arn:{place}:{kind}/{name}"),
        })
    }
}
