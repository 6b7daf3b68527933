//! What is stored and what is refused.

use touchstone_policy::{Action, Home, Outcome, PolicySet, Resource, TooLong, Values};

use super::*;

const EMPTY: &str = r#"{"Version":"2012-10-17","Statement":[]}"#;

fn name(text: &str) -> PolicyName {
    PolicyName::new(text).unwrap()
}

fn certificate() -> CertificateId {
    CertificateId::new(&"ab".repeat(32)).unwrap()
}

/// A document of so many characters that count, and so many in all.
fn document(counted: usize, sent: usize) -> String {
    let frame = r#"{"Version":"2012-10-17","Id":"","Statement":[]}"#;
    let id = "i".repeat(counted - frame.len());
    let text = frame.replace("\"\"", &format!("\"{id}\""));
    format!("{text}{}", " ".repeat(sent - counted))
}

#[test]
fn a_text_that_is_no_policy_leaves_the_registry_as_it_was() {
    let mut registry = Registry::default();
    let name = name("p");
    assert!(matches!(registry.put_policy(&name, "{"), Err(RegistryError::Malformed { .. })));
    assert_eq!(registry.epoch(), Epoch::default());
    assert_eq!(registry.policies(&BTreeSet::from([name])).count(), 0);
}

#[test]
fn what_does_not_exist_cannot_be_attached() {
    let mut registry = Registry::default();
    assert!(registry.attach_policy(&name("p"), &certificate()).is_err());
    assert!(registry.attach_thing(&ThingName::new("t").unwrap(), &certificate()).is_err());
    assert!(registry.set_status(&certificate(), Status::Revoked).is_err());
}

#[test]
fn the_epoch_rises_with_each_change_that_may_change_a_decision() {
    let mut registry = Registry::default();
    let policy = name("p");
    let mut last = registry.epoch();
    let mut rose = |registry: &Registry| std::mem::replace(&mut last, registry.epoch()) < registry.epoch();
    registry.register(&certificate());
    assert!(rose(&registry));
    registry.put_policy(&policy, EMPTY).unwrap();
    assert!(rose(&registry));
    registry.attach_policy(&policy, &certificate()).unwrap();
    assert!(rose(&registry));
    let version = registry.add_version(&policy, EMPTY).unwrap();
    assert!(!rose(&registry));
    registry.set_default_version(&policy, version).unwrap();
    assert!(rose(&registry));
    registry.detach_policy(&policy, &certificate()).unwrap();
    assert!(rose(&registry));
    registry.set_status(&certificate(), Status::Inactive).unwrap();
    assert!(rose(&registry));
}

//= POL-LIMIT-01
//= POL-DOC-20
#[test]
fn a_document_of_2048_counted_characters_is_stored_and_one_of_2049_is_not() {
    let mut registry = Registry::default();
    registry.put_policy(&name("p"), &document(2_048, 3_000)).unwrap();
    let error = TooLong::Counted { found: 2_049, most: 2_048 };
    let refused = Err(RegistryError::TooLong { name: name("p"), error });
    assert_eq!(registry.put_policy(&name("p"), &document(2_049, 2_049)), refused);
    assert_eq!(registry.add_version(&name("p"), &document(2_049, 2_049)).map(|_| ()), refused);
    let kept = registry.document(&name("p"), PolicyVersionId::FIRST);
    assert_eq!(kept, Some(document(2_048, 3_000).as_str()));
}

//= POL-LIMIT-02
//= POL-DOC-20
#[test]
fn a_text_of_404600_characters_is_stored_and_one_of_404601_is_not() {
    let mut registry = Registry::default();
    registry.put_policy(&name("p"), &document(100, 404_600)).unwrap();
    let error = TooLong::Sent { found: 404_601, most: 404_600 };
    let refused = Err(RegistryError::TooLong { name: name("q"), error });
    assert_eq!(registry.put_policy(&name("q"), &document(100, 404_601)), refused);
}

//= POL-DOC-21
#[test]
fn a_text_is_kept_as_it_was_sent_and_its_lines_decide_nothing() {
    let statement = r#"{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}"#;
    let compact = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    let home = Home { partition: "aws", region: "us-east-1", account: "123456789012" };
    let lines = compact.replace(',', ",\r\n\t ").replace('{', "{\n");
    let mut registry = Registry::default();
    registry.put_policy(&name("compact"), &compact).unwrap();
    registry.put_policy(&name("lines"), &lines).unwrap();
    assert_eq!(registry.document(&name("lines"), PolicyVersionId::FIRST), Some(lines.as_str()));
    for policy in ["compact", "lines"] {
        let set = PolicySet::compile(&home, registry.policies(&BTreeSet::from([name(policy)])));
        let decides = |action| set.decide(action, Resource::client("c"), &Values::default());
        assert_eq!(decides(Action::CONNECT), Outcome::Allowed, "{policy}");
        assert_eq!(decides(Action::PUBLISH), Outcome::ImplicitDeny, "{policy}");
    }
}

//= POL-LIMIT-07
//= POL-OP-33
#[test]
fn a_certificate_takes_ten_policies_unless_another_number_is_set() {
    for (limits, most) in [(Limits::default(), 10), (Limits { certificate_policies: 2, ..Limits::default() }, 2)] {
        let mut registry = Registry::new(limits);
        registry.register(&certificate());
        for number in 0..=most {
            registry.put_policy(&name(&format!("p{number}")), EMPTY).unwrap();
        }
        for number in 0..most {
            registry.attach_policy(&name(&format!("p{number}")), &certificate()).unwrap();
        }
        let refused = Err(RegistryError::Policies { certificate: certificate(), most });
        assert_eq!(registry.attach_policy(&name(&format!("p{most}")), &certificate()), refused);
        registry.attach_policy(&name("p0"), &certificate()).unwrap();
        registry.detach_policy(&name("p0"), &certificate()).unwrap();
        registry.attach_policy(&name(&format!("p{most}")), &certificate()).unwrap();
    }
}

//= POL-LIMIT-05
#[test]
fn a_policy_has_at_most_five_versions() {
    let mut registry = Registry::default();
    registry.put_policy(&name("p"), EMPTY).unwrap();
    for version in ["2", "3", "4", "5"] {
        assert_eq!(registry.add_version(&name("p"), EMPTY).unwrap().to_string(), version);
    }
    let refused = Err(RegistryError::Versions { name: name("p"), most: 5 });
    assert_eq!(registry.add_version(&name("p"), EMPTY), refused);
}

//= POL-LIMIT-04
#[test]
fn a_version_counts_from_1_and_a_deleted_number_is_not_given_again() {
    let mut registry = Registry::default();
    registry.put_policy(&name("p"), EMPTY).unwrap();
    assert_eq!(registry.default_version(&name("p")).map(|id| id.to_string()).as_deref(), Some("1"));
    let second = registry.add_version(&name("p"), EMPTY).unwrap();
    registry.delete_version(&name("p"), second).unwrap();
    assert_eq!(registry.add_version(&name("p"), EMPTY).unwrap().to_string(), "3");
    assert!(matches!(registry.set_default_version(&name("p"), second), Err(RegistryError::NotFound { .. })));
}

#[test]
fn the_default_version_cannot_be_deleted() {
    let mut registry = Registry::default();
    registry.put_policy(&name("p"), EMPTY).unwrap();
    let second = registry.add_version(&name("p"), EMPTY).unwrap();
    registry.set_default_version(&name("p"), second).unwrap();
    let refused = Err(RegistryError::Default { name: name("p"), version: second });
    assert_eq!(registry.delete_version(&name("p"), second), refused);
    registry.delete_version(&name("p"), PolicyVersionId::FIRST).unwrap();
    assert!(registry.delete_version(&name("p"), PolicyVersionId::FIRST).is_err());
}

//= POL-LIMIT-18
#[test]
fn an_attribute_is_of_its_grammar() {
    let mut registry = Registry::default();
    let mut put = |name: &str, value: &str| {
        let thing = ThingName::new("t").unwrap();
        registry.put_thing(&thing, &[(name.to_owned(), value.to_owned())]).is_ok()
    };
    assert!(put(&"a".repeat(128), &"b".repeat(800)));
    assert!(put("a_.,@/:#-Z9", "a_.,@/:#=[]-Z9"));
    assert!(put("a", ""));
    assert!(!put(&"a".repeat(129), "b"));
    assert!(!put("a", &"b".repeat(801)));
    assert!(!put("", "b"));
    for character in ["=", "[", " ", "*", "$", "+", "é"] {
        assert!(!put(character, "b"), "{character}");
    }
    for character in [" ", "*", "?", "$", "{", "+", "é"] {
        assert!(!put("a", character), "{character}");
    }
}
