//! Pages and a JSON API over what the ledger knows: what a holder would want to see of a venture.
//!
//! ```text
//! chain ─► follower (the ledger, caught up) ─► snapshot of one block ─► reading ─► figures ─► api  ─► programs
//!                                                                                     └────► pages ─► people
//! ```
//!
//! Read only: whatever changes something is signed in the visitor's wallet and sent by it. So there is no session, no
//! cookie and no secret here, and any number of replicas can serve the same venture.
//!
//! Invariants. All figures of one answer are of one block, and say of which, how final it is, and how long ago the chain
//! was asked. Figures are exact integers from the chain to the text; none is ever a float. Every query is answered from
//! memory, within stated limits. Security headers are set in one place ([`headers`]), for pages and API alike.
//!
//! ```no_run
//! # use std::{future::Future, path::Path, sync::Arc};
//! # use usufruct_gateway::{Gateway, Millis};
//! # use usufruct_ledger::Ledger;
//! # use usufruct_protocol::client::Client;
//! use usufruct_web::{Confidence, Web, WebConfig};
//!
//! # async fn wired(client: Client, gateway: Gateway, now: fn() -> u64, stopped: impl Future<Output = ()> + Send + 'static)
//! # -> Result<(), Box<dyn std::error::Error>> {
//! // A ledger of its own. Its file is a cache of the chain: it can be deleted at any time.
//! let ledger = Ledger::open(Path::new("web.sqlite"), client).await?;
//! // The embedded chain does not reorganise itself.
//! let config = WebConfig { confidence: Confidence::AtOnce, ..WebConfig::default() };
//! let clock = Arc::new(move || Millis(now() * 1_000));
//! let web = Web::open(config, ledger, Some(gateway), clock).await?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! web.serve(listener, stopped).await?;
//! # Ok(())
//! # }
//! ```

pub mod config;
mod web;
mod snapshot;
mod follower;
mod tape;

pub mod reading;
pub mod figures;

mod hosts;
pub mod headers;
mod problem;
mod api;
pub mod pages;

pub use config::{Clock, Confidence, Limits, WebConfig};
pub use reading::Reading;
pub use web::{NotReady, OpenError, ServeError, Web};
