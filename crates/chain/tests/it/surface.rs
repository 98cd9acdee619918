//! The whole surface of methods, as text: a change to it shows here.

use serde_json::{Value, json};
use usufruct_chain::{Chain, method_names};

use crate::stage::{CONTRACT, address, count, counter, open_with_contract, submit};

async fn ask(chain: &Chain, method: &'static str, params: Value) -> Value {
    let answer: Result<Value, _> = chain.client().request(method, params).await;
    answer.unwrap_or_else(|error| {
        let error = error.as_error_resp().expect("the chain's own error").clone();
        json!({"code": error.code, "message": error.message})
    })
}

#[tokio::test]
async fn small_answers_are_what_clients_expect() {
    let chain = open_with_contract(counter());
    submit(&chain, count(1, 0));
    let block = format!("{:?}", chain.head().hash);
    let from = format!("{:?}", address(1));
    for (method, params, answer) in [
        ("net_version", json!([]), json!("84532")),
        ("net_listening", json!([]), json!(true)),
        ("eth_chainId", json!([]), json!("0x14a34")),
        ("eth_syncing", json!([]), json!(false)),
        ("eth_accounts", json!([]), json!([])),
        ("eth_gasPrice", json!([]), json!("0x989680")),
        ("eth_maxPriorityFeePerGas", json!([]), json!("0x0")),
        ("eth_blockNumber", json!([]), json!("0x1")),
        ("eth_getBlockTransactionCountByNumber", json!(["latest"]), json!("0x1")),
        ("eth_getBlockTransactionCountByHash", json!([block]), json!("0x1")),
        ("eth_getUncleCountByBlockNumber", json!(["0x1"]), json!("0x0")),
        ("eth_getTransactionCount", json!([from, "pending"]), json!("0x1")),
        ("eth_getTransactionCount", json!([from, {"blockNumber": "0x0"}]), json!("0x0")),
        ("eth_getTransactionCount", json!([from, {"blockHash": block}]), json!("0x1")),
        ("eth_getStorageAt", json!([CONTRACT, "0x0", "latest"]), json!(word(1))),
        ("eth_getStorageAt", json!([CONTRACT, word(0), "earliest"]), json!(word(0))),
        ("eth_getBlockByNumber", json!(["0x9", false]), Value::Null),
        ("eth_getTransactionReceipt", json!([word(9)]), Value::Null),
        ("eth_getTransactionByBlockNumberAndIndex", json!(["0x1", "0x1"]), Value::Null),
        ("eth_getTransactionByHash", json!([word(9)]), Value::Null),
    ] {
        assert_eq!(ask(&chain, method, params.clone()).await, answer, "{method} {params}");
    }
}

fn word(number: u8) -> String {
    format!("{:?}", alloy::primitives::B256::with_last_byte(number))
}

#[tokio::test]
async fn fee_history_covers_the_blocks_and_the_next() {
    let chain = open_with_contract(counter());
    submit(&chain, count(1, 0));
    let history = ask(&chain, "eth_feeHistory", json!(["0x5", "latest", [10, 90]])).await;
    assert_eq!(history["oldestBlock"], "0x0");
    assert_eq!(history["baseFeePerGas"], json!(["0x989680", "0x989680", "0x989680"]));
    assert_eq!(history["reward"], json!([["0x0", "0x0"], ["0x0", "0x0"]]));
    let wrong = ask(&chain, "eth_feeHistory", json!(["0x1", "latest", [90, 10]])).await;
    assert_eq!(wrong["code"], -32602);
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let chain = open_with_contract(counter());
    for (method, params, names) in [
        ("eth_getBalance", json!([]), "missing parameter 0: address"),
        ("eth_getBalance", json!(["0x00"]), "parameter 0 (address)"),
        ("eth_getBalance", json!([CONTRACT, "newest"]), "parameter 1 (block)"),
        ("eth_getBlockByNumber", json!([]), "missing parameter 0: block"),
        ("eth_call", json!([{"to": 5}]), "parameter 0 (transaction)"),
        ("eth_sendRawTransaction", json!(["zz"]), "parameter 0 (raw transaction)"),
        ("eth_getStorageAt", json!([CONTRACT, "x"]), "parameter 1 (slot)"),
        ("evm_increaseTime", json!([-1]), "parameter 0 (seconds)"),
        ("eth_getLogs", json!([{"fromBlock": "0x2", "toBlock": "0x1"}]), "invalid block range"),
        ("eth_getLogs", json!([{"topics": ["0x1"]}]), "parameter 0 (filter)"),
        ("eth_chainId", json!({"a": 1}), "params must be an array"),
    ] {
        let error = ask(&chain, method, params.clone()).await;
        assert_eq!(error["code"], -32602, "{method} {params}: {error}");
        let message = error["message"].as_str().expect("text");
        assert!(message.starts_with(names), "{method} {params}: {message}");
    }
}

/// Every method answers without parameters: with a result, or by saying what is missing.
#[tokio::test]
async fn no_method_fails_for_want_of_parameters() {
    for method in method_names() {
        let chain = open_with_contract(counter());
        let answer = ask(&chain, method, json!([])).await;
        let code = answer.get("code").and_then(Value::as_i64);
        assert!(matches!(code, None | Some(-32602)), "{method}: {answer}");
    }
}
