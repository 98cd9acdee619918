//! One account's transactions: nonces without gaps, whatever goes wrong.

use alloy::{
    primitives::{Address, U256},
    providers::Provider,
    rpc::types::TransactionRequest,
};
use usufruct_protocol::{
    escrow::{BatchSettlement, Erc3009, settle},
    sender::{Fault, Patience, SendError, Sender},
    standins::USDC,
    verbs,
};
use usufruct_testkit::{
    cast::{self, CUSTOMER, RELAYER},
    stage::{Stage, terms},
};

use crate::faulty::{Faulty, Lost};

/// Somebody who has nothing else.
fn payee() -> Address {
    Address::repeat_byte(0x77)
}

/// A call whose effects can be counted.
fn pay_one() -> TransactionRequest {
    verbs::transfer_cash(USDC, payee(), U256::from(1))
}

async fn paid(stage: &Stage) -> U256 {
    stage.client().cash(payee(), Default::default()).await.expect("a balance")
}

async fn connect(stage: &Stage, provider: alloy::providers::DynProvider) -> (Sender, u64) {
    let sender = Sender::connect(provider, &cast::key(CUSTOMER), Patience::default()).await.expect("connects");
    let nonce = stage.provider().get_transaction_count(sender.address()).await.expect("a count");
    (sender, nonce)
}

async fn nonces_used(stage: &Stage, sender: &Sender, since: u64) -> u64 {
    stage.provider().get_transaction_count(sender.address()).await.expect("a count") - since
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_get_nonces_without_gaps() {
    let stage = Stage::open(terms()).await;
    let (sender, before) = connect(&stage, stage.provider()).await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let sender = sender.clone();
            tokio::spawn(async move { sender.send(&pay_one()).await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("sent");
    }
    assert_eq!((paid(&stage).await, nonces_used(&stage, &sender, before).await), (U256::from(50), 50));
}

#[tokio::test]
async fn a_broken_connection_neither_loses_nor_repeats_a_transaction() {
    for lost in [Lost::Request, Lost::Answer] {
        let stage = Stage::open(terms()).await;
        let (sender, before) = connect(&stage, Faulty::provider(stage.chain(), lost, 2)).await;
        sender.send(&pay_one()).await.expect("at the third try");
        sender.send(&pay_one()).await.expect("at once");
        assert_eq!((paid(&stage).await, nonces_used(&stage, &sender, before).await), (U256::from(2), 2), "{lost:?}");
    }
}

#[tokio::test]
async fn a_connection_that_stays_broken_is_a_fault_and_leaves_no_gap() {
    let stage = Stage::open(terms()).await;
    let (sender, before) = connect(&stage, Faulty::provider(stage.chain(), Lost::Request, 4)).await;
    let error = sender.send(&pay_one()).await.expect_err("four tries and no more");
    assert!(matches!(error, SendError::Fault(Fault::Node { .. })), "{error:?}");
    sender.send(&pay_one()).await.expect("the connection is back");
    assert_eq!((paid(&stage).await, nonces_used(&stage, &sender, before).await), (U256::from(1), 1));
}

#[tokio::test]
async fn two_programs_with_one_key_disturb_each_other_no_further() {
    let stage = Stage::open(terms()).await;
    let (one, before) = connect(&stage, stage.provider()).await;
    let (two, _) = connect(&stage, stage.provider()).await;
    for _ in 0..3 {
        one.send(&pay_one()).await.expect("sent");
        two.send(&pay_one()).await.expect("sent");
    }
    assert_eq!((paid(&stage).await, nonces_used(&stage, &one, before).await), (U256::from(6), 6));
}

#[tokio::test]
async fn after_a_reorganisation_the_nonces_are_read_again() {
    let stage = Stage::open(terms()).await;
    let (sender, _) = connect(&stage, stage.provider()).await;
    let before = stage.chain().head().number;
    sender.send(&pay_one()).await.expect("sent");
    sender.send(&pay_one()).await.expect("sent");
    stage.chain().rollback(before).expect("rolls back");
    sender.send(&pay_one()).await.expect("sent");
    assert_eq!(paid(&stage).await, U256::from(1));
}

#[tokio::test]
async fn a_refusal_is_told_in_the_contract_s_words_and_costs_no_nonce() {
    let stage = Stage::open(terms()).await;
    let (sender, before) = connect(&stage, stage.provider()).await;
    let too_much = verbs::transfer_cash(USDC, payee(), U256::MAX);
    let SendError::Refused(revert) = sender.send(&too_much).await.expect_err("nobody has that") else {
        panic!("a refusal is no fault");
    };
    assert!(revert.is::<Erc3009::ERC20InsufficientBalance>());
    assert!(revert.to_string().starts_with("ERC20InsufficientBalance(0x"), "{revert}");
    assert_eq!(nonces_used(&stage, &sender, before).await, 0);

    let early = sender.send(&stage.at().close()).await.expect_err("the sale is open");
    assert!(early.to_string().starts_with("refused: SaleNotOver(0x"), "{early}");

    // Sent without asking: it fails in its block, and the reason is found afterwards.
    let refused = sender.send_with_gas(&too_much, 200_000).await.expect_err("refused in the block");
    assert!(matches!(&refused, SendError::Refused(r) if r.is::<Erc3009::ERC20InsufficientBalance>()), "{refused}");
    assert_eq!(nonces_used(&stage, &sender, before).await, 1);
    sender.send(&pay_one()).await.expect("goes on");
}

#[tokio::test]
async fn no_receipt_within_the_time_allowed_is_a_fault() {
    let stage = Stage::open(terms()).await;
    let patience = Patience { interval: std::time::Duration::ZERO, polls: 3 };
    let sender = Sender::connect(stage.provider(), &cast::key(RELAYER), patience).await.expect("connects");
    let fault = sender.receipt(alloy::primitives::B256::ZERO).await.expect_err("nobody sent that");
    assert!(matches!(fault, Fault::NoReceipt { .. }));
}

#[tokio::test]
async fn reverts_without_data_keep_the_node_s_words() {
    let stage = Stage::open(terms()).await;
    let (sender, _) = connect(&stage, stage.provider()).await;
    let mut nonsense = settle(payee(), USDC);
    nonsense.input.input = Some(vec![0xde, 0xad].into());
    let error = sender.simulate(&nonsense).await.expect_err("no such function");
    assert!(matches!(&error, SendError::Refused(r) if !r.is::<BatchSettlement::EmptyBatch>()), "{error:?}");
    assert!(error.to_string().contains("revert"), "{error}");
}
