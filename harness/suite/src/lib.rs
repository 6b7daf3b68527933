//! Catalogue, runner, verdicts, reports and remote targets.
