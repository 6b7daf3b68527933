//! Who asks, from a file and from the command line.

use std::path::Path;

use anyhow::{Result, anyhow, bail};
use serde_json::{Map, Value as Json, json};
use touchstone_oracle::policy::Caller;

use super::super::source::Source;
use super::super::test::CONTEXT;

/// Reads the file and sets members over it.
pub(super) fn read(file: Option<&Path>, set: &[String]) -> Result<Caller> {
    let mut context = match file {
        Some(path) => members(&Source::read(path)?)?,
        None => Map::new(),
    };
    for assignment in set {
        let Some((key, value)) = assignment.split_once('=') else {
            bail!("expected `KEY=VALUE` behind `--context`, found `{assignment}`");
        };
        if key.is_empty() {
            bail!("a key is missing before `={value}`");
        }
        assign(&mut context, key, value)?;
    }
    let told = Source { path: "--context".to_owned(), text: Json::Object(context.clone()).to_string() };
    CONTEXT.check(&told, &told.tree()?)?;
    serde_json::from_value(Json::Object(context)).map_err(|error| anyhow!("`--context`: {error}"))
}

fn members(source: &Source) -> Result<Map<String, Json>> {
    // Read as what it is first, for then a fault has a place.
    let fault = |error: serde_saphyr::Error| {
        let sentence = error.to_string();
        let sentence =
            sentence.lines().next().unwrap_or_default().split(" at line ").next().unwrap_or_default().to_owned();
        let (line, column) = error.location().map_or((1, 1), |location| (location.line(), location.column()));
        source.fault_at(line, column, &sentence.replace("mapping start", "a mapping"))
    };
    let options = || {
        let mut options = serde_saphyr::Options::default();
        options.with_snippet = false;
        options
    };
    let _caller: Caller = serde_saphyr::from_str_with_options(&source.text, options()).map_err(fault)?;
    let members: Option<Map<String, Json>> =
        serde_saphyr::from_str_with_options(&source.text, options()).map_err(fault)?;
    let mut members = members.unwrap_or_default();
    members.retain(|_, member| !member.is_null());
    Ok(members)
}

/// Condition keys that are the value of a member, and the member.
const MEMBERS: [(&str, &str); 7] = [
    ("iot:clientid", "client_id"),
    ("aws:sourceip", "source_ip"),
    ("aws:sourcevpce", "source_vpce"),
    ("iot:domainname", "domain_name"),
    ("iot:certificateid", "certificate.id"),
    ("iot:lastwilltopic", "last_will_topic"),
    ("cognito-identity.amazonaws.com:sub", "cognito_sub"),
];

fn assign(context: &mut Map<String, Json>, key: &str, value: &str) -> Result<()> {
    let lower = key.to_lowercase();
    if let Some((_, member)) = MEMBERS.iter().find(|(name, _)| *name == lower) {
        return assign(context, member, value);
    }
    for (beginning, member) in [
        ("iot:connection.thing.", "thing"),
        ("iot:certificate.", "certificate"),
        ("iot:connectattributes", "connect_attributes"),
    ] {
        if lower.starts_with(beginning) {
            bail!("`{key}` follows from the member `{member}`: set that instead");
        }
    }
    let path: Vec<&str> = if key.contains(':') { vec!["keys", key] } else { key.split('.').collect() };
    let (last, before) = path.split_last().ok_or_else(|| anyhow!("a key is missing before `={value}`"))?;
    let mut object = context;
    for name in before {
        let member = object.entry(*name).or_insert_with(|| json!({}));
        object = member.as_object_mut().ok_or_else(|| anyhow!("`{name}` of `{key}` has no members"))?;
    }
    // Lists, objects and truth values are written as JSON; anything else is text.
    let value = match serde_json::from_str(value) {
        Ok(found @ (Json::Array(_) | Json::Object(_) | Json::Bool(_))) if path.first() != Some(&"keys") => found,
        Ok(found @ Json::Array(_)) => found,
        _ => json!(value),
    };
    object.insert((*last).to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(assignments: &[&str]) -> Caller {
        read(None, &assignments.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_key_of_a_member_sets_the_member() {
        assert_eq!(set(&["aws:SourceIp=192.0.2.7"]), set(&["source_ip=192.0.2.7"]));
    }

    #[test]
    fn a_member_of_a_member_is_set_by_its_path() {
        let thing = set(&["thing.name=lamp", "thing.attached=true"]).thing.unwrap();
        assert_eq!((thing.name.as_str(), thing.attached), ("lamp", true));
    }

    #[test]
    fn a_key_that_no_member_has_is_a_further_key() {
        assert_eq!(set(&["aws:username=7"]).keys.len(), 1);
    }

    #[test]
    fn a_key_that_follows_from_a_member_cannot_be_set() {
        let refusal = read(None, &["iot:Connection.Thing.ThingName=lamp".to_owned()]).unwrap_err();
        let wanted = "`iot:Connection.Thing.ThingName` follows from the member `thing`: set that instead";
        assert_eq!(refusal.to_string(), wanted);
    }
}
