//! Raw logs on disk, in one SQLite file.
//!
//! A stretch of blocks is appended in one transaction, and only on the block that it follows; a reorganisation removes
//! blocks and their logs in one transaction. So a file is always what some chain was up to some block.

use crate::fold::{Block, Entry};
use crate::follow::Stretch;
use alloy::primitives::{Address, B256, Bytes, LogData};
use sqlx::{
    ConnectOptions, Connection, QueryBuilder, Row, Sqlite, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous},
};
use std::{path::Path, time::Duration};
use usufruct_protocol::deployment::Deployment;

/// Versions before this one could lose a write that happened while the log was reset.
const SQLITE_MIN: [u32; 3] = [3, 51, 3];

/// `PRAGMA user_version` of this layout.
const LAYOUT: i64 = 2;

/// Rows in one statement: SQLite takes at most 32,766 values.
const ROWS_AT_ONCE: usize = 2_000;

/// How long another process may hold the file.
const BUSY_MAX: Duration = Duration::from_secs(5);

/// `block` has the blocks with logs and the last of each stretch. `topics` are 32 bytes each, one after the other.
///
/// Older layouts are not carried over: all that is in the file can be read from the chain again.
const TABLES: &str = "
DROP TABLE IF EXISTS log;
DROP TABLE IF EXISTS block;
DROP TABLE IF EXISTS venture;
CREATE TABLE venture (identity TEXT NOT NULL) STRICT;
CREATE TABLE block (
    number INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    timestamp INTEGER NOT NULL
) STRICT;
CREATE TABLE log (
    block INTEGER NOT NULL REFERENCES block (number) ON DELETE CASCADE,
    log_index INTEGER NOT NULL,
    transaction_hash BLOB NOT NULL,
    address BLOB NOT NULL,
    topics BLOB NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (block, log_index)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 2;
";

/// The file could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    #[error("cannot {doing} the ledger's file")]
    Sql { doing: &'static str, source: sqlx::Error },
    #[error("SQLite {0} can lose acknowledged writes; at least {min} is needed", min = "3.51.3")]
    OldSqlite(String),
    #[error("the ledger's file has layout {0}, this program knows {LAYOUT}")]
    Layout(i64),
    #[error("the ledger's file is of another venture: {0}")]
    OtherVenture(String),
    #[error("the ledger's file is damaged: {0}")]
    Damaged(&'static str),
    #[error("the ledger's file is not where this program left it: another one writes it")]
    Moved,
}

#[derive(Debug)]
pub struct Store {
    db: SqliteConnection,
}

impl Store {
    /// Opens the file of the venture at `at`; creates it if there is none.
    pub async fn open(path: &Path, at: &Deployment) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_MAX)
            .disable_statement_logging();
        let db = SqliteConnection::connect_with(&options).await.map_err(sql("open"))?;
        let mut store = Self { db };
        store.check_version().await?;
        store.prepare(at).await?;
        Ok(store)
    }

    async fn check_version(&mut self) -> Result<(), StoreError> {
        let query = sqlx::query_scalar("SELECT sqlite_version()");
        let version: String = query.fetch_one(&mut self.db).await.map_err(sql("open"))?;
        let parts: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
        if parts.as_slice() < SQLITE_MIN.as_slice() { Err(StoreError::OldSqlite(version)) } else { Ok(()) }
    }

    async fn prepare(&mut self, at: &Deployment) -> Result<(), StoreError> {
        let layout: i64 =
            sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut self.db).await.map_err(sql("open"))?;
        if layout != 0 {
            self.check_identity(at).await?;
        }
        match layout {
            LAYOUT => Ok(()),
            0..LAYOUT => {
                if layout != 0 {
                    tracing::warn!(layout, "the ledger's file is of an older program and is built anew from the chain");
                }
                let mut transaction = self.db.begin_with("BEGIN IMMEDIATE").await.map_err(sql("create"))?;
                sqlx::raw_sql(TABLES).execute(&mut *transaction).await.map_err(sql("create"))?;
                let insert = sqlx::query("INSERT INTO venture (identity) VALUES (?)").bind(identity(at));
                insert.execute(&mut *transaction).await.map_err(sql("create"))?;
                transaction.commit().await.map_err(sql("create"))
            }
            other => Err(StoreError::Layout(other)),
        }
    }

    async fn check_identity(&mut self, at: &Deployment) -> Result<(), StoreError> {
        let query = sqlx::query_scalar("SELECT identity FROM venture");
        let kept: Option<String> = query.fetch_optional(&mut self.db).await.map_err(sql("read"))?;
        match kept {
            Some(kept) if kept == identity(at) => Ok(()),
            kept => Err(StoreError::OtherVenture(kept.unwrap_or_default())),
        }
    }

    /// The last block that was followed to.
    pub async fn last(&mut self) -> Result<Option<Block>, StoreError> {
        last_in(&mut self.db).await
    }

    /// The known blocks, in the order of the chain.
    pub async fn blocks(&mut self) -> Result<Vec<Block>, StoreError> {
        let query = sqlx::query("SELECT number, hash, timestamp FROM block ORDER BY number");
        let rows = query.fetch_all(&mut self.db).await.map_err(sql("read"))?;
        rows.iter().map(block_in).collect()
    }

    /// All logs, in the order of the chain.
    pub async fn entries(&mut self) -> Result<Vec<Entry>, StoreError> {
        let query = sqlx::query(
            "SELECT log.block, block.timestamp, log.log_index, log.transaction_hash, log.address, log.topics, log.data
             FROM log JOIN block ON block.number = log.block ORDER BY log.block, log.log_index",
        );
        let rows = query.fetch_all(&mut self.db).await.map_err(sql("read"))?;
        rows.iter().map(entry_in).collect()
    }

    /// Adds a stretch that follows on `last`, as a whole or not at all.
    pub async fn append(&mut self, last: Option<Block>, stretch: &Stretch) -> Result<(), StoreError> {
        // Immediate, so that nobody else writes between the question and the answer.
        let mut transaction = self.db.begin_with("BEGIN IMMEDIATE").await.map_err(sql("write"))?;
        if last_in(&mut transaction).await? != last {
            return Err(StoreError::Moved);
        }
        for blocks in stretch.blocks.chunks(ROWS_AT_ONCE) {
            let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO block (number, hash, timestamp) ");
            insert.push_values(blocks, |mut row, block| {
                row.push_bind(stored(block.number)).push_bind(block.hash.to_vec()).push_bind(stored(block.timestamp));
            });
            insert.build().execute(&mut *transaction).await.map_err(sql("write"))?;
        }
        for entries in stretch.entries.chunks(ROWS_AT_ONCE) {
            let mut insert = QueryBuilder::<Sqlite>::new(
                "INSERT INTO log (block, log_index, transaction_hash, address, topics, data) ",
            );
            insert.push_values(entries, |mut row, entry| {
                row.push_bind(stored(entry.block))
                    .push_bind(stored(entry.index))
                    .push_bind(entry.transaction.to_vec())
                    .push_bind(entry.address.to_vec())
                    .push_bind(entry.log.topics().concat())
                    .push_bind(entry.log.data.to_vec());
            });
            insert.build().execute(&mut *transaction).await.map_err(sql("write"))?;
        }
        transaction.commit().await.map_err(sql("write"))
    }

    /// Forgets all blocks after `block`, or all there are, with their logs.
    pub async fn truncate(&mut self, block: Option<Block>) -> Result<(), StoreError> {
        let after = block.map_or(-1, |block| stored(block.number));
        // One statement is one transaction; the logs go with their blocks.
        let delete = sqlx::query("DELETE FROM block WHERE number > ?").bind(after);
        delete.execute(&mut self.db).await.map_err(sql("write"))?;
        Ok(())
    }
}

async fn last_in(db: &mut SqliteConnection) -> Result<Option<Block>, StoreError> {
    let query = sqlx::query("SELECT number, hash, timestamp FROM block ORDER BY number DESC LIMIT 1");
    let row = query.fetch_optional(db).await.map_err(sql("read"))?;
    row.as_ref().map(block_in).transpose()
}

/// All that tells one venture from another.
fn identity(at: &Deployment) -> String {
    let Deployment { chain_id, factory, purses, currency, first_block } = at;
    let (share, till, offering) = (purses.share, purses.till, purses.offering);
    format!(
        "chain {chain_id}, block {first_block}, factory {factory}, share {share}, till {till}, offering {offering}, \
         currency {currency}"
    )
}

fn block_in(row: &SqliteRow) -> Result<Block, StoreError> {
    Ok(Block {
        number: number(row, "number")?,
        hash: hash(&bytes(row, "hash")?)?,
        timestamp: number(row, "timestamp")?,
    })
}

fn entry_in(row: &SqliteRow) -> Result<Entry, StoreError> {
    let topics = bytes(row, "topics")?.chunks(32).map(hash).collect::<Result<Vec<_>, _>>()?;
    let address =
        Address::try_from(bytes(row, "address")?.as_slice()).map_err(|_| StoreError::Damaged("an address"))?;
    let log = LogData::new(topics, Bytes::from(bytes(row, "data")?)).ok_or(StoreError::Damaged("topics"))?;
    let (block, timestamp) = (number(row, "block")?, number(row, "timestamp")?);
    let (index, transaction) = (number(row, "log_index")?, hash(&bytes(row, "transaction_hash")?)?);
    Ok(Entry { block, timestamp, index, transaction, address, log })
}

fn hash(bytes: &[u8]) -> Result<B256, StoreError> {
    B256::try_from(bytes).map_err(|_| StoreError::Damaged("a hash"))
}

fn bytes(row: &SqliteRow, column: &str) -> Result<Vec<u8>, StoreError> {
    row.try_get(column).map_err(sql("read"))
}

fn number(row: &SqliteRow, column: &str) -> Result<u64, StoreError> {
    let number: i64 = row.try_get(column).map_err(sql("read"))?;
    u64::try_from(number).map_err(|_| StoreError::Damaged("a negative number"))
}

/// SQLite's integers end where no block number or timestamp comes in 292 billion years.
fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn sql(doing: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |source| StoreError::Sql { doing, source }
}
