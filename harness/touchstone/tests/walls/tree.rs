//! The tree as the walls see it: packages with their edges, and files with their text.

#![expect(clippy::expect_used, reason = "a tree that cannot be read fails the test that asks for it")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::MetadataCommand;

/// A package of the workspace, or of the one in `fuzz`.
#[derive(Clone, Debug, Default)]
pub(super) struct Package {
    /// Its name.
    pub(super) name: String,
    /// Its folder from the root, with `/`.
    pub(super) folder: String,
    /// What it depends on by path, for building, for running or for its tests.
    pub(super) depends: BTreeSet<String>,
    /// Its features, the implied ones included.
    pub(super) features: Vec<String>,
}

impl Package {
    /// A package that a test makes up, called after its folder, with the last words of what it depends on.
    pub(super) fn planted(folder: &str, depends: &[&str]) -> Self {
        let name = format!("touchstone-{}", folder.rsplit('/').next().unwrap_or_default());
        let depends = depends.iter().map(|name| format!("touchstone-{name}")).collect();
        Self { name, folder: folder.to_owned(), depends, features: Vec::new() }
    }

    /// Whether it lies in the folder, such as `reference`.
    pub(super) fn is_in(&self, folder: &str) -> bool {
        self.folder.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The last part of its folder.
    pub(super) fn last_folder(&self) -> &str {
        self.folder.rsplit('/').next().unwrap_or_default()
    }
}

/// A text file of the tree.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// Its path from the root, with `/`.
    pub(super) path: String,
    /// What it holds.
    pub(super) text: String,
}

impl File {
    /// A file that a test makes up.
    pub(super) fn planted(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether its name ends so, without the dot.
    pub(super) fn is(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }

    /// Whether it lies below one of the folders.
    pub(super) fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }
}

/// The folder that holds the workspace.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace's root")
}

/// The packages of both workspaces, from `cargo metadata`.
pub(super) fn packages() -> Vec<Package> {
    let root = root();
    let both = ["Cargo.toml", "fuzz/Cargo.toml"].map(|manifest| {
        MetadataCommand::new()
            .manifest_path(root.join(manifest))
            .no_deps()
            .other_options(["--offline".to_owned()])
            .exec()
            .expect("cargo metadata")
    });
    both.into_iter().flat_map(|metadata| metadata.packages).map(|package| read(&root, package)).collect()
}

fn read(root: &Path, package: cargo_metadata::Package) -> Package {
    let folder = package.manifest_path.parent().expect("a manifest lies in a folder");
    let folder = folder.strip_prefix(root).expect("a package lies in the tree").as_str().replace('\\', "/");
    let by_path = package.dependencies.into_iter().filter(|dependency| dependency.path.is_some());
    Package {
        name: package.name.to_string(),
        folder,
        depends: by_path.map(|dependency| dependency.name).collect(),
        features: package.features.into_keys().collect(),
    }
}

/// Every text file that belongs to the tree, by path.
pub(super) fn files() -> Vec<File> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

/// Folders that tools fill, by path from the root: the lines of `.gitignore`.
const FILLED_BY_TOOLS: [&str; 6] = [".git", "target", "fuzz/target", "fuzz/artifacts", "fuzz/corpus", "fuzz/coverage"];

fn walk(root: &Path, folder: &Path, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("a folder of the tree") {
        let path = entry.expect("an entry of a folder").path();
        let short = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            if !FILLED_BY_TOOLS.contains(&short.as_str()) {
                walk(root, &path, found);
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push(File { path: short, text });
        }
    }
}
