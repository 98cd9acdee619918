//! The web pages of the demo's venture, over a ledger of their own.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use usufruct_gateway::{Gateway, Millis};
use usufruct_ledger::Ledger;
use usufruct_protocol::client::Client;
use usufruct_web::{Confidence, Web, WebConfig};

use super::door::Door;
use crate::clock::WorldClock;

/// Serves them on `port`. `cache` is the ledger's file; `rpc` is where the visitor's wallet reaches the chain.
pub async fn open(
    port: u16,
    cache: &Path,
    client: &Client,
    gateway: &Gateway,
    clock: &WorldClock,
    rpc: String,
) -> Result<Door> {
    let listener = Door::listen("the web server", port).await?;
    let ledger = Ledger::open(cache, client.clone()).await.context("the web server's ledger cannot begin")?;
    // The embedded chain does not reorganise itself. It is in this process and so never out of reach; that the world's
    // clock jumps over days does not make figures old.
    let config = WebConfig {
        confidence: Confidence::AtOnce,
        stale_after: Duration::MAX,
        wallet_rpc: Some(rpc),
        ..WebConfig::default()
    };
    let clock = clock.clone();
    let now = Arc::new(move || Millis(clock.now().saturating_mul(1_000)));
    let web = Web::open(config, ledger, Some(gateway.clone()), now).await.context("the web server cannot begin")?;
    Door::open(listener, |listener, closed| async move {
        web.serve(listener, closed.wait()).await.context("the web server ended badly")
    })
}
