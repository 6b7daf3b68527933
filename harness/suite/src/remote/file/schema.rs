//! The JSON Schema of target files: derived where a file is written as its type, by hand where it is not.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use touchstone_scenario::Capability;

use super::{CommandWritten, Length, ProvisioningWritten, TlsMapping, TlsWritten, Word, Written};

/// The JSON Schema of a target file, in draft 7, which every editor with YAML support reads.
#[must_use]
pub fn target_schema() -> Schema {
    SchemaSettings::draft07().into_generator().into_root_schema_for::<Written>()
}

impl JsonSchema for Word {
    fn schema_name() -> Cow<'static, str> {
        "capability".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": Capability::ALL.iter().map(|it| it.word()).collect::<Vec<_>>() })
    }
}

impl JsonSchema for Length {
    fn schema_name() -> Cow<'static, str> {
        "length".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^([0-9]+(ms|s|m|h|d))+$" })
    }
}

impl JsonSchema for TlsWritten {
    fn schema_name() -> Cow<'static, str> {
        "tls".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "const": "none" }, generator.subschema_for::<TlsMapping>()] })
    }
}

impl JsonSchema for ProvisioningWritten {
    fn schema_name() -> Cow<'static, str> {
        "provisioning".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "const": "static" }, generator.subschema_for::<CommandWritten>()] })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use serde_json::Value;

    use super::*;

    const FILE: &str = "name: m\nkind: remote\nendpoint: { host: localhost, port: 1883, tls: none }\n\
                        capabilities: [order]\nisolation: serial\npatience: 2s\nprovisioning: static\n";

    fn is_refused(text: &str) -> bool {
        let validator = jsonschema::validator_for(target_schema().as_value()).unwrap();
        !validator.is_valid(&serde_saphyr::from_str::<Value>(text).unwrap())
    }

    #[test]
    fn the_schema_takes_what_is_read_and_refuses_what_is_not() {
        assert!(!is_refused(FILE));
        assert!(!is_refused(&FILE.replace("tls: none", "tls: { ca: ca.pem }")));
        assert!(!is_refused(&FILE.replace(": static", ": { command: [ ./make ], within: 5s }")));
        for (good, bad) in [
            ("patience", "paitence"),
            ("[order]", "[ordre]"),
            (": serial", ": seriel"),
            (": remote", ": remot"),
            ("2s", "2"),
            ("1883", "70000"),
            ("tls: none", "tls: some"),
            ("tls: none", "tls: { ac: ca.pem }"),
            (": static", ": { command: [ ./make ] }"),
            ("name: m\n", ""),
        ] {
            assert!(is_refused(&FILE.replace(good, bad)), "{bad}");
        }
    }

    #[test]
    fn the_target_files_of_the_repository_satisfy_the_schema() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/targets");
        let paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let files: Vec<_> = paths.iter().filter(|path| path.extension().is_some_and(|it| it == "yaml")).collect();
        assert!(!files.is_empty());
        for path in files {
            assert!(!is_refused(&fs::read_to_string(path).unwrap()), "{}", path.display());
        }
    }

    #[test]
    fn the_checked_in_schema_is_the_one_that_is_generated() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/target.schema.json");
        let found = serde_json::from_str::<Value>(&fs::read_to_string(&path).unwrap_or_default());
        let renews = "`cargo run -- schema target > scenarios/target.schema.json` renews it";
        assert!(found.is_ok_and(|found| found == *target_schema().as_value()), "{renews}");
    }
}
