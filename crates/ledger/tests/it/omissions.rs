//! Logs that a node left out: noticed as soon as any view shows it, and mended by asking again.

use crate::{
    life::{check, ledger},
    payers::{claim, open_channel, settle},
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;
use usufruct_ledger::{Ledger, LedgerError};
use usufruct_protocol::{
    standins::CHAIN_ID,
    x402::{ESCROW, voucher::EscrowDomain},
};
use usufruct_testkit::{
    cast::CUSTOMER,
    stage::{self, Stage},
};

/// As if the node had not told of what the escrow logged so far: the ledger is opened on a file without it.
async fn without_the_escrow(stage: &Stage, folder: &TempDir) -> Ledger {
    let mut follower = ledger(stage, folder).await;
    check(&mut follower, stage).await;
    drop(follower);
    let options = SqliteConnectOptions::new().filename(folder.path().join("ledger.sqlite"));
    let mut db = SqliteConnection::connect_with(&options).await.expect("the ledger's file");
    let delete = sqlx::query("DELETE FROM log WHERE address = ?").bind(ESCROW.to_vec());
    let deleted = delete.execute(&mut db).await.expect("deleted").rows_affected();
    assert!(deleted > 0, "the escrow had logged nothing");
    db.close().await.expect("closed");
    ledger(stage, folder).await
}

/// How often the books are found wrong before they are right.
async fn disagreements(follower: &mut Ledger, stage: &Stage) -> u32 {
    let mut times = 0;
    while let Err(error) = follower.catch_up().await {
        assert!(matches!(error, LedgerError::Disagrees { .. }), "{error}");
        times += 1;
        assert!(times < 10, "it never comes right");
    }
    check(follower, stage).await;
    times
}

#[tokio::test]
async fn that_the_escrow_was_not_heard_of_at_all_is_noticed() {
    let stage = Stage::running(stage::terms()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let till = stage.at().purses.till;
    let channel = open_channel(&stage, CUSTOMER, till).await;
    claim(&stage, CUSTOMER, &channel, 700).await;
    let mut follower = without_the_escrow(&stage, &folder).await;
    assert_eq!(disagreements(&mut follower, &stage).await, 1, "claimed only");

    settle(&stage, till).await;
    drop(follower);
    let mut follower = without_the_escrow(&stage, &folder).await;
    assert_eq!(disagreements(&mut follower, &stage).await, 1, "claimed and settled");
}

/// No view shows a channel until something is claimed through it; by then blocks in which it is missing were found right.
#[tokio::test]
async fn a_channel_that_is_missing_from_checked_blocks_is_found_again() {
    let stage = Stage::running(stage::terms()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let channel = open_channel(&stage, CUSTOMER, stage.at().purses.till).await;
    let mut follower = without_the_escrow(&stage, &folder).await;
    assert_eq!(disagreements(&mut follower, &stage).await, 0, "nothing shows yet");
    assert_eq!(follower.checked(), follower.last());

    claim(&stage, CUSTOMER, &channel, 700).await;
    assert_eq!(disagreements(&mut follower, &stage).await, 2);
    assert!(follower.folded().payments.knows(EscrowDomain::new(CHAIN_ID).channel_id(&channel)));
}
