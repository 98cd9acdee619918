//! LEDGER-1: recomputed state equals on-chain state exactly, at every block.

use crate::life::{Life, check, ledger};
use usufruct_ledger::{audit::audit, fold::Folded};
use usufruct_model::{Cash, Command, offering::Phase, venture::Books};
use usufruct_testkit::{
    cast::{ALICE, BOB, KEEPER, OPERATOR},
    stage::{self, Stage},
};

const STEPS: u32 = 160;

async fn lived_through(seed: u64) -> Folded {
    let mut life = Life::begin(seed).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut ledger = ledger(&life.stage, &folder).await;
    for _ in 0..STEPS {
        life.step().await;
        check(&mut ledger, &life.stage).await;
    }
    // The past too, from the chain's logs alone.
    let (first, newest) = (life.stage.at().first_block, life.stage.chain().head().number);
    for block in [first, (first + newest) / 2, newest] {
        let audit = audit(life.stage.client(), block).await.expect("the chain answers");
        assert!(audit.holds(), "seed {seed}: {audit}");
    }
    ledger.folded().clone()
}

#[tokio::test]
async fn random_lives_are_accounted_for_at_every_block() {
    let mut lives = Vec::new();
    for seed in 0..16 {
        lives.push(lived_through(seed).await);
    }
    // That they were eventful, or the above says little.
    let any = |happened: fn(&Books) -> bool| lives.iter().any(|life| happened(&life.venture.books));
    for phase in [Phase::Active, Phase::Failed, Phase::WoundDown] {
        assert!(lives.iter().any(|life| life.venture.books.offering.phase == phase), "no sale ended as {phase:?}");
    }
    assert!(any(|books| books.offering.drawn > Cash::ZERO) && any(|books| books.offering.redeemed > Cash::ZERO));
    assert!(any(|books| books.share.claimed > Cash::ZERO) && any(|books| !books.share.reserve.is_zero()));
    assert!(any(|books| books.till.remitted > Cash::ZERO) && any(|books| books.till.pulled > Cash::ZERO));
}

#[tokio::test]
async fn income_is_followed_from_the_customer_to_the_holders() {
    let stage = Stage::running(stage::terms()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut ledger = ledger(&stage, &folder).await;
    stage.earn(1_000_001).await;
    stage.advance(86_400);
    stage.must(KEEPER, &Command::Drip).await;
    stage.must(ALICE, &Command::Claim).await;
    stage.must(OPERATOR, &Command::Pull { to: stage.address(OPERATOR) }).await;
    check(&mut ledger, &stage).await;

    let summary = ledger.folded().summary();
    // 80 %, rounded up.
    assert_eq!(
        (summary.from_customers.0, summary.holders_part.0, summary.operators_part.0),
        (1_000_001, 800_001, 200_000)
    );
    assert_eq!(summary.holders, 3);
    // After tau seconds 1 - 1/e of it is released: 505,697.1; alice has claimed 60 % of that, the others are owed the rest.
    assert_eq!(summary.claimed.0, 303_418);
    assert_eq!(summary.owed.0, 151_709 + 50_569);
    assert_eq!(summary.reserve.0, 294_303);
    let bob = ledger.folded().holders().find(|holder| holder.address == stage.address(BOB)).expect("bob holds");
    assert_eq!((bob.balance.0, bob.owed.0, bob.claimed.0), (300_000, 151_709, 0));
    let days: Vec<_> = ledger.folded().days.iter().map(|day| (day.holders_part.0, day.claimed.0)).collect();
    assert_eq!(days, [(800_001, 0), (0, 303_418)]);
}

#[tokio::test]
async fn an_audit_prints_every_line_and_says_what_is_wrong() {
    let stage = Stage::running(stage::terms()).await;
    stage.earn(500_000).await;
    let newest = stage.chain().head().number;
    let mut audit = audit(stage.client(), newest).await.expect("the chain answers");
    let text = audit.to_string();
    assert!(text.ends_with(&format!("The audit holds: {} lines.", audit.lines().count())), "{text}");
    assert!(audit.lines().all(|line| text.contains(&line.name)), "{text}");

    audit.identities[0].holds = false;
    let text = audit.to_string();
    assert!(text.contains("NO  received by the Till"), "{text}");
    assert!(!audit.holds() && text.contains("The audit FAILS: 1 of "), "{text}");
}

#[tokio::test]
async fn a_block_that_is_not_there_cannot_be_audited() {
    let stage = Stage::open(stage::terms()).await;
    let beyond = stage.chain().head().number + 1;
    assert!(audit(stage.client(), beyond).await.is_err());
    assert!(audit(stage.client(), stage.at().first_block - 1).await.is_err());
}
