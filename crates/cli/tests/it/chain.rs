//! `usufruct chain`.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[test]
fn the_chain_alone_answers_json_rpc() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_usufruct"))
        .args(["chain", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary was built");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let first = lines.next().expect("a line").expect("UTF-8");
    let url = first.strip_prefix("JSON-RPC").expect("the URL comes first").trim().to_owned();
    let answer = ask(&url);
    child.kill().expect("it runs");
    child.wait().expect("it runs");
    assert_eq!(answer["result"], "0x14a34", "{answer}");
}

fn ask(url: &str) -> serde_json::Value {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let body = serde_json::json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": [] });
    runtime.block_on(async {
        let response = reqwest::Client::new().post(url).json(&body).send().await.expect("it answers");
        response.json().await.expect("JSON")
    })
}
