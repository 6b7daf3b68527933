//! The walls: what the parts of the workspace must never do. Each wall is a function from a plain model of the tree to
//! the breaches it finds; one test applies it to the tree as it is, another to a model with a breach planted.

#[path = "walls/dependencies.rs"]
mod dependencies;
#[path = "walls/documents.rs"]
mod documents;
#[path = "walls/purity.rs"]
mod purity;
#[path = "walls/requirements.rs"]
mod requirements;
#[path = "walls/rooms.rs"]
mod rooms;
#[path = "walls/sources.rs"]
mod sources;
#[path = "walls/tree.rs"]
mod tree;

/// A wall stands when nothing breaches it; else the breaches are named, one a line.
fn stands(breaches: &[String]) {
    assert!(breaches.is_empty(), "breached by\n{}", breaches.join("\n"));
}
