//! Whether the chain is being followed.

use super::{
    asked::{Asked, Nothing},
    wire::Block,
};
use crate::{
    Web,
    problem::{AnyProblems, Problem, ProblemDocument},
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`; `stale`: the chain has not answered for too long; `starting`: it has not been read yet.
    #[schema(pattern = "^(ok|stale|starting)$", example = "ok")]
    status: &'static str,
    block: Option<Block>,
    #[schema(pattern = "^(latest|safe|final)$")]
    finality: Option<&'static str>,
    /// Seconds since the chain was last asked with success.
    checked_seconds_ago: Option<u64>,
    /// Attempts since then that failed.
    failures: u32,
    /// Whether prices are known here.
    gateway: bool,
}

/// Whether this server keeps up with its chain
#[utoipa::path(get, path = "/api/v1/health", operation_id = "health", tag = "server",
    responses(
        (status = 200, description = "It does", body = Health),
        (status = 400, description = "A parameter that is not known", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "It does not, or not yet", body = Health),
        AnyProblems,
    ))]
pub async fn health(State(web): State<Web>, Asked(Nothing {}): Asked<Nothing>) -> Result<Response, Problem> {
    let as_of = web.reading().ok().map(|reading| reading.as_of());
    let failures = web.shared.news.borrow().failures;
    let (code, status) = match as_of {
        Some(as_of) if !as_of.stale => (StatusCode::OK, "ok"),
        Some(_) => (StatusCode::SERVICE_UNAVAILABLE, "stale"),
        None => (StatusCode::SERVICE_UNAVAILABLE, "starting"),
    };
    let health = Health {
        status,
        block: as_of.as_ref().map(Block::from),
        finality: as_of.map(|as_of| as_of.finality.word()),
        checked_seconds_ago: as_of.map(|as_of| as_of.checked_seconds_ago),
        failures,
        gateway: web.shared.gateway.is_some(),
    };
    Ok((code, [(header::CACHE_CONTROL, "no-store")], Json(health)).into_response())
}
