//! Answers: status, headers, body.

use serde_json::json;

use crate::HttpError;

/// An answer, but for the headers that the transport adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// The answer to a publish that was accepted (RET-PUB-07); `request` is a UUID.
#[must_use]
pub fn published(request: &str) -> Reply {
    //= MB-HTP-01
    json_reply(200, None, "OK", request)
}

/// How a request that the caller's policies do not allow is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpsDenial {
    /// 403 `ForbiddenException`.
    #[default]
    Forbidden403,
    /// 401 `UnauthorizedException`.
    Unauthorized401,
}

/// The answer to a request that the caller's policies do not allow (MB-HTP-11).
#[must_use]
pub fn denied(how: HttpsDenial, request: &str) -> Reply {
    match how {
        //= MB-HTP-11
        //= MB-DEN-13
        HttpsDenial::Forbidden403 => json_reply(403, Some("ForbiddenException"), "Forbidden", request),
        //= POL-OP-22
        HttpsDenial::Unauthorized401 => json_reply(401, Some("UnauthorizedException"), "Unauthorized", request),
    }
}

/// The answer to a request without a usable credential (MB-HTP-12).
#[must_use]
pub fn without_credential(request: &str) -> Reply {
    //= MB-HTP-12
    json_reply(403, Some("ForbiddenException"), "Missing Authentication Token", request)
}

/// The answer to a request that cannot be served.
#[must_use]
pub fn refused(error: &HttpError, request: &str) -> Reply {
    json_reply(error.status(), Some(error.name()), &error.to_string(), request)
}

fn json_reply(status: u16, error: Option<&str>, message: &str, request: &str) -> Reply {
    let mut headers = vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        //= MB-HTP-14
        ("x-amzn-RequestId".to_owned(), request.to_owned()),
    ];
    if let Some(name) = error {
        //= CTL-OP-37
        headers.push(("x-amzn-ErrorType".to_owned(), format!("{name}:")));
    }
    Reply { status, headers, body: json!({ "message": message, "traceId": request }).to_string() }
}
