//! Who decides what time it is.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use alloy::{
    eips::BlockId, network::TransactionBuilder, primitives::U256, providers::Provider, rpc::types::TransactionRequest,
};
use usufruct_chain::{Chain, Clock};

use crate::stage::{CONTRACT, START, address, genesis, open_with_contract, submit, transfer, watch};

async fn seen(chain: &Chain, at: BlockId) -> u64 {
    let request = TransactionRequest::default().with_to(CONTRACT);
    let answer = chain.provider().call(request).block(at).await.expect("answered");
    U256::from_be_slice(&answer).to()
}

#[tokio::test]
async fn a_view_at_latest_sees_the_time_that_a_transaction_would() {
    let chain = open_with_contract(watch());
    chain.set_time(START + 50);
    assert_eq!(seen(&chain, BlockId::latest()).await, START + 50);
    assert_eq!(seen(&chain, BlockId::pending()).await, START + 50);
    assert_eq!(seen(&chain, BlockId::number(0)).await, START);
    submit(&chain, transfer(1, 0, address(2), 1));
    assert_eq!(chain.head().timestamp, START + 50);
    chain.advance(7);
    assert_eq!(seen(&chain, BlockId::latest()).await, START + 57);
    assert_eq!(seen(&chain, BlockId::number(1)).await, START + 50);
}

#[test]
fn time_in_blocks_never_goes_back() {
    let chain = open_with_contract(watch());
    chain.set_time(START + 10);
    chain.mine().expect("no fault");
    chain.set_time(START);
    let head = chain.mine().expect("no fault");
    assert_eq!((head.number, head.timestamp), (2, START + 10));
    chain.advance(5);
    assert_eq!(chain.next_timestamp(), START + 10);
    chain.advance(6);
    assert_eq!(chain.next_timestamp(), START + 11);
}

#[tokio::test]
async fn a_running_clock_runs_on_from_where_it_is_set() {
    let time = Arc::new(AtomicU64::new(START));
    let reading = time.clone();
    let clock = Clock::reading(move || reading.load(Ordering::Relaxed));
    let chain = Chain::open(&genesis(), clock, None).expect("opens");
    time.store(START + 3, Ordering::Relaxed);
    assert_eq!(chain.mine().expect("no fault").timestamp, START + 3);
    let client = chain.client();
    let next = format!("{:#x}", START + 100);
    client.request::<_, ()>("evm_setNextBlockTimestamp", (next,)).await.expect("set");
    assert_eq!(chain.mine().expect("no fault").timestamp, START + 100);
    time.store(START + 5, Ordering::Relaxed);
    assert_eq!(chain.mine().expect("no fault").timestamp, START + 102);
    client.request::<_, String>("evm_increaseTime", (60,)).await.expect("moved");
    client.request::<_, String>("evm_mine", ()).await.expect("mined");
    assert_eq!(chain.head().timestamp, START + 162);
    let past = client.request::<_, ()>("evm_setNextBlockTimestamp", (START,)).await;
    past.expect_err("time in blocks never goes back");
}
