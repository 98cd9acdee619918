//! Pages for people, over the same figures as the API.

use crate::Web;
use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// Mounted at the root, under the security headers of [`crate::headers`].
pub fn router() -> Router<Web> {
    Router::new()
}

/// For every path that neither pages nor API have.
pub fn not_found() -> Response {
    StatusCode::NOT_FOUND.into_response()
}
