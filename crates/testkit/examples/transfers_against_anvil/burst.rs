//! Sends a load over JSON-RPC and waits until every receipt tells of success. The same for any node.

use std::time::{Duration, Instant};

use alloy::{
    primitives::Bytes,
    transports::http::reqwest::{Client, header::CONTENT_TYPE},
};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::load::Load;

/// Blocks whose receipts are asked for in one batch.
const BLOCKS_AT_ONCE: u64 = 200;
/// How often a node is looked at for more blocks. The caller's patience ends before.
const LOOKS_MAX: u32 = 100_000;
/// Between two looks at a node that mines every second.
const LOOK_INTERVAL: Duration = Duration::from_millis(10);

/// Request bodies, written before the clock starts, for each connection in order.
pub struct Bodies(Vec<Vec<String>>);

impl Bodies {
    /// One sender's transactions all go over one connection: their order matters.
    pub fn write(load: &Load, connections: usize, batch: usize) -> Result<Self> {
        let mut queues: Vec<Vec<&Bytes>> = vec![Vec::new(); connections];
        for (number, raw) in load.raws.iter().enumerate() {
            queues[number % load.senders.len() % connections].push(raw);
        }
        let body = |raws: &[&Bytes]| {
            let requests: Vec<Value> =
                raws.iter().map(|raw| request("eth_sendRawTransaction", &json!([raw]))).collect();
            serde_json::to_string(&requests)
        };
        let bodies = queues.iter().map(|queue| queue.chunks(batch).map(body).collect());
        Ok(Self(bodies.collect::<Result<_, _>>()?))
    }
}

/// When the node makes blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mining {
    /// When it is told to: again and again while transactions are sent.
    Meanwhile,
    /// When it is told to: after everything was sent.
    AtTheEnd,
    /// By itself, as transactions come; what anvil leaves lying then, because no other transaction comes, when told to.
    AsTheyCome,
    /// By itself, every second.
    EverySecond,
}

/// Sends everything and returns how long it took until `expected` receipts of success were there.
pub async fn send(url: &str, bodies: Bodies, expected: usize, mining: Mining) -> Result<Duration> {
    let node = Node { client: Client::new(), url: url.to_owned() };
    let first = node.height().await? + 1;

    let begun = stopwatch();
    let sending = node.send_all(bodies);
    let receiving = node.await_receipts(first, expected, mining);
    if mining == Mining::Meanwhile {
        tokio::try_join!(sending, receiving)?;
    } else {
        sending.await?;
        receiving.await?;
    }
    Ok(begun.elapsed())
}

#[derive(Clone)]
struct Node {
    client: Client,
    url: String,
}

impl Node {
    async fn send_all(&self, bodies: Bodies) -> Result<()> {
        let mut connections = JoinSet::new();
        for queue in bodies.0 {
            let node = self.clone();
            connections.spawn(async move { node.send_queue(queue).await });
        }
        while let Some(sent) = connections.join_next().await {
            sent??;
        }
        Ok(())
    }

    async fn send_queue(&self, queue: Vec<String>) -> Result<()> {
        for body in queue {
            let answer = self.post(body).await?;
            ensure!(!answer.contains("\"error\""), "a transfer was refused: {answer:.400}");
        }
        Ok(())
    }

    /// Counts receipts of success from block `next` on, and makes blocks while some are missing.
    async fn await_receipts(&self, mut next: u64, expected: usize, mining: Mining) -> Result<()> {
        let mut found = 0;
        for _ in 0..LOOKS_MAX {
            let height = self.height().await?;
            while next <= height {
                let last = height.min(next + BLOCKS_AT_ONCE - 1);
                found += self.successes(next..=last).await?;
                next = last + 1;
            }
            if found == expected {
                return Ok(());
            }
            match mining {
                Mining::EverySecond => tokio::time::sleep(LOOK_INTERVAL).await,
                _ => self.ask("evm_mine", &json!([])).await.map(drop)?,
            }
        }
        bail!("{found} of {expected} transfers succeeded in the time allowed")
    }

    async fn successes(&self, blocks: std::ops::RangeInclusive<u64>) -> Result<usize> {
        let requests: Vec<Value> =
            blocks.map(|number| request("eth_getBlockReceipts", &json!([format!("{number:#x}")]))).collect();
        let answer = self.post(serde_json::to_string(&requests)?).await?;
        ensure!(!answer.contains("\"error\""), "no receipts: {answer:.400}");
        Ok(answer.matches("\"status\":\"0x1\"").count())
    }

    async fn height(&self) -> Result<u64> {
        let answer = self.ask("eth_blockNumber", &json!([])).await?;
        let hex = answer.as_str().and_then(|text| text.strip_prefix("0x")).context("a height is hexadecimal")?;
        Ok(u64::from_str_radix(hex, 16)?)
    }

    async fn ask(&self, method: &str, params: &Value) -> Result<Value> {
        let answer = self.post(request(method, params).to_string()).await?;
        let mut answer: Value = serde_json::from_str(&answer)?;
        ensure!(answer.get("error").is_none(), "{method} failed: {answer}");
        Ok(answer["result"].take())
    }

    async fn post(&self, body: String) -> Result<String> {
        let request = self.client.post(&self.url).header(CONTENT_TYPE, "application/json").body(body);
        Ok(request.send().await?.error_for_status()?.text().await?)
    }
}

fn request(method: &str, params: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

#[expect(clippy::disallowed_methods, reason = "this is a measurement")]
pub fn stopwatch() -> Instant {
    Instant::now()
}
