//! Everything that can go wrong, as the asking program is told (RFC 9457).
//!
//! `type` is stable and for programs; `title` never varies for a type; `detail` is about this occurrence; `hint` says what to
//! do about it.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    BadQuery,
    BadAddress,
    UnknownVenture,
    NoGateway,
    NotFound,
    MethodNotAllowed,
    UriTooLong,
    ForeignHost,
    TooManyStreams,
    NotReady,
    BookUnavailable,
}

#[derive(Clone, Debug)]
pub(crate) struct Problem {
    kind: Kind,
    detail: String,
}

impl Kind {
    /// Slug, status, title, hint.
    const fn entry(self) -> (&'static str, StatusCode, &'static str, &'static str) {
        match self {
            Self::BadQuery => (
                "bad-query",
                StatusCode::BAD_REQUEST,
                "A parameter is not as documented",
                "See /api/v1/openapi.json for the parameters of this path and their limits.",
            ),
            Self::BadAddress => (
                "bad-address",
                StatusCode::BAD_REQUEST,
                "Not an address",
                "An address is 0x and 40 hexadecimal digits.",
            ),
            Self::UnknownVenture => (
                "unknown-venture",
                StatusCode::NOT_FOUND,
                "No such venture here",
                "GET /api/v1/ventures lists the ventures of this server by the address of their Share.",
            ),
            Self::NoGateway => (
                "no-gateway",
                StatusCode::NOT_FOUND,
                "Prices are not known here",
                "This server has no gateway beside it. Ask the operator's own server.",
            ),
            Self::NotFound => {
                ("not-found", StatusCode::NOT_FOUND, "Nothing is here", "See /api/v1/openapi.json for what is.")
            }
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "Only reading is possible here",
                "Use GET or HEAD. What changes something is signed by a wallet and sent to the chain.",
            ),
            Self::UriTooLong => {
                ("uri-too-long", StatusCode::URI_TOO_LONG, "The address is too long", "Ask for less at once.")
            }
            Self::ForeignHost => (
                "foreign-host",
                StatusCode::MISDIRECTED_REQUEST,
                "Not this server's name",
                "Ask under this machine's name, or have the operator list the name that was used.",
            ),
            Self::TooManyStreams => (
                "too-many-streams",
                StatusCode::SERVICE_UNAVAILABLE,
                "All streams of live updates are taken",
                "Poll /api/v1/ventures/{share} instead, or come back in a minute.",
            ),
            Self::NotReady => (
                "not-ready",
                StatusCode::SERVICE_UNAVAILABLE,
                "The chain has not been read yet",
                "Come back in a few seconds; /api/v1/health tells how it goes.",
            ),
            Self::BookUnavailable => (
                "book-unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                "The gateway's book cannot be read",
                "Come back in a few seconds.",
            ),
        }
    }
}

impl Problem {
    pub fn new(kind: Kind, detail: String) -> Self {
        Self { kind, detail }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (slug, status, title, hint) = self.kind.entry();
        let document = json!({
            "type": format!("urn:usufruct:problem:{slug}"),
            "title": title,
            "status": status.as_u16(),
            "detail": self.detail,
            "hint": hint,
        });
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        (status, headers, document.to_string()).into_response()
    }
}
