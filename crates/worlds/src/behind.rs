//! A chain as a node sees it that is some blocks behind.

use alloy::primitives::B256;
use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};
use usufruct_chain::{Chain, RpcError};

/// A block that no node has, in the place of one that this node does not have yet.
const UNKNOWN: &str = "0xffffffffffff";

type Answer = Result<Box<RawValue>, RpcError>;

/// Answers as a node would whose newest block is `lag` blocks older, but not older than `oldest`.
pub fn answer(chain: &Chain, lag: u64, oldest: u64, method: &str, params: Option<&RawValue>) -> Answer {
    let newest = chain.head().number;
    let head = newest.saturating_sub(lag).max(oldest.min(newest));
    let mut params: Vec<Value> = params.and_then(|params| serde_json::from_str(params.get()).ok()).unwrap_or_default();
    match method {
        "eth_blockNumber" => return Ok(raw(&json!(format!("{head:#x}")))),
        "eth_getBlockByNumber" => match number(params.first(), head) {
            Some(number) if number > head => return Ok(raw(&Value::Null)),
            Some(number) => params[0] = json!(format!("{number:#x}")),
            None => {}
        },
        "eth_call" | "eth_estimateGas" | "eth_getCode" | "eth_getBalance" | "eth_getTransactionCount" => {
            if params.len() < 2 {
                params.push(Value::Null);
            }
            match at(chain, &params[1], head) {
                Some(number) if number > head => params[1] = json!(UNKNOWN),
                Some(number) if !params[1].is_object() => params[1] = json!(format!("{number:#x}")),
                _ => {}
            }
        }
        "eth_getLogs" => {
            if let Some(Value::Object(filter)) = params.first_mut() {
                let clamp = |end: Option<&Value>| json!(format!("{:#x}", number(end, head).unwrap_or(head).min(head)));
                if number(filter.get("fromBlock"), head).is_some_and(|from| from > head) {
                    return Ok(raw(&json!([])));
                }
                let to = clamp(filter.get("toBlock"));
                filter.insert("toBlock".to_owned(), to);
            }
        }
        _ => {}
    }
    let given = to_raw_value(&params).expect("JSON is JSON");
    let found = chain.answer(method, Some(&given))?;
    let ahead = matches!(method, "eth_getTransactionReceipt" | "eth_getTransactionByHash" | "eth_getBlockByHash")
        && serde_json::from_str(found.get()).is_ok_and(|found: Value| {
            let block = found.get("blockNumber").or_else(|| found.get("number"));
            number(block, head).is_some_and(|number| number > head)
        });
    Ok(if ahead { raw(&Value::Null) } else { found })
}

/// The number that a tag or a number names.
fn number(block: Option<&Value>, head: u64) -> Option<u64> {
    match block.and_then(Value::as_str) {
        Some("earliest") => Some(0),
        Some(text) if text.starts_with("0x") => u64::from_str_radix(&text[2..], 16).ok(),
        _ => Some(head),
    }
}

/// The number of the block at which a call is asked.
fn at(chain: &Chain, block: &Value, head: u64) -> Option<u64> {
    let Some(hash) = block.get("blockHash") else { return number(Some(block), head) };
    let hash: B256 = serde_json::from_value(hash.clone()).ok()?;
    let found = chain.answer("eth_getHeaderByHash", Some(&to_raw_value(&[hash]).ok()?)).ok()?;
    let header: Value = serde_json::from_str(found.get()).ok()?;
    number(Some(header.get("number")?), head)
}

fn raw(value: &Value) -> Box<RawValue> {
    to_raw_value(value).expect("JSON is JSON")
}
