//! Bad scenario files, with the first line of the answer to each.

/// A name for the row, the steps or the whole file, and the first finding.
pub(crate) const ANSWERS: &[(&str, &str, &str)] = &[
    (
        "no YAML",
        "summary: s\nsteps: [ a\nclients: {}\n",
        "bad.yaml:3:8: this is no YAML: illegal placement of ':' indicator",
    ),
    ("two documents", "summary: s\n---\nsummary: t\n", "bad.yaml:3:1: a file holds one document"),
    ("an empty file", "", "bad.yaml:1:1: expected a mapping for `a scenario`, found nothing"),
    ("a list", "[ 1, 2 ]\n", "bad.yaml:1:1: expected a mapping for `a scenario`, found a list"),
    (
        "an anchor",
        "summary: &s hello\nrequires: MB-PUB-01\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:1:10: anchors are not allowed; write the value out where it is needed",
    ),
    (
        "an alias",
        "summary: &s hello\nrequires: *s\n",
        "bad.yaml:1:10: anchors are not allowed; write the value out where it is needed",
    ),
    ("a tag", "summary: !text hello\n", "bad.yaml:1:10: tags are not allowed; quote text that begins with `!`"),
    (
        "a merge key",
        "summary: s\nclients: { a: { <<: {} } }\n",
        "bad.yaml:2:17: merge keys are not allowed; write the members out",
    ),
    (
        "a key twice",
        "summary: s\nrequires: MB-PUB-01\nsummary: t\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:1: `summary` stands twice in this mapping",
    ),
    (
        "an unknown key of the head",
        "sumary: s\nrequires: MB-PUB-01\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:1:1: unknown key `sumary` in `a scenario`; did you mean `summary`?",
    ),
    (
        "nothing required",
        "summary: s\nrequires: []\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:2:11: expected one to three requirement ids, found 0",
    ),
    (
        "four requirements",
        "summary: s\nrequires: [ MB-DUP-01, MB-DUP-02, MB-PUB-01, MB-DUP-01 ]\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:2:11: expected one to three requirement ids, found 4",
    ),
    (
        "an unknown requirement",
        "summary: s\nrequires: MB-DUP-11\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:2:11: unknown requirement `MB-DUP-11`; did you mean `MB-DUP-01`?",
    ),
    (
        "a requirement of OASIS without its version",
        "summary: s\nrequires: MQTT-3.1.4-3\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:2:11: unknown requirement `MQTT-3.1.4-3`; did you mean `MQTT-3.1.4-3 v5`?",
    ),
    (
        "an unknown version",
        "summary: s\nrequires: MB-PUB-01\nversions: v4\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:11: expected `v3`, `v5` or `both` for `versions`, found `v4`; did you mean `v3`?",
    ),
    (
        "versions of an unknown client",
        "summary: s\nrequires: MB-PUB-01\nversions: { b: v5 }\nclients: { a: {} }\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:13: unknown client `b` in `versions`",
    ),
    (
        "an unknown capability",
        "summary: s\nrequires: MB-PUB-01\nneeds: cloak\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:8: expected `clock`, `order`, `policies`, `policy-change`, `lifecycle-events`, `authorizers`, `logs`, `websocket`, `https`, `accounts`, `settings`, `jobs`, `shadow` or `retained-http` for `needs`, found `cloak`; did you mean `clock`?",
    ),
    ("no steps", "summary: s\nrequires: MB-PUB-01\nclients: { a: {} }\n", "bad.yaml:1:1: `a scenario` needs `steps`"),
    (
        "an unknown policy",
        "summary: s\nrequires: MB-PUB-01\nclients: { a: { policy: connect-olny } }\nsteps: [ { connect: a } ]\n",
        "bad.yaml:3:25: unknown policy `connect-olny`; did you mean `connect-only`?",
    ),
    (
        "an unknown authorizer",
        "summary: s\nrequires: MB-PUB-01\nworld: { authorizers: { slow: { answers: allow-all.json } } }\nclients: { a: { authorizer: solw } }\nsteps: [ { connect: a } ]\n",
        "bad.yaml:4:29: unknown authorizer `solw`; did you mean `slow`?",
    ),
    (
        "an unknown answer of an authorizer",
        "summary: s\nrequires: MB-PUB-01\nworld: { authorizers: { slow: { answers: allow.json } } }\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:42: unknown authorizer answer `allow.json`; did you mean `allow-all.json`?",
    ),
    (
        "an unknown account",
        "summary: s\nrequires: MB-PUB-01\nworld: { accounts: [ other ] }\nclients: { a: { account: othr } }\nsteps: [ { connect: a } ]\n",
        "bad.yaml:4:26: unknown account `othr`; did you mean `other`?",
    ),
    (
        "an unknown setting",
        "summary: s\nrequires: MB-PUB-01\nworld: { settings: { redeliver_life: true } }\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:22: unknown setting `redeliver_life`; did you mean `redeliver_live`?",
    ),
    (
        "a wrong family",
        "summary: s\nrequires: MB-PUB-01\nclients: { \"n[5..1]\": {} }\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:12: expected a family such as `n[1..5]`, found `n[5..1]`",
    ),
    (
        "an unknown member of a client",
        "summary: s\nrequires: MB-PUB-01\nclients: { a: { keepalive: 30s } }\nsteps: [ { connect: a } ]\n",
        "bad.yaml:3:17: unknown key `keepalive` in `a client`; did you mean `keep alive`?",
    ),
    (
        "a keep alive without a unit",
        "summary: s\nrequires: MB-PUB-01\nclients: { a: { keep alive: 30 } }\nsteps: [ { connect: a } ]\n",
        "bad.yaml:3:29: `30` is no length of time; write for example `500ms`, `30s`, `20m`, `4h`, `7d` or `1h30m` for `keep alive`",
    ),
    (
        "an unknown property",
        "summary: s\nrequires: MB-PUB-01\nclients: { a: { properties: { session-expiry: 1 } } }\nsteps: [ { connect: a } ]\n",
        "bad.yaml:3:31: unknown key `session-expiry` in `properties`; did you mean `session-expiry-interval`?",
    ),
    (
        "an unknown habit",
        "summary: s\nrequires: MB-PUB-01\nclients: { a: { habits: { ping: off } } }\nsteps: [ { connect: a } ]\n",
        "bad.yaml:3:27: unknown key `ping` in `habits`; did you mean `pings`?",
    ),
    (
        "a row without a name",
        "summary: s\nrequires: MB-PUB-01\nrows: [ { x: 1 } ]\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:9: `a row` needs `name`",
    ),
    (
        "two rows of one name",
        "summary: s\nrequires: MB-PUB-01\nrows: [ { name: x }, { name: x } ]\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:7: two rows are named `x`",
    ),
    (
        "a value that no row has",
        "summary: s\nrequires: MB-PUB-01\nrows: [ { name: x, span: 1s } ]\nsteps: [ { advance: $(row.spam) } ]\n",
        "bad.yaml:4:21: row `x` has no `spam`; did you mean `span`?",
    ),
    (
        "a row's value without rows",
        "- advance: $(row.span)",
        "bad.yaml:6:12: `$(row.span)` stands in a file without `rows`",
    ),
    (
        "an unknown verb",
        "- pubish: { from: sensor, topic: t }",
        "bad.yaml:6:3: unknown verb `pubish`; did you mean `publish`?",
    ),
    (
        "two verbs in a step",
        "- connect: sensor\n  ping: sensor",
        "bad.yaml:6:3: expected a step: a mapping with its verb as the only key, found a mapping with 2 keys",
    ),
    (
        "an unknown member of a step",
        "- publish: { form: sensor, topic: t, payload: x }",
        "bad.yaml:6:14: unknown key `form` in `publish`; did you mean `from`?",
    ),
    ("a member left out", "- publish: { from: sensor, payload: x }", "bad.yaml:6:12: `publish` needs `topic`"),
    (
        "an unknown client",
        "- connect: [ sensor, wacher ]",
        "bad.yaml:6:22: unknown client `wacher`; did you mean `watcher`?",
    ),
    ("a wrong type", "- publish: sensor", "bad.yaml:6:12: expected a mapping for `publish`, found `sensor`"),
    (
        "a QoS of 3",
        "- publish: { from: sensor, topic: t, qos: 3, payload: x }",
        "bad.yaml:6:43: expected 0, 1 or 2 for `qos`, found `3`",
    ),
    (
        "payload and json",
        "- publish: { from: sensor, topic: t, payload: x, json: {} }",
        "bad.yaml:6:56: `json` and `payload` exclude each other",
    ),
    (
        "a bad span",
        "- advance: 7 days",
        "bad.yaml:6:12: `7 days` is no length of time; write for example `500ms`, `30s`, `20m`, `4h`, `7d` or `1h30m` for `advance`",
    ),
    (
        "an odd number of digits",
        "- send: { from: sensor, hex: \"c00\" }",
        "bad.yaml:6:30: expected pairs of hexadecimal digits for `hex`, found `c00`",
    ),
    (
        "an unknown packet",
        "- send: { from: sensor, packets: [ { pubish: {} } ] }",
        "bad.yaml:6:38: unknown packet `pubish`; did you mean `publish`?",
    ),
    (
        "an unknown field of a packet",
        "- send: { from: sensor, packets: [ { publish: { topik: t } } ] }",
        "bad.yaml:6:49: unknown key `topik` in `publish`; did you mean `topic`?",
    ),
    (
        "an unknown outcome",
        "- publish: { from: sensor, topic: t, qos: 1, gets: publish-dneied }",
        "bad.yaml:6:52: unknown outcome `publish-dneied`; did you mean `publish-denied`?",
    ),
    (
        "an outcome with two keys",
        "- expect: { sensor: { publish: { topic: t }, puback: 0 } }",
        "bad.yaml:6:21: expected an outcome: one word, or a mapping with one key, found a mapping with 2 keys",
    ),
    (
        "an outcome without its version",
        "- expect: { sensor: { v5: { disconnect: malformed-packet } } }",
        "bad.yaml:6:21: the outcome for `v3` is missing",
    ),
    (
        "a DISCONNECT from a 3.1.1 server",
        "- expect: { sensor: { disconnect: malformed-packet } }",
        "bad.yaml:6:35: a 3.1.1 server sends no DISCONNECT; write `{ v3: closed, v5: .. }`",
    ),
    (
        "a code of the other version",
        "- connect: { client: sensor, gets: { connack: malformed-packet } }",
        "bad.yaml:6:47: `malformed-packet` is no code of this packet in v3",
    ),
    (
        "an unknown code",
        "- expect: { sensor: { v3: closed, v5: { disconnect: session-taken-ovr } } }",
        "bad.yaml:6:53: `session-taken-ovr` is no code of this packet in v5; did you mean `session-taken-over`?",
    ),
    (
        "an unknown member of a pattern",
        "- expect: { sensor: { publish: { topic: t, paylod: x } } }",
        "bad.yaml:6:44: unknown key `paylod` in `publish`; did you mean `payload`?",
    ),
    (
        "an alternative without live",
        "- expect: { sensor: { ref: closed } }",
        "bad.yaml:6:21: `an outcome` needs `live`",
    ),
    (
        "an unbound capture",
        "- expect: { sensor: { publish: { id: $(id = integer) } } }\n- send: { from: sensor, packets: [ { puback: { id: $(ids) } } ] }",
        "bad.yaml:7:52: nothing above binds `$(ids)`; did you mean `id`?",
    ),
    (
        "a capture of no type",
        "- expect: { sensor: { publish: { id: $(id = int) } } }",
        "bad.yaml:6:38: expected `any`, `integer`, `number`, `string`, `boolean`, `object` or `array` after `id =`, found `int`",
    ),
    (
        "a broken capture",
        "- expect: { sensor: { publish: { topic: $(a b) } } }",
        "bad.yaml:6:41: expected `$(name)` or `$(name = integer)`, found `$(a b)`",
    ),
    (
        "a change of nothing",
        "- change: { client: sensor }",
        "bad.yaml:6:11: `change` needs one of `policy`, `attach`, `detach` or `certificate`",
    ),
    (
        "a barrier without its reach",
        "- barrier: { from: sensor, topic: t }",
        "bad.yaml:6:12: `barrier` needs `reaches`",
    ),
    (
        "an unknown client inside a verb that waits",
        "- parallel: { of: [ { connect: sensr } ] }",
        "bad.yaml:6:32: unknown client `sensr`; did you mean `sensor`?",
    ),
    (
        "a drop of another kind",
        "- drop: { client: sensor, how: restet }",
        "bad.yaml:6:32: expected `reset` or `fin` for `how`, found `restet`; did you mean `reset`?",
    ),
    (
        "no version",
        "summary: s\nrequires: MB-PUB-01\nversions: []\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:11: expected at least one version",
    ),
    (
        "a product of nothing",
        "summary: s\nrequires: MB-PUB-01\nrows: { cross: {} }\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:7: expected a product of 1 to 10000 rows",
    ),
    ("nobody connects", "- connect: []", "bad.yaml:6:12: expected at least one client"),
    ("two clients ping", "- ping: [ sensor, watcher ]", "bad.yaml:6:9: expected one client for `ping`, found a list"),
    ("no filter", "- subscribe: { from: sensor, filters: [] }", "bad.yaml:6:39: expected at least one filter"),
    ("no packet", "- send: { from: sensor, packets: [] }", "bad.yaml:6:34: expected at least one packet"),
    ("nobody expects", "- expect: { within: 1s }", "bad.yaml:6:11: `expect` names no client"),
    (
        "two policies attached",
        "- change: { client: sensor, attach: [ all, connect-only ] }",
        "bad.yaml:6:37: expected text for `policy`, found a list",
    ),
    (
        "a patched field that no packet has",
        "- send: { from: sensor, packets: [ { like: SUBSCRIBE.filter, patched: { field: SUBSCRIBE.filer, hex: c080 } } ] }",
        "bad.yaml:6:80: expected `CONNECT.client-id`, `CONNECT.user-name`, `CONNECT.will-topic`, `PUBLISH.topic`, `PUBLISH.response-topic`, `PUBLISH.content-type`, `SUBSCRIBE.filter`, `UNSUBSCRIBE.filter` or `DISCONNECT.reason-string` for `field`, found `SUBSCRIBE.filer`; did you mean `SUBSCRIBE.filter`?",
    ),
    (
        "a patch of another packet",
        "- send: { from: sensor, packets: [ { like: SUBSCRIBE.filter, patched: { field: PUBLISH.topic, hex: c080 } } ] }",
        "bad.yaml:6:80: `PUBLISH.topic` is no field of the packet that `like` names",
    ),
    (
        "a patch without bytes",
        "- send: { from: sensor, packets: [ { like: PUBLISH.topic, patched: { field: PUBLISH.topic } } ] }",
        "bad.yaml:6:68: `patched` needs `hex`",
    ),
    (
        "a patch of nothing",
        "- send: { from: sensor, packets: [ { patched: { field: PUBLISH.topic, hex: c080 } } ] }",
        "bad.yaml:6:36: `a patched packet` needs `like`",
    ),
    ("an unknown client dials", "- dial: sensr", "bad.yaml:6:9: unknown client `sensr`; did you mean `sensor`?"),
    (
        "an unknown member of a dial",
        "- dial: { client: sensor, get: closed }",
        "bad.yaml:6:27: unknown key `get` in `dial`; did you mean `gets`?",
    ),
    (
        "a dial that gets a packet",
        "- dial: { client: sensor, gets: pingresp }",
        "bad.yaml:6:33: a `dial` gets `closed`",
    ),
    (
        "a signature without an upgrade",
        "- dial: { client: sensor, sign: { secret: wrong } }",
        "bad.yaml:6:33: `sensor` signs nothing: it has no `transport: websocket`",
    ),
    (
        "an unknown fault of a signature",
        "summary: s\nrequires: MB-PUB-01\nclients: { w: { transport: websocket } }\nsteps: [ { dial: { client: w, sign: { secrt: wrong } } } ]\n",
        "bad.yaml:4:39: unknown key `secrt` in `sign`; did you mean `secret`?",
    ),
    (
        "an unknown member of a signature",
        "summary: s\nrequires: MB-PUB-01\nclients: { w: { transport: websocket, sign: { servce: iotdata } } }\nsteps: [ { connect: w } ]\n",
        "bad.yaml:3:47: unknown key `servce` in `sign`; did you mean `service`?",
    ),
    ("an operation without who asks", "- call: { operation: DescribeJob }", "bad.yaml:6:9: `call` needs `as`"),
    (
        "an unknown member of an operation",
        "- call: { as: operator, operation: DescribeJob, wiht: {} }",
        "bad.yaml:6:49: unknown key `wiht` in `call`; did you mean `with`?",
    ),
    (
        "an input that is no mapping",
        "- call: { as: operator, operation: DescribeJob, with: J }",
        "bad.yaml:6:55: expected a mapping for `with`, found `J`",
    ),
    (
        "pages without the member that names the next",
        "- pages: { as: reader, operation: ListRetainedMessages }",
        "bad.yaml:6:10: `pages` needs `through`",
    ),
    (
        "pages collected in a list",
        "- pages: { as: reader, operation: ListRetainedMessages, through: nextToken, collect: [ topics ] }",
        "bad.yaml:6:86: expected a mapping for `collect`, found a list",
    ),
    (
        "attributes that are no mapping",
        "summary: s\nrequires: MB-PUB-01\nworld: { things: { lamp: { attributes: kitchen } } }\nsteps: [ { advance: 1s } ]\n",
        "bad.yaml:3:40: expected a mapping for `attributes`, found `kitchen`",
    ),
    (
        "headers that are no mapping",
        "- call: { method: GET, path: /, headers: [ a ] }",
        "bad.yaml:6:42: expected a mapping for `headers`, found a list",
    ),
    (
        "more than five steps in all orders",
        "- parallel: { orders: all, of: [ { ping: sensor }, { ping: sensor }, { ping: sensor }, { ping: sensor }, { ping: sensor }, { ping: sensor } ] }",
        "bad.yaml:6:13: expected at most 5 steps with `orders: all`, found 6",
    ),
    (
        "another order",
        "- parallel: { orders: any, of: [ { ping: sensor } ] }",
        "bad.yaml:6:23: expected `all` or `seeded` for `orders`, found `any`",
    ),
    (
        "a record of what is not acknowledged",
        "- stream: { from: sensor, topic: t, count: 3, payload: x, record: sent }",
        "bad.yaml:6:11: `record` keeps what was acknowledged, and so needs `qos: 1`",
    ),
    (
        "a stream of nothing",
        "- stream: { from: sensor, topic: t, count: 0, payload: x }",
        "bad.yaml:6:44: expected a whole number from 1 to 100000 for `count`, found `0`",
    ),
    ("a check of nothing", "- check: {}", "bad.yaml:6:10: `check` compares nothing"),
    (
        "an unknown comparison",
        "- check: { payloads of: [ sensor ], coers: [] }",
        "bad.yaml:6:37: unknown comparison `coers`; did you mean `covers`?",
    ),
    (
        "a check without a comparison",
        "- check: { payloads of: [ sensor ], within: 1s }",
        "bad.yaml:6:10: `check` needs a comparison: `=`, `<`, `>`, `set equals` or `covers`",
    ),
    (
        "a share without what is counted",
        "- expect: { \"sensor\": { exactly: 1 } }",
        "bad.yaml:6:23: `expect` needs `of`",
    ),
    (
        "rows of each without a name",
        "- each: { rows: [ { topic: t } ], do: [ { ping: sensor } ] }",
        "bad.yaml:6:19: `a row` needs `name`",
    ),
    (
        "a call that gets a packet",
        "- call: { method: GET, path: /, gets: closed }",
        "bad.yaml:6:39: a `call` gets an HTTP answer, such as `200` or `{ http: { status: 403 } }`",
    ),
];

/// A whole file as it is; anything else is put below a head with two clients that speak both versions.
pub(crate) fn file(text: &str) -> String {
    if text.starts_with("- ") {
        let head = "summary: s\nrequires: MB-PUB-01\nversions: both\nclients: { sensor: {}, watcher: {} }\nsteps:\n";
        return format!("{head}{text}\n");
    }
    text.to_owned()
}
