//! Who may depend on whom.

use std::collections::BTreeSet;

use super::tree::{self, Package};

/// The reference crates that only describe, and so may be used by the harness.
const DESCRIBES: [&str; 2] = ["touchstone-vocabulary", "touchstone-wire"];

/// The harness packages whose purpose is to see both halves.
const SEES_BOTH_HALVES: [&str; 2] = ["touchstone", "touchstone-agreement"];

/// The parts of the reference that decide, and that the server therefore reaches only through an account.
const DECIDES: [&str; 4] = ["touchstone-policy", "touchstone-broker", "touchstone-jobs", "touchstone-shadow"];

/// Everything a package reaches, over edges of every kind.
fn reached<'a>(packages: &'a [Package], from: &'a Package) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&str> = from.depends.iter().map(String::as_str).collect();
    while let Some(name) = waiting.pop() {
        if reached.insert(name) {
            let next = packages.iter().filter(|package| package.name == name);
            waiting.extend(next.flat_map(|package| package.depends.iter().map(String::as_str)));
        }
    }
    reached
}

/// W1: a harness library that depends on a reference library that decides.
fn harness_on_deciding_reference(packages: &[Package]) -> Vec<String> {
    let decides = |name: &str| {
        !DESCRIBES.contains(&name) && packages.iter().any(|package| package.name == name && package.is_in("reference"))
    };
    let mut breaches = Vec::new();
    for library in packages.iter().filter(|package| package.is_in("harness")) {
        if SEES_BOTH_HALVES.contains(&library.name.as_str()) {
            continue;
        }
        let deciding = reached(packages, library).into_iter().filter(|name| decides(name));
        breaches.extend(deciding.map(|name| format!("`{}` reaches `{name}`, which decides", library.name)));
    }
    breaches
}

/// W3: a server that asks a part of the account directly.
fn server_on_a_part_of_the_account(packages: &[Package]) -> Vec<String> {
    let server = packages.iter().filter(|package| package.name == "touchstone-server");
    let direct = server.flat_map(|server| &server.depends).filter(|name| DECIDES.contains(&name.as_str()));
    direct.map(|name| format!("`touchstone-server` depends on `{name}`")).collect()
}

/// W4: an oracle that shares code with what it judges.
fn oracle_on_the_workspace(packages: &[Package]) -> Vec<String> {
    let oracle = packages.iter().filter(|package| package.name == "touchstone-oracle");
    oracle.flat_map(|oracle| &oracle.depends).map(|name| format!("`touchstone-oracle` depends on `{name}`")).collect()
}

/// W6: a reference crate with a feature.
fn reference_with_a_feature(packages: &[Package]) -> Vec<String> {
    let reference = packages.iter().filter(|package| package.is_in("reference"));
    let features = reference.flat_map(|package| package.features.iter().map(move |feature| (package, feature)));
    features.map(|(package, feature)| format!("`{}` has the feature `{feature}`", package.name)).collect()
}

#[test]
fn the_packages_of_both_halves_are_seen() {
    let packages = tree::packages();
    for name in ["touchstone-vocabulary", "touchstone-server", "touchstone-suite", "touchstone-fuzz", "touchstone"] {
        assert!(packages.iter().any(|package| package.name == name), "`{name}` is missing from `cargo metadata`");
    }
    let wire = packages.iter().find(|package| package.name == "touchstone-wire");
    assert!(wire.is_some_and(|wire| wire.depends.contains("touchstone-vocabulary")), "edges are missing");
}

#[test]
fn no_harness_library_reaches_a_reference_library_that_decides() {
    super::stands(&harness_on_deciding_reference(&tree::packages()));
}

#[test]
fn a_harness_library_that_reaches_the_broker_through_another_is_seen() {
    let packages = [
        Package::planted("reference/vocabulary", &[]),
        Package::planted("reference/broker", &["vocabulary"]),
        Package::planted("harness/generate", &["vocabulary", "broker"]),
        Package::planted("harness/suite", &["generate"]),
        Package::planted("harness/agreement", &["generate", "broker"]),
    ];
    let breaches = [
        "`touchstone-generate` reaches `touchstone-broker`, which decides",
        "`touchstone-suite` reaches `touchstone-broker`, which decides",
    ];
    assert_eq!(harness_on_deciding_reference(&packages), breaches);
}

#[test]
fn the_server_reaches_the_parts_of_an_account_only_through_it() {
    super::stands(&server_on_a_part_of_the_account(&tree::packages()));
}

#[test]
fn a_server_that_depends_on_policy_is_seen() {
    let packages = [
        Package::planted("reference/server", &["account", "policy"]),
        Package::planted("reference/account", &["policy"]),
    ];
    assert_eq!(server_on_a_part_of_the_account(&packages), ["`touchstone-server` depends on `touchstone-policy`"]);
}

#[test]
fn the_oracle_depends_on_no_package_of_the_workspace() {
    super::stands(&oracle_on_the_workspace(&tree::packages()));
}

#[test]
fn an_oracle_that_depends_on_vocabulary_is_seen() {
    let packages = [Package::planted("harness/oracle", &["vocabulary"])];
    assert_eq!(oracle_on_the_workspace(&packages), ["`touchstone-oracle` depends on `touchstone-vocabulary`"]);
}

#[test]
fn no_reference_crate_has_a_feature() {
    super::stands(&reference_with_a_feature(&tree::packages()));
}

#[test]
fn a_feature_of_a_reference_crate_is_seen() {
    let packages = [Package { features: vec!["tls".to_owned()], ..Package::planted("reference/wire", &[]) }];
    assert_eq!(reference_with_a_feature(&packages), ["`touchstone-wire` has the feature `tls`"]);
}
