//! The texts that are checked.

use std::fs::File;
use std::io;

use thiserror::Error;
use touchstone_agreement::policy_vectors::{Document, PolicyType, Vector};
use touchstone_policy::lint::PolicyKind;

use super::super::source::{Unreadable as Text, text_of};

/// A text that is to be checked.
pub(super) struct Source {
    /// The file, and the document of a vector in it.
    pub(super) path: String,
    pub(super) kind: PolicyKind,
    pub(super) is_of_vector: bool,
    pub(super) text: Result<String, Unreadable>,
}

/// Why a file cannot be checked.
#[derive(Debug, Error)]
pub(super) enum Unreadable {
    #[error(transparent)]
    Text(#[from] Text),
    #[error("no file of vectors: {0}")]
    NoVectors(#[from] serde_json::Error),
}

impl Source {
    /// A file that is a document.
    pub(super) fn document(path: &str, kind: PolicyKind) -> Self {
        Self { path: path.to_owned(), kind, is_of_vector: false, text: read(path) }
    }

    /// The documents of a file of vectors whose id holds a text, each in the language that its vector names.
    pub(super) fn of_vectors(path: &str, id: &str) -> Vec<Self> {
        let vectors = match read(path).and_then(|text| Ok(Vector::read(&text)?)) {
            Ok(vectors) => vectors,
            Err(error) => {
                let kind = PolicyKind::Device;
                return vec![Self { path: path.to_owned(), kind, is_of_vector: true, text: Err(error) }];
            }
        };
        let documents = vectors.into_iter().flat_map(|vector| {
            let kind = match vector.policy_type {
                PolicyType::Iot => PolicyKind::Device,
                PolicyType::Iam => PolicyKind::Iam,
            };
            vector.documents.into_iter().map(move |document| (kind, document))
        });
        let chosen = documents.filter(|(_, document)| document.id.contains(id));
        let source = |(kind, document): (PolicyKind, Document)| Self {
            path: format!("{path} {}", document.id),
            kind,
            is_of_vector: true,
            text: Ok(document.text),
        };
        chosen.map(source).collect()
    }
}

/// Reads a file, or the standard input for `-`.
fn read(path: &str) -> Result<String, Unreadable> {
    let text = if path == "-" { text_of(io::stdin().lock()) } else { text_of(File::open(path).map_err(Text::from)?) };
    Ok(text?)
}
