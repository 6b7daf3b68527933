//! Documents as text, in one form for all that say the same.

use std::fmt::{self, Display, Formatter, Write as _};

use crate::condition::Condition;
use crate::document::{Effect, Policy, Scope, Statement, Version};

/// The document as JSON on one line.
///
/// Documents that say the same are printed alike: members in one order, the version written out, a list of one as its entry,
/// numbers and booleans as their text, and an escape for every character outside of the permitted set (POL-DOC-19).
/// What is printed reads as the same document again ([`Policy::without_places`]) in either dialect that the original was of.
///
/// It may be longer than what was read: [`Size`](crate::Size) measures a text, not a document.
///
/// ```
/// use touchstone_policy::Policy;
///
/// let policy = Policy::parse(
///     r#"{"Statement": [{"Condition": {"Bool": {"iot:Connection.Thing.IsAttached": [true]}}, "Resource": "*",
///         "Action": ["iot:Connect"], "Effect": "Allow"}], "Version": "2012-10-17"}"#,
/// )?;
/// let printed = policy.to_string();
/// assert_eq!(
///     printed,
///     r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*", "#
///         .to_owned() + r#""Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}}}"#,
/// );
/// assert_eq!(Policy::parse(&printed)?.without_places(), policy.without_places());
/// # Ok::<(), touchstone_policy::PolicyError>(())
/// ```
impl Display for Policy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let version = match self.version {
            Version::Of2008 => "2008-10-17",
            Version::Of2012 => "2012-10-17",
        };
        write!(f, "{{\"Version\": {}", Quoted(version))?;
        if let Some(id) = &self.id {
            write!(f, ", \"Id\": {}", Quoted(id))?;
        }
        //= POL-DOC-04
        f.write_str(", \"Statement\": ")?;
        one_or_list(f, &self.statements, |f, statement| statement.fmt(f))?;
        f.write_char('}')
    }
}

/// The statement as JSON, as it is printed in its document.
impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('{')?;
        if let Some(sid) = &self.sid {
            write!(f, "\"Sid\": {}, ", Quoted(sid))?;
        }
        let effect = match self.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        };
        write!(f, "\"Effect\": {}, ", Quoted(effect))?;
        scope(f, "Action", &self.actions, |action| action.as_str())?;
        f.write_str(", ")?;
        scope(f, "Resource", &self.resources, |resource| resource.as_str())?;
        if !self.conditions.is_empty() {
            f.write_str(", \"Condition\": {")?;
            let operators = self.conditions.chunk_by(|one, next| one.operator_name == next.operator_name);
            list(f, operators, operator)?;
            f.write_char('}')?;
        }
        f.write_char('}')
    }
}

/// A list of patterns under the name that says which side of it is meant.
fn scope<T>(f: &mut Formatter<'_>, name: &str, patterns: &Scope<T>, text: fn(&T) -> &str) -> fmt::Result {
    let (patterns, is_all_but) = patterns.listed();
    write!(f, "\"{}{name}\": ", if is_all_but { "Not" } else { "" })?;
    one_or_list(f, patterns, |f, pattern| Quoted(text(pattern)).fmt(f))
}

/// The conditions under one operator.
fn operator(f: &mut Formatter<'_>, conditions: &[Condition]) -> fmt::Result {
    let name = conditions.first().map_or("", Condition::operator_name);
    write!(f, "{}: {{", Quoted(name))?;
    list(f, conditions, |f, condition| {
        write!(f, "{}: ", Quoted(&condition.key))?;
        //= POL-DOC-15
        one_or_list(f, &condition.values, |f, value| Quoted(&value.text).fmt(f))
    })?;
    f.write_char('}')
}

//= POL-DOC-09
/// A single entry as itself, any other number of them in brackets.
fn one_or_list<T>(
    f: &mut Formatter<'_>,
    entries: &[T],
    print: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    if let [only] = entries {
        return print(f, only);
    }
    f.write_char('[')?;
    list(f, entries, print)?;
    f.write_char(']')
}

/// Entries with commas between.
fn list<T>(
    f: &mut Formatter<'_>,
    entries: impl IntoIterator<Item = T>,
    print: impl Fn(&mut Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (number, entry) in entries.into_iter().enumerate() {
        if number > 0 {
            f.write_str(", ")?;
        }
        print(f, entry)?;
    }
    Ok(())
}

/// Text between quotes.
struct Quoted<'t>(&'t str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for character in self.0.chars() {
            match character {
                '"' | '\\' => write!(f, "\\{character}")?,
                //= POL-DOC-19
                ' '..='\u{ff}' => f.write_char(character)?,
                _ => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        write!(f, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        f.write_char('"')
    }
}
