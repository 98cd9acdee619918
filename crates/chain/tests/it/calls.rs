//! Calls, revert data and gas estimates.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, Bytes, U256, hex},
    providers::Provider,
    rpc::types::{
        TransactionRequest,
        state::{AccountOverride, StateOverride},
    },
    sol_types::{Revert, SolError},
};

use crate::stage::{CONTRACT, START, address, count, counter, open, open_with_contract, provider, submit, watch};

#[tokio::test]
async fn a_revert_carries_its_data_as_geth_reports_it() {
    let chain = open_with_contract(counter());
    let reason = Bytes::from(Revert::from("not today").abi_encode());
    let request = TransactionRequest::default().with_to(CONTRACT).with_input(reason.clone());
    let error = chain.provider().call(request.clone()).await.expect_err("it reverts");
    let payload = error.as_error_resp().expect("the chain's own error");
    assert_eq!((payload.code, &*payload.message), (3, "execution reverted: not today"));
    assert_eq!(payload.as_revert_data(), Some(reason));
    let error = chain.provider().estimate_gas(request).await.expect_err("it reverts");
    assert_eq!(error.as_error_resp().expect("the chain's own error").code, 3);
}

#[tokio::test]
async fn anyone_may_be_named_as_the_caller_also_a_contract_without_money() {
    let chain = open_with_contract(watch());
    for from in [CONTRACT, Address::ZERO, address(1)] {
        let request = TransactionRequest::default().with_from(from).with_to(CONTRACT);
        let answer = chain.provider().call(request).await.expect("answered");
        assert_eq!(U256::from_be_slice(&answer), U256::from(START));
    }
}

#[tokio::test]
async fn a_call_without_a_target_runs_creation_code() {
    let request = TransactionRequest::default().with_input(hex!("602a5f5260205ff3"));
    let mut request = request;
    request.to = Some(alloy::primitives::TxKind::Create);
    let answer = open().provider().call(request).await.expect("answered");
    assert_eq!(U256::from_be_slice(&answer), U256::from(42));
}

#[tokio::test]
async fn an_estimate_is_enough_and_one_less_is_not() {
    let chain = open_with_contract(counter());
    let provider = provider(&chain);
    let request = TransactionRequest::default().with_from(address(1)).with_to(CONTRACT);
    let gas = provider.estimate_gas(request.clone()).await.expect("estimated");
    let less = request.clone().with_gas_limit(gas - 1);
    provider.call(less).await.expect_err("one less is not enough");
    let sent = provider.send_transaction(request.with_gas_limit(gas)).await.expect("sent");
    let receipt = sent.get_receipt().await.expect("mined");
    assert!(receipt.status());
    assert_eq!(receipt.gas_used, gas);
}

/// A contract that gives an inner call 63/64 of what it has and fails if that was not enough
/// needs more gas than it spends.
#[tokio::test]
async fn an_estimate_leaves_room_for_inner_calls() {
    let inner = Address::repeat_byte(0xdd);
    // CALL inner with all gas; revert if it failed.
    let mut outer = hex!("5f 5f 5f 5f 5f 73").to_vec();
    outer.extend(inner);
    outer.extend(hex!("5a f1 60 22 57 5f 5f fd 5b 00"));
    assert_eq!(outer[0x22], 0x5b, "the jump goes to a destination");
    // Burns gas in a loop of 2,000 rounds.
    let burns = hex!("61 07 d0 5b 60 01 90 03 80 60 03 57 00");
    let genesis = crate::stage::genesis().with_code(CONTRACT, outer.into()).with_code(inner, burns.to_vec().into());
    let chain = crate::stage::open_with(genesis);
    let provider = provider(&chain);
    let request = TransactionRequest::default().with_from(address(1)).with_to(CONTRACT);
    let gas = provider.estimate_gas(request.clone()).await.expect("estimated");
    let sent = provider.send_transaction(request.clone().with_gas_limit(gas)).await.expect("sent");
    let receipt = sent.get_receipt().await.expect("mined");
    assert!(receipt.status());
    assert!(receipt.gas_used < gas, "{} < {gas}", receipt.gas_used);
    provider.call(request.with_gas_limit(gas - 1)).await.expect_err("one less is not enough");
}

#[tokio::test]
async fn a_call_may_suppose_that_accounts_were_different() {
    let chain = open_with_contract(watch());
    // Returns slot 0 plus its own balance.
    let code = Bytes::from(hex!("5f 54 47 01 5f 52 60 20 5f f3"));
    let word = |number| alloy::primitives::B256::with_last_byte(number);
    let ask = async |change: AccountOverride| -> U256 {
        let overrides = StateOverride::from_iter([(CONTRACT, change.with_code(code.clone()))]);
        let request = TransactionRequest::default().with_to(CONTRACT);
        let answer = chain.provider().call(request).overrides(overrides).await;
        U256::from_be_slice(&answer.expect("answered"))
    };
    let change = AccountOverride::default();
    assert_eq!(ask(change.clone()).await, U256::ZERO);
    let change = change.with_balance(U256::from(2));
    assert_eq!(ask(change.clone()).await, U256::from(2));
    assert_eq!(ask(change.clone().with_state_diff([(word(0), word(5))])).await, U256::from(7));
    assert_eq!(ask(change.with_state([(word(1), word(5))])).await, U256::from(2));
}

#[tokio::test]
async fn a_call_changes_nothing() {
    let chain = open_with_contract(counter());
    let before = chain.head();
    let request = TransactionRequest::default().with_to(CONTRACT);
    chain.provider().call(request).await.expect("answered");
    assert_eq!(chain.head(), before);
    let word = chain.provider().get_storage_at(CONTRACT, U256::ZERO).await.expect("word");
    assert_eq!(word, U256::ZERO);
    submit(&chain, count(1, 0));
}
