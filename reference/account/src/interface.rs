//! What goes into an account and what comes out of it.

use std::net::IpAddr;

use bytes::Bytes;
use touchstone_broker::{ConnectionId, Ending, Parting};
use touchstone_vocabulary::{AuthorizerName, CertificateId, ClientId, PolicyName, PolicyVersionId, Span, ThingName};

/// Something that happens to an account.
#[derive(Debug)]
pub enum Input<'a> {
    /// A connection was opened for MQTT.
    Opened {
        /// Its id, never used before.
        connection: ConnectionId,
        /// Who is at the other end.
        peer: Peer,
    },
    /// Bytes came in.
    Received {
        /// On which connection.
        connection: ConnectionId,
        /// The bytes, in any cut.
        bytes: &'a [u8],
    },
    /// A connection ended at the other side.
    Gone {
        /// Which one.
        connection: ConnectionId,
        /// How.
        ending: Ending,
    },
    /// An HTTP request came in.
    Asked {
        /// Under which the answer is given.
        request: RequestId,
        /// Who asks.
        peer: Peer,
        /// The request as received.
        http: HttpRequest,
    },
    /// The world is changed, as an operator does it.
    Operated {
        /// Under which the answer is given.
        request: RequestId,
        /// Who does it.
        caller: Caller,
        /// What is done.
        operation: Operation,
    },
    /// A custom authorizer answered.
    Authorized {
        /// Which call.
        call: CallId,
        /// What it said: the JSON text of its answer, or that it failed.
        answer: Result<String, AuthorizerFailure>,
    },
    /// Only time has passed.
    Due,
}

/// Something an account wants done; outputs are executed in order.
#[derive(Debug)]
pub enum Output {
    /// The connection has something to transmit, where it had nothing before.
    Ready(ConnectionId),
    /// The connection is to be closed now.
    Close(ConnectionId, Parting),
    /// A request is answered.
    Answer(RequestId, Answer),
    /// A custom authorizer is to be asked.
    Authorize(CallId, AuthorizerRequest),
    /// Something worth knowing happened.
    Log(LogRecord),
}

/// An HTTP request or an operation, until it is answered. Numbers are given by the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// A question to a custom authorizer, until it is answered. Numbers are given by the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// Who is at the other end of a connection or request: facts, not judgements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The host name asked for, by TLS or HTTP.
    pub host: Option<String>,
    /// The source address.
    pub address: IpAddr,
    /// The source port.
    pub port: u16,
    /// How it came in.
    pub transport: Transport,
    /// The client certificate, when one was shown and its key was proved.
    pub certificate: Option<CertificateId>,
}

/// How a peer came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// MQTT over TLS.
    Tls,
    /// MQTT over plain TCP, only where a server was told to offer it.
    Tcp,
    /// HTTPS.
    Https,
}

/// An HTTP request as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: String,
    /// The request target exactly as received: path and query.
    pub target: String,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// An HTTP answer as it is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// Headers in order, without `content-length`, which the transport adds.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To an HTTP request.
    Http(HttpResponse),
    /// To an operation: done, or why not.
    Operation(Result<(), OperationError>),
}

/// Who changes the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The owner of the account, who may do everything.
    Owner,
}

/// A change of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A thing is made, or its attributes are replaced.
    PutThing {
        /// Its name.
        name: ThingName,
        /// Its attributes.
        attributes: Vec<(String, String)>,
    },
    /// A certificate is registered, active.
    RegisterCertificate {
        /// Its id.
        certificate: CertificateId,
    },
    /// A certificate's status changes.
    UpdateCertificate {
        /// Its id.
        certificate: CertificateId,
        /// Whether it is active from now on.
        status: CertificateStatus,
    },
    /// A certificate is attached to a thing.
    AttachThing {
        /// The thing.
        thing: ThingName,
        /// The certificate.
        certificate: CertificateId,
    },
    /// A policy is made, or this text takes the place of the version that is in force.
    PutPolicy {
        /// Its name.
        name: PolicyName,
        /// Its text.
        document: String,
    },
    /// A policy gets one more version, which is not in force.
    AddPolicyVersion {
        /// The policy.
        policy: PolicyName,
        /// The version's text.
        document: String,
    },
    /// Another version of a policy is in force from now on.
    SetDefaultPolicyVersion {
        /// The policy.
        policy: PolicyName,
        /// The version.
        version: PolicyVersionId,
    },
    /// A version of a policy that is not in force is deleted.
    DeletePolicyVersion {
        /// The policy.
        policy: PolicyName,
        /// The version.
        version: PolicyVersionId,
    },
    /// A policy is attached to a certificate.
    AttachPolicy {
        /// The policy.
        policy: PolicyName,
        /// The certificate.
        certificate: CertificateId,
    },
    /// A policy is detached from a certificate.
    DetachPolicy {
        /// The policy.
        policy: PolicyName,
        /// The certificate.
        certificate: CertificateId,
    },
    /// A custom authorizer is made known.
    PutAuthorizer {
        /// Its name.
        name: AuthorizerName,
    },
}

/// The status of a certificate, as far as it is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// `ACTIVE`.
    Active,
    /// `INACTIVE`.
    Inactive,
    /// `REVOKED`.
    Revoked,
}

/// Why an operation was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationError {
    /// The error's name, such as `ResourceNotFoundException`.
    pub code: &'static str,
    /// What is wrong, in one sentence.
    pub message: String,
}

/// What a custom authorizer is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizerRequest {
    /// Which authorizer.
    pub authorizer: AuthorizerName,
    /// The client id of the CONNECT.
    pub client: ClientId,
    /// The user name of the CONNECT, verbatim (MB-EP-16).
    pub user_name: String,
    /// The password of the CONNECT.
    pub password: Vec<u8>,
}

/// A custom authorizer that gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizerFailure {
    /// What happened.
    pub reason: String,
}

/// A scripted custom authorizer: what it answers, and after how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizerScript {
    /// Its answers, one for each time it is asked; the last is given ever after.
    pub answers: Vec<Result<String, AuthorizerFailure>>,
    /// How long it takes, on the account's clock.
    pub after: Span,
}

impl AuthorizerScript {
    /// What a text says: one answer, or a JSON array of answers.
    #[must_use]
    pub fn new(text: &str, after: Span) -> Self {
        let answers = match serde_json::from_str(text) {
            Ok(serde_json::Value::Array(answers)) => answers.iter().map(|answer| Ok(answer.to_string())).collect(),
            _ => vec![Ok(text.to_owned())],
        };
        Self { answers, after }
    }
}

/// Something worth knowing: why a connection ended or a request was denied (broker sheet, section 14.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecord {
    /// `Connect`, `Disconnect`, `Publish-In`, `Publish-Out`, `Subscribe`.
    pub event: &'static str,
    /// Whether it tells of a failure.
    pub failure: bool,
    /// The client, where one is known.
    pub client: Option<ClientId>,
    /// The principal, where one is known.
    pub principal: Option<String>,
    /// The topic or filter, where one is concerned.
    pub topic: Option<String>,
    /// The reason as the log spells it, such as `AUTHORIZATION_FAILURE`.
    pub reason: Option<&'static str>,
    /// More in words, such as the deciding statements.
    pub details: Option<String>,
}
