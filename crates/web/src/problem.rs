//! Everything that can go wrong, as the asking program is told (RFC 9457).
//!
//! `type` is stable and for programs; `title` never varies for a type; `detail` is about this occurrence; `hint` says what to
//! do about it.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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
pub struct Problem {
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

/// What went wrong, as in RFC 9457.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes what `into_response` writes; a test compares them")]
pub struct ProblemDocument {
    /// Stable, for programs.
    #[schema(rename = "type", example = "urn:usufruct:problem:bad-query")]
    kind: String,
    /// The same for all of a type.
    title: String,
    status: u16,
    /// About this occurrence.
    detail: String,
    /// What to do about it.
    hint: String,
}

/// The problems that any answer can be.
#[derive(utoipa::IntoResponses)]
#[expect(dead_code, reason = "it describes answers and is never made")]
pub enum AnyProblems {
    /// Path and query are too long
    #[response(status = 414, content_type = "application/problem+json")]
    TooLong(ProblemDocument),
    /// The Host header names another server
    #[response(status = 421, content_type = "application/problem+json")]
    Foreign(ProblemDocument),
}

/// The problems that any answer about a venture can be.
#[derive(utoipa::IntoResponses)]
#[expect(dead_code, reason = "it describes answers and is never made")]
pub enum Problems {
    /// A parameter or an address is not as documented
    #[response(status = 400, content_type = "application/problem+json")]
    Bad(ProblemDocument),
    /// No such venture here
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(ProblemDocument),
    /// Path and query are too long
    #[response(status = 414, content_type = "application/problem+json")]
    TooLong(ProblemDocument),
    /// The Host header names another server
    #[response(status = 421, content_type = "application/problem+json")]
    Foreign(ProblemDocument),
    /// The chain has not been read yet, or nothing more can be served now
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(ProblemDocument),
}

#[cfg(test)]
mod tests {
    use super::{Kind, Problem, ProblemDocument};
    use axum::{body::Body, http::Response, response::IntoResponse};
    use http_body_util::BodyExt;
    use std::collections::BTreeSet;
    use utoipa::PartialSchema;

    #[tokio::test]
    async fn a_problem_is_as_described() {
        let problem = Problem::new(Kind::BadQuery, "limit is 0".to_owned());
        let response: Response<Body> = problem.into_response();
        assert_eq!(response.status(), 400);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        let document: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        let schema = serde_json::to_value(ProblemDocument::schema()).expect("JSON");
        let keys =
            |value: &serde_json::Value| value.as_object().map(|map| map.keys().cloned().collect::<BTreeSet<_>>());
        assert_eq!(keys(&document), keys(&schema["properties"]));
    }
}
