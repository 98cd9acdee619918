//! The sample service that earns: it does the work that a request of the trace asked for.
//!
//! `/work?units=N[&status=S]` answers with status S (200 if absent), whatever the method, N units in the metering header, and a body that
//! grows with N. It knows nothing of payments: all of that is the gateway's.

use std::future::IntoFuture;
use std::net::SocketAddr;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::Query;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The response header that says how many units an answer was.
pub const UNITS_HEADER: HeaderName = HeaderName::from_static("x-units");
/// The largest body; a real service's is larger, but bytes on this machine's loopback prove nothing.
const BODY_BYTES_MAX: usize = 4_096;
static BODY: [u8; BODY_BYTES_MAX] = [b'.'; BODY_BYTES_MAX];

/// A running service; dropping it stops it.
pub struct Upstream {
    address: SocketAddr,
    task: JoinHandle<std::io::Result<()>>,
}

impl Upstream {
    pub async fn start() -> Result<Upstream> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("no port for the sample service")?;
        let address = listener.local_addr()?;
        let router = Router::new().route("/work", any(work));
        Ok(Upstream { address, task: tokio::spawn(axum::serve(listener, router).into_future()) })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The path and query that ask for `units` of work which ends with `status`.
pub fn work_path(units: u64, status: u16) -> String {
    if status == 200 { format!("/work?units={units}") } else { format!("/work?units={units}&status={status}") }
}

#[derive(Deserialize)]
struct Work {
    units: u64,
    status: Option<u16>,
}

async fn work(Query(work): Query<Work>) -> Response {
    let status = work.status.unwrap_or(200);
    let Some(status) = StatusCode::from_u16(status).ok().filter(|status| status.as_u16() >= 200) else {
        return (StatusCode::BAD_REQUEST, format!("status is {status}, expected 200 to 999\n")).into_response();
    };
    let bytes = usize::try_from(work.units).unwrap_or(usize::MAX).min(BODY_BYTES_MAX);
    let units = [(UNITS_HEADER, HeaderValue::from(work.units))];
    (status, units, Bytes::from_static(&BODY[..bytes])).into_response()
}
