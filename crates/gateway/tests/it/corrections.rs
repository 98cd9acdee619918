//! Who is out of step, or offers too little, is told so, and nobody is charged.

use alloy::primitives::{B256, Bytes};
use reqwest::{Method, StatusCode};
use serde_json::json;
use usufruct_protocol::{
    escrow,
    x402::{
        authorization::{TokenDomain, deposit_authorization},
        batch::{BatchExtra, BatchPayload, ChannelConfig, DepositAuthorization},
        header, reason,
        voucher::EscrowDomain,
        wire::PaymentPayload,
    },
};
use usufruct_testkit::cast::{self, KEEPER, MALLORY};

use crate::{
    customer::{Answer, Customer},
    world::World,
};

/// Sends a payment whose JSON `change` has altered.
async fn altered(customer: &Customer, path: &str, change: impl FnOnce(&mut serde_json::Value)) -> Answer {
    let payment = customer.sign(&customer.quote(path).await);
    let mut json = serde_json::to_value(&payment.payload).expect("serialises");
    change(&mut json);
    customer.send(Method::GET, path, Some(&header::encode(&json)), "").await
}

/// Refused with this type, and with a fresh challenge where the status is 402.
#[track_caller]
fn assert_refused(answer: &Answer, status: u16, problem: &str) {
    assert_eq!((answer.status.as_u16(), answer.problem().as_str()), (status, problem), "{answer:?}");
    if status == 402 {
        assert_eq!(answer.required().accepts.len(), 2);
    }
}

#[tokio::test]
async fn a_customer_that_lost_its_memory_goes_on_where_it_was() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let before = customer.bought("/once").await;
    let mut forgetful = customer.without_memory();
    // It reads the chain, where nothing is claimed yet, and signs an old total.
    let (_, id) = forgetful.channel(&forgetful.quote("/once").await);
    forgetful.payer.recall(id, world.escrow().channel(id).await.expect("the chain answers").into());
    let after = forgetful.bought("/once").await;
    assert_eq!(after.receipt().map(|receipt| receipt.transaction), Some(String::new()), "no second deposit");
    assert_eq!(after.cumulative(), before.cumulative() + after.charged());
    assert_eq!(world.upstream.asked(), 2);
}

#[tokio::test]
async fn a_corrective_answer_shows_the_customers_own_signature() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let forgetful = customer.without_memory();
    let payment = forgetful.sign(&forgetful.quote("/once").await);
    let answer = forgetful.send(Method::GET, "/once", Some(&payment.header), "").await;
    assert_refused(&answer, 402, "cumulative-mismatch");
    assert!(answer.receipt().is_none(), "stock clients would not look at the 402 any more");
    let required = answer.required();
    assert_eq!(required.error.as_deref(), Some(reason::CUMULATIVE_AMOUNT_MISMATCH));
    let extra: BatchExtra = required.accepts[0].extra().expect("complete");
    let state = extra.channel_state.expect("where the gateway is");
    assert_eq!(state.charged_cumulative_amount, Some(world.gateway.totals().revenue));
    assert_eq!(state.balance, 1_000_000);
    let voucher = extra.voucher_state.expect("the proof");
    assert!(voucher.signed_max_claimable >= state.charged_cumulative_amount);
}

#[tokio::test]
async fn every_bad_payment_has_its_problem_and_costs_nothing() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let before = (world.upstream.asked(), world.gateway.totals().revenue, world.chain.head().number);

    for (text, status, problem) in [
        ("%%%", 400, "malformed-payment"),
        ("e30=", 400, "malformed-payment"),
        ("bm90IGpzb24=", 400, "malformed-payment"),
    ] {
        assert_refused(&customer.send(Method::GET, "/once", Some(text), "").await, status, problem);
    }
    let answer = altered(&customer, "/once", |payment| payment["x402Version"] = json!(1)).await;
    assert_refused(&answer, 400, "malformed-payment");
    let answer = altered(&customer, "/once", |payment| payment["payload"]["type"] = json!("claim")).await;
    assert_refused(&answer, 400, "malformed-payment");
    let answer = altered(&customer, "/once", |payment| payment["payload"]["voucher"] = json!(7)).await;
    assert_refused(&answer, 400, "malformed-payment");

    let answer = altered(&customer, "/once", |payment| payment["accepted"]["scheme"] = json!("upto")).await;
    assert_refused(&answer, 402, "unsupported-scheme");
    let answer = altered(&customer, "/once", |payment| payment["accepted"]["network"] = json!("eip155:1")).await;
    assert_refused(&answer, 402, "wrong-network");
    for (field, value) in [("amount", "1"), ("payTo", "0x0000000000000000000000000000000000000001")] {
        let answer = altered(&customer, "/once", |payment| payment["accepted"][field] = json!(value)).await;
        assert_refused(&answer, 402, "altered-quote");
    }
    let answer =
        altered(&customer, "/once", |payment| payment["accepted"]["extra"]["quote"] = json!("1.0.0.0.0.AA")).await;
    assert_refused(&answer, 402, "altered-quote");

    let other = Bytes::from(vec![0x1b; 65]).to_string();
    let answer = altered(&customer, "/once", |payment| payment["payload"]["voucher"]["signature"] = json!(other)).await;
    assert_refused(&answer, 402, "bad-signature");
    let answer =
        altered(&customer, "/once", |payment| payment["payload"]["voucher"]["maxClaimableAmount"] = json!("1")).await;
    assert_refused(&answer, 402, "bad-signature");
    let somebody = cast::address(MALLORY).to_string();
    for field in ["receiver", "receiverAuthorizer", "token", "payer", "payerAuthorizer"] {
        let answer =
            altered(&customer, "/once", |payment| payment["payload"]["channelConfig"][field] = json!(somebody)).await;
        assert_refused(&answer, 402, "channel-not-as-offered");
    }
    let answer =
        altered(&customer, "/once", |payment| payment["payload"]["channelConfig"]["withdrawDelay"] = json!(900)).await;
    assert_refused(&answer, 402, "channel-not-as-offered");

    let totals = world.gateway.totals();
    assert_eq!((world.upstream.asked(), totals.revenue, world.chain.head().number), before);
    customer.bought("/once").await;
}

#[tokio::test]
async fn another_persons_signature_does_not_count() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let required = customer.quote("/once").await;
    let mut payment = customer.sign(&required);
    let (config, id) = customer.channel(&required);
    let total = payment.price + world.gateway.totals().revenue;
    let voucher = EscrowDomain::new(world.config.chain_id).sign_voucher(&cast::key(MALLORY), id, total);
    payment.payload.payload = BatchPayload::Voucher { config, voucher }.to_json();
    let answer = customer.send(Method::GET, "/once", Some(&header::encode(&payment.payload)), "").await;
    assert_refused(&answer, 402, "bad-signature");
}

#[tokio::test]
async fn a_stale_quote_is_replaced() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let payment = customer.sign(&customer.quote("/once").await);
    world.advance(60_000);
    customer.meets(&world);
    // Honoured to the last millisecond, whatever the price does.
    let last = customer.sign(&customer.quote("/once").await);
    let answer = customer.pay_with("/once", &payment).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    world.advance(60_001);
    let answer = customer.pay_with("/once", &last).await;
    assert_refused(&answer, 402, "stale-quote");
    assert_eq!(world.gateway.totals().charged, 2);
}

#[tokio::test]
async fn an_empty_channel_is_asked_for_a_deposit() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let required = customer.quote("/once").await;
    let (_, id) = customer.channel(&required);
    // It believes in a balance that is not there.
    customer.payer.recall(id, usufruct_protocol::x402::payer::OnChain { balance: 1_000_000, total_claimed: 0 });
    let payment = customer.sign(&required);
    let answer = customer.pay_with("/once", &payment).await;
    assert_refused(&answer, 402, "unknown-channel");
    // The answer is one from which stock clients recover: they read the chain and send a deposit.
    let answer = customer.bought("/once").await;
    assert!(!answer.receipt().expect("a receipt").transaction.is_empty());
}

#[tokio::test]
async fn a_voucher_above_the_balance_is_not_served() {
    let world = World::open_with(|config| config.min_deposit = 2_000).await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    customer.bought("/once").await;
    let required = customer.quote("/once").await;
    let (_, id) = customer.channel(&required);
    let charged = world.gateway.totals().revenue;
    customer.payer.recall(id, usufruct_protocol::x402::payer::OnChain { balance: 1_000_000, total_claimed: charged });
    let payment = customer.sign(&required);
    let answer = customer.pay_with("/once", &payment).await;
    assert_refused(&answer, 402, "insufficient-balance");
    assert_eq!(world.upstream.asked(), 1);
    assert_eq!(world.gateway.totals().revenue, charged);
}

#[tokio::test]
async fn deposits_below_the_minimum_and_without_cover_are_refused() {
    let world = World::open().await;
    let poor = world.customer("poor", 10).await;
    let payment = poor.sign(&poor.quote("/once").await);
    let answer = poor.send(Method::GET, "/once", Some(&payment.header), "").await;
    assert_refused(&answer, 402, "deposit-refused");

    let customer = world.customer("wanda", 5_000_000).await;
    let required = customer.quote("/once").await;
    let mut small = customer.sign(&required).payload;
    small.payload["deposit"]["amount"] = json!("999999");
    let answer = customer.send(Method::GET, "/once", Some(&header::encode(&small)), "").await;
    assert_refused(&answer, 402, "deposit-too-small");
    let mut late = customer.sign(&required).payload;
    late.payload["deposit"]["authorization"]["erc3009Authorization"]["validBefore"] =
        json!((world.now().0 / 1_000).to_string());
    let answer = customer.send(Method::GET, "/once", Some(&header::encode(&late)), "").await;
    assert_refused(&answer, 402, "deposit-refused");
    assert_eq!((world.upstream.asked(), world.gateway.totals().charged), (0, 0));
}

#[tokio::test]
async fn a_channel_that_is_being_emptied_is_not_served() {
    let world = World::open_with(|config| config.unpinned_credit_max = u128::MAX).await;
    let mallory = world.customer(MALLORY, 5_000_000).await;
    let mut payer = mallory;
    payer.bought("/once").await;
    let (config, id) = payer.channel(&payer.quote("/once").await);
    let account = world.sender(MALLORY).await;
    account.send(&escrow::initiate_withdraw(&config, 900_000)).await.expect("a payer may");
    world.gateway.refresh(&[id]).await.expect("the chain answers");
    let payment = payer.sign(&payer.quote("/once").await);
    let answer = payer.pay_with("/once", &payment).await;
    assert_refused(&answer, 402, "withdrawal-pending");
    assert_eq!(world.gateway.claimable().len(), 1, "what was charged is still to be claimed");
    assert_eq!(world.upstream.asked(), 1);
}

#[tokio::test]
async fn a_withdrawal_is_seen_when_the_chain_is_read_again() {
    let world = World::open().await;
    let mut mallory = world.customer(MALLORY, 5_000_000).await;
    mallory.bought("/once").await;
    let (config, _) = mallory.channel(&mallory.quote("/once").await);
    world.sender(MALLORY).await.send(&escrow::initiate_withdraw(&config, 1)).await.expect("a payer may");
    assert_eq!(mallory.bought("/once").await.status, StatusCode::OK, "the reading is fresh for five minutes");
    world.advance(300_001);
    mallory.meets(&world);
    let answer = mallory.buy("/once").await;
    assert_refused(&answer, 402, "withdrawal-pending");
}

#[tokio::test]
async fn a_wiped_book_never_takes_a_claimed_voucher_again() {
    let mut world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let first = customer.bought("/once").await;
    let claims = world.gateway.claimable();
    let domain = EscrowDomain::new(world.config.chain_id);
    let claim = escrow::claim_with_signature(&claims, &domain, &cast::key(KEEPER));
    world.sender(MALLORY).await.send(&claim).await.expect("a good claim");
    world.stop().await;
    world.gateway.close().await;
    std::fs::remove_file(world.book_path()).expect("it is there");
    world.reopen().await;
    customer.meets(&world);
    // The old total once more, under a fresh quote.
    let mut forgetful = customer.without_memory();
    let (_, id) = forgetful.channel(&forgetful.quote("/once").await);
    let balance = 1_000_000;
    forgetful.payer.recall(id, usufruct_protocol::x402::payer::OnChain { balance, total_claimed: 0 });
    let payment = forgetful.sign(&forgetful.quote("/once").await);
    let answer = forgetful.pay_with("/once", &payment).await;
    assert_refused(&answer, 402, "cumulative-mismatch");
    let after = forgetful.bought("/once").await;
    assert_eq!(after.cumulative(), first.cumulative() + after.charged());
}

/// Opens a channel as a payer may who does not ask the gateway for it.
pub async fn deposit_directly(world: &World, customer: &Customer, config: &ChannelConfig, amount: u128) {
    let id = EscrowDomain::new(world.config.chain_id).channel_id(config);
    let mut authorization = DepositAuthorization {
        valid_after: 0,
        valid_before: u64::MAX,
        salt: B256::repeat_byte(1),
        signature: Bytes::new(),
    };
    let token = TokenDomain::new("USDC", "2", world.config.chain_id, world.config.asset.address);
    let signed = deposit_authorization(customer.payer.address(), id, amount, &authorization);
    authorization.signature = customer.key.sign(token.receive_digest(&signed));
    let deposit = escrow::deposit(config, amount, &authorization);
    world.sender(MALLORY).await.send(&deposit).await.expect("anyone may bring a signed deposit");
}

#[tokio::test]
async fn a_channel_that_was_opened_elsewhere_is_served() {
    let world = World::open().await;
    let mut customer = world.customer("wanda", 5_000_000).await;
    let (config, id) = customer.channel(&customer.quote("/once").await);
    deposit_directly(&world, &customer, &config, 50_000).await;
    customer.payer.recall(id, world.escrow().channel(id).await.expect("the chain answers").into());
    let answer = customer.bought("/once").await;
    assert_eq!(answer.receipt().map(|receipt| receipt.transaction), Some(String::new()));
}

#[tokio::test]
async fn an_echo_of_another_gateway_is_not_taken() {
    let world = World::open().await;
    let other = World::open_with(|config| config.quote_key = [1; 32]).await;
    let customer = world.customer("wanda", 5_000_000).await;
    let mut payment: PaymentPayload = customer.sign(&customer.quote("/once").await).payload;
    let foreign = other.customer("wanda", 0).await.quote("/once").await;
    payment.accepted = foreign.accepts[0].clone();
    let answer = customer.send(Method::GET, "/once", Some(&header::encode(&payment)), "").await;
    assert_refused(&answer, 402, "altered-quote");
}
