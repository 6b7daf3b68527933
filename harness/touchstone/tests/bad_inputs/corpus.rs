//! Bad files of a `scenarios/` folder.

use crate::{Bad, Text};

pub(crate) const ROWS: &[Bad] = &[
    Bad {
        name: "an unknown key of a scenario",
        files: &[("scenarios/area/fact.yaml", Text::Says("sumary: s\n"))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:1:1: unknown key `sumary` in `a scenario`; did you mean `summary`?",
    },
    Bad {
        name: "an empty scenario",
        files: &[("scenarios/area/fact.yaml", Text::Says(""))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:1:1: expected a mapping for `a scenario`, found nothing",
    },
    Bad {
        name: "a scenario that is no text",
        files: &[("scenarios/area/fact.yaml", Text::Garbled)],
        arguments: &["check"],
        status: 2,
        answer: "`scenarios/area/fact.yaml` cannot be read: stream did not contain valid UTF-8",
    },
    Bad {
        name: "a folder instead of a scenario",
        files: &[("scenarios/area/fact.yaml", Text::Folder)],
        arguments: &["check"],
        status: 2,
        answer: "`scenarios/area/fact.yaml` cannot be read: Is a directory (os error 21)",
    },
    Bad {
        name: "a scenario that is no YAML",
        files: &[("scenarios/area/fact.yaml", Text::Says("summary: [\n"))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:1:10: this is no YAML: unclosed bracket '['",
    },
    Bad {
        name: "two documents in a scenario",
        files: &[("scenarios/area/fact.yaml", Text::Says("summary: s\n---\nsummary: t\n"))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:3:1: a file holds one document",
    },
    Bad {
        name: "an unknown verb",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says("summary: s\nrequires: R-01\nclients: { a: {} }\nsteps:\n  - conect: a\n"),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:5:5: unknown verb `conect`; did you mean `connect`?",
    },
    Bad {
        name: "an unknown client",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says("summary: s\nrequires: R-01\nclients: { lamp: {} }\nsteps:\n  - connect: lmp\n"),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:5:14: unknown client `lmp`; did you mean `lamp`?",
    },
    Bad {
        name: "an unknown requirement of a scenario",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says("summary: s\nrequires: R-1\nclients: { a: {} }\nsteps: [ { connect: a } ]\n"),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:2:11: unknown requirement `R-1`; did you mean `R-01`?",
    },
    Bad {
        name: "an unknown policy",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says("summary: s\nrequires: R-01\nclients: { a: { policy: fw } }\nsteps: [ { connect: a } ]\n"),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:3:25: unknown policy `fw`; did you mean `few`?",
    },
    Bad {
        name: "an unknown answer of an authorizer",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says(
                "summary: s\nrequires: R-01\nworld: { authorizers: { x: { answers: alow.json } } }\nsteps: [ { advance: 1s } ]\n",
            ),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:3:39: unknown authorizer answer `alow.json`; did you mean `allow.json`?",
    },
    Bad {
        name: "an unknown setting",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says(
                "summary: s\nrequires: R-01\nworld: { settings: { qos2_31: close } }\nsteps: [ { advance: 1s } ]\n",
            ),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:3:22: unknown setting `qos2_31`; did you mean `qos2_311`?",
    },
    Bad {
        name: "an unknown position of a switch",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says(
                "summary: s\nrequires: R-01\nworld: { settings: { qos2_311: open } }\nsteps: [ { advance: 1s } ]\n",
            ),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:3:32: `qos2_311` is `open`, expected `ignore` or `close`",
    },
    Bad {
        name: "a limit in words",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says(
                "summary: s\nrequires: R-01\nworld: { settings: { in_flight: many } }\nsteps: [ { advance: 1s } ]\n",
            ),
        )],
        arguments: &["run"],
        status: 2,
        answer: "scenarios/area/fact.yaml:3:33: `in_flight` is `many`, expected a whole number",
    },
    Bad {
        name: "an ill-formed thing name of a world",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says("summary: s\nrequires: R-01\nworld: { things: { a/b: {} } }\nsteps: [ { advance: 1s } ]\n"),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:3:20: the thing name holds `/`, which is not allowed there",
    },
    Bad {
        name: "an ill-formed thing name of a client",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says("summary: s\nrequires: R-01\nclients: { a: { thing: a/b } }\nsteps: [ { connect: a } ]\n"),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:3:24: the thing name holds `/`, which is not allowed there",
    },
    Bad {
        name: "an ill-formed authorizer name",
        files: &[(
            "scenarios/area/fact.yaml",
            Text::Says(
                "summary: s\nrequires: R-01\nworld: { authorizers: { a/b: { answers: allow.json } } }\nsteps: [ { advance: 1s } ]\n",
            ),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/area/fact.yaml:3:25: the authorizer name holds `/`, which is not allowed there",
    },
    Bad {
        name: "a scenario file of one's own",
        files: &[("mine.yaml", Text::Says("sumary: s\n"))],
        arguments: &["run", "mine.yaml"],
        status: 2,
        answer: "mine.yaml:1:1: unknown key `sumary` in `a scenario`; did you mean `summary`?",
    },
    Bad {
        name: "an unknown outcome",
        files: &[("scenarios/outcomes.yaml", Text::Says("accepted: { conack: 0 }\n"))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/outcomes.yaml:1:11: unknown outcome `conack`; did you mean `connack`?",
    },
    Bad {
        name: "a list of outcomes",
        files: &[("scenarios/outcomes.yaml", Text::Says("[]\n"))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/outcomes.yaml:1:1: expected outcomes by name, found a list",
    },
    Bad {
        name: "a folder instead of outcomes",
        files: &[("scenarios/outcomes.yaml", Text::Folder)],
        arguments: &["check"],
        status: 2,
        answer: "`scenarios/outcomes.yaml` cannot be read: Is a directory (os error 21)",
    },
    Bad {
        name: "an unknown code",
        files: &[("scenarios/outcomes.yaml", Text::Says("denied: { v3: closed, v5: { connack: not-authorised } }\n"))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/outcomes.yaml:1:38: `not-authorised` is no code of this packet in v5; did you mean `not-authorized`?",
    },
    Bad {
        name: "an unknown key of a sheet",
        files: &[("scenarios/requirements/sheet.yaml", Text::Says("about: x\nrequirments: {}\n"))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/requirements/sheet.yaml:2:1: unknown key `requirments`; did you mean `requirements`?",
    },
    Bad {
        name: "an unknown key of a requirement",
        files: &[(
            "scenarios/requirements/sheet.yaml",
            Text::Says(
                "about: x\nrequirements:\n  R-01: { sentence: s, confidence: inferred, source: s, shwon: wire }\n",
            ),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/requirements/sheet.yaml:3:57: unknown key `shwon`; did you mean `shown`?",
    },
    Bad {
        name: "an unknown confidence",
        files: &[(
            "scenarios/requirements/sheet.yaml",
            Text::Says(
                "about: x\nrequirements:\n  R-01: { sentence: s, confidence: documentd, source: s, shown: wire }\n",
            ),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/requirements/sheet.yaml:3:36: unknown word `documentd`; did you mean `documented`?",
    },
    Bad {
        name: "a member of a requirement left out",
        files: &[(
            "scenarios/requirements/sheet.yaml",
            Text::Says("about: x\nrequirements:\n  R-01: { sentence: s, confidence: inferred, source: s }\n"),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/requirements/sheet.yaml:3:46: `shown` is missing",
    },
    Bad {
        name: "a list of requirements",
        files: &[("scenarios/requirements/sheet.yaml", Text::Says("about: x\nrequirements: []\n"))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/requirements/sheet.yaml:2:15: expected a mapping",
    },
    Bad {
        name: "a sheet that is no YAML",
        files: &[("scenarios/requirements/sheet.yaml", Text::Says("about: [\n"))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/requirements/sheet.yaml:1:8: expected text",
    },
    Bad {
        name: "a requirement that is not testable, without a reason",
        files: &[(
            "scenarios/requirements/sheet.yaml",
            Text::Says(
                "about: x\nrequirements:\n  R-01: { sentence: s, confidence: inferred, source: s, shown: untestable }\n",
            ),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/requirements/sheet.yaml:3:9: `R-01` is not testable and says no `reason`",
    },
    Bad {
        name: "a requirement twice",
        files: &[(
            "scenarios/requirements/twice.yaml",
            Text::Says(
                "about: x\nrequirements:\n  R-01: { sentence: s, confidence: inferred, source: s, shown: wire }\n",
            ),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/requirements/twice.yaml:3:9: `R-01` stands in the catalogue twice",
    },
    Bad {
        name: "no sheet at all",
        files: &[("scenarios/requirements/sheet.yaml", Text::Gone)],
        arguments: &["check"],
        status: 2,
        answer: "`scenarios/requirements` holds no `.yaml` file",
    },
    Bad {
        name: "a policy that ends too early",
        files: &[("scenarios/policies/few.json", Text::Says("{ \"Version\": \"2012-10-17\" "))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/policies/few.json:1:1: the brace is never closed",
    },
    Bad {
        name: "an unknown effect",
        files: &[(
            "scenarios/policies/few.json",
            Text::Says(
                "{ \"Version\": \"2012-10-17\",\n  \"Statement\": [ { \"Effect\": \"Alow\", \"Action\": \"iot:*\", \"Resource\": \"*\" } ] }",
            ),
        )],
        arguments: &["run"],
        status: 2,
        answer: "scenarios/policies/few.json:2:30: the effect `Alow` is neither `Allow` nor `Deny`",
    },
    Bad {
        name: "an unknown element of a statement",
        files: &[(
            "scenarios/policies/few.json",
            Text::Says(
                "{ \"Version\": \"2012-10-17\",\n  \"Statement\": [ { \"Efect\": \"Allow\", \"Action\": \"iot:*\", \"Resource\": \"*\" } ] }",
            ),
        )],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/policies/few.json:2:20: `Efect` is no member of a statement",
    },
    Bad {
        name: "an empty policy",
        files: &[("scenarios/policies/few.json", Text::Says(""))],
        arguments: &["check"],
        status: 2,
        answer: "scenarios/policies/few.json:1:1: the text is empty",
    },
    Bad {
        name: "a file whose name no policy may have",
        files: &[("scenarios/policies/a~b.json", Text::Says(crate::POLICY))],
        arguments: &["check"],
        status: 2,
        answer: "`scenarios/policies/a~b.json` names no policy: the policy name holds `~`, which is not allowed there",
    },
    Bad {
        name: "a folder instead of a policy of scenarios",
        files: &[("scenarios/policies/few.json", Text::Folder)],
        arguments: &["check"],
        status: 2,
        answer: "`scenarios/policies/few.json` cannot be read: Is a directory (os error 21)",
    },
    Bad {
        name: "a vector that is no JSON",
        files: &[("scenarios/packets/vectors.json", Text::Says("["))],
        arguments: &["coverage"],
        status: 2,
        answer: "scenarios/packets/vectors.json:1:1: EOF while parsing a list",
    },
    Bad {
        name: "vectors by name",
        files: &[("scenarios/packets/vectors.json", Text::Says("{}"))],
        arguments: &["coverage"],
        status: 2,
        answer: "scenarios/packets/vectors.json:1:1: invalid type: map, expected a sequence",
    },
    Bad {
        name: "a vector that cites a number",
        files: &[("scenarios/packets/vectors.json", Text::Says("[ { \"requires\": 3 } ]"))],
        arguments: &["coverage"],
        status: 2,
        answer: "scenarios/packets/vectors.json:1:19: expected an id or a list of ids for `requires`",
    },
    Bad {
        name: "a vector that cites an unknown requirement",
        files: &[("scenarios/packets/vectors.json", Text::Says("[ { \"requires\": \"R-1\" } ]"))],
        arguments: &["coverage", "--check"],
        status: 2,
        answer: "vectors vectors.json cites `R-1`, which is not in the catalogue below `requirements/`; did you mean `R-01`?",
    },
];
