//! Log searches and filters.

use alloy::{
    primitives::{Address, B256, U256},
    providers::Provider,
    rpc::types::{Filter, Log},
};

use crate::stage::{CONTRACT, COUNTED, START, address, count, counter, open_with_contract, submit, transfer};

/// Blocks 1 to 3: account 1 counts, account 2 counts, account 1 transfers.
fn busy_chain() -> usufruct_chain::Chain {
    let chain = open_with_contract(counter());
    submit(&chain, count(1, 0));
    submit(&chain, count(2, 0));
    submit(&chain, transfer(1, 1, address(3), 1));
    chain
}

#[tokio::test]
async fn logs_are_found_by_address_topic_alternative_and_block() {
    let chain = busy_chain();
    let found = async |filter: Filter| -> Vec<u64> {
        let logs = chain.provider().get_logs(&filter).await.expect("searched");
        logs.iter().map(|log| log.block_number.expect("sealed")).collect()
    };
    let all = || Filter::new().from_block(0);
    let topic = |number| B256::left_padding_from(address(number).as_slice());

    assert_eq!(found(all()).await, [1, 2]);
    assert_eq!(found(all().address(CONTRACT)).await, [1, 2]);
    assert_eq!(found(all().address(vec![Address::ZERO, CONTRACT])).await, [1, 2]);
    assert!(found(all().address(Address::ZERO)).await.is_empty());
    assert_eq!(found(all().event_signature(COUNTED)).await, [1, 2]);
    assert_eq!(found(all().topic1(topic(2))).await, [2]);
    assert_eq!(found(all().topic1(vec![topic(1), topic(2)])).await, [1, 2]);
    assert!(found(all().topic1(topic(3))).await.is_empty());
    assert!(found(all().topic2(topic(1))).await.is_empty(), "there is no third topic");
    assert_eq!(found(Filter::new().from_block(2).to_block(9)).await, [2]);
    assert!(found(Filter::new().from_block(3)).await.is_empty());
    let head = chain.provider().get_block(1.into()).await.expect("block").expect("exists");
    assert_eq!(found(Filter::new().at_block_hash(head.header.hash)).await, [1]);
}

#[tokio::test]
async fn a_log_says_where_it_is() {
    let chain = open_with_contract(counter());
    let raws = vec![count(1, 0), count(2, 0)];
    let hashes = chain.submit_batch(raws).expect("no fault");
    let logs = chain.provider().get_logs(&Filter::new().from_block(0)).await.expect("searched");
    let places: Vec<_> =
        logs.iter().map(|log| (log.transaction_hash.expect("sealed"), log.transaction_index, log.log_index)).collect();
    let hash = |index: usize| *hashes[index].as_ref().expect("accepted");
    assert_eq!(places, [(hash(0), Some(0), Some(0)), (hash(1), Some(1), Some(1))]);
    let word = U256::from_be_slice(&logs[0].data().data);
    assert_eq!((word, logs[0].block_timestamp), (U256::from(START), Some(START)));
    let receipt = chain.provider().get_transaction_receipt(hash(1)).await.expect("receipt");
    assert_eq!(receipt.expect("exists").logs(), &logs[1..]);
}

#[tokio::test]
async fn a_filter_without_blocks_tells_all_that_came_since_it_was_asked() {
    let chain = open_with_contract(counter());
    let provider = chain.provider();
    let open = provider.new_filter(&Filter::new().address(CONTRACT)).await.expect("installed");
    let later = provider.new_filter(&Filter::new().address(CONTRACT).from_block(2)).await.expect("installed");
    submit(&chain, count(1, 0));
    submit(&chain, count(2, 0));
    submit(&chain, transfer(1, 1, address(3), 1));
    let told = async |filter| provider.get_filter_changes::<Log>(filter).await.expect("asked").len();
    assert_eq!((told(open).await, told(later).await), (2, 1), "the newest block has none of them");
    assert_eq!((told(open).await, told(later).await), (0, 0));
}

#[tokio::test]
async fn a_filter_tells_each_log_once_and_again_after_a_rollback() {
    let chain = open_with_contract(counter());
    let provider = chain.provider();
    let filter = provider.new_filter(&Filter::new().address(CONTRACT)).await.expect("installed");
    let blocks = provider.new_block_filter().await.expect("installed");
    submit(&chain, count(1, 0));
    let told = async || provider.get_filter_changes::<Log>(filter).await.expect("asked").len();
    assert_eq!((told().await, told().await), (1, 0));
    let first: Vec<B256> = provider.get_filter_changes(blocks).await.expect("asked");
    assert_eq!(first, [chain.head().hash]);

    chain.rollback(0).expect("no fault");
    submit(&chain, count(2, 0));
    assert_eq!(told().await, 1);
    let second: Vec<B256> = provider.get_filter_changes(blocks).await.expect("asked");
    assert_eq!(second, [chain.head().hash]);
    assert_ne!(first, second);

    assert!(provider.uninstall_filter(filter).await.expect("asked"));
    provider.get_filter_changes::<Log>(filter).await.expect_err("it is gone");
}
