//! What is acknowledged survives; what cannot be recorded is not served.

use reqwest::StatusCode;
use sqlx::{Connection, SqliteConnection};
use usufruct_gateway::{Gateway, OpenError};

use crate::world::World;

#[tokio::test]
async fn after_a_crash_at_any_acknowledgement_the_charge_is_there() {
    let world = World::open().await;
    let mut wanda = world.customer("wanda", 5_000_000).await;
    let mut wim = world.customer("wim", 5_000_000).await;
    for number in 1..=6 {
        let path = format!("/work?units={number}");
        let customer = if number % 2 == 0 { &mut wanda } else { &mut wim };
        customer.bought(&path).await;
        let (before, after) = (world.gateway.totals(), world.after_a_crash().await);
        assert_eq!((after.totals().charged, after.totals().revenue), (number, before.revenue));
        assert_eq!(after.totals().classes, before.classes);
        assert_eq!(after.claimable(), world.gateway.claimable());
        assert_eq!(after.audit().await.expect("the book reads").discrepancies, []);
        after.close().await;
    }
}

#[tokio::test]
async fn a_restart_changes_nothing_for_customers() {
    let mut world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let claims = world.gateway.claimable();
    world.reopen().await;
    customer.meets(&world);
    assert_eq!(world.gateway.claimable(), claims);
    let answer = customer.bought("/once").await;
    assert_eq!(answer.receipt().map(|receipt| receipt.transaction), Some(String::new()));
    assert_eq!(world.gateway.totals().charged, 2);
}

/// A connection that breaks the book, as a full disk would, and repairs it again.
async fn saboteur(world: &World) -> SqliteConnection {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(world.book_path());
    SqliteConnection::connect_with(&options).await.expect("the book is a file")
}

#[tokio::test]
async fn a_failed_write_is_a_refused_request_and_never_a_served_one() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let (before, claims) = (world.gateway.totals(), world.gateway.claimable());

    let mut saboteur = saboteur(&world).await;
    let full = "CREATE TRIGGER full BEFORE INSERT ON sales BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    sqlx::query(full).execute(&mut saboteur).await.expect("sabotage");
    let payment = customer.sign(&customer.quote("/once").await);
    for _ in 0..2 {
        let answer = customer.pay_with("/once", &payment).await;
        assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "book-unavailable"));
        assert!(!answer.body.contains("answer") && !answer.body.contains("disk full"), "{}", answer.body);
        assert_eq!(answer.headers["retry-after"], "1");
    }
    let after = world.gateway.totals();
    assert_eq!((after.charged, after.revenue, &after.classes), (before.charged, before.revenue, &before.classes));
    assert_eq!(world.gateway.claimable(), claims);

    sqlx::query("DROP TRIGGER full").execute(&mut saboteur).await.expect("repaired");
    let answer = customer.pay_with("/once", &payment).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "answer 4"), "{answer:?}");
    assert_eq!(world.gateway.totals().charged, 2);
    assert_eq!(world.gateway.audit().await.expect("the book reads").discrepancies, []);
}

#[tokio::test]
async fn a_transfer_that_was_settled_but_not_recorded_is_served_when_it_comes_again() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await.by_transfer();
    let mut saboteur = saboteur(&world).await;
    let full = "CREATE TRIGGER full BEFORE INSERT ON transfers BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    sqlx::query(full).execute(&mut saboteur).await.expect("sabotage");
    let payment = customer.sign(&customer.quote("/once").await);
    let answer = customer.pay_with("/once", &payment).await;
    assert_eq!(answer.problem(), "book-unavailable");
    sqlx::query("DROP TRIGGER full").execute(&mut saboteur).await.expect("repaired");
    let blocks = world.chain.head().number;
    let answer = customer.pay_with("/once", &payment).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(world.chain.head().number, blocks, "it was paid already");
    assert_eq!(world.gateway.totals().charged, 1);
}

#[tokio::test]
async fn a_closed_book_serves_nobody() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    world.gateway.close().await;
    let answer = customer.buy("/once").await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "book-unavailable"));
}

#[tokio::test]
async fn a_book_has_one_gateway() {
    let world = World::open().await;
    let clock = std::sync::Arc::new(|| usufruct_gateway::Millis(0));
    let sender = world.sender(usufruct_testkit::cast::RELAYER).await;
    let second = Gateway::open(world.config.clone(), world.escrow(), sender, clock, &world.book_path()).await;
    let Err(OpenError::Book(fault)) = second else { panic!("two gateways on one book") };
    assert!(fault.to_string().contains("open in another process"), "{fault}");
}
