//! The one writer: what waits goes into one transaction, and nobody is answered before it is on the disk.

use std::sync::{Arc, PoisonError, RwLock};

use alloy::primitives::B256;
use sqlx::SqliteConnection;
use tokio::sync::{mpsc, oneshot};

use super::{BookFault, ClassState, Image, PaidBy, Sale, close_connection, rows};
use crate::config::GatewayConfig;

/// Entries in one transaction. A commit costs about as much as writing fifty, so more would gain little and make the
/// first wait for the last.
const BATCH_MAX: usize = 256;

type Done = oneshot::Sender<Result<(), BookFault>>;

#[derive(Debug)]
pub(super) enum Entry {
    Sale { sale: Box<Sale>, done: Done },
    Claimed { channel: B256, total: u128, done: Done },
    Close { done: Done },
}

pub(super) struct Writer {
    db: SqliteConnection,
    image: Arc<RwLock<Image>>,
    config: GatewayConfig,
    /// A write failed, and perhaps only its answer did: the disk knows what is there.
    unsure: bool,
}

impl Writer {
    pub fn new(db: SqliteConnection, image: Arc<RwLock<Image>>, config: GatewayConfig) -> Self {
        Self { db, image, config, unsure: false }
    }

    pub async fn run(mut self, mut entries: mpsc::Receiver<Entry>) {
        let mut waiting = Vec::with_capacity(BATCH_MAX);
        while entries.recv_many(&mut waiting, BATCH_MAX).await > 0 {
            let mut closing = None;
            let mut batch = Vec::with_capacity(waiting.len());
            let mut answers = Vec::with_capacity(waiting.len());
            for entry in waiting.drain(..) {
                match entry {
                    Entry::Sale { sale, done } => {
                        batch.push(Change::Sale(sale));
                        answers.push(done);
                    }
                    Entry::Claimed { channel, total, done } => {
                        batch.push(Change::Claimed { channel, total });
                        answers.push(done);
                    }
                    Entry::Close { done } => closing = Some(done),
                }
            }
            let result = self.write(batch).await;
            if let Err(fault) = &result {
                tracing::error!(error = %Chain(fault), entries = answers.len(), "the book was not written");
            }
            for done in answers {
                // Who does not wait any more learns it from the record.
                drop(done.send(result.clone()));
            }
            if let Some(done) = closing {
                entries.close();
                close_connection(self.db).await;
                drop(done.send(Ok(())));
                return;
            }
        }
        close_connection(self.db).await;
    }

    /// All of `batch`, or nothing.
    async fn write(&mut self, mut batch: Vec<Change>) -> Result<(), BookFault> {
        if batch.is_empty() {
            return Ok(());
        }
        if self.unsure {
            let image = rows::load(&mut self.db, &self.config).await?;
            *self.image.write().unwrap_or_else(PoisonError::into_inner) = image;
            self.unsure = false;
        }
        batch.retain(|change| self.is_news(change));
        let plan = self.plan(&batch);
        match self.commit(&batch, &plan).await {
            Ok(()) => {
                self.publish(batch, plan);
                Ok(())
            }
            Err(fault) => {
                self.unsure = true;
                // If this fails too, so will the next load, and nothing is written until one succeeds.
                drop(sqlx::query("ROLLBACK").execute(&mut self.db).await);
                Err(fault)
            }
        }
    }

    /// Claims only rise, and of channels without a record nothing is kept.
    fn is_news(&self, change: &Change) -> bool {
        let Change::Claimed { channel, total } = change else { return true };
        let image = self.image.read().unwrap_or_else(PoisonError::into_inner);
        image.channels.get(channel).is_some_and(|known| *total > known.chain.total_claimed)
    }

    /// The classes after each sale, in order.
    fn plan(&self, batch: &[Change]) -> Plan {
        let image = self.image.read().unwrap_or_else(PoisonError::into_inner);
        let (mut classes, mut last_sale) = (image.classes.clone(), image.last_sale);
        let mut after_sales = Vec::with_capacity(batch.len());
        for change in batch {
            let Change::Sale(sale) = change else { continue };
            last_sale += 1;
            let after = classes[sale.class].after_sale(last_sale, sale.units, sale.charged, sale.at);
            classes[sale.class] = after.clone();
            after_sales.push(after);
        }
        Plan { classes, last_sale, after_sales }
    }

    async fn commit(&mut self, batch: &[Change], plan: &Plan) -> Result<(), BookFault> {
        let db = &mut self.db;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *db).await.map_err(BookFault::of("begin to write the book"))?;
        let mut after_sales = plan.after_sales.iter();
        for change in batch {
            match change {
                Change::Sale(sale) => {
                    let after = after_sales.next().expect("there is one for each sale");
                    rows::insert_sale(db, sale, after).await?;
                }
                Change::Claimed { channel, total } => rows::update_claimed(db, *channel, *total).await?,
            }
        }
        for class in &plan.classes {
            rows::update_class(db, class).await?;
        }
        sqlx::query("COMMIT").execute(db).await.map_err(BookFault::of("commit to the book"))?;
        Ok(())
    }

    fn publish(&self, batch: Vec<Change>, plan: Plan) {
        let mut image = self.image.write().unwrap_or_else(PoisonError::into_inner);
        image.classes = plan.classes;
        image.last_sale = plan.last_sale;
        for change in batch {
            match change {
                Change::Sale(sale) => {
                    let PaidBy::Channel(channel) = sale.paid_by else { continue };
                    let channel = match image.channels.get(&channel.id) {
                        Some(known) => channel.with_newer_reading(known),
                        None => *channel,
                    };
                    image.channels.insert(channel.id, channel);
                }
                Change::Claimed { channel, total } => {
                    if let Some(channel) = image.channels.get_mut(&channel) {
                        channel.chain.total_claimed = channel.chain.total_claimed.max(total);
                    }
                }
            }
        }
    }
}

enum Change {
    Sale(Box<Sale>),
    Claimed { channel: B256, total: u128 },
}

/// What the classes are after a batch, and after each of its sales.
struct Plan {
    classes: Vec<ClassState>,
    last_sale: u64,
    after_sales: Vec<ClassState>,
}

/// An error with all that caused it, on one line.
struct Chain<'a>(&'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
