//! The JSON API: the figures on the wire, and the document that describes it.
//!
//! Every answer says which block it holds for. Amounts are strings of decimal digits in base units, because a JSON number
//! is a float to most who read it; counts, seconds and parts in 1/10,000 are numbers. All routes are listed once, in
//! [`routes`], and described beside their handlers; a test holds the list against the description.

mod wire;
mod answer;
mod asked;

mod health;
mod ventures;
mod days;
mod customers;
mod holders;
mod price;
mod silence;
mod positions;
mod statement;
mod events;

use crate::{
    Web,
    problem::{AnyProblems, ProblemDocument},
};
use axum::{
    Router,
    http::header,
    response::IntoResponse,
    routing::{MethodRouter, get},
};
use std::sync::OnceLock;
use utoipa::OpenApi;

/// What is here. Paths are as in the description.
fn routes() -> [(&'static str, MethodRouter<Web>); 13] {
    [
        ("/api/v1/health", get(health::health)),
        ("/api/v1/openapi.json", get(openapi)),
        ("/api/v1/ventures", get(ventures::ventures)),
        ("/api/v1/ventures/{share}", get(ventures::venture)),
        ("/api/v1/ventures/{share}/days", get(days::days)),
        ("/api/v1/ventures/{share}/customers", get(customers::customers)),
        ("/api/v1/ventures/{share}/holders", get(holders::holders)),
        ("/api/v1/ventures/{share}/price", get(price::price)),
        ("/api/v1/ventures/{share}/if-customers-stop", get(silence::silence)),
        ("/api/v1/ventures/{share}/positions/{address}", get(positions::position)),
        ("/api/v1/ventures/{share}/positions/{address}/statement.csv", get(statement::statement)),
        ("/api/v1/ventures/{share}/purses", get(ventures::purses)),
        ("/api/v1/ventures/{share}/events", get(events::events)),
    ]
}

pub(crate) fn router() -> Router<Web> {
    routes().into_iter().fold(Router::new(), |router, (path, method)| router.route(path, method))
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Usufruct",
        description = "What a venture earns, from whom, and to whom it goes. Read only. Every answer holds for one block, which it \
                       names with its finality. Amounts are strings of decimal digits in base units; `units` says of what.\n\n\
                       Income counts as received when it is claimed, by whoever claims it for the holder and wherever it is sent; \
                       what is owed is not income yet.",
    ),
    paths(
        health::health,
        openapi,
        ventures::ventures,
        ventures::venture,
        ventures::purses,
        days::days,
        customers::customers,
        holders::holders,
        price::price,
        silence::silence,
        positions::position,
        statement::statement,
        events::events,
    ),
    components(schemas(ProblemDocument))
)]
struct Description;

/// This document
#[utoipa::path(get, path = "/api/v1/openapi.json", operation_id = "openapi", tag = "server",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = serde_json::Value), AnyProblems))]
async fn openapi() -> impl IntoResponse {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| Description::openapi().to_json().expect("a description is JSON"));
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "max-age=3600")], text.as_str())
}

#[cfg(test)]
mod tests {
    use super::{Description, routes};
    use std::collections::BTreeSet;
    use utoipa::OpenApi;

    #[test]
    fn every_route_is_described_and_every_description_is_a_route() {
        let description = Description::openapi();
        let described: BTreeSet<&str> = description.paths.paths.keys().map(String::as_str).collect();
        let routed: BTreeSet<&str> = routes().into_iter().map(|(path, _)| path).collect();
        assert_eq!(described, routed);
    }
}
