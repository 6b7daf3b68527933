//! `touchstone policy test`.

mod evaluators;
mod form;
pub(super) mod json;
mod judge;
mod report;
mod ticker;

use std::path::{Path, PathBuf};

use anyhow::{Error, Result, bail};
use clap::{Args, ValueEnum};

use self::evaluators::Evaluators;
pub(super) use self::form::CONTEXT;
use self::judge::Judged;
pub(super) use self::judge::Vectors;
use self::ticker::Ticker;
use super::super::{Status, told};

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

A file that cannot be judged is named on standard error with its fault, and the others are judged all the same.

Exit status: 0 all as expected, 1 one is not, 2 a file cannot be read or is ill-formed.

Examples; the files lie in scenarios/examples/policies:
  touchstone policy test lamp.vectors.json
  touchstone policy test lamp.vectors.json ../../vectors/policy.json --id lamp
  touchstone policy test lamp.vectors.json --format junit > report.xml"#;

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

/// What came of all files.
#[derive(Debug, Default)]
struct Outcome {
    judged: Vec<Judged>,
    /// Files that cannot be judged.
    broken: Vec<Broken>,
}

/// A file that cannot be judged, and why.
#[derive(Debug)]
struct Broken {
    file: String,
    why: String,
}

impl Arguments {
    pub(super) fn perform(&self) -> Result<Status> {
        let outcome = self.judge(&Evaluators::OWN);
        for broken in &outcome.broken {
            anstream::eprintln!("{}", broken.why);
        }
        if outcome.judged.is_empty() && outcome.broken.is_empty() {
            match &self.id {
                Some(id) => bail!("no id holds `{id}`"),
                None => bail!("the files hold no request, no operation and no document"),
            }
        }
        if !outcome.judged.is_empty() {
            match self.format {
                Format::Text => anstream::print!("{}", report::text(&outcome)),
                Format::Json => anstream::println!("{:#}", serde_json::to_value(json::Report::of(&outcome))?),
                Format::Junit => anstream::print!("{}", report::junit(&outcome)?),
            }
        }
        Ok(outcome.status())
    }

    fn judge(&self, evaluators: &Evaluators<'_>) -> Outcome {
        let (id, ticker) = (self.id.as_deref().unwrap_or_default(), Ticker::new());
        let mut outcome = Outcome::default();
        for file in &self.files {
            match Vectors::read(file).and_then(|vectors| vectors.judge(id, evaluators, &ticker)) {
                Ok(judged) => outcome.judged.extend(judged),
                Err(error) => outcome.broken.push(Broken::new(file, &error)),
            }
        }
        ticker.over();
        outcome
    }
}

impl Outcome {
    fn status(&self) -> Status {
        if !self.broken.is_empty() {
            Status::BAD_INPUT
        } else if self.judged.iter().all(Judged::passed) {
            Status::EXPECTED
        } else {
            Status::UNEXPECTED
        }
    }
}

impl Broken {
    fn new(file: &Path, error: &Error) -> Self {
        Self { file: file.display().to_string(), why: told(error) }
    }
}

#[cfg(test)]
mod tests;
