//! A payment that comes again is the same purchase, not another.

use std::sync::Arc;

use reqwest::{Method, StatusCode};

use crate::world::World;

#[tokio::test]
async fn sixty_four_copies_of_a_payment_are_one_purchase() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let payment = customer.sign(&customer.quote("/once").await);
    let customer = Arc::new(customer);
    let copies: Vec<_> = (0..64)
        .map(|_| {
            let (customer, header) = (Arc::clone(&customer), payment.header.clone());
            tokio::spawn(async move { customer.send(Method::GET, "/once", Some(&header), "").await })
        })
        .collect();
    let mut answers = Vec::new();
    for copy in copies {
        answers.push(copy.await.expect("no panic"));
    }
    for answer in &answers {
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "answer 2"), "{answer:?}");
        assert_eq!(answer.receipt(), answers[0].receipt());
    }
    assert_eq!(world.upstream.asked(), 2);
    let totals = world.gateway.totals();
    assert_eq!((totals.charged, totals.repeated), (2, 63));
    assert_eq!(world.gateway.claimable()[0].total_claimed, totals.revenue);
}

#[tokio::test]
async fn a_lost_answer_can_be_fetched_again_also_after_a_restart() {
    let mut world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let payment = customer.sign(&customer.quote("/work?units=2").await);
    let first = customer.send(Method::GET, "/work?units=2", Some(&payment.header), "").await;
    assert_eq!(first.status, StatusCode::OK);
    world.reopen().await;
    customer.meets(&world);
    let again = customer.pay_with("/work?units=2", &payment).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body));
    assert_eq!(again.receipt(), first.receipt());
    assert_eq!(again.headers["content-type"], first.headers["content-type"]);
    assert_eq!(world.upstream.asked(), 1);
    assert_eq!(world.gateway.totals().charged, 1);
    // And the customer is in step.
    customer.bought("/work?units=1").await;
}

#[tokio::test]
async fn a_payment_buys_no_second_request() {
    let world = World::open().await;
    let customer = world.customer("wanda", 5_000_000).await;
    let required = customer.send(Method::POST, "/once", None, "").await.required();
    let payment = customer.sign(&required);
    let first = customer.send(Method::POST, "/once", Some(&payment.header), "this").await;
    assert_eq!(first.status, StatusCode::OK);
    let other_body = customer.send(Method::POST, "/once", Some(&payment.header), "that").await;
    assert_eq!(other_body.problem(), "cumulative-mismatch");
    for (method, path) in [(Method::GET, "/once"), (Method::POST, "/once?x"), (Method::POST, "/work?units=1")] {
        let other = customer.send(method, path, Some(&payment.header), "this").await;
        assert_eq!((other.status, other.problem().as_str()), (StatusCode::PAYMENT_REQUIRED, "altered-quote"));
    }
    assert_eq!(world.upstream.asked(), 1);
    assert_eq!(world.gateway.totals().charged, 1);
}

#[tokio::test]
async fn an_answer_too_large_to_keep_leaves_its_receipt() {
    let world = World::open_with(|config| config.limits.answer_kept_bytes = 100).await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    for (bytes, status) in [(100, StatusCode::OK), (101, StatusCode::CONFLICT)] {
        let path = format!("/text?bytes={bytes}");
        let payment = customer.sign(&customer.quote(&path).await);
        let first = customer.pay_with(&path, &payment).await;
        assert_eq!((first.status, first.body.len()), (StatusCode::OK, bytes));
        let again = customer.send(Method::GET, &path, Some(&payment.header), "").await;
        assert_eq!(again.status, status, "{again:?}");
        assert_eq!(again.receipt(), first.receipt());
        if status == StatusCode::CONFLICT {
            assert_eq!(again.problem(), "answer-not-kept");
        }
    }
    assert_eq!(world.gateway.totals().charged, 2);
}
