//! W8: every package lies in its room: the folder that the map of the architecture gives it, called after that folder.
//! The other walls ask in which half a package lies, so that one that moves house would walk through them.

use std::collections::BTreeSet;

use super::tree::{self, File, Package};

/// The page with the map.
const PAGE: &str = "ARCHITECTURE.md";

/// The heading above the map, which is the code block that follows.
const HEADING: &str = "## The map";

/// The folders of the map: those of a half, and those of the root.
fn mapped(files: &[File]) -> BTreeSet<String> {
    let page = files.iter().find(|file| file.path == PAGE).map(|file| file.text.as_str());
    let map = page.and_then(|text| text.split_once(HEADING)?.1.split("```").nth(1)).unwrap_or_default();
    let (mut folders, mut half) = (BTreeSet::new(), "");
    for line in map.lines() {
        let indented = line.len() - line.trim_start().len();
        let Some(folder) = line.split_whitespace().next().and_then(|word| word.strip_suffix('/')) else { continue };
        match indented {
            0 => {
                half = folder;
                folders.insert(folder.to_owned());
            }
            2 => {
                folders.insert(format!("{half}/{folder}"));
            }
            _ => {}
        }
    }
    folders
}

/// Packages that lie where the map has no room, and rooms of a half without a package.
fn outside_of_the_map(packages: &[Package], rooms: &BTreeSet<String>) -> Vec<String> {
    let homeless = packages.iter().filter(|package| !rooms.contains(&package.folder));
    let homeless = homeless.map(|package| format!("`{}` lies in `{}`, not on the map", package.name, package.folder));
    let has_package = |room: &str| packages.iter().any(|package| package.folder == room);
    let empty = rooms.iter().filter(|room| room.contains('/') && !has_package(room));
    homeless.chain(empty.map(|room| format!("`{room}` is on the map and holds no package"))).collect()
}

/// Packages that are not called after their folder.
fn misnamed(packages: &[Package]) -> Vec<String> {
    let misnamed = packages.iter().filter(|package| match package.last_folder() {
        "touchstone" => package.name != "touchstone",
        folder => package.name != format!("touchstone-{folder}"),
    });
    misnamed.map(|package| format!("`{}` lies in `{}`", package.name, package.folder)).collect()
}

/// Packages that lie inside another's folder.
fn nested(packages: &[Package]) -> Vec<String> {
    let pairs = packages.iter().flat_map(|inner| packages.iter().map(move |outer| (inner, outer)));
    let nested = pairs.filter(|(inner, outer)| outer.folder.is_empty() || inner.is_in(&outer.folder));
    nested.map(|(inner, outer)| format!("`{}` lies inside `{}`", inner.name, outer.name)).collect()
}

#[test]
fn every_package_lies_in_its_room() {
    let rooms = mapped(&tree::files());
    assert!(rooms.contains("reference/wire") && rooms.contains("harness/oracle"), "the map is not read: {rooms:?}");
    super::stands(&outside_of_the_map(&tree::packages(), &rooms));
}

#[test]
fn a_package_that_moves_to_the_other_half_is_seen() {
    let page = "## The map\n\n```\nreference/\n  wire/     packets; see\n            broker/\n  broker/   sessions\nfuzz/       glue\n```\n";
    let rooms = mapped(&[File::planted(PAGE, page)]);
    let packages = ["reference/wire", "harness/broker", "fuzz"].map(|folder| Package::planted(folder, &[]));
    let breaches = [
        "`touchstone-broker` lies in `harness/broker`, not on the map",
        "`reference/broker` is on the map and holds no package",
    ];
    assert_eq!(outside_of_the_map(&packages, &rooms), breaches);
}

#[test]
fn packages_are_called_after_their_folders() {
    super::stands(&misnamed(&tree::packages()));
}

#[test]
fn a_package_with_a_name_of_its_own_is_seen() {
    let packages = [Package { name: "mqtt-codec".to_owned(), ..Package::planted("reference/wire", &[]) }];
    assert_eq!(misnamed(&packages), ["`mqtt-codec` lies in `reference/wire`"]);
}

#[test]
fn no_package_lies_inside_another() {
    super::stands(&nested(&tree::packages()));
}

#[test]
fn a_package_inside_another_is_seen() {
    let packages = ["reference/wire", "reference/wire/codec", "reference/wired"];
    let packages = packages.map(|folder| Package::planted(folder, &[]));
    assert_eq!(nested(&packages), ["`touchstone-codec` lies inside `touchstone-wire`"]);
}
