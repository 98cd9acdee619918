//! What whoever runs the server decides.

use std::time::Duration;

pub use usufruct_gateway::Clock;

/// Which block figures are shown of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// The newest one, of a chain whose blocks are final at once: the embedded one.
    AtOnce,
    /// The newest one. A reorganisation can undo it; figures say so.
    Newest,
    /// So many blocks behind the newest one.
    Behind(u64),
    /// The one that the node calls `safe`.
    Safe,
    /// The one that the node calls `finalized`.
    Finalized,
}

/// How much strangers may ask of this process.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Requests that are answered at the same time; those beyond wait.
    pub requests_at_once: usize,
    /// Open streams of live updates; those beyond are refused.
    pub streams_at_once: usize,
    /// Bytes of a request's path and query.
    pub uri_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { requests_at_once: 256, streams_at_once: 256, uri_bytes: 2_048 }
    }
}

#[derive(Clone, Debug)]
pub struct WebConfig {
    /// Host names under which the server may be asked, besides those of this machine; without a port. A page of another
    /// name that resolves to this address gets nothing (DNS rebinding).
    pub hosts: Vec<String>,
    pub confidence: Confidence,
    /// The chain is asked this often, and whenever somebody calls [`Web::poke`](crate::Web::poke).
    pub poll_interval: Duration,
    /// Figures count as stale when the chain was not asked with success for so long.
    pub stale_after: Duration,
    /// Where a wallet that does not know the chain can reach it. Only told to the visitor's wallet, never asked from here.
    pub wallet_rpc: Option<String>,
    pub limits: Limits,
}

impl Default for WebConfig {
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            confidence: Confidence::Newest,
            poll_interval: Duration::from_secs(1),
            stale_after: Duration::from_secs(60),
            wallet_rpc: None,
            limits: Limits::default(),
        }
    }
}
