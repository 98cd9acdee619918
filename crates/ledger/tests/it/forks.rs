//! LEDGER-1 across reorganisations.

use crate::life::{Life, check, ledger};

#[tokio::test]
async fn after_a_fork_the_books_are_those_of_the_new_branch() {
    for seed in 100..104 {
        let mut life = Life::begin(seed).await;
        let folder = tempfile::tempdir().expect("a folder");
        let mut follower = ledger(&life.stage, &folder).await;
        for depth in [1, 7, 30] {
            for _ in 0..40 {
                life.step().await;
            }
            check(&mut follower, &life.stage).await;
            let newest = life.stage.chain().head().number;
            life.stage.chain().rollback(newest - depth).expect("a chain in memory");
            life.turn(seed * 1_000 + depth);
            // Once shorter than what was followed, once longer.
            for _ in 0..seed % 4 * 20 {
                life.step().await;
            }
            let progress = follower.catch_up().await.expect("the chain can be followed");
            assert_eq!(progress.forks, 1);
            check(&mut follower, &life.stage).await;
        }
        let elsewhere = tempfile::tempdir().expect("a folder");
        let mut fresh = ledger(&life.stage, &elsewhere).await;
        fresh.catch_up().await.expect("the chain can be followed");
        assert_eq!(fresh.folded(), follower.folded());
    }
}

#[tokio::test]
async fn a_fork_before_the_venture_leaves_nothing() {
    let mut life = Life::begin(1).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut follower = ledger(&life.stage, &folder).await;
    for _ in 0..10 {
        life.step().await;
    }
    check(&mut follower, &life.stage).await;
    life.stage.chain().rollback(life.stage.at().first_block - 1).expect("a chain in memory");
    assert_eq!(follower.catch_up().await.expect("the chain can be followed").forks, 1);
    assert_eq!((follower.last(), follower.folded().events), (None, 0));
    assert_eq!(follower.audit().await.expect("nothing to ask"), None);
}
