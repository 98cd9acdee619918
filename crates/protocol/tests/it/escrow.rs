//! What customers sign, taken by the contracts.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, U256},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol_types::SolCall,
};
use serde_json::json;
use usufruct_chain::{Chain, Clock, Genesis};
use usufruct_protocol::{
    escrow::{self, BatchSettlement, ChannelReading, Escrow, VoucherClaim},
    sender::{Revert, SendError},
    standins::{CHAIN_ID, USDC},
    x402::{
        ESCROW,
        batch::BatchPayload,
        payer::{Moment, Payer, Payment, Policy},
        voucher::EscrowDomain,
        wire::PaymentRequired,
    },
};
use usufruct_testkit::{
    cast::{self, CUSTOMER, OPERATOR, RELAYER},
    stage::{POCKET, Stage, terms},
};

const DEPOSIT: u128 = 1_000_000;

fn asks(stage: &Stage, scheme: &str) -> PaymentRequired {
    let offer = json!({
        "scheme": scheme, "network": "eip155:84532", "amount": "700", "asset": USDC,
        "payTo": stage.at().purses.till, "maxTimeoutSeconds": 60,
        "extra": { "receiverAuthorizer": cast::address(OPERATOR), "withdrawDelay": 900, "name": "USDC",
            "version": "2", "minDeposit": DEPOSIT.to_string() } });
    serde_json::from_value(json!({ "x402Version": 2, "resource": { "url": "http://a" }, "accepts": [offer] }))
        .expect("a 402")
}

fn pay(stage: &Stage, scheme: &str) -> Payment {
    let payer = Payer::new(cast::key(CUSTOMER), Policy::default());
    payer.pay(&asks(stage, scheme), Moment { now: stage.now().0, salt: B256::repeat_byte(7) }).expect("pays")
}

/// A channel with a deposit and a voucher for 700.
async fn open_channel(stage: &Stage) -> (VoucherClaim, B256) {
    let payload = pay(stage, "batch-settlement").payload.batch().expect("a deposit");
    let BatchPayload::Deposit { config, voucher, deposit } = payload else { panic!("a first payment deposits") };
    let call = escrow::deposit(&config, deposit.amount, &deposit.authorization);
    stage.sender(RELAYER).send(&call).await.expect("the escrow takes it");
    let (max_claimable, signature) = (voucher.max_claimable_amount, voucher.signature);
    (VoucherClaim { config, max_claimable, signature, total_claimed: 700 }, voucher.channel_id)
}

#[tokio::test]
async fn a_channel_has_the_id_that_both_sides_compute() {
    let stage = Stage::open(terms()).await;
    let (claim, id) = open_channel(&stage).await;
    let call = BatchSettlement::getChannelIdCall { config: (&claim.config).into() };
    let request = TransactionRequest::default().with_to(ESCROW).with_input(call.abi_encode());
    let answer = stage.provider().call(request).await;
    assert_eq!(BatchSettlement::getChannelIdCall::abi_decode_returns(&answer.expect("an id")).expect("an id"), id);
    let reading = Escrow::new(stage.provider()).channel(id).await.expect("a channel");
    assert_eq!(reading, ChannelReading { balance: DEPOSIT, ..Default::default() });
}

#[tokio::test]
async fn a_signed_claim_and_a_settlement_bring_the_money_to_the_receiver() {
    let stage = Stage::open(terms()).await;
    let (claim, id) = open_channel(&stage).await;
    let (domain, till) = (EscrowDomain::new(CHAIN_ID), stage.at().purses.till);
    let both = escrow::multicall([
        escrow::claim_with_signature(&[claim.clone(), claim], &domain, &cast::key(OPERATOR)),
        escrow::settle(till, USDC),
    ]);
    stage.sender(RELAYER).send(&both).await.expect("claimed and settled at once");
    let escrow = Escrow::new(stage.provider());
    assert_eq!(escrow.channel(id).await.expect("a channel").total_claimed, 700);
    let receiver = escrow.receiver(till, USDC).await.expect("a receiver");
    assert_eq!((receiver.claimed, receiver.settled, receiver.waiting()), (700, 700, 0));
    assert_eq!(stage.client().cash(till, Default::default()).await.expect("cash"), U256::from(700));
}

#[tokio::test]
async fn a_refund_returns_what_is_not_claimed_once() {
    let stage = Stage::open(terms()).await;
    let (claim, id) = open_channel(&stage).await;
    let domain = EscrowDomain::new(CHAIN_ID);
    let refund = escrow::refund_with_signature(&claim.config, 300_000, 0, &domain, &cast::key(OPERATOR));
    stage.sender(RELAYER).send(&refund).await.expect("the operator agrees");
    let again = stage.sender(RELAYER).send(&refund).await.expect_err("a nonce is used once");
    assert!(matches!(&again, SendError::Refused(r) if r.is::<BatchSettlement::InvalidRefundNonce>()), "{again}");
    let reading = Escrow::new(stage.provider()).channel(id).await.expect("a channel");
    assert_eq!((reading.balance, reading.refund_nonce), (DEPOSIT - 300_000, 1));
    let pocket = stage.client().cash(stage.address(CUSTOMER), Default::default()).await.expect("cash");
    assert_eq!(pocket, U256::from(POCKET - DEPOSIT + 300_000));
}

#[tokio::test]
async fn a_claim_without_the_authorizer_s_signature_is_refused() {
    let stage = Stage::open(terms()).await;
    let (claim, _) = open_channel(&stage).await;
    let call = escrow::claim_with_signature(&[claim], &EscrowDomain::new(CHAIN_ID), &cast::key(RELAYER));
    let error = stage.sender(RELAYER).send(&call).await.expect_err("not the operator's signature");
    assert_eq!(error.to_string(), "refused: InvalidSignature()");
}

#[tokio::test]
async fn an_exact_transfer_is_taken_once() {
    let stage = Stage::open(terms()).await;
    let payload = pay(&stage, "exact").payload.exact().expect("a transfer");
    let call = escrow::transfer_with_authorization(USDC, &payload);
    stage.sender(RELAYER).send(&call).await.expect("the token takes it");
    let till = stage.at().purses.till;
    assert_eq!(stage.client().cash(till, Default::default()).await.expect("cash"), U256::from(700));
    let a = payload.authorization;
    let used = Escrow::new(stage.provider()).authorization_used(USDC, a.from, a.nonce).await;
    assert!(used.expect("a state"));
    let again = stage.sender(RELAYER).send(&call).await.expect_err("once");
    let used = |r: &Revert| r.is::<escrow::Erc3009::ERC3009UsedAuthorization>();
    assert!(matches!(&again, SendError::Refused(r) if used(r)), "{again}");
}

#[tokio::test]
async fn thousands_of_channels_are_read_in_order() {
    let stage = Stage::open(terms()).await;
    let (_, id) = open_channel(&stage).await;
    let mut ids = vec![B256::ZERO; 5_000];
    ids[4_321] = id;
    let readings = Escrow::new(stage.provider()).channels(&ids).await.expect("channels");
    let funded: Vec<usize> = (0..ids.len()).filter(|&i| readings[i].balance > 0).collect();
    assert_eq!((readings.len(), funded), (5_000, vec![4_321]));
}

#[tokio::test]
async fn a_chain_without_an_escrow_is_a_fault() {
    let empty = Chain::open(&Genesis::new(CHAIN_ID, 0), Clock::manual(0), None).expect("a chain in memory");
    assert!(Escrow::new(empty.provider()).channel(B256::ZERO).await.is_err());
    assert!(Escrow::new(empty.provider()).receiver(Address::ZERO, USDC).await.is_err());
    assert_eq!(Escrow::new(empty.provider()).channels(&[]).await.expect("nothing to read"), []);
}
