//! One deposit, then one voucher a request.

use std::sync::Arc;

use reqwest::{Method, StatusCode};
use serde_json::Value;
use usufruct_protocol::{escrow, x402::voucher::EscrowDomain};
use usufruct_testkit::cast::{self, KEEPER, MALLORY};

use crate::world::{TILL, World};

#[tokio::test]
async fn a_customer_deposits_once_then_pays_by_voucher() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let first = customer.bought("/once").await;
    let receipt = first.receipt().expect("a receipt");
    assert_eq!(receipt.transaction.len(), 66, "the deposit's transaction");
    assert_eq!(receipt.amount.as_deref(), Some("1000000"), "the announced minimum");
    assert_eq!(receipt.payer, Some(customer.payer.address()));
    assert_eq!(first.body, "answer 1");
    assert_eq!(first.headers["cache-control"], "private");

    let blocks = world.chain.head().number;
    let mut total = first.charged();
    for number in 2..=5 {
        let answer = customer.bought("/once").await;
        assert_eq!(answer.body, format!("answer {number}"));
        let receipt = answer.receipt().expect("a receipt");
        assert_eq!((receipt.transaction.as_str(), receipt.amount.as_deref()), ("", Some("")));
        total += answer.charged();
        assert_eq!(answer.cumulative(), total);
    }
    assert_eq!(world.chain.head().number, blocks, "vouchers need no transaction");
    let totals = world.gateway.totals();
    assert_eq!((totals.charged, totals.units, totals.revenue), (5, 5, total));
}

#[tokio::test]
async fn use_is_metered_after_the_fact_up_to_the_quote() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let class = &world.config.classes[1].price;
    let demand = usufruct_model::price::Demand::default();
    let cost = |units| demand.cost_up(class, units).0;

    assert_eq!(customer.bought("/work?units=0").await.charged(), 0);
    assert_eq!(customer.bought("/work?units=3").await.charged(), cost(3));
    // Three units are a small part of the sensitivity, so the clock makes the price what it was.
    world.advance(60_000);
    customer.meets(&world);
    let answer = customer.bought("/work?units=99").await;
    assert_eq!(answer.charged(), cost(10), "the quote was for ten");
    assert!(answer.headers.get("x-units").is_none(), "what was metered is between upstream and gateway");
    assert_eq!(customer.bought("/text?bytes=0").await.charged(), 0);
    let text = customer.bought("/text?bytes=250").await;
    assert_eq!(text.body.len(), 250);
    assert_eq!(text.charged(), demand.cost_up(&world.config.classes[2].price, 250).0);
}

#[tokio::test]
async fn the_upstream_gets_the_request_and_not_the_payment() {
    let world = World::open().await;
    let customer = world.customer("wanda", 5_000_000).await;
    let path = "/once/echo?q=%20";
    let required = customer.send(Method::POST, path, None, "").await.required();
    let payment = customer.sign(&required);
    let request = customer.request(Method::POST, path).header("payment-signature", &payment.header);
    let request = request.header("x-api-key", "k").header("x-payment", "v1").body("hello");
    let answer = customer.sent(request).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let echo: Value = serde_json::from_str(&answer.body).expect("an echo");
    assert_eq!(echo["body"], "hello");
    let headers = &echo["headers"];
    assert_eq!((&headers["x-api-key"], &headers["x-forwarded-for"]), (&"k".into(), &"127.0.0.1".into()));
    assert!(headers.get("payment-signature").is_none() && headers.get("x-payment").is_none(), "{headers}");
    assert_eq!(format!("http://{}", headers["x-forwarded-host"].as_str().expect("a text")), world.url);
}

#[tokio::test]
async fn what_is_recorded_can_be_claimed_to_the_unit() {
    let world = World::open().await;
    let mut total = 0;
    for name in ["wanda", "wim", "wes"] {
        let mut customer = world.customer(name, 5_000_000).await;
        for path in ["/once", "/work?units=7", "/text?bytes=10"] {
            total += customer.bought(path).await.charged();
        }
    }
    let claims = world.gateway.claimable();
    assert_eq!(claims.len(), 3);
    assert_eq!(claims.iter().map(|claim| claim.total_claimed).sum::<u128>(), total);
    let domain = EscrowDomain::new(world.config.chain_id);
    let claim = escrow::claim_with_signature(&claims, &domain, &cast::key(KEEPER));
    let anyone = world.sender(MALLORY).await;
    anyone.send(&claim).await.expect("every voucher is good");
    let receiver = world.escrow().receiver(TILL, world.config.asset.address).await.expect("the chain answers");
    assert_eq!(receiver.claimed, total);

    for claim in &claims {
        let id = domain.channel_id(&claim.config);
        world.gateway.note_claimed(id, claim.total_claimed).await.expect("noted");
    }
    assert_eq!(world.gateway.claimable(), []);
    // Claiming changes nothing for the customers.
    let mut customer = world.customer("wanda", 0).await;
    let again = customer.bought("/once").await;
    assert_eq!(again.receipt().map(|receipt| receipt.transaction), Some(String::new()));
    assert_eq!(world.gateway.claimable().len(), 1);
}

#[tokio::test]
async fn requests_on_one_channel_take_turns() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    // As a pipelining customer would: it signs the next total before it has the last receipt.
    let payments: Vec<_> = {
        let mut payments = Vec::new();
        let charged = customer.payer.remembered(channel_id(&customer).await).expect("known").charged;
        let mut next = charged;
        for _ in 0..8 {
            let required = customer.quote("/once").await;
            let (config, id) = customer.channel(&required);
            let amount: u128 = required.accepts[0].amount.parse().expect("a number");
            next += amount;
            let voucher = EscrowDomain::new(world.config.chain_id).sign_voucher(&customer.key, id, next);
            let payload = usufruct_protocol::x402::batch::BatchPayload::Voucher { config, voucher };
            let mut payment = customer.sign(&required);
            payment.payload.payload = payload.to_json();
            payment.header = usufruct_protocol::x402::header::encode(&payment.payload);
            payments.push(payment);
        }
        payments
    };
    let customer = Arc::new(customer);
    let mut answers = Vec::new();
    for payment in payments {
        let customer = Arc::clone(&customer);
        answers.push(tokio::spawn(async move { customer.send(Method::GET, "/once", Some(&payment.header), "").await }));
        // The line is first come, first served; the order of arrival is that of the totals.
        tokio::task::yield_now().await;
    }
    let mut served = 0;
    for answer in answers {
        let answer = answer.await.expect("no panic");
        if answer.status == StatusCode::OK {
            served += 1;
        } else {
            assert_eq!(answer.problem(), "cumulative-mismatch");
        }
    }
    assert!(served >= 1);
    let totals = world.gateway.totals();
    assert_eq!(totals.charged, served + 1);
    assert_eq!(world.gateway.claimable()[0].total_claimed, totals.revenue);
}

async fn channel_id(customer: &crate::customer::Customer) -> alloy::primitives::B256 {
    customer.channel(&customer.quote("/once").await).1
}

#[tokio::test]
async fn a_payer_without_a_pinned_key_is_asked_for_and_gets_little_credit() {
    let world = World::open().await;
    let customer = world.customer("wanda", 5_000_000).await;
    let mut served = 0;
    let mut charged = 0;
    for turn in 0..6 {
        let required = customer.quote("/once").await;
        let (mut config, _) = customer.channel(&required);
        config.payer_authorizer = alloy::primitives::Address::ZERO;
        let domain = EscrowDomain::new(world.config.chain_id);
        let id = domain.channel_id(&config);
        let amount: u128 = required.accepts[0].amount.parse().expect("a number");
        if turn == 0 {
            crate::corrections::deposit_directly(&world, &customer, &config, 1_000_000).await;
        }
        let voucher = domain.sign_voucher(&customer.key, id, charged + amount);
        let mut payment = customer.sign(&required);
        payment.payload.payload = usufruct_protocol::x402::batch::BatchPayload::Voucher { config, voucher }.to_json();
        let header = usufruct_protocol::x402::header::encode(&payment.payload);
        let answer = customer.send(Method::GET, "/once", Some(&header), "").await;
        if answer.status == StatusCode::OK {
            charged += answer.charged();
            served += 1;
        } else {
            assert_eq!(answer.problem(), "credit-exhausted");
        }
    }
    // Five thousand may be owed; a request costs a little over a thousand.
    assert_eq!(served, 4);
}
