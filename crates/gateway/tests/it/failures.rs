//! What the upstream fails at costs nothing, and the payment stays good.

use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::world::World;

#[tokio::test]
async fn an_upstreams_own_error_is_passed_on_for_nothing() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let before = customer.bought("/work?units=1").await.cumulative();
    for status in [400, 404, 500, 503] {
        let answer = customer.buy(&format!("/work?units=1&status={status}")).await;
        assert_eq!((answer.status.as_u16(), answer.charged()), (status, 0));
        assert!(answer.body.starts_with("work "), "the upstream's own words");
        assert_eq!(answer.cumulative(), before);
    }
    // Redirects and empty answers are answers.
    for status in [204, 303] {
        let answer = customer.buy(&format!("/work?units=1&status={status}")).await;
        assert_eq!(answer.status.as_u16(), status);
        assert!(answer.charged() > 0);
    }
    let totals = world.gateway.totals();
    assert_eq!((totals.charged, totals.failed), (3, 4));
}

#[tokio::test]
async fn no_answer_costs_nothing_and_the_voucher_stays_good() {
    let world = World::open_with(|config| config.limits.upstream_timeout = Duration::from_millis(200)).await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let charged = world.gateway.totals().revenue;
    for (path, status, problem) in [
        ("/once/hang", 504, "upstream-timed-out"),
        ("/once/big", 502, "upstream-answer-too-large"),
        ("/once/broken", 502, "upstream-unreachable"),
        ("/work", 502, "upstream-unmetered"),
        ("/work?units=many", 502, "upstream-unmetered"),
        ("/work?units=-1", 502, "upstream-unmetered"),
    ] {
        let payment = customer.sign(&customer.quote(path).await);
        let answer = customer.pay_with(path, &payment).await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (status, problem), "{path}");
        assert_eq!((answer.charged(), answer.cumulative()), (0, charged), "{path}");
        // Not used up: it can be tried again.
        let again = customer.pay_with(path, &payment).await;
        assert_eq!(again.problem(), problem, "{path}");
    }
    assert_eq!((world.gateway.totals().charged, world.gateway.totals().revenue), (1, charged));
    customer.bought("/once").await;
}

#[tokio::test]
async fn a_deposit_before_a_failure_is_made_once_and_kept() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 1_000_000).await;
    let path = "/work?units=1&status=500";
    let payment = customer.sign(&customer.quote(path).await);
    let failed = customer.send(Method::GET, path, Some(&payment.header), "").await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    let receipt = failed.receipt().expect("the deposit's receipt");
    assert_eq!((receipt.transaction.len(), receipt.amount.as_deref(), failed.charged()), (66, Some("1000000"), 0));
    // The same payment again: the money is there, so no second transaction is tried.
    let blocks = world.chain.head().number;
    let again = customer.pay_with(path, &payment).await;
    assert_eq!(again.status, StatusCode::INTERNAL_SERVER_ERROR, "{again:?}");
    assert_eq!(world.chain.head().number, blocks);
    let bought = customer.bought("/once").await;
    assert_eq!(bought.receipt().map(|receipt| receipt.transaction), Some(String::new()));
}

#[tokio::test]
async fn a_service_that_is_down_is_said_to_be() {
    let world = World::open_with(|config| config.upstream = "http://127.0.0.1:1".to_owned()).await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let answer = customer.buy("/once").await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::BAD_GATEWAY, "upstream-unreachable"));
    assert_eq!(world.gateway.totals().charged, 0);
    assert!(!answer.body.contains("127.0.0.1"), "where the upstream is, is nobody's business");
}

#[tokio::test]
async fn what_an_upstream_says_about_caches_is_made_private() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    for (said, told) in
        [("public,max-age=60", "private"), ("no-store", "no-store"), ("private,max-age=1", "private,max-age=1")]
    {
        let answer = customer.bought(&format!("/work?units=1&cache={said}")).await;
        assert_eq!(answer.headers["cache-control"], told);
    }
}
