//! The power fails at every recorded moment: at least 5,000 states, and canaries that show that the test can fail.

use std::path::Path;

use usufruct_durability::cuts::Amount;
use usufruct_durability::disk::Syncs;
use usufruct_durability::power_cut::{self, Kind, Outcome};

const PROGRAM: &str = env!("CARGO_BIN_EXE_durability");
const SEED: u64 = 1;
/// Of each subject.
const STATES: usize = 2_600;
const CANARY_STATES: usize = 300;
/// Purchases of each of four customers.
const PURCHASES: usize = 12;
const OPERATIONS: usize = 80;

async fn selling() -> Kind {
    Kind::selling().await.expect("the stand-ins are made")
}

fn examine(kind: &Kind, amount: usize, states: usize, syncs: Syncs) -> Outcome {
    let events = kind.record(Path::new(PROGRAM), amount).expect("it is recorded");
    let outcome = power_cut::examine(kind, &events, Amount { states, seed: SEED, syncs }, false);
    eprintln!("{}: {} states {:?}", kind.verb(), outcome.total(), outcome.states);
    outcome
}

fn check(kind: &Kind, amount: usize) {
    let outcome = examine(kind, amount, STATES, Syncs::Kept);
    assert!(outcome.total() >= STATES && outcome.acknowledgements > 50, "{outcome:?}");
    assert_eq!(outcome.violations, 0, "{:#?}", outcome.described);
}

/// A disk whose syncs do nothing loses acknowledgements, and that is seen.
fn check_canary(kind: &Kind, amount: usize) {
    let outcome = examine(kind, amount, CANARY_STATES, Syncs::Ignored);
    assert!(outcome.violations > CANARY_STATES / 10, "{} violations: this test sees nothing", outcome.violations);
}

#[tokio::test]
async fn no_charge_that_was_acknowledged_is_lost_or_made_twice() {
    let kind = selling().await;
    tokio::task::spawn_blocking(move || check(&kind, PURCHASES)).await.expect("it holds");
}

#[test]
fn the_chain_is_where_it_said_it_was() {
    check(&Kind::Sealing, OPERATIONS);
}

#[tokio::test]
async fn a_book_that_does_not_sync_is_found_out() {
    let kind = selling().await;
    tokio::task::spawn_blocking(move || check_canary(&kind, PURCHASES)).await.expect("it holds");
}

#[test]
fn a_chain_that_does_not_sync_is_found_out() {
    check_canary(&Kind::Sealing, OPERATIONS);
}
