//! One signed transfer of exactly the quoted amount.

use std::sync::Arc;

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, Bytes, U256},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol_types::SolCall,
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use usufruct_protocol::{
    escrow,
    x402::{authorization::TokenDomain, exact::ExactPayload, header},
};
use usufruct_testkit::cast::MALLORY;

use crate::{
    customer::{Answer, Customer},
    world::{TILL, World},
};

alloy::sol! {
    function balanceOf(address account) external view returns (uint256);
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature) external;

    struct CancelAuthorization { address authorizer; bytes32 nonce; }
}

async fn balance(world: &World, account: Address) -> u128 {
    let data = balanceOfCall { account }.abi_encode();
    let call = TransactionRequest::default().with_to(world.config.asset.address).with_input(data);
    let answer = world.chain.provider().call(call).await.expect("the chain answers");
    balanceOfCall::abi_decode_returns(&answer).expect("a number").to()
}

async fn payment(customer: &Customer, path: &str) -> (ExactPayload, String, u128) {
    let payment = customer.sign(&customer.quote(path).await);
    (payment.payload.exact().expect("a transfer"), payment.header, payment.price)
}

#[tokio::test]
async fn a_transfer_pays_the_till_and_gets_its_answer() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await.by_transfer();
    let answer = customer.bought("/once").await;
    let receipt = answer.receipt().expect("a receipt");
    assert!(receipt.success && receipt.transaction.len() == 66, "{receipt:?}");
    let paid: u128 = receipt.amount.expect("an amount").parse().expect("a number");
    assert_eq!(balance(&world, TILL).await, paid);
    let totals = world.gateway.totals();
    assert_eq!((totals.charged, totals.revenue), (1, paid));
    assert_eq!(world.gateway.claimable(), []);
    let sale = &world.gateway.sales(0, 10).await.expect("the book reads")[0];
    assert_eq!((sale.scheme.as_str(), sale.payer, sale.charged), ("exact", customer.payer.address(), paid));
}

#[tokio::test]
async fn a_metered_transfer_pays_the_maximum() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await.by_transfer();
    let quoted = customer.quote("/work?units=1").await.accepts[1].terms().expect("an offer").amount;
    customer.bought("/work?units=1").await;
    assert_eq!(balance(&world, TILL).await, quoted);
    let sale = &world.gateway.sales(0, 10).await.expect("the book reads")[0];
    assert_eq!((sale.units, sale.charged), (1, quoted));
}

#[tokio::test]
async fn copies_of_a_transfer_are_one_purchase_and_it_buys_nothing_else() {
    let world = World::open().await;
    let customer = Arc::new(world.customer("wanda", 5_000_000).await.by_transfer());
    let (_, header, price) = payment(&customer, "/once").await;
    let copies: Vec<_> = (0..16)
        .map(|_| {
            let (customer, header) = (Arc::clone(&customer), header.clone());
            tokio::spawn(async move { customer.send(Method::GET, "/once", Some(&header), "").await })
        })
        .collect();
    for copy in copies {
        let answer = copy.await.expect("no panic");
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "answer 1"), "{answer:?}");
    }
    assert_eq!((world.upstream.asked(), balance(&world, TILL).await), (1, price));
    let other = customer.send(Method::GET, "/once", Some(&header), "another body").await;
    assert_eq!((other.status, other.problem().as_str()), (StatusCode::PAYMENT_REQUIRED, "authorization-used"));
    assert_eq!(world.gateway.totals().charged, 1);
}

#[tokio::test]
async fn a_failed_upstream_leaves_the_transfer_unused() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await.by_transfer();
    let answer = customer.buy("/work?units=1&status=500").await;
    assert_eq!((answer.status, answer.receipt()), (StatusCode::INTERNAL_SERVER_ERROR, None));
    let answer = customer.buy("/work").await;
    assert_eq!(answer.problem(), "upstream-unmetered");
    assert_eq!(balance(&world, TILL).await, 0);
    assert_eq!(world.gateway.totals().charged, 0);
}

#[tokio::test]
async fn a_transfer_without_cover_reaches_no_upstream() {
    let world = World::open().await;
    let customer = world.customer("poor", 10).await.by_transfer();
    let (_, header, _) = payment(&customer, "/once").await;
    let answer = customer.send(Method::GET, "/once", Some(&header), "").await;
    assert_eq!((answer.status, answer.problem().as_str()), (StatusCode::PAYMENT_REQUIRED, "settlement-failed"));
    let receipt = answer.receipt().expect("what became of the settlement");
    assert!(!receipt.success && receipt.transaction.is_empty(), "{receipt:?}");
    assert_eq!(world.upstream.asked(), 0);
}

#[tokio::test]
async fn transfers_that_do_not_fit_the_offer_are_refused() {
    let world = World::open().await;
    let customer = world.customer("wanda", 5_000_000).await.by_transfer();
    let now = world.now().0 / 1_000;
    for (field, value, problem) in [
        ("to", cast_address(), "authorization-not-as-offered"),
        ("value", "1".to_owned(), "authorization-not-as-offered"),
        ("validAfter", now.to_string(), "authorization-expired"),
        ("validBefore", (now + 60).to_string(), "authorization-expired"),
        ("validBefore", (now + 61).to_string(), "bad-signature"),
        ("from", cast_address(), "bad-signature"),
        ("nonce", format!("0x{}", "11".repeat(32)), "bad-signature"),
    ] {
        let signed = customer.sign(&customer.quote("/once").await);
        let mut json = serde_json::to_value(&signed.payload).expect("serialises");
        json["payload"]["authorization"][field] = json!(value);
        let answer = customer.send(Method::GET, "/once", Some(&header::encode(&json)), "").await;
        assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (402, problem), "{field}");
    }
    assert_eq!((world.upstream.asked(), balance(&world, TILL).await), (0, 0));
}

fn cast_address() -> String {
    usufruct_testkit::cast::address(MALLORY).to_string()
}

/// Somebody else submits `customer`'s transfer before the gateway does.
async fn front_run(world: &World, payload: &ExactPayload) {
    let call = escrow::transfer_with_authorization(world.config.asset.address, payload);
    world.sender(MALLORY).await.send(&call).await.expect("anyone may");
}

#[tokio::test]
async fn a_transfer_that_a_stranger_submitted_still_buys_its_answer_once() {
    let world = World::open().await;
    let customer = world.customer("wanda", 5_000_000).await.by_transfer();
    let (payload, header, price) = payment(&customer, "/once").await;
    front_run(&world, &payload).await;
    let ask = async || -> Answer { customer.send(Method::GET, "/once", Some(&header), "").await };
    let answer = ask().await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(answer.receipt().expect("a receipt").transaction.len(), 66);
    assert_eq!(ask().await.body, "answer 1");
    assert_eq!((world.upstream.asked(), balance(&world, TILL).await), (1, price));
}

#[tokio::test]
async fn a_nonce_that_was_used_for_something_else_buys_nothing() {
    let world = World::open().await;
    let customer = world.customer("wanda", 5_000_000).await.by_transfer();
    let token = TokenDomain::new("USDC", "2", world.config.chain_id, world.config.asset.address);

    // The same nonce, spent on a transfer to a friend.
    let (payload, header, _) = payment(&customer, "/once").await;
    let mut to_a_friend = payload.clone();
    to_a_friend.authorization.to = Address::repeat_byte(7);
    to_a_friend.signature = customer.key.sign(token.transfer_digest(&to_a_friend.authorization));
    front_run(&world, &to_a_friend).await;
    let answer = customer.send(Method::GET, "/once", Some(&header), "").await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (402, "authorization-used"));

    // Cancelled.
    let (payload, header, _) = payment(&customer, "/once").await;
    let a = &payload.authorization;
    let message = CancelAuthorization { authorizer: a.from, nonce: a.nonce };
    let domain = alloy::sol_types::eip712_domain! {
        name: "USDC", version: "2", chain_id: world.config.chain_id, verifying_contract: world.config.asset.address,
    };
    let signature: Bytes = customer.key.sign(alloy::sol_types::SolStruct::eip712_signing_hash(&message, &domain));
    let data = cancelAuthorizationCall { authorizer: a.from, nonce: a.nonce, signature }.abi_encode();
    let cancel = TransactionRequest::default().with_to(world.config.asset.address).with_input(data);
    world.sender(MALLORY).await.send(&cancel).await.expect("signed by the customer");
    let answer = customer.send(Method::GET, "/once", Some(&header), "").await;
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (402, "authorization-used"));
    assert_eq!((world.upstream.asked(), balance(&world, TILL).await), (0, 0));
    assert_eq!(payload.authorization.value, U256::from(1_006));
}
