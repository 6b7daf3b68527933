//! Variables in patterns.

use super::keys::Keys;
use super::pattern::{Token, plain};

//= POL-VAR-01
/// Puts the values of the variables in; nothing when one has no value.
pub(super) fn fill(text: &str, keys: &Keys) -> Option<Vec<Token>> {
    //= POL-MATCH-15
    //= POL-VAR-12
    let variable = text.split_once("${");
    let closed = variable.and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    let Some((before, (inside, after))) = closed else { return Some(plain(text)) };
    //= POL-VAR-10
    let with_default = inside.strip_suffix('\'').and_then(|inside| inside.split_once(", '"));
    let (key, default) = with_default.map_or((inside, None), |(key, default)| (key, Some(default)));
    let value = match key {
        //= POL-MATCH-14
        "*" | "?" | "$" if default.is_none() => key,
        //= POL-VAR-07
        //= POL-VAR-13
        _ => keys.text(key).or(default)?,
    };
    //= POL-VAR-05
    //= POL-VAR-14
    let inserted = value.chars().map(Token::Inserted);
    Some(plain(before).into_iter().chain(inserted).chain(fill(after, keys)?).collect())
}
