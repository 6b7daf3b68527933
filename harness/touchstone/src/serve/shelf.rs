//! What lies beside an account file: policies and answers of authorizers, by name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use touchstone_scenario::{Known, Words};

use crate::settings;

/// The policy of whoever is given no other, in this document unless a file of that name takes its place.
pub(super) const ALL: &str = "all";
/// Allows everything.
pub(super) const ALLOW_ALL: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{ "Sid": "AllowAll", "Effect": "Allow", "Action": "iot:*", "Resource": "*" }]
}
"#;

/// A file with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl File {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        Ok(Self { path: path.to_owned(), text })
    }
}

/// The files that an account file may name.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// By file name without `.json`; `all` is always there.
    policies: BTreeMap<String, File>,
    /// By file name.
    authorizers: BTreeMap<String, File>,
}

impl Shelf {
    /// What lies below `policies/` and `authorizers/` of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut shelf = Self::default();
        let all = File { path: PathBuf::from("the built-in policy `all`"), text: ALLOW_ALL.to_owned() };
        shelf.policies.insert(ALL.to_owned(), all);
        for path in files(&folder.join("policies"), "json")? {
            shelf.policies.insert(stem(&path), File::read(&path)?);
        }
        for path in files(&folder.join("authorizers"), "json")? {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            shelf.authorizers.insert(name, File::read(&path)?);
        }
        Ok(shelf)
    }

    /// The names that an account file may use.
    pub(super) fn words(&self) -> Words {
        Words {
            policies: Known::only(self.policies.keys().cloned()),
            authorizers: Known::only(self.authorizers.keys().cloned()),
            settings: Known::only(settings::NAMES.iter().map(ToString::to_string)),
            ..Words::default()
        }
    }

    pub(super) fn policy(&self, name: &str) -> Option<&File> {
        self.policies.get(name)
    }

    pub(super) fn authorizer(&self, name: &str) -> Option<&File> {
        self.authorizers.get(name)
    }
}

/// The files of a folder with an extension, in order of name; a folder that does not exist holds none.
pub(crate) fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let unreadable = || format!("`{}` cannot be read", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// A file's name without its extension.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
