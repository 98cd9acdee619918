//! The tables, and the conditions under which a record may be called durable.

use std::{
    ffi::OsString,
    fs::OpenOptions,
    io::{self, ErrorKind, Read, Seek, Write},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, Row, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::BookFault;

/// Versions before this one could lose a write that happened while the log was reset.
const SQLITE_MIN: [u32; 3] = [3, 51, 3];

/// `PRAGMA user_version` of this layout.
const LAYOUT: i64 = 1;

/// Amounts are decimal text, because they have up to 128 bits; times are milliseconds since 1970; hashes, addresses and
/// signatures are raw bytes.
const TABLES: &str = "
CREATE TABLE classes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    floor_q64 TEXT NOT NULL,
    target_q32 TEXT NOT NULL,
    sensitivity TEXT NOT NULL,
    units_max TEXT NOT NULL,
    cash_unit TEXT NOT NULL,
    excess TEXT NOT NULL,
    excess_at INTEGER NOT NULL,
    last_sale INTEGER NOT NULL,
    sales INTEGER NOT NULL,
    units TEXT NOT NULL,
    revenue TEXT NOT NULL,
    UNIQUE (name, floor_q64, target_q32, sensitivity, units_max, cash_unit)
) STRICT;

CREATE TABLE channels (
    id BLOB PRIMARY KEY,
    payer BLOB NOT NULL,
    payer_authorizer BLOB NOT NULL,
    receiver BLOB NOT NULL,
    receiver_authorizer BLOB NOT NULL,
    token BLOB NOT NULL,
    withdraw_delay INTEGER NOT NULL,
    salt BLOB NOT NULL,
    charged TEXT NOT NULL,
    signed_max TEXT NOT NULL,
    signature BLOB NOT NULL,
    balance TEXT NOT NULL,
    total_claimed TEXT NOT NULL,
    refund_nonce INTEGER NOT NULL,
    last_payment BLOB NOT NULL,
    last_request BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sales (
    seq INTEGER PRIMARY KEY,
    class INTEGER NOT NULL REFERENCES classes (id),
    at INTEGER NOT NULL,
    payer BLOB NOT NULL,
    payment BLOB NOT NULL,
    scheme TEXT NOT NULL,
    units INTEGER NOT NULL,
    quoted_at INTEGER NOT NULL,
    quoted_after INTEGER NOT NULL,
    quoted_excess TEXT NOT NULL,
    quoted TEXT NOT NULL,
    charged TEXT NOT NULL,
    excess TEXT NOT NULL,
    spot_q64 TEXT NOT NULL
) STRICT;

CREATE TABLE transfers (
    id INTEGER PRIMARY KEY,
    payment BLOB NOT NULL UNIQUE,
    sale INTEGER NOT NULL REFERENCES sales (seq),
    request BLOB NOT NULL
) STRICT;

CREATE TABLE answers (
    payment BLOB PRIMARY KEY,
    receipt TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB
) STRICT;
";

pub(super) fn options(path: &Path) -> Result<SqliteConnectOptions, BookFault> {
    let options = SqliteConnectOptions::from_str("sqlite:").map_err(BookFault::of("open the book"))?;
    Ok(options
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(2))
        .disable_statement_logging())
}

/// Opens the connection that writes: settled, checked, with its tables.
pub(super) async fn open(path: &Path) -> Result<SqliteConnection, BookFault> {
    settle(path)?;
    let mut db = SqliteConnection::connect_with(&options(path)?).await.map_err(BookFault::of("open the book"))?;
    check(&mut db).await?;
    let version: i64 = sqlx::query("PRAGMA user_version")
        .fetch_one(&mut db)
        .await
        .and_then(|row| row.try_get(0))
        .map_err(BookFault::of("read the book's layout"))?;
    match version {
        LAYOUT => Ok(db),
        0 => {
            let create = format!("BEGIN IMMEDIATE;{TABLES}PRAGMA user_version = {LAYOUT};COMMIT;");
            sqlx::raw_sql(sqlx::AssertSqlSafe(create))
                .execute(&mut db)
                .await
                .map_err(BookFault::of("create the book"))?;
            Ok(db)
        }
        other => Err(BookFault::Layout { found: other, known: LAYOUT }),
    }
}

/// Makes sure that all that reads is on the disk.
///
/// A process may have been killed between a write and its sync, or the sync may have failed, and a failed sync is not told
/// twice: then the newest charges are in the system's cache alone. Customers are about to be told of them. So SQLite's log
/// is written once more, unchanged, and synced.
fn settle(path: &Path) -> Result<(), BookFault> {
    let mut log = OsString::from(path);
    log.push("-wal");
    let log = PathBuf::from(log);
    write_again(&log).map_err(|source| BookFault::Settle { path: log, source: Arc::new(source) })
}

fn write_again(path: &Path) -> io::Result<()> {
    let mut file = match OpenOptions::new().read(true).write(true).open(path) {
        Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    file.rewind()?;
    file.write_all(&bytes)?;
    file.sync_all()
}

/// GATEWAY-1 rests on these: a commit is on the disk when it returns, and the library has no known way to lose it.
async fn check(db: &mut SqliteConnection) -> Result<(), BookFault> {
    let row = sqlx::query(
        "SELECT sqlite_version(), (SELECT journal_mode FROM pragma_journal_mode),
                (SELECT synchronous FROM pragma_synchronous)",
    )
    .fetch_one(db)
    .await
    .map_err(BookFault::of("ask how durable the book is"))?;
    let read = |error| BookFault::of("ask how durable the book is")(error);
    let (version, journal): (String, String) = (row.try_get(0).map_err(read)?, row.try_get(1).map_err(read)?);
    let synchronous: i64 = row.try_get(2).map_err(read)?;
    let parts: Vec<u32> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    if parts.as_slice() < SQLITE_MIN.as_slice() {
        return Err(BookFault::OldSqlite { version });
    }
    // 2 is FULL, 3 is EXTRA.
    if journal != "wal" || synchronous < 2 {
        return Err(BookFault::NotDurable { journal, synchronous });
    }
    Ok(())
}
