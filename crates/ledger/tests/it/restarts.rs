//! A ledger that ends, at any moment, goes on where it was.

use crate::life::{Life, check, ledger};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use usufruct_ledger::{Ledger, LedgerError, store::StoreError};
use usufruct_testkit::stage::{self, Stage};

#[tokio::test]
async fn a_restarted_ledger_goes_on_where_it_was() {
    let mut life = Life::begin(7).await;
    let folder = tempfile::tempdir().expect("a folder");
    for _ in 0..5 {
        let mut follower = ledger(&life.stage, &folder).await;
        let before = (follower.folded().clone(), follower.last());
        for _ in 0..15 {
            life.step().await;
            check(&mut follower, &life.stage).await;
        }
        assert_ne!(before, (follower.folded().clone(), follower.last()));
        let reopened = ledger(&life.stage, &folder).await;
        assert_eq!(reopened.folded(), follower.folded());
        assert_eq!(reopened.last(), follower.last());
    }
}

/// Ends after being asked `polls` times.
async fn soon(polls: u32) {
    for _ in 0..polls {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_ledger_that_is_killed_while_it_follows_loses_nothing() {
    let mut life = Life::begin(8).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut follower = ledger(&life.stage, &folder).await;
    for polls in 0..60 {
        life.step().await;
        if polls % 7 == 6 {
            let newest = life.stage.chain().head().number;
            life.stage.chain().rollback(newest - 2).expect("a chain in memory");
        }
        tokio::select! {
            biased;
            progress = follower.catch_up() => { progress.expect("the chain can be followed"); }
            () = soon(polls) => {}
        }
    }
    check(&mut follower, &life.stage).await;
    let mut reopened = ledger(&life.stage, &folder).await;
    check(&mut reopened, &life.stage).await;
    assert_eq!(reopened.folded(), follower.folded());
}

#[tokio::test]
async fn two_ledgers_on_one_file_do_not_spoil_it() {
    let mut life = Life::begin(9).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (mut one, mut other) = (ledger(&life.stage, &folder).await, ledger(&life.stage, &folder).await);
    for _ in 0..10 {
        life.step().await;
        check(&mut one, &life.stage).await;
        life.step().await;
        check(&mut other, &life.stage).await;
    }
    check(&mut one, &life.stage).await;
    assert_eq!(one.folded(), other.folded());
}

#[tokio::test]
async fn a_file_of_another_venture_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let stage = Stage::open(stage::terms()).await;
    drop(ledger(&stage, &folder).await);
    let other = Stage::open(usufruct_model::Terms { tau: 1, ..stage::terms() }).await;
    let opened = Ledger::open(&folder.path().join("ledger.sqlite"), other.client().clone()).await;
    assert!(matches!(opened, Err(LedgerError::Store(StoreError::OtherVenture(_)))));
}

/// The first layout, which had no hash of a log's transaction.
const FIRST_LAYOUT: &str = "
DROP TABLE log;
CREATE TABLE log (
    block INTEGER NOT NULL REFERENCES block (number) ON DELETE CASCADE,
    log_index INTEGER NOT NULL,
    address BLOB NOT NULL,
    topics BLOB NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (block, log_index)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
";

#[tokio::test]
async fn a_file_of_an_older_layout_is_built_anew_and_one_of_a_newer_is_refused() {
    let mut life = Life::begin(10).await;
    for _ in 0..20 {
        life.step().await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut follower = ledger(&life.stage, &folder).await;
    check(&mut follower, &life.stage).await;
    let known = follower.folded().clone();
    drop(follower);
    let path = folder.path().join("ledger.sqlite");
    let options = SqliteConnectOptions::new().filename(&path);
    let mut db = SqliteConnection::connect_with(&options).await.expect("the file opens");
    sqlx::raw_sql(FIRST_LAYOUT).execute(&mut db).await.expect("an older file");

    // Of another venture it is not ours to build anew.
    let other = Stage::open(usufruct_model::Terms { tau: 1, ..stage::terms() }).await;
    let opened = Ledger::open(&path, other.client().clone()).await;
    assert!(matches!(opened, Err(LedgerError::Store(StoreError::OtherVenture(_)))));

    let mut reopened = ledger(&life.stage, &folder).await;
    assert_eq!((reopened.last(), reopened.folded().events), (None, 0));
    check(&mut reopened, &life.stage).await;
    assert_eq!(reopened.folded(), &known);
    drop(reopened);

    sqlx::raw_sql("PRAGMA user_version = 3").execute(&mut db).await.expect("a newer file");
    let opened = Ledger::open(&path, life.stage.client().clone()).await;
    assert!(matches!(opened, Err(LedgerError::Store(StoreError::Layout(3)))));
}
