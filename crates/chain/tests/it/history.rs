//! Reads at past blocks, and going back to them.

use alloy::{
    consensus::proofs::{calculate_receipt_root, calculate_transaction_root},
    eips::BlockId,
    primitives::{Address, Bloom, U256},
    providers::Provider,
};

use crate::stage::{
    CONTRACT, address, count, counter, creation, open, open_in, open_with_contract, sign, submit, transaction, transfer,
};

#[tokio::test]
async fn every_past_block_can_be_read() {
    let chain = open_with_contract(counter());
    for nonce in 0..3 {
        submit(&chain, count(1, nonce));
    }
    let provider = chain.provider();
    for number in 0..=3 {
        let block = provider.get_block(number.into()).await.expect("block").expect("exists");
        for id in [BlockId::number(number), BlockId::hash(block.header.hash)] {
            let word = provider.get_storage_at(CONTRACT, U256::ZERO).block_id(id).await;
            assert_eq!(word.expect("word"), U256::from(number));
            let nonce = provider.get_transaction_count(address(1)).block_id(id).await;
            assert_eq!(nonce.expect("nonce"), number);
        }
    }
    provider.get_balance(CONTRACT).number(4).await.expect_err("there is no such block");
}

#[tokio::test]
async fn the_roots_and_the_bloom_are_ethereums() {
    let chain = open_with_contract(counter());
    let raws = (0..100).flat_map(|nonce| [count(1, nonce), transfer(2, nonce, CONTRACT, 0)]);
    chain.submit_batch(raws.collect()).expect("no fault");
    let provider = chain.provider();
    let block = provider.get_block(1.into()).full().await.expect("block").expect("exists");
    let transactions = block.transactions.as_transactions().expect("full");
    let signed: Vec<_> = transactions.iter().map(|each| each.inner.inner().clone()).collect();
    assert_eq!(block.header.transactions_root, calculate_transaction_root(&signed));
    let receipts = provider.get_block_receipts(1.into()).await.expect("receipts").expect("exist");
    let receipts: Vec<_> = receipts.into_iter().map(|each| each.into_primitives_receipt().inner).collect();
    assert_eq!(block.header.receipts_root, calculate_receipt_root(&receipts));
    let bloom = receipts.iter().fold(Bloom::ZERO, |bloom, each| bloom | *each.logs_bloom());
    assert_eq!(block.header.logs_bloom, bloom);
    assert_eq!(block.header.hash, block.header.inner.hash_slow());
}

/// Readers and writers on all cores: nobody sees a block without its state, and nothing is lost.
#[test]
fn many_may_send_and_read_at_once() {
    let chain = open_with_contract(counter());
    std::thread::scope(|scope| {
        for from in 1..=3 {
            let chain = &chain;
            scope.spawn(move || {
                (0..200).for_each(|nonce| {
                    submit(chain, count(from, nonce));
                })
            });
        }
        scope.spawn(|| {
            while chain.head().number < 600 {
                let at = format!(r#"["{CONTRACT}","0x0","{:#x}"]"#, chain.head().number);
                let at = serde_json::value::RawValue::from_string(at).expect("JSON");
                let word = chain.answer("eth_getStorageAt", Some(&at)).expect("answered");
                let params: Vec<String> = serde_json::from_str(at.get()).expect("JSON");
                let number: U256 = params[2].parse().expect("a number");
                let word: U256 = serde_json::from_str(word.get()).expect("a word");
                assert_eq!(word, number, "each block counts once");
            }
        });
    });
    assert_eq!(chain.head().number, 600);
}

#[tokio::test]
async fn a_contract_does_not_exist_before_it_was_made() {
    let chain = open();
    let create = transaction(0, alloy::primitives::TxKind::Create, creation(&counter()));
    submit(&chain, sign(1, create));
    let contract = address(1).create(0);
    let provider = chain.provider();
    assert!(provider.get_code_at(contract).number(0).await.expect("code").is_empty());
    assert!(!provider.get_code_at(contract).number(1).await.expect("code").is_empty());
    chain.rollback(0).expect("no fault");
    assert!(provider.get_code_at(contract).await.expect("code").is_empty());
}

#[tokio::test]
async fn a_rollback_forgets_and_what_follows_has_other_hashes() {
    let chain = open();
    let to = Address::repeat_byte(5);
    submit(&chain, transfer(1, 0, to, 1));
    let kept = chain.head();
    let raw = transfer(1, 1, to, 2);
    let hash = submit(&chain, raw.clone());
    let dropped = chain.head();
    submit(&chain, transfer(1, 2, to, 4));

    chain.rollback(1).expect("no fault");
    assert_eq!(chain.head(), kept);
    let provider = chain.provider();
    assert_eq!(provider.get_balance(to).await.expect("balance"), U256::from(1));
    assert!(provider.get_transaction_receipt(hash).await.expect("receipt").is_none());
    let gone = provider.get_block_by_hash(dropped.hash).await.expect("block");
    assert!(gone.is_none());

    assert_eq!(submit(&chain, raw), hash, "the same transaction");
    assert_ne!(chain.head().hash, dropped.hash, "in another block");
    assert_eq!(provider.get_balance(to).await.expect("balance"), U256::from(3));
}

#[test]
fn a_rollback_to_the_head_or_beyond_does_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let chain = open_in(directory.path());
    submit(&chain, transfer(1, 0, address(2), 1));
    let head = chain.head();
    chain.rollback(1).expect("no fault");
    chain.rollback(9).expect("no fault");
    assert_eq!(chain.head(), head);
}

#[tokio::test]
async fn a_snapshot_brings_back_state_and_time_once() {
    let chain = open();
    let client = chain.client();
    let id: String = client.request("evm_snapshot", ()).await.expect("taken");
    let time = chain.next_timestamp();
    submit(&chain, transfer(1, 0, address(2), 1));
    chain.advance(100);
    assert!(client.request::<_, bool>("evm_revert", (&id,)).await.expect("asked"));
    assert_eq!((chain.head().number, chain.next_timestamp()), (0, time));
    assert!(!client.request::<_, bool>("evm_revert", (&id,)).await.expect("asked"));
}
