//! Bad target files, account files, certificates and folders of a server.

use crate::{Bad, Text};

pub(crate) const ROWS: &[Bad] = &[
    Bad {
        name: "an unknown key of a target file",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: none }\ncapabilities: [order]\nisolation: serial\npaitence: 1s\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:6:1: unknown key `paitence`; did you mean `patience`?",
    },
    Bad {
        name: "a member of a target file left out",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: none }\ncapabilities: [order]\nisolation: serial\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:6:1: `patience` is missing",
    },
    Bad {
        name: "an unknown capability",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: none }\ncapabilities: [ordre]\nisolation: serial\npatience: 1s\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:4:16: `ordre` is no capability; there are clock, order, policies, policy-change, lifecycle-events, authorizers, logs, websocket, https, accounts, settings, jobs, shadow, retained-http",
    },
    Bad {
        name: "an unknown isolation",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: none }\ncapabilities: [order]\nisolation: seriel\npatience: 1s\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:5:12: unknown word `seriel`; did you mean `serial`?",
    },
    Bad {
        name: "an unknown kind",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remot\nendpoint: { host: localhost, port: 1, tls: none }\ncapabilities: [order]\nisolation: serial\npatience: 1s\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:2:7: unknown word `remot`; did you mean `remote`?",
    },
    Bad {
        name: "an unknown key of an endpoint",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remote\nendpoint: { host: localhost, prt: 1, tls: none }\ncapabilities: [order]\nisolation: serial\npatience: 1s\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:3:30: unknown key `prt`; did you mean `port`?",
    },
    Bad {
        name: "a port beyond all ports",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remote\nendpoint: { host: localhost, port: 70000, tls: none }\ncapabilities: [order]\nisolation: serial\npatience: 1s\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:3:36: expected a whole number up to 65535",
    },
    Bad {
        name: "a patience without a unit",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: none }\ncapabilities: [order]\nisolation: serial\npatience: 1\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:6:11: `1` is no length of time; write for example `500ms`, `30s`, `20m`, `4h`, `7d` or `1h30m`",
    },
    Bad {
        name: "TLS that is neither",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: some }\ncapabilities: [order]\nisolation: serial\npatience: 1s\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:3:44: expected `none` or a mapping with `ca`, found `some`",
    },
    Bad {
        name: "a list instead of an endpoint",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remote\nendpoint: []\ncapabilities: [order]\nisolation: serial\npatience: 1s\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:3:11: expected a mapping",
    },
    Bad {
        name: "an empty target file",
        files: &[("target.yaml", Text::Says(""))],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:1:1: unexpected end of input",
    },
    Bad {
        name: "a target file that is no text",
        files: &[("target.yaml", Text::Garbled)],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "`target.yaml` cannot be read: stream did not contain valid UTF-8",
    },
    Bad {
        name: "an authority that is missing",
        files: &[(
            "target.yaml",
            Text::Says(
                "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: { ca: ca.pem } }\ncapabilities: [order]\nisolation: serial\npatience: 1s\nprovisioning: static\n",
            ),
        )],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:3:11: expected a certificate in `./ca.pem`, found No such file or directory (os error 2)",
    },
    Bad {
        name: "an authority that is none",
        files: &[
            (
                "target.yaml",
                Text::Says(
                    "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: { ca: ca.pem } }\ncapabilities: [order]\nisolation: serial\npatience: 1s\nprovisioning: static\n",
                ),
            ),
            ("ca.pem", Text::Says("x")),
        ],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml:3:11: expected a certificate in `./ca.pem`, found none",
    },
    Bad {
        name: "an authority that cannot be read",
        files: &[
            (
                "target.yaml",
                Text::Says(
                    "name: m\nkind: remote\nendpoint: { host: localhost, port: 1, tls: { ca: ca.pem } }\ncapabilities: [order]\nisolation: serial\npatience: 1s\nprovisioning: static\n",
                ),
            ),
            ("ca.pem", Text::Says("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")),
        ],
        arguments: &["run", "--target", "target.yaml"],
        status: 2,
        answer: "target.yaml: a certificate authority cannot be trusted: invalid peer certificate: BadEncoding",
    },
    Bad {
        name: "an unknown key of an account file",
        files: &[("world.yaml", Text::Says("clinets: {}\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:1: unknown key `clinets` in `an account file`; did you mean `clients`?",
    },
    Bad {
        name: "an empty account file",
        files: &[("world.yaml", Text::Says(""))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:1: expected a mapping for `an account file`, found nothing",
    },
    Bad {
        name: "a list of accounts",
        files: &[("world.yaml", Text::Says("[]\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:1: expected a mapping for `an account file`, found a list",
    },
    Bad {
        name: "an unknown policy of a client",
        files: &[("world.yaml", Text::Says("clients: { lamp: { policy: al } }\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:28: unknown policy `al`; did you mean `all`?",
    },
    Bad {
        name: "a client's name that is a path of an account file",
        files: &[("world.yaml", Text::Says("clients: { ../lamp: {} }\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:12: `../lamp` is no client name: 1 to 64 letters, digits, `_`, `-` and `.`, of which the last two do not begin it",
    },
    Bad {
        name: "a further account",
        files: &[("world.yaml", Text::Says("world: { accounts: [ other ] }\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:22: one account is served; further ones are for scenarios",
    },
    Bad {
        name: "an unknown setting of an account file",
        files: &[("world.yaml", Text::Says("world: { settings: { qos2_31: close } }\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:22: unknown setting `qos2_31`; did you mean `qos2_311`?",
    },
    Bad {
        name: "an unknown position of a switch of an account file",
        files: &[("world.yaml", Text::Says("world: { settings: { qos2_311: open } }\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:32: `qos2_311` is `open`, expected `ignore` or `close`",
    },
    Bad {
        name: "an ill-formed thing name of an account file",
        files: &[("world.yaml", Text::Says("world: { things: { a/b: {} } }\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:20: the thing name holds `/`, which is not allowed there",
    },
    Bad {
        name: "a group",
        files: &[("world.yaml", Text::Says("world: { things: { lamp: { group: lamps } } }\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:20: groups of things are not served yet",
    },
    Bad {
        name: "an authorizer without its answer",
        files: &[
            ("world.yaml", Text::Says("world: { authorizers: { x: { answers: alow.json } } }\n")),
            ("authorizers/allow.json", Text::Says("{}")),
        ],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "world.yaml:1:39: unknown authorizer answer `alow.json`; did you mean `allow.json`?",
    },
    Bad {
        name: "an answer of an authorizer that is no JSON",
        files: &[
            ("world.yaml", Text::Says("world: { authorizers: { x: { answers: allow.json } } }\n")),
            ("authorizers/allow.json", Text::Says("{ \\\"isAuthenticated\\\": yes }")),
        ],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "authorizers/allow.json:1:3: this is no JSON: key must be a string",
    },
    Bad {
        name: "a malformed policy beside an account file",
        files: &[
            ("world.yaml", Text::Says("clients: { lamp: { policy: few } }\n")),
            ("policies/few.json", Text::Says("{ \"Version\": 1 }\n")),
        ],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "policies/few.json:1:14: `Version` is text",
    },
    Bad {
        name: "an authority of a server that is none",
        files: &[("d/ca.crt", Text::Says("x")), ("d/ca.key", Text::Says("x"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0"],
        status: 2,
        answer: "`DIR/d/ca.crt` and `DIR/d/ca.key` are no authority",
    },
    Bad {
        name: "an authority without its key",
        files: &[("d/ca.crt", Text::Says("x"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0"],
        status: 2,
        answer: "`DIR/d/ca.key` cannot be read: No such file or directory (os error 2)",
    },
    Bad {
        name: "a key without its authority",
        files: &[("d/ca.key", Text::Says("x"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0"],
        status: 2,
        answer: "`DIR/d/ca.key` lies there without `ca.crt`: put the certificate back, or remove the key to begin anew",
    },
    Bad {
        name: "a server's certificate that is none",
        files: &[
            ("d/server.crt", Text::Says("x")),
            ("d/server.key", Text::Says("x")),
            ("d/server.hosts", Text::Says("localhost\n127.0.0.1\n")),
        ],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0"],
        status: 2,
        answer: "`DIR/d/server.crt` and `DIR/d/server.key` are no certificate with its key",
    },
    Bad {
        name: "a client's certificate that is none",
        files: &[
            ("d/clients/lamp.crt", Text::Says("x")),
            ("d/clients/lamp.yaml", Text::Says("clients: { lamp: {} }\n")),
        ],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0"],
        status: 2,
        answer: "DIR/d/clients/lamp.yaml:1:12: `DIR/d/clients/lamp.crt` holds no certificate",
    },
    Bad {
        name: "a client's record that is no YAML",
        files: &[("d/clients/lamp.yaml", Text::Says("clients: {\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0"],
        status: 2,
        answer: "DIR/d/clients/lamp.yaml:1:10: this is no YAML: unclosed bracket '{'",
    },
    Bad {
        name: "an unknown key of a client's record",
        files: &[("d/clients/lamp.yaml", Text::Says("clients: { lamp: { polcy: all } }\n"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0"],
        status: 2,
        answer: "DIR/d/clients/lamp.yaml:1:20: unknown key `polcy` in `a client`; did you mean `policy`?",
    },
    Bad {
        name: "a malformed policy of a server's folder",
        files: &[("d/policies/all.json", Text::Says("{"))],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0"],
        status: 2,
        answer: "DIR/d/policies/all.json:1:1: the brace is never closed",
    },
    Bad {
        name: "two policies of one name",
        files: &[
            ("d/policies/few.json", Text::Says(crate::POLICY)),
            ("policies/few.json", Text::Says("{ \"Version\": \"2012-10-17\", \"Statement\": [] }")),
            ("d/clients/desk.yaml", Text::Says("clients: { desk: { policy: few } }\n")),
            ("world.yaml", Text::Says("clients: { lamp: { policy: few } }\n")),
        ],
        arguments: &["serve", "--data", "d", "--listen", "127.0.0.1:0", "--world", "world.yaml"],
        status: 2,
        answer: "the policy `few` is policies/few.json as well as DIR/d/policies/few.json, which differ: rename one",
    },
];
