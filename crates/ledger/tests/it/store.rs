//! What is in the file is what the books are made of, and the audit knows when it was changed.

use crate::life::ledger;
use alloy::{
    primitives::{Address, B256, LogData, U256},
    sol_types::SolEvent,
};
use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use usufruct_ledger::{
    Ledger,
    fold::{Block, Entry, Folded, decode},
    follow::Stretch,
    store::Store,
};
use usufruct_model::{Command, Venture};
use usufruct_protocol::bindings::{Offering, Share};
use usufruct_testkit::{
    cast::{ALICE, BOB, KEEPER, OPERATOR},
    stage::{self, Stage},
};

/// A life in which every event leaves a trace in the books.
async fn eventful() -> Stage {
    let stage = Stage::running(stage::terms()).await;
    stage.earn(1_000_000).await;
    stage.advance(3_600);
    stage.must(KEEPER, &Command::Drip).await;
    stage.must(ALICE, &Command::Claim).await;
    stage.must(ALICE, &Command::Transfer { to: stage.address(KEEPER), value: U256::from(1_001) }).await;
    stage.must(BOB, &Command::SetPayee { payee: stage.address(ALICE) }).await;
    stage.must(OPERATOR, &Command::Draw { to: stage.address(OPERATOR) }).await;
    stage.must(OPERATOR, &Command::Remit { report_hash: B256::ZERO, amount: U256::from(77_777) }).await;
    stage.must(OPERATOR, &Command::RaiseHoldersBps { holders_bps: 9_000 }).await;
    stage.must(OPERATOR, &Command::OfferOperator { candidate: stage.address(BOB) }).await;
    stage
}

/// Whether a ledger on the changed file notices, when it opens or when it audits.
async fn notices(stage: &Stage, folder: &tempfile::TempDir) -> bool {
    let path = folder.path().join("ledger.sqlite");
    let Ok(mut ledger) = Ledger::open(&path, stage.client().clone()).await else { return true };
    let audit = ledger.audit().await.expect("the chain answers").expect("there is a block");
    !audit.holds()
}

async fn raw(folder: &tempfile::TempDir) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(folder.path().join("ledger.sqlite"));
    SqliteConnection::connect_with(&options).await.expect("the file opens")
}

#[tokio::test]
async fn every_event_that_is_changed_or_missing_is_noticed() {
    let stage = eventful().await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut follower = ledger(&stage, &folder).await;
    follower.catch_up().await.expect("the chain can be followed");
    drop(follower);
    assert!(!notices(&stage, &folder).await);

    let mut db = raw(&folder).await;
    let rows = sqlx::query("SELECT block, log_index, topics, data FROM log").fetch_all(&mut db).await.expect("rows");
    assert!(rows.len() > 20);
    for row in rows {
        let (block, index): (i64, i64) = (row.get(0), row.get(1));
        let (topics, data): (Vec<u8>, Vec<u8>) = (row.get(2), row.get(3));
        // The lowest bit of the last word, an amount that counts in all events but one: Closed repeats there what was
        // raised, and says in its first word how the sale ended. Then the whole log.
        let word = if topics == Offering::Closed::SIGNATURE_HASH.0 { 32 } else { data.len() };
        if word > 0 {
            let mut changed = data.clone();
            changed[word - 1] ^= 1;
            let set = "UPDATE log SET data = ? WHERE block = ? AND log_index = ?";
            for (data, noticed) in [(&changed, true), (&data, false)] {
                let update = sqlx::query(set).bind(data).bind(block).bind(index);
                update.execute(&mut db).await.expect("it can be changed");
                assert_eq!(notices(&stage, &folder).await, noticed, "log {index} of block {block}");
            }
        }
        let kept = sqlx::query("SELECT * FROM log WHERE block = ? AND log_index = ?").bind(block).bind(index);
        let kept = kept.fetch_one(&mut db).await.expect("the row");
        let delete = sqlx::query("DELETE FROM log WHERE block = ? AND log_index = ?").bind(block).bind(index);
        delete.execute(&mut db).await.expect("it can be removed");
        assert!(notices(&stage, &folder).await, "log {index} of block {block} is missing");
        let insert = sqlx::query("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)");
        let insert = insert.bind(block).bind(index).bind(kept.get::<Vec<u8>, _>("transaction_hash"));
        let insert = insert.bind(kept.get::<Vec<u8>, _>("address"));
        let insert = insert.bind(kept.get::<Vec<u8>, _>("topics")).bind(kept.get::<Vec<u8>, _>("data"));
        insert.execute(&mut db).await.expect("it can be put back");
    }
    assert!(!notices(&stage, &folder).await);
}

/// A hundred thousand transfers among a thousand holders, in ten thousand blocks.
fn long_history(share: Address, first_block: u64) -> Stretch {
    let holder = |n: u64| Address::left_padding_from(&(n % 1_000 + 1).to_be_bytes());
    let mut stretch = Stretch { blocks: Vec::new(), entries: Vec::new() };
    for number in first_block..first_block + 10_000 {
        let block = Block { number, hash: B256::from(U256::from(number)), timestamp: number };
        stretch.blocks.push(block);
        stretch.entries.extend((0..10).map(|index| {
            let from = if number < first_block + 100 { Address::ZERO } else { holder(number * 7 + index) };
            let event = Share::Transfer { from, to: holder(number + index), value: U256::from(1) };
            let log: LogData = event.encode_log_data();
            Entry { block: number, timestamp: number, index, transaction: block.hash, address: share, log }
        }));
    }
    stretch
}

#[tokio::test]
async fn a_hundred_thousand_events_are_stored_and_folded_as_they_came() {
    let stage = Stage::open(stage::terms()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.sqlite");
    let stretch = long_history(stage.at().purses.share, stage.at().first_block);
    let mut store = Store::open(&path, stage.at()).await.expect("the file opens");
    store.append(None, &stretch).await.expect("it is written");
    assert_eq!(store.last().await.expect("read"), stretch.blocks.last().copied());
    let entries = store.entries().await.expect("read");
    assert!(entries == stretch.entries, "what was written is what is read");

    let mut folded = Folded::new(Venture::new(stage::terms(), stage.at().purses, U256::ONE));
    folded.take(&decode(stage.at(), &entries).expect("all are events"));
    assert_eq!((folded.events, folded.venture.words.len()), (100_000, 1_000));

    // A stretch is appended on the block that it follows, once.
    assert!(store.append(None, &stretch).await.is_err());
    store.truncate(Some(stretch.blocks[4_999])).await.expect("it is cut");
    assert_eq!(store.entries().await.expect("read").len(), 50_000);
}
