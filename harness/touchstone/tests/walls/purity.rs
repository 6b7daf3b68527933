//! W2: no I/O, clock, thread, async, system randomness, unseeded map or global state outside the shells. Clippy holds most
//! of it through the lists in each pure crate's `clippy.toml`; here the lists themselves are held, and the keywords that
//! no list can name.

use proc_macro2::{TokenStream, TokenTree};

use super::tree::{self, File, Package};

/// What the lists must name, whatever else they name.
const LISTED: [&str; 18] = [
    "std::collections::HashMap",
    "std::collections::HashSet",
    "std::collections::HashMap::new",
    "std::collections::HashSet::new",
    "std::env::args",
    "std::env::var",
    "std::fs::File",
    "std::fs::read",
    "std::hash::RandomState",
    "std::io::stdout",
    "std::net::TcpStream",
    "std::process::Command",
    "std::sync::Mutex",
    "std::sync::OnceLock",
    "std::thread::sleep",
    "std::thread::spawn",
    "std::time::Instant",
    "std::time::SystemTime::now",
];

/// Whether the package is kept free of effects: all of the reference but its shell, the scenario language, the oracle.
fn is_pure(package: &Package) -> bool {
    (package.is_in("reference") && package.name != "touchstone-server")
        || ["touchstone-scenario", "touchstone-oracle"].contains(&package.name.as_str())
}

/// Folders of pure packages whose list is missing, differs from the first one, or leaves something out.
fn faulty_lists(packages: &[Package], files: &[File]) -> Vec<String> {
    let list_of = |folder: &str| {
        let path = if folder.is_empty() { "clippy.toml".to_owned() } else { format!("{folder}/clippy.toml") };
        files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    };
    let pure: Vec<&Package> = packages.iter().filter(|package| is_pure(package)).collect();
    let Some(first) = pure.iter().find_map(|package| list_of(&package.folder)) else {
        return vec!["no pure package has a list".to_owned()];
    };
    let unlisted = LISTED.iter().filter(|path| !first.contains(&format!("\"{path}\"")));
    let mut breaches: Vec<String> = unlisted.map(|path| format!("the lists leave out `{path}`")).collect();
    let settings = list_of("").unwrap_or_default().lines().filter(|line| line.contains('='));
    let lost = settings.filter(|setting| !first.lines().any(|line| line == *setting));
    breaches.extend(lost.map(|setting| format!("the lists replace the root's file and lose `{setting}`")));
    for package in pure {
        match list_of(&package.folder) {
            None => breaches.push(format!("`{}` has no list", package.folder)),
            Some(list) if list != first => breaches.push(format!("the list of `{}` differs", package.folder)),
            Some(_) => {}
        }
    }
    breaches
}

/// The places where a source of a pure package uses a keyword of effects.
fn impure_sources(packages: &[Package], files: &[File]) -> Vec<String> {
    let folders: Vec<&str> =
        packages.iter().filter(|package| is_pure(package)).map(|package| package.folder.as_str()).collect();
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| file.is("rs") && file.is_in(&folders)) {
        match file.text.parse::<TokenStream>() {
            Ok(tokens) => scan(tokens, &mut |line, word| breaches.push(format!("{}:{line}: `{word}`", file.path))),
            Err(error) => breaches.push(format!("{}: not read: {error}", file.path)),
        }
    }
    breaches
}

/// Reports `async`, `static` and `thread_local` where they are words of the program: not in comments or texts, and not
/// the lifetime `'static`.
fn scan(tokens: TokenStream, report: &mut impl FnMut(usize, &str)) {
    let mut after_quote = false;
    for token in tokens {
        match &token {
            TokenTree::Group(group) => scan(group.stream(), report),
            TokenTree::Ident(word) if !after_quote => {
                let word = word.to_string();
                if ["async", "await", "static", "thread_local"].contains(&word.as_str()) {
                    report(token.span().start().line, &word);
                }
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Punct(_) => {}
        }
        after_quote = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
    }
}

fn list() -> String {
    LISTED.iter().map(|path| format!("{{ path = \"{path}\" }},\n")).collect()
}

#[test]
fn every_pure_crate_has_the_same_list_and_it_keeps_the_roots_settings() {
    super::stands(&faulty_lists(&tree::packages(), &tree::files()));
}

#[test]
fn a_missing_list_and_a_shortened_one_are_seen() {
    let packages = [
        Package::planted("reference/wire", &[]),
        Package::planted("reference/policy", &[]),
        Package::planted("harness/oracle", &[]),
        Package::planted("reference/server", &[]),
    ];
    let shortened = list().replace("std::time::Instant", "std::time::Duration");
    let files =
        [File::planted("reference/wire/clippy.toml", &list()), File::planted("harness/oracle/clippy.toml", &shortened)];
    let breaches = ["`reference/policy` has no list", "the list of `harness/oracle` differs"];
    assert_eq!(faulty_lists(&packages, &files), breaches);
}

#[test]
fn a_name_that_all_lists_leave_out_is_seen() {
    let files = [File::planted("reference/wire/clippy.toml", &list().replace("std::time::Instant", "Instant"))];
    assert_eq!(
        faulty_lists(&[Package::planted("reference/wire", &[])], &files),
        ["the lists leave out `std::time::Instant`"]
    );
}

#[test]
fn a_setting_of_the_root_that_a_list_loses_is_seen() {
    let files = [
        File::planted("clippy.toml", "# a comment\ntoo-many-lines-threshold = 60\n"),
        File::planted("reference/wire/clippy.toml", &list()),
    ];
    let breaches = ["the lists replace the root's file and lose `too-many-lines-threshold = 60`"];
    assert_eq!(faulty_lists(&[Package::planted("reference/wire", &[])], &files), breaches);
}

#[test]
fn no_pure_crate_is_asynchronous_or_keeps_a_static() {
    super::stands(&impure_sources(&tree::packages(), &tree::files()));
}

#[test]
fn async_static_and_thread_local_are_seen_but_not_the_static_lifetime() {
    let text = "//! A static page.\nconst WORD: &'static str = \"async\";\nfn sync() {\n    async { 1 };\n}\n\
                static COUNT: u8 = 0;\nthread_local! {}\n";
    let files = [File::planted("reference/wire/src/lib.rs", text), File::planted("reference/server/src/lib.rs", text)];
    let packages = [Package::planted("reference/wire", &[]), Package::planted("reference/server", &[])];
    let breaches = [
        "reference/wire/src/lib.rs:4: `async`",
        "reference/wire/src/lib.rs:6: `static`",
        "reference/wire/src/lib.rs:7: `thread_local`",
    ];
    assert_eq!(impure_sources(&packages, &files), breaches);
}
