//! Condition keys and variables by their names, and the operator that a name was perhaps meant to be.

use super::glob::nearest;
use crate::certificate::ATTRIBUTES;
use crate::operator::NAMED as NAMED_OPERATORS;

/// The operator that was perhaps meant by a name.
pub(super) fn nearest_operator(name: &str) -> Option<String> {
    let (before, rest) = match name.split_once(':') {
        Some((qualifier, rest)) => {
            (nearest(qualifier, ["ForAllValues", "ForAnyValue"]).map(|near| format!("{near}:"))?, rest)
        }
        None => (String::new(), name),
    };
    let (plain, after) = match rest.strip_suffix("IfExists") {
        Some("Null") => ("Null", ""),
        Some(plain) => (plain, "IfExists"),
        None => (rest, ""),
    };
    let near = nearest(plain, NAMED_OPERATORS.iter().map(|(name, ..)| *name))?;
    Some(format!("{before}{near}{after}"))
}

/// What a key is, as far as the lints ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// A key of requests that device policies see.
    Device,
    /// A key of requests that only IAM policies see.
    Iam,
    /// A key that both see.
    Both,
    /// `iot:Connection.Thing.*`
    Thing,
    Unknown,
}

/// The names of keys that are spelled out in policy.md 4.2, for proposals.
pub(super) const NAMED: [&str; 14] = [
    "iot:ClientId",
    "aws:SourceIp",
    "iot:DomainName",
    "iot:CertificateId",
    "iot:Certificate.Subject.CommonName",
    "iot:Certificate.SerialNumber",
    "iot:Connection.Thing.ThingName",
    "iot:Connection.Thing.ThingTypeName",
    "iot:Connection.Thing.IsAttached",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpcSourceIp",
    "cognito-identity.amazonaws.com:sub",
    "credentials-iot:ThingName",
];

/// Who sees a key (policy.md 4.2), in any letter case.
pub(super) fn kept(key: &str) -> Kept {
    let lower = key.to_lowercase();
    match lower.as_str() {
        "iot:clientid" | "aws:sourceip" | "iot:connectattributes" | "iot:lastwilltopic" => Kept::Both,
        "iot:domainname" | "cognito-identity.amazonaws.com:sub" => Kept::Both,
        "aws:sourcevpc" | "aws:sourcevpce" | "aws:vpcsourceip" => Kept::Both,
        "aws:currenttime" | "aws:epochtime" | "aws:securetransport" => Kept::Both,
        "iot:certificateid" | "iot:certificate.serialnumber" | "iot:certificate.availablekeys" => Kept::Device,
        "credentials-iot:thingname" | "credentials-iot:thingtypename" | "credentials-iot:awscertificateid" => Kept::Iam,
        "iot:jobid" | "iot:thinggrouparn" | "iot:tunneldestinationservice" | "iot:delete" | "iot:clientmode" => {
            Kept::Iam
        }
        "iot:includesocketinformation" | "iot:topic" => Kept::Iam,
        "aws:tagkeys" | "aws:username" | "aws:viaawsservice" | "aws:multifactorauthage" => Kept::Iam,
        "iot:connection.thing.thingname" | "iot:connection.thing.thingtypename" => Kept::Thing,
        "iot:connection.thing.isattached" => Kept::Thing,
        other if other.starts_with("iot:connection.thing.attributes[") && other.ends_with(']') => Kept::Thing,
        other if other.starts_with("aws:requesttag/") || other.starts_with("aws:resourcetag/") => Kept::Iam,
        other if is_certificate_value(other) => Kept::Device,
        _ => Kept::Unknown,
    }
}

fn is_certificate_value(lower: &str) -> bool {
    let Some(rest) = lower.strip_prefix("iot:certificate.") else { return false };
    let Some(rest) = rest.strip_prefix("subject.").or_else(|| rest.strip_prefix("issuer.")) else { return false };
    let is_number = |suffix: &str| !suffix.is_empty() && suffix.bytes().all(|byte| byte.is_ascii_digit());
    ATTRIBUTES.iter().filter(|attribute| begins(rest, attribute)).any(|attribute| {
        let behind = rest.get(attribute.len()..).unwrap_or_default();
        let suffix = behind.strip_prefix('.');
        behind.is_empty() || suffix.is_some_and(|suffix| suffix == "list" || is_number(suffix))
    })
}

/// Whether a key has several values.
pub(super) fn is_multi_valued(key: &str) -> bool {
    let lower = key.to_lowercase();
    matches!(
        lower.as_str(),
        "iot:connectattributes"
            | "iot:certificate.availablekeys"
            | "iot:thinggrouparn"
            | "iot:tunneldestinationservice"
            | "aws:tagkeys"
    ) || (is_certificate_value(&lower) && lower.ends_with(".list"))
}

/// Whether a key begins with a name, in any letter case.
pub(super) fn begins(key: &str, beginning: &str) -> bool {
    key.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// The variables of a text, each with its offset: what stands between `${` and `}`, the default left out.
pub(super) fn variables(text: &str) -> impl Iterator<Item = Hole<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find("${")?;
        let inside = text.get(start + 2..)?;
        let Some(length) = inside.find('}') else {
            at = text.len();
            return Some(Hole { start, end: text.len(), key: None });
        };
        at = start + 2 + length + 1;
        let written = inside.get(..length)?;
        //= POL-VAR-10
        let default = written.split_once(", '").filter(|(_, default)| default.ends_with('\''));
        let key = default.map_or(written, |(key, _)| key);
        Some(Hole { start, end: at, key: Some(key) })
    })
}

/// A variable in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hole<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The key; `None` where no brace closes it.
    pub(super) key: Option<&'t str>,
}

impl<'t> Hole<'t> {
    /// The key, where it is none of the escapes `${*}`, `${?}`, `${$}`.
    pub(super) fn key(self) -> Option<&'t str> {
        self.key.filter(|key| !matches!(*key, "*" | "?" | "$"))
    }
}
