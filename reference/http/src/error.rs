//! Why a request is refused, and with which status.

use std::fmt;

/// A request that cannot be served as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// 400 `InvalidRequestException`.
    InvalidRequest(String),
    /// 403 `ForbiddenException`: the topic takes no publishes (RET-PUB-18).
    Forbidden(String),
    /// 404 `ResourceNotFoundException`.
    NotFound(String),
    /// 405 `MethodNotAllowedException` (MB-HTP-10).
    MethodNotAllowed(String),
    /// 413 `RequestEntityTooLargeException` (MB-HTP-09).
    TooLarge(String),
}

impl HttpError {
    /// The status code (CTL-ERR-07).
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::InvalidRequest(_) => 400,
            Self::Forbidden(_) => 403,
            Self::NotFound(_) => 404,
            Self::MethodNotAllowed(_) => 405,
            Self::TooLarge(_) => 413,
        }
    }

    /// The error's type, without the colon that travels behind it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "InvalidRequestException",
            Self::Forbidden(_) => "ForbiddenException",
            Self::NotFound(_) => "ResourceNotFoundException",
            Self::MethodNotAllowed(_) => "MethodNotAllowedException",
            Self::TooLarge(_) => "RequestEntityTooLargeException",
        }
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(text)
            | Self::Forbidden(text)
            | Self::NotFound(text)
            | Self::MethodNotAllowed(text)
            | Self::TooLarge(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for HttpError {}
