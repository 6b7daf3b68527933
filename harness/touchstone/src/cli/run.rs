//! `touchstone run`.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use touchstone::{Cut, Loopback, Pool, Sim};
use touchstone_scenario::did_you_mean;
use touchstone_suite::{Corpus, Options, Remote, Target, Terminal, Ticker, json, junit, run, select};

use super::Status;
use super::chosen::nothing_chosen;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Only cases whose id holds this text; or a scenario file, wherever it lies.
    pub(super) filter: Option<String>,
    /// `sim` (the reference in this process), `loopback` (the reference behind mutual TLS), or a target file.
    #[arg(long, default_value = "sim", value_name = "TARGET")]
    target: String,
    /// Where a target file's endpoint is, instead of what the file says.
    #[arg(long, value_name = "HOST:PORT")]
    endpoint: Option<String>,
    /// Only cases that cite a requirement whose id begins with this.
    #[arg(long, value_name = "PREFIX")]
    requirement: Option<String>,
    /// Cases played side by side, where the target keeps them apart.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: u16,
    /// From which all identifiers of a case follow.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// How often each case is played; the first verdict that is no pass counts.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    /// How bytes travel on the built-in targets.
    #[arg(long, default_value = "whole", value_name = "CUT")]
    cut: CutArgument,
    /// How the report is written on standard output.
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CutArgument {
    /// As they come.
    Whole,
    /// One byte at a time, in both directions.
    Bytes,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs: one JSON object with `schema_version`.
    Json,
    /// For build servers: JUnit XML.
    Junit,
}

impl Arguments {
    pub(super) fn perform(&self, corpus: &Corpus) -> Result<Status> {
        let filter = self.filter.as_deref().filter(|_| self.file().is_none());
        let scripts = select(&corpus.scripts, filter, self.requirement.as_deref());
        if scripts.is_empty() {
            return Err(nothing_chosen(corpus, filter, self.requirement.as_deref()));
        }
        let target = self.target()?;
        let faulty = corpus.fault_of(&target.profile().divergences).filter(|_| self.file().is_none());
        if let Some(fault) = faulty {
            bail!("{}:{fault}", self.target);
        }
        let options = Options { jobs: usize::from(self.jobs), seed: self.seed, repeat: self.repeat };
        let report = run(&scripts, target.as_ref(), &options, &Ticker::new());
        match self.format {
            Format::Text => anstream::println!("{}", Terminal(&report)),
            Format::Json => anstream::println!("{:#}", json(&report)),
            Format::Junit => anstream::print!("{}", junit(&report).context("the report cannot be written as XML")?),
        }
        Ok(Status(report.exit_status()))
    }

    /// The scenario file to be played instead of the corpus, when one is named.
    pub(super) fn file(&self) -> Option<&Path> {
        let path = Path::new(self.filter.as_deref()?);
        (path.extension().is_some_and(|extension| extension == "yaml") && path.is_file()).then_some(path)
    }

    fn target(&self) -> Result<Box<dyn Target>> {
        let cut = match self.cut {
            CutArgument::Whole => Cut::Whole,
            CutArgument::Bytes => Cut::Bytes,
        };
        let pool = || Pool::new().map(Arc::new).context("the client certificates cannot be made");
        match self.target.as_str() {
            built_in @ ("sim" | "loopback") if self.endpoint.is_some() => {
                bail!("`--endpoint` is for a target file; `{built_in}` has none to be told")
            }
            "sim" => Ok(Box::new(Sim::new(pool()?, cut))),
            "loopback" => Ok(Box::new(Loopback::new(pool()?, cut))),
            file => {
                let path = Path::new(file);
                if !path.exists() {
                    let near = did_you_mean(file, ["sim", "loopback"]);
                    bail!("`{file}` is neither `sim` nor `loopback` nor a target file{near}");
                }
                if matches!(self.cut, CutArgument::Bytes) {
                    bail!("`--cut` is for the built-in targets; `{file}` is a target file");
                }
                let mut remote = Remote::load(path)?;
                if let Some(endpoint) = &self.endpoint {
                    remote = remote.at(endpoint)?;
                }
                Ok(Box::new(remote))
            }
        }
    }
}
