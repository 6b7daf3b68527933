//! Do the engine's parser and the oracle's refuse the same texts?

use arbitrary::{Result as Drawn, Unstructured};
use touchstone_generate::policies::{PolicyCase, nearly};
use touchstone_oracle::policy as oracle;
use touchstone_policy::{Dialect, Policy, Size};

/// Draws a text and asks both parsers about it, in both dialects; whether the engine takes it as a device policy.
///
/// Bytes that are no UTF-8 become replacement characters, as they do on their way into a request.
///
/// # Errors
/// When the parsers disagree, with the text.
pub fn check_policy_parser(data: &[u8]) -> Result<bool, String> {
    let documents = case_of(data).map(|case| case.documents).unwrap_or_default();
    check_policy_text(documents.first().map_or("", |document| &document.text))
}

/// Asks both parsers about a text, in both dialects; whether the engine takes it as a device policy.
///
/// # Errors
/// When the parsers disagree, with the text.
pub fn check_policy_text(text: &str) -> Result<bool, String> {
    let mut is_taken = false;
    for (dialect, size, of_oracle) in DIALECTS {
        // The text is parsed whatever its size: nobody may rely on its having been measured.
        let found = Policy::parse_as(dialect, text).map_err(|error| error.to_string());
        let found = found.and_then(|_| size.check([text]).map_err(|error| error.to_string()));
        let wanted = oracle::Policy::parse(text, of_oracle).map(drop).map_err(|error| error.to_string());
        if found.is_ok() != wanted.is_ok() {
            return Err(format!("{dialect:?}: the engine says {found:?}, the oracle {wanted:?} of\n{text}"));
        }
        is_taken = found.is_ok();
    }
    Ok(is_taken)
}

/// Each dialect with the limit of what is stored, and as the oracle calls it.
pub(crate) const DIALECTS: [(Dialect, Size, oracle::Dialect); 2] =
    [(Dialect::Iam, Size::IamManaged, oracle::Dialect::Iam), (Dialect::IotCore, Size::IotPolicy, oracle::Dialect::Iot)];

/// A case whose first document is the bytes themselves, or is changed a little.
pub(crate) fn case_of(data: &[u8]) -> Drawn<PolicyCase> {
    let mut u = Unstructured::new(data);
    let is_raw = u.ratio(1, 8)?;
    let mut case = if is_raw { PolicyCase::of_seed(0) } else { u.arbitrary()? };
    let Some(first) = case.documents.first_mut() else { return Ok(case) };
    if is_raw {
        first.text = String::from_utf8_lossy(u.take_rest()).into_owned();
        return Ok(case);
    }
    for _ in 0..*u.choose(&[0, 1, 1, 2])? {
        first.text = changed(&mut u, &first.text)?;
    }
    Ok(case)
}

fn changed(u: &mut Unstructured<'_>, text: &str) -> Drawn<String> {
    // Every piece between quotes is a member, a value or what stands between.
    let mut pieces: Vec<&str> = text.split('"').collect();
    let place = u.choose_index(pieces.len())?;
    let Some(piece) = pieces.get(place).copied() else { return Ok(text.to_owned()) };
    let near;
    match u.int_in_range(0..=5)? {
        0 => return nearly(u, text),
        1 => drop(pieces.remove(place)),
        2 => pieces.insert(place, piece),
        3 => pieces.splice(place..place, u.choose(BITS)?.split('"')).for_each(drop),
        4 => {
            near = nearly(u, piece)?;
            pieces.splice(place..=place, [&*near]).for_each(drop);
        }
        _ => pieces.splice(place..=place, u.choose(BITS)?.split('"')).for_each(drop),
    }
    Ok(pieces.join("\""))
}

const BITS: &[&str] = &[
    "Sid",
    "Id",
    "Version",
    "Action",
    "NotAction",
    "NotResource",
    "Condition",
    "Principal",
    "Effect",
    "Allow",
    "2012-10-17",
    "2008-10-17",
    "ForAllValues:StringEquals",
    "ForAnyValue:Null",
    "NullIfExists",
    "DateEqualsIfExists",
    "ForAnyValue:ForAllValues:Bool",
    "",
    "*",
    "arn:aws:s3::x",
    "iot:",
    ":x",
    "iot:*:a",
    "io t:a",
    "io\\tt:a",
    "io\u{a0}t:a",
    "StringSame\":{},\"Bool",
    "i*:a",
    ":{},",
    ":[],",
    ":null,",
    ":[[1]],",
    ":1e3,",
    ":-0.50,",
    ":true,",
    ":01,",
    ",\"Sid\":\"A1\",",
    ",\"Sid\":\"a b\",",
    "\\u0000",
    "\\ud83d\\ude00",
    "\\ud83d",
    "\\q",
    "\u{1}",
    "\u{7f}",
    "\u{feff}",
    "\u{2028}",
    "//",
    "/**/",
    "\t",
];
