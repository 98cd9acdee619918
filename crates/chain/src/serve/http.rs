//! JSON-RPC over HTTP.
//!
//! Any web page may ask (CORS), because wallets in browsers must: this is a chain on the user's
//! own machine that holds no keys. Requests are answered on threads that may block, a bounded
//! number at a time; the others wait for their turn.
//!
//! Programs that send several transactions at once have no say in which arrives first. One that is
//! comes before its predecessors is held for a moment and tried again, in a batch after the others.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::{net::TcpListener, sync::Semaphore, sync::oneshot, task::JoinHandle};

use crate::{node::Chain, rpc::errors::RpcError};

/// Bytes of one request body: a batch of raw transactions of the largest size, and then some.
pub const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Requests in one batch, as in geth.
pub const BATCH_MAX: usize = 1_000;

/// HTTP requests that are answered at the same time.
pub const REQUESTS_AT_ONCE_MAX: usize = 64;

/// Transactions that are held until their predecessors have come; further ones are refused at once.
const EARLY_AT_ONCE_MAX: usize = 64;
/// How often and after which pause they are tried again: for two seconds in all.
const EARLY_TRIES: u32 = 100;
const EARLY_PAUSE: Duration = Duration::from_millis(20);

/// A running server. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct HttpServer {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

impl HttpServer {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://…`
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Takes no more connections, answers what was asked, and ends.
    pub async fn shut_down(mut self) -> io::Result<()> {
        if let Some(stop) = self.stop.take() {
            // An error means that the server has ended by itself; the task says why.
            let _ = stop.send(());
        }
        (&mut self.task).await.map_err(io::Error::other)?
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Clone)]
struct Shared {
    chain: Chain,
    turns: Arc<Semaphore>,
    early: Arc<Semaphore>,
}

impl Chain {
    /// Serves JSON-RPC at `address` (port 0: any free one) until the server is shut down or
    /// dropped. Needs a tokio runtime.
    pub async fn serve_http(&self, address: SocketAddr) -> io::Result<HttpServer> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let places = |count| Arc::new(Semaphore::new(count));
        let (turns, early) = (places(REQUESTS_AT_ONCE_MAX), places(EARLY_AT_ONCE_MAX));
        let shared = Shared { chain: self.clone(), turns, early };
        let router = Router::new()
            .route("/", post(answer_post).options(answer_options))
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
            .with_state(shared);
        let (stop, stopped) = oneshot::channel();
        let server = axum::serve(listener, router).with_graceful_shutdown(async move {
            // A dropped sender means the same as a message: stop.
            let _ = stopped.await;
        });
        let task = tokio::spawn(server.into_future());
        Ok(HttpServer { address, stop: Some(stop), task })
    }
}

/// A request as it arrives. Fields that JSON-RPC does not know are ignored.
#[derive(Deserialize)]
struct Request<'a> {
    method: String,
    #[serde(borrow, default)]
    params: Option<&'a RawValue>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct Reply<'a> {
    jsonrpc: &'static str,
    id: Option<&'a RawValue>,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Result(Box<RawValue>),
    Error(RpcError),
}

/// What is written back.
struct Written {
    json: String,
    /// The one request of this body is a transaction that came too early.
    early: bool,
}

async fn answer_post(State(shared): State<Shared>, body: Bytes) -> Response {
    let mut written = answer_in_turn(&shared, &body).await;
    let mut tries = 0;
    while let Ok(Some(Written { early: true, .. })) = written
        && tries < EARLY_TRIES
        && let Ok(_place) = shared.early.try_acquire()
    {
        tokio::time::sleep(EARLY_PAUSE).await;
        written = answer_in_turn(&shared, &body).await;
        tries += 1;
    }
    match written {
        Ok(Some(written)) => {
            (cross_origin(), [(header::CONTENT_TYPE, "application/json")], written.json).into_response()
        }
        Ok(None) => (StatusCode::NO_CONTENT, cross_origin()).into_response(),
        Err(status) => (status, cross_origin()).into_response(),
    }
}

async fn answer_in_turn(shared: &Shared, body: &Bytes) -> Result<Option<Written>, StatusCode> {
    let turn = Arc::clone(&shared.turns).acquire_owned().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let (chain, body) = (shared.chain.clone(), body.clone());
    let answered = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        answer_body(&chain, &body)
    });
    answered.await.map_err(|error| {
        tracing::error!(%error, "a request was not answered");
        StatusCode::INTERNAL_SERVER_ERROR
    })
}

async fn answer_options() -> Response {
    (StatusCode::NO_CONTENT, cross_origin()).into_response()
}

fn cross_origin() -> HeaderMap {
    let allow = |name: &'static str, value| (HeaderName::from_static(name), HeaderValue::from_static(value));
    HeaderMap::from_iter([
        allow("access-control-allow-origin", "*"),
        allow("access-control-allow-methods", "POST, OPTIONS"),
        allow("access-control-allow-headers", "*"),
        allow("access-control-allow-private-network", "true"),
        allow("access-control-max-age", "86400"),
    ])
}

/// The reply to a body; None if it holds only notifications, which have none.
fn answer_body(chain: &Chain, body: &[u8]) -> Option<Written> {
    let text = std::str::from_utf8(body).unwrap_or_default();
    if !text.trim_start().starts_with('[') {
        return answer_one(chain, text);
    }
    let requests: Vec<&RawValue> = match serde_json::from_str(text) {
        Ok(requests) => requests,
        Err(error) => return Some(refusal(RpcError::parse(error))),
    };
    if requests.is_empty() {
        return Some(refusal(RpcError::invalid_request("an empty batch")));
    }
    if requests.len() > BATCH_MAX {
        let what = format!("a batch of more than {BATCH_MAX} requests");
        return Some(refusal(RpcError::invalid_request(&what)));
    }
    let answer = |request: &&RawValue| answer_one(chain, request.get());
    let mut replies: Vec<Option<Written>> = requests.iter().map(answer).collect();
    // Within a batch nobody else has to come: trying again helps as long as it helps anybody.
    for _ in 0..EARLY_TRIES {
        let mut helped = false;
        for (request, reply) in requests.iter().zip(&mut replies) {
            if reply.as_ref().is_some_and(|written| written.early) {
                *reply = answer(request);
                helped |= reply.as_ref().is_some_and(|written| !written.early);
            }
        }
        if !helped {
            break;
        }
    }
    let replies: Vec<String> = replies.into_iter().flatten().map(|written| written.json).collect();
    (!replies.is_empty()).then(|| Written { json: format!("[{}]", replies.join(",")), early: false })
}

fn answer_one(chain: &Chain, text: &str) -> Option<Written> {
    let request: Request<'_> = match serde_json::from_str(text) {
        Ok(request) => request,
        Err(error) if error.is_data() => {
            return Some(refusal(RpcError::invalid_request(&error.to_string())));
        }
        Err(error) => return Some(refusal(RpcError::parse(error))),
    };
    let outcome = match chain.answer(&request.method, request.params) {
        Ok(result) => Outcome::Result(result),
        Err(error) => Outcome::Error(error),
    };
    request.id.map(|id| write(&Reply { jsonrpc: "2.0", id: Some(id), outcome }))
}

fn refusal(error: RpcError) -> Written {
    write(&Reply { jsonrpc: "2.0", id: None, outcome: Outcome::Error(error) })
}

fn write(reply: &Reply<'_>) -> Written {
    let early = matches!(&reply.outcome, Outcome::Error(error) if error.early);
    Written { json: serde_json::to_string(reply).expect("a reply is made of JSON values"), early }
}
