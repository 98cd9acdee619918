//! D05: figures of a branch that is gone are not shown, and figures say how sure they are.

use super::figures::{amount, first_day, second_day};
use crate::world::{WANDA, World, config};
use alloy::providers::{Provider, ProviderBuilder};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use usufruct_model::Command;
use usufruct_protocol::client::Client;
use usufruct_testkit::cast::{ALICE, CAROL, KEEPER};
use usufruct_web::{Confidence, WebConfig};

/// All that is told of the venture, for comparison.
async fn everything(world: &World) -> Vec<Value> {
    let mut told = Vec::new();
    let paths = ["", "/purses", "/days", "/customers?window=all", "/holders", "/if-customers-stop"];
    for path in paths
        .map(str::to_owned)
        .into_iter()
        .chain([ALICE, CAROL, WANDA].map(|name| format!("/positions/{}", world.stage.address(name))))
    {
        let mut answer = world.get(&path).await;
        answer["checked_seconds_ago"] = json!(0);
        told.push(answer);
    }
    told
}

#[tokio::test]
async fn after_a_fork_nothing_of_the_lost_branch_is_left() {
    let world = World::open().await;
    first_day(&world).await;
    let shared = world.stage.chain().head().number;
    let time = world.stage.now().0;
    second_day(&world).await;
    world.donate(CAROL, 777).await;
    world.stage.must(KEEPER, &Command::Collect).await;
    world.look().await;
    let lost = everything(&world).await;

    world.stage.chain().rollback(shared).expect("a chain in memory");
    world.stage.chain().set_time(time + 600);
    world.donate(WANDA, 4_321).await;
    world.stage.must(KEEPER, &Command::Collect).await;
    world.look().await;
    let told = everything(&world).await;
    for (now, before) in told.iter().zip(&lost) {
        assert_eq!(now["block"]["hash"], json!(world.stage.chain().head().hash));
        assert_ne!(now["block"]["hash"], before["block"]["hash"]);
    }
    // As a server says that never saw the other branch.
    let fresh = world.another("fresh.sqlite", config(), None).await;
    fresh.catch_up().await.expect("the chain can be followed");
    let (url, _runs) = crate::world::serve(&fresh).await;
    let other = world.through(url);
    assert_eq!(everything(&other).await, told);
}

#[tokio::test]
async fn finality_is_told_and_a_careful_server_stays_behind() {
    let world = World::open().await;
    first_day(&world).await;
    world.look().await;
    assert_eq!(world.get("").await["finality"], "final");
    let newest = world.another("newest.sqlite", WebConfig { confidence: Confidence::Newest, ..config() }, None).await;
    let behind = WebConfig { confidence: Confidence::Behind(5), ..config() };
    let behind = world.another("behind.sqlite", behind, None).await;
    for web in [&newest, &behind] {
        web.catch_up().await.expect("the chain can be followed");
    }
    let head = world.stage.chain().head();
    let (newest, behind) = (newest.reading().expect("read").as_of(), behind.reading().expect("read").as_of());
    assert_eq!((newest.hash, newest.finality.word()), (head.hash, "latest"));
    assert_eq!((behind.number, behind.finality.word()), (head.number - 5, "safe"));
}

/// Readers see one block's history or another's, never a mixture: whatever is read while blocks come, and go, adds up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_never_see_a_mixture() {
    let world = Arc::new(World::open().await);
    first_day(&world).await;
    world.look().await;
    let over = Arc::new(AtomicBool::new(false));
    let reader = {
        let (world, over) = (Arc::clone(&world), Arc::clone(&over));
        tokio::spawn(async move {
            let mut seen = std::collections::BTreeSet::new();
            while !over.load(Ordering::SeqCst) {
                let reading = world.web.reading().expect("there is one");
                let income = reading.purses().income;
                let day = reading.days(None, 1).days[0];
                let all = income.claimed.plus(income.owed).plus(income.reserve).plus(income.dust);
                assert_eq!(income.credited, all);
                let waiting = reading.purses().revenue;
                assert_eq!(
                    waiting.collected.plus(waiting.remitted).minus(waiting.holders_part).minus(waiting.pulled),
                    waiting.operators_part
                );
                assert_eq!(day.came_from.total(), day.holders_part.plus(day.operators_part));
                seen.insert(reading.as_of().hash);
                tokio::task::yield_now().await;
            }
            seen.len()
        })
    };
    for round in 0..30 {
        let before = world.stage.chain().head().number;
        world.donate(WANDA, 1_000 + round).await;
        world.stage.must(KEEPER, &Command::Collect).await;
        world.look().await;
        if round % 3 == 0 {
            world.stage.chain().rollback(before).expect("a chain in memory");
        }
        world.stage.advance(100);
        world.stage.must(KEEPER, &Command::Drip).await;
        world.look().await;
    }
    over.store(true, Ordering::SeqCst);
    assert!(reader.await.expect("everything added up") > 1);
    assert!(amount(&world.get("/purses").await["data"]["income"]["credited"]) > 0);
}

#[tokio::test]
async fn a_chain_that_does_not_answer_makes_figures_old_and_says_so() {
    let world = World::open().await;
    let head = world.get("").await;
    assert_eq!((&head["stale"], &head["checked_seconds_ago"]), (&json!(false), &json!(0)));
    world.stage.advance(61);
    let old = world.get("").await;
    assert_eq!((&old["stale"], &old["checked_seconds_ago"]), (&json!(true), &json!(61)));
    assert_eq!(old["block"], head["block"]);
    let (status, health) = world.ask("/api/v1/health").await;
    assert_eq!((status.as_u16(), &health["status"]), (503, &json!("stale")));
    world.look().await;
    let (status, health) = world.ask("/api/v1/health").await;
    assert_eq!((status.as_u16(), &health["status"], &health["failures"]), (200, &json!("ok"), &json!(0)));
}

#[tokio::test]
async fn a_node_that_is_gone_leaves_what_was_known_and_is_counted() {
    let world = World::open().await;
    first_day(&world).await;
    let node = world.stage.chain().serve_http(([127, 0, 0, 1], 0).into()).await.expect("it listens");
    let provider = ProviderBuilder::default().connect_http(node.url().parse().expect("a URL")).erased();
    let client = Client::new(provider, *world.stage.at());
    let web = world.another_by(client, "gone.sqlite", config(), None).await;
    web.catch_up().await.expect("the chain can be followed");
    let (url, _runs) = crate::world::serve(&web).await;
    let world = world.through(url);
    let known = world.get("/purses").await;
    node.shut_down().await.expect("it ends");
    world.donate(WANDA, 5).await;
    for failures in 1..=2 {
        web.catch_up().await.expect_err("nobody answers");
        let (status, health) = world.ask("/api/v1/health").await;
        assert!(status.is_success() && health["failures"].as_u64() >= Some(failures), "{health}");
    }
    assert_eq!(world.get("/purses").await["data"], known["data"]);
}
