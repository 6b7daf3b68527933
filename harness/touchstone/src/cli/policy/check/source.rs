//! The texts that are checked.

use std::fs::File;
use std::io::{self, Read};

use thiserror::Error;
use touchstone_agreement::policy_vectors::{Document, PolicyType, Vector};
use touchstone_policy::lint::PolicyKind;

/// Far more than any policy may hold; what is larger is not read into memory.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

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
    Io(#[from] io::Error),
    #[error("larger than {MOST_BYTES} bytes, which no policy is")]
    TooLarge,
    #[error("no UTF-8 at byte {0}")]
    NoText(usize),
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
    let mut bytes = Vec::new();
    let most = MOST_BYTES + 1;
    if path == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    if u64::try_from(bytes.len()).is_ok_and(|length| length == most) {
        return Err(Unreadable::TooLarge);
    }
    String::from_utf8(bytes).map_err(|error| Unreadable::NoText(error.utf8_error().valid_up_to()))
}
