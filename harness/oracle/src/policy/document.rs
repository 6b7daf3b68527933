//! The grammar of policy documents.

use std::collections::BTreeSet;

use super::Malformed;
use super::condition::Condition;
use super::json::{self, Json};

/// Which rules a document is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// A device policy.
    Iot,
    /// An IAM policy.
    Iam,
}

/// A well-formed document.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Whether `${...}` is a variable.
    pub(super) replaces: bool,
    pub(super) statements: Vec<Statement>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Statement {
    pub(super) denies: bool,
    pub(super) actions: Choice,
    pub(super) resources: Choice,
    pub(super) conditions: Vec<Condition>,
}

/// What a list of patterns chooses.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Choice {
    /// What some pattern covers.
    Covered(Vec<String>),
    /// What no pattern covers.
    Uncovered(Vec<String>),
}

impl Policy {
    /// Reads a document.
    ///
    /// # Errors
    /// When it breaks the grammar.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, Malformed> {
        //= POL-DOC-20
        let counted = text.chars().filter(|character| !character.is_whitespace()).count();
        let most = if dialect == Dialect::Iot { 2048 } else { 6144 };
        if counted > most || text.chars().count() > 404_600 {
            return refuse("too many characters");
        }
        //= POL-DOC-02
        let document = json::read(text)?;
        let members = Members::of(&document, &["Version", "Id", "Statement"])?;
        members.text("Id")?;
        //= POL-DOC-03
        let replaces = match members.text("Version")?.as_deref() {
            Some("2012-10-17") => true,
            //= POL-IAM-18
            Some("2008-10-17") | None if dialect == Dialect::Iot => false,
            _ => return refuse("a version that is not supported"),
        };
        //= POL-DOC-04
        let statements = match members.get("Statement") {
            //= POL-DOC-22
            Some(Json::Array(statements)) if dialect == Dialect::Iot || !statements.is_empty() => statements.clone(),
            Some(statement @ Json::Object(_)) => vec![statement.clone()],
            _ => return refuse("`Statement` is neither an object nor a list of them"),
        };
        let mut sids = BTreeSet::new();
        let mut parsed = Vec::new();
        for statement in &statements {
            let members = Members::of(statement, STATEMENT)?;
            let sid = members.text("Sid")?.unwrap_or_default();
            //= POL-DOC-18
            if !sid.chars().all(|character| character.is_ascii_alphanumeric())
                || (dialect == Dialect::Iam && !sid.is_empty() && !sids.insert(sid.clone()))
            {
                return refuse("a `Sid` that is not allowed");
            }
            parsed.push(Statement::of(&members, dialect)?);
        }
        Ok(Self { replaces, statements: parsed })
    }
}

//= POL-DOC-05
const STATEMENT: &[&str] = &["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

impl Statement {
    fn of(members: &Members<'_>, dialect: Dialect) -> Result<Self, Malformed> {
        //= POL-DOC-06
        let denies = match members.text("Effect")?.as_deref() {
            Some("Allow") => false,
            Some("Deny") => true,
            _ => return refuse("`Effect` is neither `Allow` nor `Deny`"),
        };
        let conditions = match members.get("Condition") {
            None => vec![],
            Some(block) => conditions(block, dialect)?,
        };
        Ok(Self {
            denies,
            actions: choice(members, "Action", "NotAction", is_action)?,
            resources: choice(members, "Resource", "NotResource", is_resource)?,
            conditions,
        })
    }
}

//= POL-DOC-07
//= POL-DOC-08
fn choice(members: &Members<'_>, plain: &str, not: &str, fits: fn(&str) -> bool) -> Result<Choice, Malformed> {
    let patterns = |listed: &Json| {
        //= POL-DOC-09
        let listed = one_or_more(listed);
        let patterns = listed.iter().map(|pattern| match pattern {
            Json::Text(text) if fits(text) => Ok(text.clone()),
            other => refuse(&format!("{other:?} in `{plain}` or `{not}`")),
        });
        if listed.is_empty() { refuse("an empty list") } else { patterns.collect() }
    };
    match (members.get(plain), members.get(not)) {
        (Some(listed), None) => patterns(listed).map(Choice::Covered),
        (None, Some(listed)) => patterns(listed).map(Choice::Uncovered),
        _ => refuse(&format!("not exactly one of `{plain}` and `{not}`")),
    }
}

//= POL-DOC-10
//= POL-DOC-11
fn is_action(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    match &parts[..] {
        [bare] => *bare == "*",
        [prefix, name] => {
            let has_no_place = |character: char| character.is_whitespace() || "*?".contains(character);
            !prefix.is_empty() && !name.is_empty() && !prefix.contains(has_no_place)
        }
        _ => false,
    }
}

//= POL-DOC-12
fn is_resource(text: &str) -> bool {
    text == "*" || (text.starts_with("arn:") && text.matches(':').count() >= 5)
}

//= POL-DOC-13
fn conditions(block: &Json, dialect: Dialect) -> Result<Vec<Condition>, Malformed> {
    let mut conditions = Vec::new();
    for (operator, keys) in Members::any(block)?.0 {
        let keys = Members::any(keys)?;
        //= POL-DOC-14
        if dialect == Dialect::Iam && keys.0.is_empty() {
            continue;
        }
        //= POL-DOC-16
        for (key, values) in keys.0 {
            let values = one_or_more(values).into_iter().map(|value| match value {
                //= POL-DOC-15
                Json::Text(text) | Json::Plain(text) => Ok(text.clone()),
                other => refuse(&format!("{other:?} as a value of a condition")),
            });
            conditions.push(Condition::of(operator, key, values.collect::<Result<_, _>>()?)?);
        }
        Condition::of(operator, "", vec![])?;
    }
    Ok(conditions)
}

/// The members of an object.
struct Members<'a>(&'a [(String, Json)]);

impl<'a> Members<'a> {
    fn any(json: &'a Json) -> Result<Self, Malformed> {
        let Json::Object(members) = json else { return refuse("something that is no object") };
        //= POL-DOC-17
        let names: BTreeSet<&String> = members.iter().map(|(name, _)| name).collect();
        if names.len() < members.len() { refuse("a member is there twice") } else { Ok(Self(members)) }
    }

    fn of(json: &'a Json, allowed: &[&str]) -> Result<Self, Malformed> {
        let members = Self::any(json)?;
        match members.0.iter().find(|(name, _)| !allowed.contains(&&**name)) {
            Some((name, _)) => refuse(&format!("`{name}` is no member")),
            None => Ok(members),
        }
    }

    fn get(&self, wanted: &str) -> Option<&'a Json> {
        self.0.iter().find(|(name, _)| name == wanted).map(|(_, json)| json)
    }

    fn text(&self, wanted: &str) -> Result<Option<String>, Malformed> {
        match self.get(wanted) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text.clone())),
            Some(_) => refuse(&format!("`{wanted}` is no text")),
        }
    }
}

/// A list, or a single value as a list of one.
fn one_or_more(json: &Json) -> Vec<&Json> {
    match json {
        Json::Array(elements) => elements.iter().collect(),
        single => vec![single],
    }
}

fn refuse<T>(why: &str) -> Result<T, Malformed> {
    Err(Malformed(why.to_owned()))
}
