//! A batch does what its transactions would have done one by one.

use alloy::{
    eips::BlockId,
    primitives::{Address, B256, Bytes},
    providers::Provider,
};
use usufruct_chain::{Chain, TRANSACTION_GAS_MAX};

use crate::stage::{CONTRACT, count, counter, open_with_contract, sign, transaction, transfer};

fn mixed() -> Vec<Bytes> {
    let mut raws = Vec::new();
    for nonce in 0..100 {
        raws.push(count(1, nonce));
        raws.push(transfer(2, nonce, Address::with_last_byte(77), nonce));
        raws.push(sign(3, transaction(nonce, CONTRACT.into(), Bytes::from_static(&[1, 2]))));
        // Refused: its turn has passed.
        raws.push(transfer(2, nonce, Address::with_last_byte(78), 1));
    }
    raws
}

/// What a transaction did, without where it is.
async fn effects(chain: &Chain, hash: B256) -> (bool, u64, u128, Vec<alloy::primitives::Log>) {
    let receipt = chain.provider().get_transaction_receipt(hash).await;
    let receipt = receipt.expect("receipt").expect("it exists");
    let logs = receipt.logs().iter().map(|log| log.inner.clone()).collect();
    (receipt.status(), receipt.gas_used, receipt.effective_gas_price, logs)
}

#[tokio::test]
async fn a_batch_is_its_transactions_one_by_one() {
    let together = open_with_contract(counter());
    let apart = open_with_contract(counter());
    let results = together.submit_batch(mixed()).expect("no fault");
    let singles: Vec<_> = mixed().into_iter().map(|raw| apart.submit(raw).expect("no fault")).collect();
    assert_eq!(results, singles);
    assert_eq!((together.head().number, apart.head().number), (1, 300));
    assert_eq!(results.iter().filter(|result| result.is_err()).count(), 100);
    for hash in results.into_iter().flatten() {
        assert_eq!(effects(&together, hash).await, effects(&apart, hash).await);
    }
    for address in [CONTRACT, Address::with_last_byte(77), crate::stage::address(1)] {
        let balance = together.provider().get_balance(address).await.expect("balance");
        assert_eq!(balance, apart.provider().get_balance(address).await.expect("balance"));
    }
}

#[tokio::test]
async fn a_batch_that_is_too_much_for_a_block_takes_several() {
    let chain = open_with_contract(counter());
    // Each reverts at once, but could have used all that it reserves.
    let greedy = |nonce| {
        let mut greedy = transaction(nonce, CONTRACT.into(), Bytes::from_static(&[1]));
        greedy.gas_limit = TRANSACTION_GAS_MAX;
        sign(1, greedy)
    };
    // INVALID uses up everything.
    let burner = open_with_contract(vec![0xfe]);
    let raws: Vec<Bytes> = (0..130).map(greedy).collect();
    let one = chain.submit_batch(raws.clone()).expect("no fault");
    assert!(one.iter().all(Result::is_ok));
    assert_eq!(chain.head().number, 1, "only gas that was used counts");
    let several = burner.submit_batch(raws).expect("no fault");
    assert!(several.iter().all(Result::is_ok));
    assert_eq!(burner.head().number, 3);
    for number in 1..=3 {
        let block = burner.provider().get_block(BlockId::number(number)).await;
        let header = block.expect("block").expect("exists").header;
        assert!(header.gas_used <= header.gas_limit);
    }
}

/// Creates, from its input and always at the same address, a contract that counts in its storage,
/// logs the count and destroys itself: the count is 1 each time, also within one block.
#[tokio::test]
async fn what_destroys_itself_leaves_nothing_also_within_a_block() {
    let creator = alloy::primitives::hex!("36 5f 5f 37 5f 36 5f 5f f5 00").to_vec();
    let created = alloy::primitives::hex!("5f54600101 5f55 5f54 5f52 60205fa0 33ff");
    let input = Bytes::from(created);
    let raws: Vec<Bytes> = (0..3).map(|nonce| sign(1, transaction(nonce, CONTRACT.into(), input.clone()))).collect();
    let chain = open_with_contract(creator);
    let mut hashes = chain.submit_batch(raws[..2].to_vec()).expect("no fault");
    hashes.push(chain.submit(raws[2].clone()).expect("no fault"));
    for hash in hashes {
        let (success, _, _, logs) = effects(&chain, hash.expect("accepted")).await;
        assert!(success);
        assert_eq!(logs[0].data.data[31], 1);
        let provider = chain.provider();
        let word = provider.get_storage_at(logs[0].address, Default::default()).await;
        assert!(word.expect("word").is_zero());
        assert_eq!(provider.get_transaction_count(logs[0].address).await.expect("nonce"), 0);
    }
}

#[test]
fn a_batch_of_nothing_that_is_accepted_makes_no_block() {
    let chain = open_with_contract(counter());
    assert!(chain.submit_batch(Vec::new()).expect("no fault").is_empty());
    let results = chain.submit_batch(vec![Bytes::new(), count(1, 5)]).expect("no fault");
    assert!(results.iter().all(Result::is_err));
    assert_eq!(chain.head().number, 0);
}
