//! regorus, as bytecode: the device policy with its variables filled in, and inputs made beforehand.

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Value};
use touchstone_benches::fleet::SITE;
use touchstone_benches::policy::Asked;

const ENTRY: &str = "data.device.allow";
const POLICY: &str = r#"package device
import rego.v1

default allow := false

allow if {
    permitted
    not denied
}

permitted if { input.action == "iot:Connect"; input.attached; input.name == "client/{thing}" }
permitted if { input.action == "iot:Publish"; startswith(input.name, "topic/dt/{thing}/") }
permitted if { input.action == "iot:Publish"; input.name == "topic/fleet/{site}/news" }
permitted if { input.action == "iot:Publish"; startswith(input.name, "topic/$aws/things/{thing}/shadow/") }
permitted if { input.action == "iot:Subscribe"; startswith(input.name, "topicfilter/cmd/{thing}/") }
permitted if { input.action == "iot:Subscribe"; input.name == "topicfilter/fleet/{site}/news" }
permitted if { input.action == "iot:Subscribe"; startswith(input.name, "topicfilter/$aws/things/{thing}/") }
permitted if { input.action == "iot:Receive"; startswith(input.name, "topic/cmd/{thing}/") }
permitted if { input.action == "iot:Receive"; input.name == "topic/fleet/{site}/news" }
permitted if { input.action == "iot:Receive"; startswith(input.name, "topic/$aws/things/{thing}/") }

denied if { input.action == "iot:Publish"; startswith(input.name, "topic/dt/{thing}/secret") }
denied if { input.action == "iot:Receive"; startswith(input.name, "topic/dt/{thing}/secret") }
"#;

pub(crate) struct Rego(RegoVM);

impl Rego {
    pub(crate) fn device(thing: &str) -> Self {
        let mut engine = Engine::new();
        engine.add_policy("device.rego".to_owned(), POLICY.replace("{thing}", thing).replace("{site}", SITE)).unwrap();
        let compiled = engine.compile_with_entrypoint(&ENTRY.into()).unwrap();
        let program = Compiler::compile_from_policy(&compiled, &[ENTRY]).unwrap();
        let mut machine = RegoVM::new_with_policy(compiled);
        machine.load_program(program);
        Self(machine)
    }

    pub(crate) fn allows(&mut self, input: &Value) -> bool {
        self.0.set_input(input.clone());
        self.0.execute().unwrap() == Value::from(true)
    }
}

pub(crate) fn input(asked: &Asked) -> Value {
    let name = format!("{}/{}", asked.kind.as_str(), asked.name);
    let json = format!(r#"{{"action": "{}", "name": "{name}", "attached": true}}"#, asked.action.name());
    Value::from_json_str(&json).unwrap()
}
