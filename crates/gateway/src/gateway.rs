//! The gateway as its owner holds it: open, serve, ask, close.

use std::{future::Future, net::SocketAddr, path::Path, sync::Arc, sync::atomic::Ordering};

use alloy::primitives::B256;
use axum::{Router, body::Body};
use http::{Request, Response};
use tokio::{net::TcpListener, sync::Semaphore};
use usufruct_model::price::{PriceClass, PriceQ64};
use usufruct_protocol::{
    escrow::{Escrow, VoucherClaim},
    sender::{Fault, Sender},
};

use crate::{
    book::{Book, BookAudit, BookFault, SaleLine},
    config::{Clock, ConfigRefusal, GatewayConfig},
    quote::Quoter,
    server::{self, Shop, Tally},
    settlement::Settlement,
    turns::Turns,
    upstream::{Service, Upstream, UpstreamRefusal},
};

/// Channels whose chain state is read in one go by [`Gateway::refresh`].
const REFRESH_CHUNK: usize = 400;

/// Why a gateway does not open.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    #[error(transparent)]
    Config(#[from] ConfigRefusal),
    #[error("the upstream cannot be used")]
    Upstream(#[from] UpstreamRefusal),
    #[error("the book does not open")]
    Book(#[from] BookFault),
    #[error("the transactions' account is on chain {sender}, the configuration says {config}")]
    Chain { sender: u64, config: u64 },
}

/// Why serving ended.
#[derive(Debug, thiserror::Error)]
#[error("the listener failed")]
pub struct ServeError(#[source] std::io::Error);

/// Sums since the book began (sales) and since this process began (the others).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Requests that were served and recorded.
    pub charged: u64,
    pub units: u128,
    /// Base units.
    pub revenue: u128,
    /// Unpaid requests that got a 402.
    pub challenged: u64,
    /// Payments that the rules refused.
    pub refused: u64,
    /// Payments for which the upstream, the chain or the book failed.
    pub failed: u64,
    /// Repetitions that got their stored answer.
    pub repeated: u64,
    pub classes: Vec<ClassNow>,
}

/// A price class at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassNow {
    pub name: String,
    pub sales: u64,
    pub units: u128,
    /// Base units.
    pub revenue: u128,
    /// How the price follows demand.
    pub price: PriceClass,
    /// Whole units sold beyond the target.
    pub excess_units: u128,
    /// Cash units for the next unit.
    pub spot: PriceQ64,
}

/// A gateway. Clones are handles to the same one.
#[derive(Clone)]
pub struct Gateway {
    shop: Arc<Shop>,
}

impl Gateway {
    /// Opens the book at `book` and rebuilds everything from it. `sender` pays for the transactions of deposits and
    /// transfers; it can be any account with gas.
    ///
    /// # Errors
    /// The configuration, the upstream's URL or the book is unusable.
    pub async fn open(
        config: GatewayConfig,
        escrow: Escrow,
        sender: Sender,
        clock: Clock,
        book: &Path,
    ) -> Result<Self, OpenError> {
        config.check()?;
        let upstream = Upstream::new(&config.upstream, &config.limits)?;
        Self::open_before(upstream, config, escrow, sender, clock, book).await
    }

    /// As [`Self::open`], in front of a service in this process; `config.upstream` is not used.
    ///
    /// # Errors
    /// The configuration or the book is unusable.
    pub async fn open_in_process(
        service: Service,
        config: GatewayConfig,
        escrow: Escrow,
        sender: Sender,
        clock: Clock,
        book: &Path,
    ) -> Result<Self, OpenError> {
        config.check()?;
        let upstream = Upstream::in_process(service, &config.limits);
        Self::open_before(upstream, config, escrow, sender, clock, book).await
    }

    async fn open_before(
        upstream: Upstream,
        config: GatewayConfig,
        escrow: Escrow,
        sender: Sender,
        clock: Clock,
        book: &Path,
    ) -> Result<Self, OpenError> {
        if sender.chain_id() != config.chain_id {
            return Err(OpenError::Chain { sender: sender.chain_id(), config: config.chain_id });
        }
        let book = Book::open(book, &config).await?;
        let config = Arc::new(config);
        let shop = Shop {
            clock,
            quoter: Quoter::new(Arc::clone(&config)),
            turns: Turns::new(config.limits.channel_queue),
            book,
            settlement: Settlement::new(escrow, sender, &config),
            upstream,
            places: Arc::new(Semaphore::new(config.limits.requests_at_once)),
            tally: Tally::default(),
            config,
        };
        Ok(Self { shop: Arc::new(shop) })
    }

    /// Serves until `shutdown` ends, then finishes what is in progress.
    ///
    /// # Errors
    /// The listener failed.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let router = Router::new().fallback(server::serve).with_state(Arc::clone(&self.shop));
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(listener, service).with_graceful_shutdown(shutdown).await.map_err(ServeError);
        // Paid requests go on when their customers have gone; all places being free means that none is left.
        let all = u32::try_from(self.shop.config.limits.requests_at_once).unwrap_or(u32::MAX);
        drop(self.shop.places.acquire_many(all).await);
        served
    }

    /// Answers one request of `client`, as [`Self::serve`] does, without a connection. Dropped, it is a customer who has
    /// gone: a paid request runs on to its end.
    pub async fn answer(&self, client: SocketAddr, request: Request<Body>) -> Response<Body> {
        server::answer(Arc::clone(&self.shop), client, request).await
    }

    /// Paid requests in progress, and how many of them wait for their turn on a channel.
    pub fn in_progress(&self) -> (usize, usize) {
        let places = self.shop.config.limits.requests_at_once;
        (places.saturating_sub(self.shop.places.available_permits()), self.shop.turns.waiting())
    }

    /// Gives up on second tries that were waited for, without waiting longer: for who is about to close, and for who has
    /// another idea of time than the machine.
    pub fn give_up_second_tries(&self) {
        self.shop.turns.give_up();
    }

    /// Vouchers with charges that are not claimed on chain yet, as far as is known here. Sorted by channel.
    pub fn claimable(&self) -> Vec<VoucherClaim> {
        self.shop.book.claimable()
    }

    /// Notes a claim that took effect: of this channel, `total` base units are claimed in all.
    ///
    /// # Errors
    /// The book could not be written. Noting it again is harmless.
    pub async fn note_claimed(&self, channel: B256, total: u128) -> Result<(), BookFault> {
        self.shop.book.note_claimed(channel, total).await
    }

    /// Reads channels from the chain, so that withdrawals and claims by others are known at once.
    ///
    /// # Errors
    /// The node did not answer.
    pub async fn refresh(&self, channels: &[B256]) -> Result<(), Fault> {
        for chunk in channels.chunks(REFRESH_CHUNK) {
            let readings = self.shop.settlement.channels(chunk).await?;
            let now = self.shop.now();
            for (id, reading) in chunk.iter().zip(readings) {
                self.shop.book.observed(*id, reading, now);
            }
        }
        Ok(())
    }

    pub fn totals(&self) -> Totals {
        let now = self.shop.now();
        let classes = self.shop.book.totals().into_iter().zip(&self.shop.config.classes);
        let classes: Vec<ClassNow> = classes
            .map(|(totals, class)| {
                let demand = totals.seen.demand.at(&class.price, now);
                ClassNow {
                    name: totals.name,
                    sales: totals.sales,
                    units: totals.units,
                    revenue: totals.revenue,
                    price: class.price,
                    excess_units: demand.excess_units(),
                    spot: demand.spot_down(&class.price),
                }
            })
            .collect();
        let tally = &self.shop.tally;
        Totals {
            charged: classes.iter().map(|class| class.sales).sum(),
            units: classes.iter().map(|class| class.units).sum(),
            revenue: classes.iter().map(|class| class.revenue).sum(),
            challenged: tally.challenged.load(Ordering::Relaxed),
            refused: tally.refused.load(Ordering::Relaxed),
            failed: tally.failed.load(Ordering::Relaxed),
            repeated: tally.repeated.load(Ordering::Relaxed),
            classes,
        }
    }

    /// The sales log after sale number `seq`, at most `limit` lines, in order.
    ///
    /// # Errors
    /// The book does not read.
    pub async fn sales(&self, seq: u64, limit: u32) -> Result<Vec<SaleLine>, BookFault> {
        self.shop.book.sales(seq, limit).await
    }

    /// Recomputes every price and charge from the log and compares with what was recorded.
    ///
    /// # Errors
    /// The book does not read.
    pub async fn audit(&self) -> Result<BookAudit, BookFault> {
        self.shop.book.audit().await
    }

    /// Writes what waits and closes the book. Paid requests are refused from here on.
    pub async fn close(&self) {
        self.shop.book.close().await;
    }
}
