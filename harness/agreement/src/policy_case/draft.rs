//! The documents of a case, made of its patterns and slight changes of them.

use arbitrary::{Result, Unstructured};
use serde_json::{Value as Json, json};
use touchstone_policy::{ResourceKind, Values};

use super::{ACTIONS, Piece, nearly};

/// Documents being made for one request.
pub(super) struct Draft<'d, 'u> {
    pub(super) u: &'d mut Unstructured<'u>,
    pub(super) action: &'static str,
    pub(super) kind: ResourceKind,
    pub(super) patterns: Vec<Vec<Piece>>,
    pub(super) values: &'d Values,
}

impl Draft<'_, '_> {
    pub(super) fn document(&mut self) -> Result<Json> {
        let mut statements = Vec::new();
        for _ in 0..self.u.int_in_range(1..=3)? {
            statements.push(self.statement()?);
        }
        Ok(match self.u.int_in_range(0..=9)? {
            0 => json!({ "Statement": statements }),
            1 => json!({ "Version": "2008-10-17", "Statement": statements }),
            2 => json!({ "Version": "2012-10-17", "Statement": statements.pop() }),
            _ => json!({ "Version": "2012-10-17", "Statement": statements }),
        })
    }

    fn statement(&mut self) -> Result<Json> {
        let effect = if self.u.ratio(1, 4)? { "Deny" } else { "Allow" };
        let (action, resource) = (self.action()?, self.resources()?);
        let actions = if self.u.ratio(1, 12)? { "NotAction" } else { "Action" };
        let resources = if self.u.ratio(1, 12)? { "NotResource" } else { "Resource" };
        let mut statement = json!({ "Effect": effect, actions: action, resources: resource });
        if let Some(members) = statement.as_object_mut()
            && self.u.ratio(1, 4)?
        {
            members.insert("Condition".to_owned(), self.condition()?);
        }
        Ok(statement)
    }

    fn action(&mut self) -> Result<Json> {
        Ok(match self.u.int_in_range(0..=11)? {
            0 => json!("*"),
            1 => json!("iot:*"),
            2 => json!(self.action.to_uppercase().replacen("IOT", "iot", 1)),
            3 => json!([self.action.replace("ublish", "?blish"), "iot:Receieve"]),
            4 => json!(format!("{}X", self.action)),
            5 => json!(self.u.choose(ACTIONS)?.0),
            6 => json!(["iotjobsdata:*", "iot:*b*"]),
            _ => json!([self.action]),
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
        let place = match self.u.int_in_range(0..=19)? {
            0 => "aws:iot:*:*",
            1 => "aws:iot:eu-*-?:123456789012",
            2 => "aws:iot:us-east-1:123456789012",
            3 => "*:iot:eu-west-1:123456789012",
            _ => "aws:iot:eu-west-1:123456789012",
        };
        let mut name: String = self.u.choose(&self.patterns)?.iter().map(|piece| piece.pattern()).collect();
        if self.u.ratio(1, 5)? {
            name = nearly(self.u, &name)?;
        }
        let kind = self.kind.as_str();
        Ok(match self.u.int_in_range(0..=24)? {
            0 => "*".to_owned(),
            1 => format!("arn:{place}:*"),
            2 => format!("arn:{place}:t*/{name}"),
            3 => format!("arn:{place}:*{name}"),
            4 => format!("arn:{place}:{kind}?{name}"),
            5 => format!("arn:{place}:${{iot:ClientId}}/{name}"),
            6 => format!("arn:{place}:topicfilter/{name}"),
            7 => format!("arn:{place}:/{kind}/{name}"),
            _ => format!("arn:{place}:{kind}/{name}"),
        })
    }

    fn condition(&mut self) -> Result<Json> {
        let qualifier = self.u.choose(&["", "", "", "ForAllValues:", "ForAnyValue:"])?;
        let operator = *self.u.choose(OPERATORS)?;
        let suffix = self.u.choose(&["", "", "IfExists"])?;
        let (key, wanted) = *self.u.choose(CONDITIONS)?;
        let own = self.values.client_id.as_deref().unwrap_or("lamp");
        let value = match self.u.int_in_range(0..=5)? {
            0 => json!([]),
            1 => json!([own, nearly(self.u, wanted)?]),
            2 => json!("${iot:ClientId}"),
            3 => json!(own),
            _ => json!(wanted),
        };
        let operator = match operator {
            "Null" => "Null".to_owned(),
            other => format!("{qualifier}{other}{suffix}"),
        };
        Ok(json!({ operator: { key: value } }))
    }
}

const OPERATORS: &[&str] = &[
    "Bool",
    "Null",
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "ArnLike",
    "ArnNotEquals",
    "IpAddress",
    "NotIpAddress",
];

const CONDITIONS: &[(&str, &str)] = &[
    ("iot:ClientId", "l*"),
    ("iot:clientid", "LAMP"),
    ("iot:Connection.Thing.IsAttached", "true"),
    ("iot:Connection.Thing.IsAttached", "False"),
    ("iot:Connection.Thing.ThingTypeName", "a"),
    ("iot:Connection.Thing.Attributes[Room]", "${iot:ClientId, 'a'}"),
    ("iot:ConnectAttributes", "LastWill"),
    ("iot:ConnectAttributes", "P*"),
    ("aws:SourceIp", "192.0.2.0/29"),
    ("aws:SourceIp", "2001:db8::/32"),
    ("iot:Nothing", "true"),
];
