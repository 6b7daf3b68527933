//! Bad files of vectors: what their members may be.

use crate::{Bad, Text};

pub(crate) const ROWS: &[Bad] = &[
    Bad {
        name: "vectors that are no list",
        files: &[("v.json", Text::Says("{}"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected a list, found an object --> v.json:1:1 | 1 | {} | ^^",
    },
    Bad {
        name: "a vector that is no object",
        files: &[("v.json", Text::Says("[3]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected a vector, an object, found the number `3` --> v.json:1:2 | 1 | [3] |  ^",
    },
    Bad {
        name: "a vector without an id",
        files: &[("v.json", Text::Says("[{\"policies\": []}]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: `id` is missing in a vector --> v.json:1:2 | 1 | [{\"policies\": []}] |  ^",
    },
    Bad {
        name: "a vector without policies",
        files: &[("v.json", Text::Says("[{\"id\": \"a\"}]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: `policies` is missing in a vector --> v.json:1:2 | 1 | [{\"id\": \"a\"}] |  ^",
    },
    Bad {
        name: "a misspelt member of a vector",
        files: &[("v.json", Text::Says("[{\"id\": \"a\", \"polices\": []}]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: unknown member `polices` in a vector; did you mean `policies`? --> v.json:1:14 | 1 | [{\"id\": \"a\", \"polices\": []}] |              ^^^^^^^^^",
    },
    Bad {
        name: "a vector's id that is no text",
        files: &[("v.json", Text::Says("[{\"id\": 3, \"policies\": []}]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected text, found the number `3` --> v.json:1:9 | 1 | [{\"id\": 3, \"policies\": []}] |         ^",
    },
    Bad {
        name: "policies of a vector that are no list",
        files: &[("v.json", Text::Says("[{\"id\": \"a\", \"policies\": {}}]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected a list, found an object --> v.json:1:26 | 1 | [{\"id\": \"a\", \"policies\": {}}] |                          ^^",
    },
    Bad {
        name: "a policy of a vector that is text",
        files: &[("v.json", Text::Says("[{\"id\": \"a\", \"policies\": [\"x\"]}]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: a policy document is an object --> v.json:1:27 | 1 | [{\"id\": \"a\", \"policies\": [\"x\"]}] |                           ^^^",
    },
    Bad {
        name: "a member of a vector twice",
        files: &[("v.json", Text::Says("[{\"id\": \"a\", \"id\": \"b\", \"policies\": []}]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: the member `id` is there twice --> v.json:1:14 | 1 | [{\"id\": \"a\", \"id\": \"b\", \"policies\": []}] |              ^^^^",
    },
    Bad {
        name: "a vector that is cut",
        files: &[("v.json", Text::Says("[{\"id\": \"a\""))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: unterminated object --> v.json:1:2 | 1 | [{\"id\": \"a\" |  ^^^^^^^^^^",
    },
    Bad {
        name: "an unknown policy language",
        files: &[("v.json", Text::Says("[{\"id\": \"a\", \"policies\": [], \"policy_type\": \"aws\"}]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected `iot` or `iam`, found `aws` --> v.json:1:45 | 1 | [{\"id\": \"a\", \"policies\": [], \"policy_type\": \"aws\"}] |                                             ^^^^^",
    },
    Bad {
        name: "an attachment to nothing that there is",
        files: &[("v.json", Text::Says("[{\"id\": \"a\", \"policies\": [], \"attachments\": [\"group/g\"]}]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected `principal` or `thinggroup/NAME`, found `group/g` --> v.json:1:46 | 1 | [{\"id\": \"a\", \"policies\": [], \"attachments\": [\"group/g\"]}] |                                              ^^^^^^^^^",
    },
    Bad {
        name: "an expectation that is a number",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": 3}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected `Allow` or `Deny`, found the number `3` --> v.json:2:65 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": 3}]}] |                                                                 ^",
    },
    Bad {
        name: "an expectation that is misspelt",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Alow\"}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected `Allow` or `Deny`, found `Alow`; did you mean `Allow`? --> v.json:2:65 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Alow\"}]}] |                                                                 ^^^^^^",
    },
    Bad {
        name: "an expectation that is an object",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": {\"Allow\": 1}}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected `Allow` or `Deny`, found an object --> v.json:2:65 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": {\"Allow\": 1}}]}] |                                                                 ^^^^^^^^^^^^",
    },
    Bad {
        name: "a decision of another word",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"decision\": \"ALLOW\"}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected `ALLOWED`, `IMPLICIT_DENY` or `EXPLICIT_DENY`, found `ALLOW`; did you mean `ALLOWED`? --> v.json:2:67 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"decision\": \"ALLOW\"}]}] |                                                                   ^^^^^^^",
    },
    Bad {
        name: "a request that expects nothing",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\"}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected a member `expect` or `decision`, found neither --> v.json:2:1 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\"}]}] | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
    },
    Bad {
        name: "a request without an action",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"resource\": \"*\", \"expect\": \"Deny\"}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: `action` is missing in a request --> v.json:2:1 | 2 | {\"id\": \"r\", \"resource\": \"*\", \"expect\": \"Deny\"}]}] | ^",
    },
    Bad {
        name: "a request of several actions",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": [\"iot:Connect\"], \"resource\": \"*\", \"expect\": \"Deny\"}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected an action, as `iot:Publish`, found a list --> v.json:2:23 | 2 | {\"id\": \"r\", \"action\": [\"iot:Connect\"], \"resource\": \"*\", \"expect\": \"Deny\"}]}] |                       ^^^^^^^^^^^^^^^",
    },
    Bad {
        name: "a request of an action without its service",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"Connect\", \"resource\": \"*\", \"expect\": \"Deny\"}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected an action, as `iot:Publish`, found `Connect` --> v.json:2:23 | 2 | {\"id\": \"r\", \"action\": \"Connect\", \"resource\": \"*\", \"expect\": \"Deny\"}]}] |                       ^^^^^^^^^",
    },
    Bad {
        name: "a request on a topic that is no ARN",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Publish\", \"resource\": \"topic/a\", \"expect\": \"Deny\"}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected `*` or an ARN of six fields, as `arn:aws:iot:REGION:ACCOUNT:topic/NAME`, found `topic/a` --> v.json:2:50 | 2 | {\"id\": \"r\", \"action\": \"iot:Publish\", \"resource\": \"topic/a\", \"expect\": \"Deny\"}]}] |                                                  ^^^^^^^^^",
    },
    Bad {
        name: "a misspelt member of a request",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"contxt\": {}}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: unknown member `contxt` in a request; did you mean `context`? --> v.json:2:73 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"contxt\": {}}]}] |                                                                         ^^^^^^^^",
    },
    Bad {
        name: "a context that is a list",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": []}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected a context, an object, found a list --> v.json:2:84 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": []}]}] |                                                                                    ^^",
    },
    Bad {
        name: "a client id that is a number",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": {\"client_id\": 3}}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected text, found the number `3` --> v.json:2:98 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": {\"client_id\": 3}}]}] |                                                                                                  ^",
    },
    Bad {
        name: "an unknown protocol",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": {\"protocol\": \"mqt\"}}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected `mqtt`, `websocket`, `https` or `credential-provider`, found `mqt`; did you mean `mqtt`? --> v.json:2:97 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": {\"protocol\": \"mqt\"}}]}] |                                                                                                 ^^^^^",
    },
    Bad {
        name: "a misspelt member of a thing",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": {\"thing\": {\"nme\": \"x\"}}}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: unknown member `nme` in a thing; did you mean `name`? --> v.json:2:95 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": {\"thing\": {\"nme\": \"x\"}}}]}] |                                                                                               ^^^^^",
    },
    Bad {
        name: "a thing that is attached in words",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": {\"thing\": {\"attached\": \"yes\"}}}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected `true` or `false`, found `yes` --> v.json:2:107 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": {\"thing\": {\"attached\": \"yes\"}}}]}] |                                                                                                           ^^^^^",
    },
    Bad {
        name: "a condition key that is a number",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"requests\": [\n{\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": {\"keys\": {\"aws:x\": 3}}}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected text or a list of text, found the number `3` --> v.json:2:103 | 2 | {\"id\": \"r\", \"action\": \"iot:Connect\", \"resource\": \"*\", \"expect\": \"Deny\", \"context\": {\"keys\": {\"aws:x\": 3}}}]}] |                                                                                                       ^",
    },
    Bad {
        name: "an operation without checks",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"operations\": [\n{\"id\": \"o\", \"operation\": \"x\", \"expect\": \"Deny\"}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: `checks` is missing in an operation --> v.json:2:1 | 2 | {\"id\": \"o\", \"operation\": \"x\", \"expect\": \"Deny\"}]}] | ^",
    },
    Bad {
        name: "a check without a resource",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"operations\": [\n{\"id\": \"o\", \"operation\": \"x\", \"expect\": \"Deny\", \"checks\": [{\"action\": \"iot:Connect\"}]}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: `resource` is missing in a check --> v.json:2:60 | 2 | {\"id\": \"o\", \"operation\": \"x\", \"expect\": \"Deny\", \"checks\": [{\"action\": \"iot:Connect\"}]}]}] |                                                            ^",
    },
    Bad {
        name: "a document that is no text",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"documents\": [\n{\"id\": \"d\", \"text\": {}, \"expect\": \"Valid\"}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected text, found an object --> v.json:2:21 | 2 | {\"id\": \"d\", \"text\": {}, \"expect\": \"Valid\"}]}] |                     ^^",
    },
    Bad {
        name: "a grammar of another word",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"documents\": [\n{\"id\": \"d\", \"text\": \"\", \"expect\": \"OK\"}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected `Valid` or `Malformed`, found `OK` --> v.json:2:35 | 2 | {\"id\": \"d\", \"text\": \"\", \"expect\": \"OK\"}]}] |                                   ^^^^",
    },
    Bad {
        name: "a lint that there is not",
        files: &[(
            "v.json",
            Text::Says(
                "[{\"id\": \"a\", \"policies\": [], \"documents\": [\n{\"id\": \"d\", \"text\": \"\", \"expect\": \"Malformed\", \"lints\": [\"misspelt\"]}]}]",
            ),
        )],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: expected a lint, as `POL-LINT-12`, found `misspelt` --> v.json:2:58 | 2 | {\"id\": \"d\", \"text\": \"\", \"expect\": \"Malformed\", \"lints\": [\"misspelt\"]}]}] |                                                          ^^^^^^^^^^",
    },
    Bad {
        name: "vectors that hold nothing",
        files: &[("v.json", Text::Says("[]"))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "the files hold no request, no operation and no document",
    },
    Bad {
        name: "an empty file instead of vectors",
        files: &[("v.json", Text::Says(""))],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "error: the text is empty --> v.json:1:1 | 1 | | ^",
    },
    Bad {
        name: "vectors that are no text",
        files: &[("v.json", Text::Garbled)],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "`v.json` cannot be read: no UTF-8 at byte 0",
    },
    Bad {
        name: "vectors that are a folder",
        files: &[("v.json", Text::Folder)],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "`v.json` cannot be read: Is a directory (os error 21)",
    },
    Bad {
        name: "vectors without end",
        files: &[("v.json", Text::Huge)],
        arguments: &["policy", "test", "v.json"],
        status: 2,
        answer: "`v.json` cannot be read: larger than 16777216 bytes",
    },
    Bad {
        name: "no vectors",
        files: &[],
        arguments: &["policy", "test"],
        status: 2,
        answer: "error: the following required arguments were not provided: <VECTORS>...",
    },
    Bad {
        name: "an unknown format of a test",
        files: &[],
        arguments: &["policy", "test", "v.json", "--format", "xml"],
        status: 2,
        answer: "error: invalid value 'xml' for '--format <FORMAT>' [possible values: text, json, junit]",
    },
];
