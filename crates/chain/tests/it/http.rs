//! The same chain over HTTP.

use std::net::{Ipv4Addr, SocketAddr};

use alloy::{
    eips::Encodable2718,
    network::{EthereumWallet, NetworkTransactionBuilder, TransactionBuilder},
    primitives::{Address, U256},
    providers::{Provider, ProviderBuilder},
    rpc::types::TransactionRequest,
};
use serde_json::{Value, json};
use usufruct_chain::{BATCH_MAX, BODY_BYTES_MAX, Chain, HttpServer};

use crate::stage::{CHAIN_ID, key, open};

async fn serve(chain: &Chain) -> HttpServer {
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    chain.serve_http(any_port).await.expect("it listens")
}

async fn post(server: &HttpServer, body: impl Into<reqwest::Body>) -> (u16, Value) {
    let response = reqwest::Client::new().post(server.url()).body(body).send().await;
    let response = response.expect("answered");
    let (status, text) = (response.status().as_u16(), response.text().await.expect("text"));
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

#[tokio::test]
async fn alloy_sends_and_reads_over_http() {
    let chain = open();
    let server = serve(&chain).await;
    let provider =
        ProviderBuilder::new().wallet(EthereumWallet::from(key(1))).connect_http(server.url().parse().expect("a URL"));
    provider.client().set_poll_interval(std::time::Duration::from_millis(5));
    let to = Address::repeat_byte(7);
    let request = TransactionRequest::default().with_to(to).with_value(U256::from(5));
    let sent = provider.send_transaction(request).await.expect("sent");
    assert!(sent.get_receipt().await.expect("mined").status());
    assert_eq!(provider.get_balance(to).await.expect("balance"), U256::from(5));
    assert_eq!(provider.get_chain_id().await.expect("id"), CHAIN_ID);
    server.shut_down().await.expect("it ends well");
}

#[tokio::test]
async fn batches_keep_their_order_and_skip_notifications() {
    let server = serve(&open()).await;
    let batch = json!([
        {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []},
        {"jsonrpc": "2.0", "method": "eth_chainId"},
        {"jsonrpc": "2.0", "id": "b", "method": "eth_nonsense"},
        {"jsonrpc": "2.0", "id": 3, "method": "eth_getBalance", "params": ["0x12"]},
        7
    ]);
    let (status, replies) = post(&server, batch.to_string()).await;
    assert_eq!(status, 200);
    assert_eq!(replies[0], json!({"jsonrpc": "2.0", "id": 1, "result": "0x14a34"}));
    assert_eq!((&replies[1]["id"], &replies[1]["error"]["code"]), (&json!("b"), &json!(-32601)));
    assert_eq!(replies[2]["error"]["code"], -32602);
    assert!(replies[2]["error"]["message"].as_str().expect("text").contains("address"));
    assert_eq!(replies[3]["error"]["code"], -32600);
    assert_eq!(replies.as_array().expect("a batch").len(), 4);
    let notification = r#"{"jsonrpc":"2.0","method":"eth_chainId"}"#;
    assert_eq!(post(&server, notification).await, (204, Value::Null));
}

#[tokio::test]
async fn nonsense_and_excess_are_refused() {
    let server = serve(&open()).await;
    for (body, code) in [("", -32700), ("{", -32700), ("[]", -32600), ("{}", -32600), ("[1", -32700)] {
        let (status, reply) = post(&server, body).await;
        assert_eq!((status, &reply["error"]["code"]), (200, &json!(code)), "{body}");
    }
    let many = format!("[{}1]", "1,".repeat(BATCH_MAX));
    assert_eq!(post(&server, many).await.1["error"]["code"], -32600);
    let (status, _) = post(&server, vec![b' '; BODY_BYTES_MAX + 1]).await;
    assert_eq!(status, 413);
}

#[tokio::test]
async fn a_page_in_a_browser_may_ask() {
    let server = serve(&open()).await;
    let client = reqwest::Client::new();
    let preflight = client
        .request(reqwest::Method::OPTIONS, server.url())
        .header("origin", "https://wallet.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type")
        .send()
        .await
        .expect("answered");
    assert_eq!(preflight.status(), 204);
    assert_eq!(preflight.headers()["access-control-allow-origin"], "*");
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#;
    let answer = client.post(server.url()).body(body).send().await.expect("answered");
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
}

#[tokio::test]
async fn transactions_sent_at_once_may_arrive_in_any_order() {
    let chain = open();
    let server = serve(&chain).await;
    let wallet = EthereumWallet::from(key(1));
    let mut raws = Vec::new();
    for nonce in 0..20 {
        let request = TransactionRequest::default()
            .with_chain_id(CHAIN_ID)
            .with_nonce(nonce)
            .with_to(Address::repeat_byte(7))
            .with_value(U256::from(1))
            .with_gas_limit(21_000)
            .with_max_fee_per_gas(u128::from(usufruct_chain::BASE_FEE_DEFAULT))
            .with_max_priority_fee_per_gas(0);
        raws.push(request.build(&wallet).await.expect("signed").encoded_2718());
    }
    let sending = |raw: &Vec<u8>| {
        let raw = alloy::hex::encode_prefixed(raw);
        json!({"jsonrpc": "2.0", "id": 1, "method": "eth_sendRawTransaction", "params": [raw]})
    };
    let send = async |raw: &Vec<u8>| post(&server, sending(raw).to_string()).await.1;
    // The last comes first, alone or in a batch.
    let replies = futures_util::future::join_all(raws[..10].iter().rev().map(send)).await;
    assert!(replies.iter().all(|reply| reply["result"].is_string()), "{replies:?}");
    let batch: Vec<Value> = raws[10..].iter().rev().map(sending).collect();
    let (_, replies) = post(&server, Value::from(batch).to_string()).await;
    let replies = replies.as_array().expect("replies");
    assert!(replies.len() == 10 && replies.iter().all(|reply| reply["result"].is_string()), "{replies:?}");

    // What nobody precedes is refused in the end.
    let request = TransactionRequest::default().with_chain_id(CHAIN_ID).with_nonce(21).with_to(Address::ZERO);
    let request = request.with_gas_limit(21_000).with_max_fee_per_gas(u128::from(usufruct_chain::BASE_FEE_DEFAULT));
    let raw = request.with_max_priority_fee_per_gas(0).build(&wallet).await.expect("signed").encoded_2718();
    let refused = send(&raw).await;
    assert!(refused["error"]["message"].as_str().expect("text").starts_with("nonce too high"), "{refused}");
}
