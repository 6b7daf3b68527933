//! `touchstone policy test`.

mod judge;
mod report;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

pub(super) use self::judge::Vectors;
use super::super::Status;

pub(super) const AFTER: &str = r#"A file of vectors is a JSON list. A vector holds policies that are in force together, what is known of the client, and
requests with the answer that you expect: `expect` is `Allow` or `Deny`; `decision`, if you give it, is `ALLOWED`,
`IMPLICIT_DENY` or `EXPLICIT_DENY`. Members of a request's own `context` replace those of the vector.

  [{"id": "lamps",
    "policies": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish",
      "Resource": "arn:aws:iot:eu-west-1:123456789012:topic/dt/${iot:ClientId}/*"}}],
    "context": {"client_id": "lamp"},
    "requests": [
      {"id": "lamps/1", "action": "iot:Publish", "expect": "Allow",
       "resource": "arn:aws:iot:eu-west-1:123456789012:topic/dt/lamp/on"},
      {"id": "lamps/2", "action": "iot:Publish", "expect": "Deny", "context": {"client_id": "door"},
       "resource": "arn:aws:iot:eu-west-1:123456789012:topic/dt/lamp/on"}]}]

Each request is judged by the engine and by an independent oracle; should these two disagree, that is a defect of
touchstone, and it is reported as such. `documents` of a vector are judged by the parser and the linter.

Exit status: 0 all as expected, 1 one is not, 2 a file cannot be read or is ill-formed.

Examples:
  touchstone policy test policies/*.vectors.json
  touchstone policy test scenarios/vectors/policy.json --id PV-CON
  touchstone policy test mine.json --format junit > report.xml"#;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files of vectors.
    #[arg(required = true, value_name = "VECTORS")]
    files: Vec<PathBuf>,
    /// Only requests, operations and documents whose id holds this text.
    #[arg(long, value_name = "TEXT")]
    id: Option<String>,
    /// How the report is written on standard output.
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people: what failed, then the figures.
    Text,
    /// For programs: one JSON object with `schema_version`.
    Json,
    /// For build servers: JUnit XML.
    Junit,
}

impl Arguments {
    pub(super) fn perform(&self) -> Result<Status> {
        let mut judged = Vec::new();
        for file in &self.files {
            judged.extend(Vectors::read(file)?.judge(self.id.as_deref().unwrap_or_default())?);
        }
        if judged.is_empty() {
            match &self.id {
                Some(id) => bail!("no id holds `{id}`"),
                None => bail!("the files hold no request, no operation and no document"),
            }
        }
        match self.format {
            Format::Text => anstream::print!("{}", report::text(&judged)),
            Format::Json => anstream::println!("{:#}", report::json(&judged)),
            Format::Junit => anstream::print!("{}", report::junit(&judged)?),
        }
        Ok(if judged.iter().all(|it| it.passed()) { Status::EXPECTED } else { Status::UNEXPECTED })
    }
}
