//! What a target file is told that cannot be used.

use super::*;

const FILE: &str = "name: m\nkind: remote\nendpoint: { host: localhost, port: 1883, tls: none }\n\
                    capabilities: [order]\nisolation: serial\npatience: 2s\nprovisioning: static\n";
const COMMAND: &str = "provisioning: { command: [./p], within: 5s }";

/// What is said of a file in a folder without certificates.
fn fault(text: &str) -> String {
    understood(Path::new("nowhere/target.yaml"), text).err().unwrap_or_else(|| "no fault".to_owned())
}

/// What is said of the usual file with one text in another's place.
fn instead(of: &str, text: &str) -> String {
    assert!(FILE.contains(of), "`{of}` is not in the usual file");
    fault(&FILE.replace(of, text))
}

#[test]
fn a_file_without_a_fault_is_read() {
    assert_eq!(fault(FILE), "no fault");
    assert_eq!(instead("provisioning: static", COMMAND), "no fault");
}

#[test]
fn an_unknown_key_is_told_with_its_place() {
    let fault = fault(&format!("{FILE}paitence: 2s\n"));
    assert!(fault.starts_with("8:1: ") && fault.contains("paitence"), "{fault}");
}

#[test]
fn an_unknown_capability_is_told_with_those_there_are() {
    let fault = instead("[order]", "[ordre]");
    assert!(fault.starts_with("4:") && fault.contains("`ordre` is no capability; there are clock, order"), "{fault}");
}

#[test]
fn a_length_without_a_unit_is_refused() {
    assert!(instead("2s", "2").contains("is no length of time"));
}

#[test]
fn a_fault_of_tls_is_told_with_its_place_and_what_was_expected() {
    let tls = |tls: &str| instead("tls: none", &format!("tls: {tls}"));
    assert_eq!(tls("some"), "3:47: expected `none` or a mapping with `ca`, found `some`");
    assert!(tls("{ ac: x }").contains("`ac`"));
    assert_eq!(
        tls("{ ca: ca.pem }"),
        "3:11: expected a certificate in `nowhere/ca.pem`, found No such file or directory (os error 2)"
    );
    assert_eq!(
        tls("{ ca: \"-----BEGIN NOTHING\" }"),
        "3:11: expected a certificate in the PEM text, found text that is no PEM"
    );
}

#[test]
fn a_fault_of_provisioning_is_told_with_its_place_and_what_was_expected() {
    let provisioning = |text: &str| instead("static", text);
    assert_eq!(
        provisioning("comand"),
        "7:15: expected `static` or a mapping with `command` and `within`, found `comand`"
    );
    assert_eq!(provisioning("{ command: [], within: 1s }"), "7:15: expected a program in `command`, found none");
    assert_eq!(provisioning("{ command: [./p] }"), "7:17: `within` is missing");
    assert_eq!(
        provisioning("{ command: [./p], within: soon }"),
        "7:41: `soon` is no length of time; write for example `500ms`, `30s`, `20m`, `4h`, `7d` or `1h30m`"
    );
}

#[test]
fn principals_are_listed_only_where_their_certificates_can_be_shown() {
    let principals = "principals:\n  a: { certificate: a.crt, key: a.key }\n";
    assert_eq!(
        fault(&format!("{FILE}{principals}")),
        "9:6: `principals` have certificates, and the endpoint has `tls: none`"
    );
    let command = FILE.replace("provisioning: static", COMMAND);
    assert_eq!(
        fault(&format!("{command}{principals}")),
        "9:6: `principals` belongs to `provisioning: static`; a command answers with them"
    );
    let secure = FILE.replace("tls: none", "tls: { ca: ca.pem }");
    assert_eq!(
        fault(&format!("{secure}{principals}")),
        "9:6: expected a certificate in `nowhere/a.crt`, found No such file or directory (os error 2)"
    );
    let keyless = "principals:\n  a: { certificate: a.crt }\n";
    assert_eq!(fault(&format!("{secure}{keyless}")), "9:8: `key` is missing");
}

#[test]
fn a_capability_that_the_file_makes_impossible_cannot_be_claimed() {
    let claimed = |word: &str| instead("[order]", &format!("[ order, {word} ]"));
    let refused = |word: &str, why: &str| assert_eq!(claimed(word), format!("4:24: `{word}` cannot be claimed: {why}"));
    refused("clock", "nobody moves the clock of a remote target");
    refused("accounts", "a remote target has one account");
    refused("logs", "nobody reads the log of a remote target");
    refused("https", "it needs an endpoint under `https`");
    refused("policy-change", "it needs a command under `provisioning`");
}

#[test]
fn a_divergence_without_a_reason_or_listed_twice_is_told_with_its_place() {
    let listed = |entries: &str| fault(&format!("{FILE}divergences:\n{entries}"));
    assert_eq!(listed("  - { of: a/b, reason: r }\n  - { of: a/b@v3, reason: r }\n"), "no fault");
    assert_eq!(
        listed("  - { of: a/b, reason: r }\n  - of: a/c\n    reason: \" \"\n"),
        "11:13: expected a reason for the divergence of `a/c`, found none"
    );
    assert_eq!(
        listed("  - { of: a/b, reason: r }\n  - { of: a/c, reason: r }\n  - { of: a/b, reason: s }\n"),
        "11:11: `a/b` is listed already, in line 9"
    );
}
