//! The disk fails or is full: 200 faults.

use std::path::Path;

use usufruct_durability::faults::{self, Outcome};
use usufruct_durability::power_cut::Kind;

const PROGRAM: &str = env!("CARGO_BIN_EXE_durability");
const POINTS: usize = 100;

fn check(kind: &Kind) -> Outcome {
    let (amount, spacing) = faults::usual(kind);
    let outcome = faults::examine(kind, Path::new(PROGRAM), amount, &faults::points(POINTS, spacing));
    eprintln!("{}: {} faults, {} noticed, {:?}", kind.verb(), outcome.points, outcome.noticed, outcome.words);
    assert!(outcome.violations.is_empty(), "{:#?}", outcome.violations);
    assert!(outcome.noticed > POINTS / 2, "most faults hit nothing: {outcome:?}");
    outcome
}

#[tokio::test]
async fn a_gateway_whose_disk_fails_sells_nothing_that_it_cannot_keep() {
    let kind = Kind::selling().await.expect("the stand-ins are made");
    let outcome = tokio::task::spawn_blocking(move || check(&kind)).await.expect("it holds");
    assert!(outcome.words.contains_key("book-unavailable"), "{:?}", outcome.words);
}

#[test]
fn a_chain_whose_disk_fails_takes_no_block_that_it_cannot_keep() {
    check(&Kind::Sealing);
}
