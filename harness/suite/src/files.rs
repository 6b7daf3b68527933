//! Files and folders as the suite reads them: in order, and with their paths in every error.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a file or a folder cannot be used.
#[derive(Debug, Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("`{path}` cannot be read: {source}", path = path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is of another form than its place wants.
    #[error("{path}:{message}", path = path.display())]
    Malformed {
        /// Which.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, FileError> {
    std::fs::read_to_string(path).map_err(|source| FileError::Unreadable { path: path.to_owned(), source })
}

/// A complaint that begins with line and column.
pub(crate) fn malformed(path: &Path, message: String) -> FileError {
    FileError::Malformed { path: path.to_owned(), message }
}

/// What lies in a folder, in order of name.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let unreadable = |source| FileError::Unreadable { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// What of that has an extension.
pub(crate) fn entries_of(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, FileError> {
    let mut paths = entries(folder)?;
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    Ok(paths)
}
