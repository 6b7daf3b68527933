//! HTTP as a transport: a request becomes a value, and its answer a response.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::oneshot;
use touchstone_account::{HttpRequest, HttpResponse, Peer};

use crate::owner::{Command, Mailbox};

/// The longest body that is read; what an account accepts is less.
const LONGEST_BODY: usize = 256 * 1_024;

/// How long a client may take to send its headers, between requests too.
const HEADERS: Duration = Duration::from_secs(60);

/// How long a client may take to send its body.
const BODY: Duration = Duration::from_secs(60);

/// Serves HTTP/1 on one stream until it ends.
pub(crate) async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, peer: Peer, mailbox: Mailbox) {
    let service = service_fn(|request| {
        let (peer, mailbox) = (peer.clone(), mailbox.clone());
        async move { Ok::<_, Infallible>(respond(request, peer, &mailbox).await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADERS);
    if let Err(cause) = builder.serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(address = %peer.address, %cause, "HTTP connection ended");
    }
}

async fn respond(request: Request<Incoming>, peer: Peer, mailbox: &Mailbox) -> Response<Full<Bytes>> {
    let request = match value(request).await {
        Ok(request) => request,
        Err(status) => return bare(status),
    };
    let (reply, answer) = oneshot::channel();
    if mailbox.send(Command::Ask(peer, request, reply)).is_err() {
        return bare(StatusCode::SERVICE_UNAVAILABLE);
    }
    match answer.await {
        Ok(answer) => response(answer).unwrap_or_else(|| bare(StatusCode::INTERNAL_SERVER_ERROR)),
        Err(_) => bare(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// The request as a value, or the status with which it is refused.
async fn value(request: Request<Incoming>) -> Result<HttpRequest, StatusCode> {
    let (head, body) = request.into_parts();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let body = tokio::time::timeout(BODY, Limited::new(body, LONGEST_BODY).collect()).await;
    let body = match body {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(cause)) if cause.is::<http_body_util::LengthLimitError>() => return Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => return Err(StatusCode::BAD_REQUEST),
        Err(_) => return Err(StatusCode::REQUEST_TIMEOUT),
    };
    Ok(HttpRequest { method: head.method.as_str().to_owned(), target, headers, body })
}

/// The answer as a response; `None` when it holds what HTTP cannot carry.
fn response(answer: HttpResponse) -> Option<Response<Full<Bytes>>> {
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).ok()?;
    for (name, value) in &answer.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        response.headers_mut().append(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    Some(response)
}

fn bare(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
