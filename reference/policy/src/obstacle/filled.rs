//! Texts with their variables filled.

use std::fmt;

use super::Filled;
use crate::document::Version;
use crate::error::Span;
use crate::pattern::Hole;
use crate::variables::Variables;

/// A text for people, its variables replaced as far as they have values.
pub(super) fn filled<V: Variables + ?Sized>(text: &str, version: Version, span: Span, variables: &V) -> Filled {
    let mut filled = Filled { span, text: String::new(), unresolved: None, mismatch: None };
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once("${").filter(|_| version == Version::Of2012)
        && let Some((inside, after)) = opened.split_once('}')
    {
        filled.text.push_str(before);
        rest = after;
        let hole = Hole::named(inside);
        match hole.text(variables).filter(|_| !matches!(inside, "*" | "?" | "$")) {
            Some(value) => filled.text.push_str(value),
            None => {
                filled.text.push_str(&format!("${{{inside}}}"));
                if !matches!(inside, "*" | "?" | "$") {
                    filled.unresolved.get_or_insert_with(|| inside.to_owned());
                }
            }
        }
    }
    filled.text.push_str(rest);
    filled
}

/// A pattern with its variables filled, wildcards in their values escaped.
pub(super) struct Literal<'l, V: ?Sized> {
    pub(super) text: &'l str,
    pub(super) version: Version,
    pub(super) variables: &'l V,
}

impl<V: Variables + ?Sized> fmt::Display for Literal<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.text;
        while let Some((before, opened)) = rest.split_once("${").filter(|_| self.version == Version::Of2012)
            && let Some((inside, after)) = opened.split_once('}')
        {
            f.write_str(before)?;
            match Hole::named(inside).text(self.variables).filter(|_| !matches!(inside, "*" | "?" | "$")) {
                Some(value) => {
                    let escaped = value.replace('$', "${$}").replace('*', "${*}").replace('?', "${?}");
                    f.write_str(&escaped)?;
                }
                None => write!(f, "${{{inside}}}")?,
            }
            rest = after;
        }
        f.write_str(rest)
    }
}
