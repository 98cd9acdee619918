//! The server as its owner holds it: open, serve, ask, end.

use crate::{
    api,
    config::{Clock, WebConfig},
    figures::{Currency, Prices},
    follower::{self, Follower, News},
    headers, hosts, pages,
    problem::{Kind, Problem},
    reading::Reading,
    tape::Tape,
};
use alloy::primitives::U256;
use axum::{
    Router,
    http::Uri,
    middleware,
    response::{IntoResponse, Response},
};
use std::{future::Future, sync::Arc};
use tokio::{
    net::TcpListener,
    sync::{Mutex, Notify, Semaphore, watch},
};
use tower::limit::GlobalConcurrencyLimitLayer;
use usufruct_gateway::{BookFault, Gateway};
use usufruct_ledger::{Ledger, LedgerError};
use usufruct_protocol::{deployment::Deployment, sender::Fault};

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    #[error("the currency does not tell its symbol and decimals")]
    Currency(#[source] Fault),
}

/// Why serving ended.
#[derive(Debug, thiserror::Error)]
#[error("the listener failed")]
pub struct ServeError(#[source] std::io::Error);

/// The chain has not been followed to any block yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the chain has not been read yet")]
pub struct NotReady;

/// A server of one venture. Clones are handles to the same one.
#[derive(Clone)]
pub struct Web {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub config: WebConfig,
    pub clock: Clock,
    pub at: Deployment,
    pub currency: Currency,
    /// Base units of the currency in a cash unit.
    pub cash_unit: U256,
    pub gateway: Option<Gateway>,
    pub news: watch::Receiver<News>,
    pub tape: Mutex<Tape>,
    pub streams: Arc<Semaphore>,
    follower: Mutex<Follower>,
    poked: Notify,
    /// True once the server is to end, so that streams do.
    closing: watch::Sender<bool>,
}

impl Web {
    /// A server over `ledger`, and over the book of `gateway` if it has one. Nothing is followed before [`Self::serve`] or
    /// [`Self::catch_up`].
    ///
    /// # Errors
    /// The node does not answer, or the currency is no ERC-20 with a symbol.
    pub async fn open(
        config: WebConfig,
        ledger: Ledger,
        gateway: Option<Gateway>,
        clock: Clock,
    ) -> Result<Self, OpenError> {
        let at = *ledger.client().deployment();
        let (symbol, decimals) = ledger.client().currency().await.map_err(OpenError::Currency)?;
        let cash_unit = ledger.folded().venture.unit;
        let (follower, news) = Follower::new(ledger, config.confidence);
        let shared = Shared {
            tape: Mutex::default(),
            streams: Arc::new(Semaphore::new(config.limits.streams_at_once)),
            currency: Currency { address: at.currency, symbol, decimals },
            at,
            cash_unit,
            follower: Mutex::new(follower),
            poked: Notify::new(),
            closing: watch::Sender::new(false),
            config,
            clock,
            gateway,
            news,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// All routes, under limits and security headers, for those who serve them by their own means.
    pub fn router(&self) -> Router {
        let limit = GlobalConcurrencyLimitLayer::new(self.shared.config.limits.requests_at_once);
        Router::new()
            .merge(pages::router())
            .merge(api::router())
            .fallback(not_found)
            .method_not_allowed_fallback(method_not_allowed)
            .layer(limit)
            .layer(middleware::from_fn_with_state(self.clone(), hosts::check))
            .layer(middleware::from_fn(headers::secure))
            .with_state(self.clone())
    }

    /// Follows the chain and serves until `shutdown` ends, then finishes what is in progress.
    ///
    /// # Errors
    /// The listener failed. A chain that cannot be followed does not end the server: figures grow old, and say so.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let web = self.clone();
        let ending = async move {
            shutdown.await;
            web.shared.closing.send_replace(true);
        };
        tokio::select! {
            served = async { axum::serve(listener, self.router()).with_graceful_shutdown(ending).await } => {
                served.map_err(ServeError)
            }
            never = self.follow() => match never {},
        }
    }

    /// For ever; safe to drop at any moment.
    async fn follow(&self) -> std::convert::Infallible {
        let mut failures = 0;
        loop {
            match self.catch_up().await {
                Ok(()) => failures = 0,
                Err(error) => {
                    failures += 1;
                    tracing::warn!(error = &error as &dyn std::error::Error, failures, "the chain cannot be followed");
                }
            }
            let pause = follower::pause(self.shared.config.poll_interval, failures);
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.shared.poked.notified() => {}
            }
        }
    }

    /// Follows the chain once, now: when this returns, readings are of the newest block that the configuration allows.
    ///
    /// # Errors
    /// The chain could not be followed. What was known is still shown.
    pub async fn catch_up(&self) -> Result<(), LedgerError> {
        let Shared { follower, clock, gateway, .. } = &*self.shared;
        follower.lock().await.catch_up(clock, gateway.as_ref()).await
    }

    /// Asks the chain at once rather than at the next interval: for those who know that something happened.
    pub fn poke(&self) {
        self.shared.poked.notify_one();
    }

    /// What is known now. All figures of one page or answer come from one reading.
    ///
    /// # Errors
    /// Nothing is known yet.
    pub fn reading(&self) -> Result<Reading, NotReady> {
        Reading::of(&self.shared).ok_or(NotReady)
    }

    /// Price and demand, from the gateway's book; none without a gateway.
    ///
    /// # Errors
    /// The book does not read.
    pub async fn prices(&self) -> Result<Option<Prices>, BookFault> {
        let Some(gateway) = &self.shared.gateway else { return Ok(None) };
        let (now, unit) = ((self.shared.clock)(), self.shared.cash_unit);
        self.shared.tape.lock().await.prices(gateway, now, unit).await.map(Some)
    }

    pub fn config(&self) -> &WebConfig {
        &self.shared.config
    }

    /// Ends when the server is to end.
    pub(crate) fn closed(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut closing = self.shared.closing.subscribe();
        async move { drop(closing.wait_for(|closing| *closing).await) }
    }
}

async fn not_found(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") {
        return Problem::new(Kind::NotFound, "the API has no such path".to_owned()).into_response();
    }
    pages::not_found()
}

async fn method_not_allowed() -> Problem {
    Problem::new(Kind::MethodNotAllowed, "this path is read with GET or HEAD".to_owned())
}
