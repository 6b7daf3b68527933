//! Programs of a few words, and what is said of them. The programs that provision a broker are tested where brokers are.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use touchstone_scenario::PrincipalChange;
use touchstone_vocabulary::{AccountId, AccountNumber, Region};

use super::*;
use crate::AccountCast;

/// A case with one client `a`, whose policy is this one.
fn cast(policy: &str) -> Cast {
    let id =
        AccountId { number: AccountNumber::new("123456789012").unwrap(), region: Region::new("us-east-1").unwrap() };
    let (authorizers, settings, things) = (Vec::new(), Vec::new(), Vec::new());
    let account = AccountCast { name: "main".to_owned(), id, authorizers, settings, things };
    let policies = vec![(policy.to_owned(), "{}".to_owned())];
    let principal = PrincipalCast { name: "a".to_owned(), account: 0, policies, thing: None };
    let client_ids = vec!["a".to_owned()];
    Cast { case: "x/y@v3".to_owned(), seed: 1, accounts: vec![account], principals: vec![principal], client_ids }
}

/// A program of the shell.
fn shell(text: &str, within: Duration) -> Provisioning {
    Provisioning::Command(Program {
        named_at: "target.yaml:7".to_owned(),
        program: PathBuf::from("sh"),
        arguments: vec!["-c".to_owned(), text.to_owned()],
        folder: std::env::temp_dir(),
        within,
    })
}

const LONG: Duration = Duration::from_secs(60);

fn provided(text: &str) -> Result<Provided, SetupError> {
    shell(text, LONG).provide(&cast("all"), true)
}

/// What is said of a program that is asked for a world, after the words that name it.
#[track_caller]
fn fault(text: &str) -> String {
    match provided(text) {
        Err(SetupError::World(reason)) => {
            let named = format!("target.yaml:7: `sh -c {text}`, asked to `provision`: ");
            reason.strip_prefix(&named).unwrap_or_else(|| panic!("`{reason}` does not begin with `{named}`")).to_owned()
        }
        other => panic!("{other:?}"),
    }
}

fn says(answer: &str) -> String {
    format!("cat > /dev/null; echo '{answer}'")
}

#[test]
fn an_exit_status_other_than_0_is_told_with_what_was_written_on_standard_error() {
    assert_eq!(
        fault("echo no broker here >&2; exit 3"),
        "expected exit status 0, found 3; it wrote on standard error: no broker here"
    );
    assert_eq!(fault("exit 1"), "expected exit status 0, found 1; it wrote nothing on standard error");
}

#[test]
fn an_answer_of_another_form_is_told_with_its_place() {
    let form = "expected a JSON object as `scenarios/targets/README.md` says, found";
    assert_eq!(fault("true"), "expected a JSON object on standard output, found nothing");
    assert_eq!(fault("echo done"), format!("standard output:1:1: {form} expected value"));
    assert_eq!(
        fault("echo '{'; echo ' \"schema_version\": 1 }'"),
        format!("standard output:2:22: {form} missing field `result`")
    );
    assert_eq!(
        fault(&says(r#"{"schema_version":1,"result":"done","principal":{}}"#)),
        format!(
            "standard output:1:47: {form} unknown field `principal`, expected one of `schema_version`, `result`, \
             `reason`, `principals`"
        )
    );
}

#[test]
fn an_answer_that_says_too_little_is_told_what_was_expected() {
    let answer = |text: &str| fault(&says(text));
    assert_eq!(answer(r#"{"schema_version":2,"result":"done"}"#), "expected `schema_version` 1, found 2");
    assert_eq!(
        answer(r#"{"schema_version":1,"result":"ok"}"#),
        "expected `result` to be `done` or `unsupported`, found `ok`"
    );
    assert_eq!(
        answer(r#"{"schema_version":1,"result":"unsupported"}"#),
        "expected a `reason` beside `unsupported`, found none"
    );
    assert_eq!(answer(r#"{"schema_version":1,"result":"done"}"#), "expected `principals` to hold `a`, found none");
    assert_eq!(
        answer(r#"{"schema_version":1,"result":"done","principals":{"b":{"certificate":"c","key":"k"}}}"#),
        "expected only a and touchstone-cleaner in `principals`, found `b`"
    );
    assert_eq!(
        answer(r#"{"schema_version":1,"result":"done","principals":{"a":{"certificate":"/none","key":"k"}}}"#),
        "`a`: expected a certificate in `/none`, found No such file or directory (os error 2)"
    );
}

#[test]
fn what_a_target_cannot_have_is_unsupported_with_the_reason() {
    let refuses = says(r#"{"schema_version":1,"result":"unsupported","reason":"no Deny here"}"#);
    let reason = "the target cannot `provision`: no Deny here".to_owned();
    assert_eq!(provided(&refuses).unwrap_err(), SetupError::Unsupported(reason));
    let change = WorldChange { principal: 0, to: PrincipalChange::Detach { name: "all".to_owned() } };
    let reason = "the target cannot `detach`: no Deny here".to_owned();
    assert_eq!(shell(&refuses, LONG).change(&cast("all"), &change), Err(SetupError::Unsupported(reason)));
}

#[test]
fn a_program_that_is_not_there_makes_the_target_unreachable() {
    let Provisioning::Command(mut program) = shell("", LONG) else { unreachable!() };
    program.program = PathBuf::from("/none/such");
    let reason = "target.yaml:7: `/none/such` cannot be started: No such file or directory (os error 2)".to_owned();
    let refused = Provisioning::Command(program).provide(&cast("all"), true);
    assert_eq!(refused.unwrap_err(), SetupError::Unreachable(reason));
}

#[test]
fn the_request_says_the_whole_world_in_json() {
    let kept = tempfile::tempdir().unwrap();
    let file = kept.path().join("request");
    let says = says(r#"{"schema_version":1,"result":"done"}"#).replace("/dev/null", file.to_str().unwrap());
    shell(&says, LONG).provide(&cast("some"), false).unwrap();
    let request: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(
        request,
        serde_json::json!({
            "schema_version": 1, "case": "x/y@v3", "operation": "provision",
            "accounts": [{
                "name": "main", "number": "123456789012", "region": "us-east-1",
                "settings": {}, "authorizers": [], "things": [],
            }],
            "principals": [
                { "name": "a", "account": "main", "policies": [{ "name": "some", "document": "{}" }], "thing": null },
                {
                    "name": "touchstone-cleaner", "account": "main", "thing": null,
                    "policies": [{
                        "name": "all",
                        "document": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\
                                     \"Action\":\"iot:*\",\"Resource\":\"*\"}]}",
                    }],
                },
            ],
        })
    );
}

#[test]
fn a_program_that_takes_too_long_is_killed_with_what_it_started() {
    let kept = tempfile::tempdir().unwrap();
    let file = kept.path().join("child");
    let text = format!("sleep 1000 & echo $! > {}; wait", file.display());
    let error = shell(&text, Duration::from_secs(2)).provide(&cast("all"), true).unwrap_err();
    assert!(
        error
            .reason()
            .ends_with("expected an answer within 2000 ms, found it still running; it wrote nothing on standard error"),
        "{error}"
    );
    let child = fs::read_to_string(&file).unwrap();
    let state = || fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
    // A signal is on its way when the kill returns. Dead is dead, though perhaps nobody has asked for the exit status yet.
    let deadline = Instant::now() + LONG;
    while !(state().is_empty() || state().contains(") Z ")) {
        assert!(Instant::now() < deadline, "{}", state());
        std::thread::yield_now();
    }
}

#[test]
fn standard_output_that_outlives_the_program_is_told() {
    let error = shell("sleep 1000 & exit 0", Duration::from_secs(2)).provide(&cast("all"), true).unwrap_err();
    assert!(error.reason().contains("found it held open by something that it started"), "{error}");
}

#[test]
fn a_static_world_is_judged_only_by_whoever_has_the_policies_that_a_case_wants() {
    let there = Provisioning::Static(BTreeMap::new());
    assert_eq!(there.provide(&cast("all"), true).unwrap().principals.len(), 1);
    let reason = "the target file has no `a` with policy some: it does not list it".to_owned();
    assert_eq!(there.provide(&cast("some"), true).unwrap_err(), SetupError::Unsupported(reason));
}
