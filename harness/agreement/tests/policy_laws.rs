//! What must hold between a decision and the decision about a changed policy, for the engine and the oracle alike.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "the documents are made by a generator")]

mod policy_cases;

use policy_cases::policy_cases;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use touchstone_agreement::{check_printed_case, check_printed_text, engine_judges, oracle_judges};
use touchstone_generate::policies::{Document, PolicyCase};
use touchstone_oracle::policy::Decision::{self, Allowed, ExplicitDeny};

type Statement = Map<String, Json>;

/// The decisions of the engine and of the oracle; none where a document is refused.
fn decisions(case: &PolicyCase) -> [Option<Decision>; 2] {
    [engine_judges(case), oracle_judges(case)].map(|judged| judged.ok().map(|judgement| judgement.decision))
}

/// The case with the statements of each document changed.
fn changed(case: &PolicyCase, change: impl Fn(Vec<Statement>) -> Vec<Statement>) -> PolicyCase {
    let mut case = case.clone();
    for document in &mut case.documents {
        let mut json: Json = serde_json::from_str(&document.text).unwrap();
        json["Statement"] = json!(change(statements(document)));
        document.text = json.to_string();
    }
    case
}

fn statements(document: &Document) -> Vec<Statement> {
    let json: Json = serde_json::from_str(&document.text).unwrap();
    let listed = listed(&json["Statement"]);
    listed.into_iter().map(|statement| statement.as_object().unwrap().clone()).collect()
}

fn listed(json: &Json) -> Vec<Json> {
    json.as_array().map_or_else(|| vec![json.clone()], Clone::clone)
}

/// The statement with each entry of a list changed.
fn with_entries(mut statement: Statement, members: &[&str], change: impl Fn(&str) -> String) -> Statement {
    for member in members {
        if let Some(entries) = statement.get_mut(*member) {
            *entries = listed(entries).iter().map(|entry| change(entry.as_str().unwrap())).collect();
        }
    }
    statement
}

/// The statement as one for each pair of an action and a resource.
fn split(statement: Statement) -> Vec<Statement> {
    let mut parts = vec![statement];
    for member in ["Action", "Resource"] {
        let one_each = |part: Statement| -> Vec<Statement> {
            let Some(entries) = part.get(member).map(listed) else { return vec![part] };
            let with = |entry| part.clone().into_iter().chain([(member.to_owned(), entry)]).collect();
            entries.into_iter().map(with).collect()
        };
        parts = parts.into_iter().flat_map(one_each).collect();
    }
    parts
}

/// The pattern with the client ID in place of its variable.
fn substituted(pattern: &str, client_id: &str) -> String {
    let (mut done, mut rest) = (String::new(), pattern);
    while let Some((before, after)) = rest.split_once("${")
        && let Some((key, after)) = after.split_once('}')
    {
        done += before;
        done += &if key == "iot:ClientId" { client_id.to_owned() } else { format!("${{{key}}}") };
        rest = after;
    }
    done + rest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    //= POL-EVAL-17
    #[test]
    fn adding_a_deny_never_widens(case in policy_cases(), other in policy_cases()) {
        let mut added = statements(&other.documents[0]).swap_remove(0);
        added.insert("Effect".to_owned(), json!("Deny"));
        let denied = changed(&case, |mut statements| { statements.push(added.clone()); statements });
        for (before, after) in decisions(&case).into_iter().zip(decisions(&denied)) {
            prop_assert!(after != Some(Allowed) || before == Some(Allowed), "{case}\n{denied}");
            prop_assert!(before != Some(ExplicitDeny) || after == before || after.is_none(), "{case}\n{denied}");
        }
    }

    //= POL-EVAL-17
    #[test]
    fn removing_an_allow_never_widens(case in policy_cases(), place in 0_usize..3) {
        let fewer = changed(&case, |mut statements| {
            if statements.get(place).is_some_and(|statement| statement["Effect"] == "Allow") && statements.len() > 1 {
                statements.remove(place);
            }
            statements
        });
        for (before, after) in decisions(&case).into_iter().zip(decisions(&fewer)) {
            prop_assert!(before.is_none() || after != Some(Allowed) || before == Some(Allowed), "{case}\n{fewer}");
        }
    }

    //= POL-EVAL-17
    #[test]
    fn removing_every_deny_never_narrows(case in policy_cases()) {
        let kept = changed(&case, |statements| {
            let never = json!({ "Effect": "Allow", "Action": "none:none", "Resource": "*" });
            let allows = statements.into_iter().filter(|statement| statement["Effect"] == "Allow");
            allows.chain(never.as_object().cloned()).collect()
        });
        for (before, after) in decisions(&case).into_iter().zip(decisions(&kept)) {
            prop_assert!(before != Some(Allowed) || after == before, "{case}\n{kept}");
        }
    }

    //= POL-EVAL-03
    #[test]
    fn order_changes_nothing(case in policy_cases()) {
        let mut turned = changed(&case, |statements| statements.into_iter().rev().collect());
        turned.documents.reverse();
        prop_assert_eq!(decisions(&turned), decisions(&case), "{}\n{}", case, turned);
    }

    //= POL-EVAL-03
    #[test]
    fn a_document_for_each_statement_changes_nothing(case in policy_cases()) {
        let mut apart = case.clone();
        apart.documents.clear();
        for document in &case.documents {
            for place in 0..statements(document).len() {
                let alone = PolicyCase { documents: vec![document.clone()], ..case.clone() };
                apart.documents.extend(changed(&alone, |statements| vec![statements[place].clone()]).documents);
            }
        }
        prop_assert!(decisions(&case).contains(&None) || decisions(&apart) == decisions(&case), "{case}\n{apart}");
    }

    //= POL-EVAL-03
    #[test]
    fn a_statement_for_each_entry_of_a_list_changes_nothing(case in policy_cases()) {
        let apart = changed(&case, |statements| statements.into_iter().flat_map(split).collect());
        prop_assert!(decisions(&apart).contains(&None) || decisions(&apart) == decisions(&case), "{case}\n{apart}");
    }

    //= POL-DOC-09
    #[test]
    fn a_list_of_one_is_the_same_as_its_entry(case in policy_cases()) {
        let bare = changed(&case, |mut statements| {
            for entries in statements.iter_mut().flat_map(|statement| statement.values_mut()) {
                if let Some([entry]) = entries.as_array().map(Vec::as_slice) {
                    *entries = entry.clone();
                }
            }
            statements
        });
        let members = ["Action", "NotAction", "Resource", "NotResource"];
        let in_lists = changed(&case, |statements| {
            statements.into_iter().map(|statement| with_entries(statement, &members, str::to_owned)).collect()
        });
        prop_assert_eq!(decisions(&bare), decisions(&case), "{}\n{}", case, bare);
        prop_assert_eq!(decisions(&in_lists), decisions(&case), "{}\n{}", case, in_lists);
    }

    //= POL-MATCH-04
    #[test]
    fn a_star_covers_whatever_stands_in_its_place(case in policy_cases(), cut in 0_usize..40) {
        let star = |pattern: &str| match pattern.splitn(6, ':').collect::<Vec<_>>()[..] {
            [arn, partition, service, _, _, name] => {
                let kept: String = name.split("${").next().unwrap().chars().take(cut).collect();
                format!("{arn}:{partition}:{service}:*:*:{kept}*")
            }
            _ => pattern.to_owned(),
        };
        let widened = changed(&case, |statements| {
            let widen = |statement: Statement| match &statement["Effect"] {
                effect if effect == "Allow" => with_entries(statement, &["Resource"], star),
                _ => statement,
            };
            statements.into_iter().map(widen).collect()
        });
        for (before, after) in decisions(&case).into_iter().zip(decisions(&widened)) {
            prop_assert!(before != Some(Allowed) || after == before, "{case}\n{widened}");
        }
    }

    //= POL-VAR-01
    #[test]
    fn a_variable_may_be_replaced_by_its_value(case in policy_cases()) {
        let client_id = case.caller.client_id.clone().unwrap_or_default();
        prop_assume!(!client_id.is_empty() && !client_id.contains(['*', '?', '$', '{']));
        let value = |pattern: &str| match pattern.splitn(6, ':').collect::<Vec<_>>()[..] {
            [.., _, _, _, _, name] => pattern.strip_suffix(name).unwrap().to_owned() + &substituted(name, &client_id),
            _ => pattern.to_owned(),
        };
        let mut filled = case.clone();
        for document in filled.documents.iter_mut().filter(|document| document.text.contains("2012-10-17")) {
            let alone = PolicyCase { documents: vec![document.clone()], ..case.clone() };
            let alone = changed(&alone, |statements| {
                let fill = |statement| with_entries(statement, &["Resource", "NotResource"], value);
                statements.into_iter().map(fill).collect()
            });
            *document = alone.documents[0].clone();
        }
        prop_assert_eq!(decisions(&filled), decisions(&case), "{}\n{}", case, filled);
    }

    //= POL-MATCH-01
    #[test]
    fn the_letter_case_of_actions_changes_nothing(case in policy_cases()) {
        for spell in [str::to_uppercase as fn(&str) -> String, str::to_lowercase] {
            let spelled = changed(&case, |statements| {
                let spell = |statement| with_entries(statement, &["Action", "NotAction"], spell);
                statements.into_iter().map(spell).collect()
            });
            prop_assert_eq!(decisions(&spelled), decisions(&case), "{}\n{}", case, spelled);
        }
    }

    #[test]
    fn parse_of_print_is_identity(case in policy_cases()) {
        for document in &case.documents {
            prop_assert_eq!(check_printed_text(&document.text), Ok(true));
        }
    }

    //= POL-DOC-21
    #[test]
    fn what_is_printed_is_decided_alike(case in policy_cases()) {
        let judged = check_printed_case(&case);
        prop_assert!(judged.is_ok(), "{:?}", judged);
    }
}
