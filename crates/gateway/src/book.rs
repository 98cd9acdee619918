//! What must survive: channels, the newest voucher of each, every sale, the demand, and the last answers.
//!
//! ```text
//! record ─► queue (bounded) ─► writer: all that wait, one transaction, one fsync ─► image ─► acknowledged
//! ```
//!
//! Invariants. The image in memory changes only after the disk has the change, so what is acknowledged survives any
//! crash (GATEWAY-1) and what failed is as if it had never been asked. Sales are numbered without gaps; the demand moves
//! in the order of their numbers, in the writer and nowhere else, so the log alone gives every price again
//! ([`Book::audit`]). One process at a time has a book open.

mod audit;
mod rows;
mod schema;
mod writer;

use std::{
    collections::HashMap,
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

use alloy::primitives::{Address, B256};
use bytes::Bytes;
use sqlx::{Connection, SqlitePool, sqlite::SqlitePoolOptions};
use tokio::{
    sync::{Mutex, mpsc, oneshot},
    task::JoinHandle,
};
use usufruct_model::price::{Millis, PriceClass, PriceQ64};
use usufruct_protocol::escrow::{ChannelReading, VoucherClaim};

pub use self::audit::{BookAudit, Discrepancy};
use crate::{
    channel::Channel,
    config::{ClassConfig, GatewayConfig},
    quote::{Quote, Seen},
};

/// Entries that may wait for the writer; who comes later waits to be let in.
const QUEUE_MAX: usize = 4_096;
/// Connections for reading stored answers and the log.
const READERS: u32 = 2;
/// Sales that [`Book::sales`] returns at once.
pub const SALES_PAGE_MAX: u32 = 10_000;

/// The book could not do it. Nothing was recorded, as far as is known.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BookFault {
    #[error("cannot {doing}")]
    Sql { doing: &'static str, source: Arc<sqlx::Error> },
    #[error("cannot lock the book at {path}")]
    Lock { path: PathBuf, source: Arc<std::io::Error> },
    #[error("cannot make sure that {path} is on the disk")]
    Settle { path: PathBuf, source: Arc<std::io::Error> },
    #[error("the book at {path} is open in another process")]
    InUse { path: PathBuf },
    #[error("SQLite {version} can lose writes; 3.51.3 is the first that is accepted")]
    OldSqlite { version: String },
    #[error("the book would not be durable: journal {journal}, synchronous {synchronous}")]
    NotDurable { journal: String, synchronous: i64 },
    #[error("the book has layout {found}; this program knows {known}")]
    Layout { found: i64, known: i64 },
    #[error("a row of {table} does not read: {what}")]
    Row { table: &'static str, what: String },
    #[error("a number does not fit into the book: {0}")]
    TooLarge(&'static str),
    #[error("the book is closed")]
    Closed,
}

impl BookFault {
    fn of(doing: &'static str) -> impl Fn(sqlx::Error) -> Self {
        move |source| Self::Sql { doing, source: Arc::new(source) }
    }
}

/// One served and paid request, to be recorded.
#[derive(Clone, Debug)]
pub struct Sale {
    /// Index into the configuration's classes.
    pub class: usize,
    pub at: Millis,
    pub payer: Address,
    pub units: u64,
    pub quote: Quote,
    /// Base units.
    pub charged: u128,
    pub paid_by: PaidBy,
    pub answer: StoredAnswer,
}

/// How a sale was paid.
#[derive(Clone, Debug)]
pub enum PaidBy {
    /// By voucher; the channel as it is after the charge.
    Channel(Box<Channel>),
    /// By a transfer of its own, known by a digest of payer and nonce.
    Transfer { payment: B256, request: B256 },
}

/// An answer that can be given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The value of PAYMENT-RESPONSE.
    pub receipt: String,
    pub status: u16,
    /// Names and values; values that are not text are not kept.
    pub headers: Vec<(String, String)>,
    /// `None` when it was too large to keep.
    pub body: Option<Bytes>,
}

/// A line of the sales log. Amounts in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleLine {
    pub seq: u64,
    pub class: String,
    pub at: Millis,
    pub payer: Address,
    /// The channel's id, or the digest of a transfer's payer and nonce.
    pub payment: B256,
    pub scheme: String,
    pub units: u64,
    pub quoted_at: Millis,
    /// Whole units of excess demand at the quote.
    pub quoted_excess_units: u128,
    pub quoted: u128,
    pub charged: u128,
    /// The price of the next unit after this sale, in cash units.
    pub spot: PriceQ64,
}

/// Sums over everything ever recorded under the present prices, by class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassTotals {
    pub name: String,
    pub sales: u64,
    pub units: u128,
    /// Base units.
    pub revenue: u128,
    pub seen: Seen,
}

/// The book, open.
#[derive(Debug)]
pub struct Book {
    image: Arc<RwLock<Image>>,
    queue: mpsc::Sender<writer::Entry>,
    readers: SqlitePool,
    open: Mutex<Option<Open>>,
}

/// What lasts until the book is closed.
#[derive(Debug)]
struct Open {
    writer: JoinHandle<()>,
    _lock: File,
}

/// What is on the disk, in memory.
#[derive(Clone, Debug, Default)]
struct Image {
    channels: HashMap<B256, Channel>,
    classes: Vec<ClassState>,
    /// Of the last sale of any class.
    last_sale: u64,
}

#[derive(Clone, Debug)]
struct ClassState {
    row: i64,
    name: String,
    price: PriceClass,
    seen: Seen,
    sales: u64,
    units: u128,
    revenue: u128,
}

impl Book {
    /// Opens or creates the book at `path` and starts its writer.
    ///
    /// # Errors
    /// It cannot be opened, is open elsewhere, would not be durable, or does not read.
    pub async fn open(path: &Path, config: &GatewayConfig) -> Result<Self, BookFault> {
        let lock = lock(path)?;
        let mut db = schema::open(path).await?;
        rows::register_classes(&mut db, config).await?;
        let image = Arc::new(RwLock::new(rows::load(&mut db, config).await?));
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(schema::options(path)?)
            .await
            .map_err(BookFault::of("open the book for reading"))?;
        let (queue, entries) = mpsc::channel(QUEUE_MAX);
        let writer = writer::Writer::new(db, Arc::clone(&image), config.clone());
        let open = Mutex::new(Some(Open { writer: tokio::spawn(writer.run(entries)), _lock: lock }));
        Ok(Self { image, queue, readers, open })
    }

    /// Records a sale. When this returns, it is on the disk.
    ///
    /// # Errors
    /// Nothing was recorded.
    pub async fn record(&self, sale: Sale) -> Result<(), BookFault> {
        self.write(|done| writer::Entry::Sale { sale: Box::new(sale), done }).await
    }

    /// Notes how much of a channel is claimed on chain. Lower totals than known change nothing.
    ///
    /// # Errors
    /// It could not be written; the claim stands on chain and is read again there.
    pub async fn note_claimed(&self, channel: B256, total: u128) -> Result<(), BookFault> {
        self.write(|done| writer::Entry::Claimed { channel, total, done }).await
    }

    async fn write(
        &self,
        entry: impl FnOnce(oneshot::Sender<Result<(), BookFault>>) -> writer::Entry,
    ) -> Result<(), BookFault> {
        let (done, acknowledged) = oneshot::channel();
        self.queue.send(entry(done)).await.map_err(|_| BookFault::Closed)?;
        acknowledged.await.map_err(|_| BookFault::Closed)?
    }

    /// The record of a channel.
    pub fn channel(&self, id: B256) -> Option<Channel> {
        self.image().channels.get(&id).cloned()
    }

    /// Remembers what the chain said about a channel that has a record; of others nothing is kept. In memory only: a
    /// restart asks again.
    pub fn observed(&self, id: B256, reading: ChannelReading, at: Millis) {
        let mut image = self.image.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = image.channels.get_mut(&id) {
            *channel = channel.clone().with_reading(reading, at);
        }
    }

    /// The demand for a class, as of its last sale.
    pub fn seen(&self, class: usize) -> Seen {
        self.image().classes[class].seen
    }

    /// Everything that can be claimed on chain, by channel id.
    pub fn claimable(&self) -> Vec<VoucherClaim> {
        let image = self.image();
        let mut claims: Vec<_> =
            image.channels.values().filter_map(|channel| Some((channel.id, channel.claimable()?))).collect();
        claims.sort_unstable_by_key(|(id, _)| *id);
        claims.into_iter().map(|(_, claim)| claim).collect()
    }

    pub fn totals(&self) -> Vec<ClassTotals> {
        let totals = |class: &ClassState| ClassTotals {
            name: class.name.clone(),
            sales: class.sales,
            units: class.units,
            revenue: class.revenue,
            seen: class.seen,
        };
        self.image().classes.iter().map(totals).collect()
    }

    /// Sales after `seq`, at most `limit` and [`SALES_PAGE_MAX`], in order.
    ///
    /// # Errors
    /// The book does not read.
    pub async fn sales(&self, seq: u64, limit: u32) -> Result<Vec<SaleLine>, BookFault> {
        rows::sales(&self.readers, seq, limit.min(SALES_PAGE_MAX)).await
    }

    /// The last answer on a channel, or the answer to a transfer.
    ///
    /// # Errors
    /// The book does not read.
    pub async fn answer(&self, payment: B256) -> Result<Option<StoredAnswer>, BookFault> {
        rows::answer(&self.readers, payment).await
    }

    /// The request that a transfer has paid for, if it has paid for one.
    ///
    /// # Errors
    /// The book does not read.
    pub async fn transfer(&self, payment: B256) -> Result<Option<B256>, BookFault> {
        rows::transfer(&self.readers, payment).await
    }

    /// Recomputes every price and charge from the log and compares.
    ///
    /// # Errors
    /// The book does not read. That the figures differ is not an error but the result.
    pub async fn audit(&self) -> Result<BookAudit, BookFault> {
        audit::audit(&self.readers).await
    }

    /// Writes what waits and closes the files. Later entries are refused.
    pub async fn close(&self) {
        // The writer ends when it is told so, not when the last sender is gone: there may be many.
        let (done, closed) = oneshot::channel();
        if self.queue.send(writer::Entry::Close { done }).await.is_ok() {
            drop(closed.await);
        }
        self.readers.close().await;
        if let Some(open) = self.open.lock().await.take() {
            drop(open.writer.await);
        }
    }

    fn image(&self) -> RwLockReadGuard<'_, Image> {
        // The image is replaced in steps that cannot fail half-way.
        self.image.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Two gateways on one book would each charge from its own memory.
fn lock(path: &Path) -> Result<File, BookFault> {
    let path = path.with_extension("lock");
    let fault = |source| BookFault::Lock { path: path.clone(), source: Arc::new(source) };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BookFault::InUse { path }),
        Err(TryLockError::Error(source)) => Err(fault(source)),
    }
}

impl ClassState {
    /// The class after a sale: the demand moves, the sums grow.
    fn after_sale(&self, seq: u64, units: u64, charged: u128, at: Millis) -> Self {
        let (demand, _) = self.seen.demand.sell(&self.price, units, at);
        Self {
            seen: Seen { demand, after: seq },
            sales: self.sales.saturating_add(1),
            units: self.units.saturating_add(u128::from(units)),
            revenue: self.revenue.saturating_add(charged),
            name: self.name.clone(),
            ..*self
        }
    }
}

/// Whether a row of `classes` is about `class` as it is configured now.
fn same_class(row: &rows::ClassRow, class: &ClassConfig, cash_unit: u128) -> bool {
    row.name == class.name && row.price == class.price && row.units_max == class.units_max && row.cash_unit == cash_unit
}

async fn close_connection(db: sqlx::SqliteConnection) {
    // A failure to close cannot lose what a commit has put on the disk.
    if let Err(error) = db.close().await {
        tracing::warn!(%error, "the book did not close cleanly");
    }
}
