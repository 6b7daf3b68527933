//! HTTP calls, each on a thread of its own.

#[cfg(test)]
mod tests;

use std::io::Read;
use std::thread;
use std::time::Duration;

use reqwest::blocking::{Client, Response};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url, redirect};

use crate::links::{Address, TlsIdentity};

/// Bytes of a body that are kept.
const LARGEST: u64 = 16 * 1024 * 1024;

/// An HTTP request as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method, such as `POST`.
    pub method: String,
    /// Path and query exactly as sent.
    pub target: String,
    /// Headers in order. `host`, `accept` and `content-length` are added where they are missing.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An HTTP answer as it arrived; a redirection is an answer like any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The status code.
    pub status: u16,
    /// Headers in order, names in lower case, what is not ASCII replaced.
    pub headers: Vec<(String, String)>,
    /// The body, up to 16 MiB of it.
    pub body: Vec<u8>,
}

/// Makes a call on a thread of its own, and tells `answered` its outcome there.
pub(crate) fn start(
    to: &Address,
    tls: Option<&TlsIdentity>,
    request: HttpRequest,
    patience: Duration,
    answered: impl FnOnce(Result<HttpAnswer, String>) + Send + 'static,
) -> Result<(), String> {
    let (to, tls) = (to.clone(), tls.cloned());
    let call = move || answered(make(&to, tls.as_ref(), request, patience));
    thread::Builder::new().name("call".to_owned()).spawn(call).map(drop).map_err(|error| error.to_string())
}

/// Makes a call and waits for its answer.
fn make(
    to: &Address,
    tls: Option<&TlsIdentity>,
    request: HttpRequest,
    patience: Duration,
) -> Result<HttpAnswer, String> {
    let host = tls.map_or_else(|| to.host.clone(), TlsIdentity::server_name);
    let url = url(tls.is_some(), &host, to.port, &request.target)?;
    let client = client(to, tls, &host, patience)?;
    let method =
        Method::from_bytes(request.method.as_bytes()).map_err(|_| format!("`{}` is no method", request.method))?;
    let sent = client.request(method, url).headers(headers(&request.headers)?).body(request.body).send();
    read(sent.map_err(|error| chain(&error))?)
}

/// A client for one call: no pool, no proxy, no redirection.
fn client(to: &Address, tls: Option<&TlsIdentity>, host: &str, patience: Duration) -> Result<Client, String> {
    let config = match tls {
        Some(tls) => tls.config(),
        // Without a configuration the client would ask the process for a provider of cryptography, and panic without one.
        None => TlsIdentity::none().map_err(|error| error.to_string())?.config(),
    };
    let addresses: Vec<_> = to.resolve()?.into();
    let builder = Client::builder()
        .tls_backend_preconfigured(config)
        .http1_only()
        .no_proxy()
        .referer(false)
        .redirect(redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .timeout(patience)
        .resolve_to_addrs(host, &addresses);
    builder.build().map_err(|error| chain(&error))
}

/// The address of the request, when its path and query survive as they were given.
fn url(secure: bool, host: &str, port: u16, target: &str) -> Result<Url, String> {
    let scheme = if secure { "https" } else { "http" };
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let url = Url::parse(&format!("{scheme}://{host}:{port}{target}")).map_err(|error| error.to_string())?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let sent = format!("{}{query}", url.path());
    if sent == target { Ok(url) } else { Err(format!("`{target}` would be sent as `{sent}`")) }
}

fn headers(given: &[(String, String)]) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is no header name"))?;
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| format!("`{value}` is no header value"))?;
        headers.append(key, value);
    }
    Ok(headers)
}

fn read(response: Response) -> Result<HttpAnswer, String> {
    let status = response.status().as_u16();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let mut body = Vec::new();
    response.take(LARGEST).read_to_end(&mut body).map_err(|error| error.to_string())?;
    Ok(HttpAnswer { status, headers, body })
}

/// An error with all its causes, since the first alone says only that sending failed.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ")
}
