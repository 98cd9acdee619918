//! The service that is sold: it does what its path says, and counts how often it was asked.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, Response, StatusCode, Uri},
    response::IntoResponse,
    routing::any,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[derive(Clone, Default)]
pub struct Upstream {
    asked: Arc<AtomicU64>,
}

impl Upstream {
    /// Starts it; returns its URL.
    pub async fn start() -> (Self, String) {
        let upstream = Self::default();
        let router = Router::new()
            .route("/once", any(once))
            .route("/once/echo", any(echo))
            .route("/once/big", any(big))
            .route("/once/broken", any(broken))
            .route("/once/hang", any(std::future::pending::<()>))
            .route("/work", any(work))
            .route("/text", any(text))
            .with_state(upstream.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (upstream, url)
    }

    /// How often it was asked for an answer of `/once`, `/work` or `/text`.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }

    fn ask(&self) -> u64 {
        self.asked.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// A parameter of the query.
fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query()?;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
}

async fn once(State(upstream): State<Upstream>) -> String {
    format!("answer {}", upstream.ask())
}

async fn echo(headers: HeaderMap, body: Bytes) -> Json<Value> {
    let text = |value: &HeaderValue| value.to_str().unwrap_or("?").to_owned();
    let headers: Value = headers.iter().map(|(name, value)| (name.to_string(), json!(text(value)))).collect();
    Json(json!({ "headers": headers, "body": String::from_utf8_lossy(&body) }))
}

async fn big() -> Vec<u8> {
    vec![b'x'; 300_000]
}

/// Promises more than it sends.
async fn broken() -> Response<Body> {
    let chunks = futures_util::stream::iter([Ok(Bytes::from_static(b"be")), Err(std::io::Error::other("gone"))]);
    Body::from_stream(chunks).into_response()
}

/// `?units=N&status=S`; `units` may be anything.
async fn work(State(upstream): State<Upstream>, uri: Uri) -> Response<Body> {
    let number = upstream.ask();
    let mut response = format!("work {number}").into_response();
    if let Some(units) = parameter(&uri, "units") {
        let units = HeaderValue::from_str(&units).expect("a test's own header");
        response.headers_mut().insert("x-units", units);
    }
    if let Some(status) = parameter(&uri, "status").and_then(|status| status.parse().ok()) {
        *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    }
    if let Some(cache) = parameter(&uri, "cache") {
        response.headers_mut().insert("cache-control", HeaderValue::from_str(&cache).expect("a test's own header"));
    }
    response
}

/// `?bytes=N`.
async fn text(State(upstream): State<Upstream>, uri: Uri) -> Vec<u8> {
    upstream.ask();
    vec![b't'; parameter(&uri, "bytes").and_then(|bytes| bytes.parse().ok()).unwrap_or(0)]
}
