//! What is accepted, what is refused, and with which words.

use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEip2930, TxEip7702, TxEnvelope, TxLegacy},
    eips::{Encodable2718, eip7702::Authorization},
    network::{TransactionBuilder, TxSignerSync},
    primitives::{Address, Bytes, TxKind, U256},
    providers::Provider,
    rpc::types::TransactionRequest,
    signers::SignerSync,
};
use usufruct_chain::{BASE_FEE_DEFAULT, TRANSACTION_GAS_MAX};

use crate::stage::{
    CHAIN_ID, CONTRACT, ETHER, START, address, counter, creation, key, open, open_with_contract, provider, sign,
    submit, transaction, transfer, watch,
};

#[tokio::test]
async fn a_transfer_through_alloy_is_sealed_at_once() {
    let chain = open();
    let provider = provider(&chain);
    let to = Address::repeat_byte(7);
    let request = TransactionRequest::default().with_to(to).with_value(U256::from(5));
    let receipt = provider.send_transaction(request).await.expect("sent").get_receipt().await.expect("mined");

    assert!(receipt.status());
    assert_eq!((receipt.block_number, receipt.gas_used), (Some(1), 21_000));
    // alloy tips 1 wei where nothing is suggested.
    let price = u128::from(BASE_FEE_DEFAULT) + 1;
    assert_eq!(receipt.effective_gas_price, price);
    assert_eq!(provider.get_balance(to).await.expect("balance"), U256::from(5));
    let spent = U256::from(5 + 21_000 * price);
    let left = U256::from(1_000 * ETHER) - spent;
    assert_eq!(provider.get_balance(address(1)).await.expect("balance"), left);
    assert_eq!(provider.get_transaction_count(address(1)).pending().await.expect("nonce"), 1);

    let block = provider.get_block(1.into()).full().await.expect("block").expect("it exists");
    assert_eq!((block.header.timestamp, block.header.gas_used), (START, 21_000));
    let transaction = provider.get_transaction_by_hash(receipt.transaction_hash).await;
    let transaction = transaction.expect("transaction").expect("it exists");
    assert_eq!(block.transactions.as_transactions().expect("full"), [transaction]);
    assert_eq!(block.header.hash, block.header.inner.hash_slow(), "the hash is Ethereum's");
}

#[tokio::test]
async fn a_contract_is_deployed_and_counts() {
    let chain = open();
    let provider = provider(&chain);
    let request = TransactionRequest::default().with_deploy_code(creation(&counter()));
    let deployed = provider.send_transaction(request).await.expect("sent");
    let contract = deployed.get_receipt().await.expect("mined").contract_address.expect("created");
    assert_eq!(contract, address(1).create(0));
    assert_eq!(provider.get_code_at(contract).await.expect("code"), Bytes::from(counter()));

    let call = TransactionRequest::default().with_to(contract);
    let receipt = provider.send_transaction(call).await.expect("sent").get_receipt().await;
    assert_eq!(receipt.expect("mined").logs().len(), 1);
    let word = provider.get_storage_at(contract, U256::ZERO).await.expect("word");
    assert_eq!(word, U256::from(1));
}

/// Signs any kind of transaction with key 1.
fn raw<T: SignableTransaction<alloy::primitives::Signature>>(mut transaction: T) -> Bytes
where
    TxEnvelope: From<alloy::consensus::Signed<T>>,
{
    let signature = key(1).sign_transaction_sync(&mut transaction).expect("keys here can sign");
    TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into()
}

#[tokio::test]
async fn every_kind_but_blobs_is_executed() {
    let chain = open_with_contract(watch());
    let to = Address::repeat_byte(9);
    let price = u128::from(BASE_FEE_DEFAULT);
    let legacy = TxLegacy {
        chain_id: Some(CHAIN_ID),
        gas_price: price,
        gas_limit: 50_000,
        to: to.into(),
        value: U256::from(1),
        ..TxLegacy::default()
    };
    submit(&chain, raw(legacy));
    let with_list = TxEip2930 {
        chain_id: CHAIN_ID,
        nonce: 1,
        gas_price: price,
        gas_limit: 50_000,
        to: to.into(),
        value: U256::from(1),
        ..TxEip2930::default()
    };
    submit(&chain, raw(with_list));
    let authorization = Authorization { chain_id: U256::from(CHAIN_ID), address: CONTRACT, nonce: 0 };
    let signature = key(2).sign_hash_sync(&authorization.signature_hash()).expect("signed");
    let delegation = TxEip7702 {
        chain_id: CHAIN_ID,
        nonce: 2,
        gas_limit: 100_000,
        max_fee_per_gas: price,
        to,
        authorization_list: vec![authorization.into_signed(signature)],
        ..TxEip7702::default()
    };
    submit(&chain, raw(delegation));
    let provider = chain.provider();
    assert_eq!(provider.get_balance(to).await.expect("balance"), U256::from(2));
    let code = provider.get_code_at(address(2)).await.expect("code");
    assert_eq!(code[..3], [0xef, 0x01, 0x00]);
    assert_eq!(code[3..], CONTRACT[..]);

    let blob = chain.submit(vec![3, 0xc0].into()).expect("no fault").expect_err("refused");
    assert!(blob.to_string().contains("malformed"), "{blob}");
}

/// What is refused says why, changes nothing and leaves no block.
#[track_caller]
fn check_refused(change: impl FnOnce(&mut TxEip1559), why: &str) {
    let chain = open_with_contract(counter());
    submit(&chain, transfer(1, 0, address(2), 1));
    let mut refused = transaction(1, TxKind::Call(CONTRACT), Bytes::new());
    change(&mut refused);
    let refusal = chain.submit(sign(1, refused)).expect("no fault").expect_err(why);
    assert!(refusal.to_string().starts_with(why), "{refusal}");
    assert_eq!(chain.head().number, 1);
    submit(&chain, transfer(1, 1, address(2), 1));
}

#[test]
fn refusals_use_the_words_that_wallets_know() {
    check_refused(|tx| tx.nonce = 0, "nonce too low");
    check_refused(|tx| tx.nonce = 2, "nonce too high");
    check_refused(|tx| tx.chain_id = 1, "invalid chain id for signer");
    check_refused(|tx| tx.value = U256::MAX, "insufficient funds for gas * price + value");
    check_refused(|tx| tx.value = U256::from(1_000 * ETHER), "insufficient funds for gas * price + value");
    check_refused(|tx| tx.gas_limit = 20_999, "intrinsic gas too low");
    check_refused(|tx| tx.gas_limit = TRANSACTION_GAS_MAX + 1, "transaction gas limit too high");
    check_refused(|tx| tx.max_fee_per_gas -= 1, "max fee per gas less than block base fee");
    check_refused(
        |tx| tx.max_priority_fee_per_gas = tx.max_fee_per_gas + 1,
        "max priority fee per gas higher than max fee per gas",
    );
    let too_much = Bytes::from(vec![0; 49_153]);
    check_refused(
        |tx| (tx.to, tx.input, tx.gas_limit) = (TxKind::Create, too_much, 10_000_000),
        "max initcode size exceeded",
    );
    let oversized = Bytes::from(vec![0; 128 * 1024]);
    check_refused(|tx| tx.input = oversized, "oversized data");
}

#[test]
fn a_signature_that_nobody_made_is_refused() {
    let chain = open();
    let mut raw = transfer(1, 0, address(2), 1).to_vec();
    let last = raw.len() - 1;
    raw[last] ^= 1;
    // Another signature is another sender, and that one has no money.
    let refusal = chain.submit(raw.clone().into()).expect("no fault").expect_err("no money");
    assert!(refusal.to_string().starts_with("insufficient funds"), "{refusal}");
    raw.push(0);
    let refusal = chain.submit(raw.into()).expect("no fault").expect_err("trailing byte");
    assert!(refusal.to_string().starts_with("malformed"), "{refusal}");
}

#[tokio::test]
async fn a_transaction_that_fails_is_in_its_block_and_pays() {
    let chain = open_with_contract(counter());
    let fails = sign(1, transaction(0, CONTRACT.into(), Bytes::from_static(&[1])));
    let hash = submit(&chain, fails);
    let receipt = chain.provider().get_transaction_receipt(hash).await;
    let receipt = receipt.expect("receipt").expect("it exists");
    assert!(!receipt.status());
    let paid = U256::from(u128::from(receipt.gas_used) * receipt.effective_gas_price);
    let left = chain.provider().get_balance(address(1)).await.expect("balance");
    assert_eq!(left, U256::from(1_000 * ETHER) - paid);
}
