//! How much a stranger may ask for.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use usufruct_protocol::x402::header::HEADER_BYTES_MAX;

use crate::world::World;

#[tokio::test]
async fn headers_and_payments_have_their_limits() {
    let world = World::open().await;
    let customer = world.customer("wanda", 0).await;
    let with = |name: &str, bytes: usize| customer.request(Method::GET, "/once").header(name, "x".repeat(bytes));
    let answer = customer.sent(with("payment-signature", HEADER_BYTES_MAX)).await;
    assert_eq!(answer.problem(), "malformed-payment", "within the limit it is read");
    let answer = customer.sent(with("payment-signature", HEADER_BYTES_MAX + 1)).await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (431, "headers-too-large"));
    assert_eq!(customer.sent(with("x-other", 30_000)).await.problem(), "payment-required");
    let answer = customer.sent(with("x-other", 32 * 1024)).await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (431, "headers-too-large"));
    let twice =
        customer.request(Method::GET, "/once").header("payment-signature", "a").header("payment-signature", "b");
    assert_eq!(customer.sent(twice).await.problem(), "malformed-payment");
}

#[tokio::test]
async fn a_payment_that_fills_its_header_is_served() {
    let world = World::open().await;
    let customer = world.customer("wanda", 5_000_000).await;
    let mut payment = customer.sign(&customer.quote("/once").await).payload;
    payment.extensions = Some(serde_json::json!({ "padding": "x".repeat(8_000) }));
    let header = usufruct_protocol::x402::header::encode(&payment);
    assert!(header.len() > 12_000);
    let answer = customer.send(Method::GET, "/once", Some(&header), "").await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
}

#[tokio::test]
async fn bodies_have_their_limits() {
    let world = World::open_with(|config| {
        config.limits.request_body_bytes = 1_000;
        config.limits.request_body_timeout = Duration::from_millis(200);
    })
    .await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    for (bytes, status) in [(1_000, 200), (1_001, 413)] {
        let required = customer.send(Method::POST, "/once", None, "").await.required();
        let payment = customer.sign(&required);
        let answer = customer.send(Method::POST, "/once", Some(&payment.header), &"x".repeat(bytes)).await;
        assert_eq!(answer.status.as_u16(), status, "{answer:?}");
        match answer.receipt() {
            Some(receipt) => drop(customer.payer.settled(&payment, &receipt).expect("an honest answer")),
            None => assert_eq!(answer.problem(), "body-too-large"),
        }
    }
    let required = customer.send(Method::POST, "/once", None, "").await.required();
    let never = reqwest::Body::wrap_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let slow = customer.request(Method::POST, "/once").header("payment-signature", customer.sign(&required).header);
    let answer = customer.sent(slow.body(never)).await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (408, "body-not-received"));
    assert_eq!(world.gateway.totals().charged, 2);
}

#[tokio::test]
async fn a_full_line_and_a_full_house_are_told_so() {
    let world = World::open_with(|config| {
        config.limits.requests_at_once = 3;
        config.limits.channel_queue = 1;
        config.limits.upstream_timeout = Duration::from_secs(2);
    })
    .await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let payment = customer.sign(&customer.quote("/once/hang").await);
    let customer = std::sync::Arc::new(customer);
    let copies: Vec<_> = (0..8)
        .map(|_| {
            let (customer, header) = (customer.clone(), payment.header.clone());
            tokio::spawn(async move { customer.send(Method::GET, "/once/hang", Some(&header), "").await })
        })
        .collect();
    let mut problems = std::collections::BTreeMap::new();
    for copy in copies {
        let answer = copy.await.expect("no panic");
        *problems.entry((answer.status.as_u16(), answer.problem())).or_insert(0) += 1;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(answer.headers["retry-after"], "1");
        }
    }
    let count = |status: u16, problem: &str| problems.get(&(status, problem.to_owned())).copied().unwrap_or(0);
    // One has the turn, one waits for it, the third finds the line full; the others find the house full, or later on a
    // place in it.
    assert_eq!(count(504, "upstream-timed-out"), 2, "{problems:?}");
    assert!(
        count(429, "channel-busy") >= 1 && count(503, "overloaded") + count(429, "channel-busy") == 6,
        "{problems:?}"
    );
    assert_eq!(world.gateway.totals().charged, 1);
}
