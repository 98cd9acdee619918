//! Programs that send transactions by JSON-RPC and remember in which block each was.

use std::time::Duration;

use alloy::consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy::eips::Encodable2718;
use alloy::primitives::{Address, B256, U256, hex};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use serde_json::{Value, json};

use super::customers::Gone;

const CHAIN_ID: u64 = 84_532;
/// Wei per gas: more than the chain asks for.
const FEE: u128 = 1_000_000_000;
/// Of the acknowledged transactions, so many are looked up after each start; at the end all are.
const LOOKED_UP: usize = 5;
/// Between two transactions, so that a hundred starts do not execute a hundred thousand blocks.
const PACE: Duration = Duration::from_millis(60);

pub struct Sender {
    signer: PrivateKeySigner,
    http: reqwest::Client,
    nonce: u64,
    /// Sent, and not answered.
    open: Option<TxEnvelope>,
    /// The node has said that it took it.
    taken: bool,
    /// Transaction and block.
    acknowledged: Vec<(B256, String)>,
}

impl Sender {
    pub fn all(keys: &[B256]) -> Vec<Sender> {
        let signer = |key: &B256| PrivateKeySigner::from_bytes(key).expect("a key");
        let sender = |key| Sender {
            signer: signer(key),
            http: reqwest::Client::new(),
            nonce: 0,
            open: None,
            taken: false,
            acknowledged: Vec::new(),
        };
        keys.iter().map(sender).collect()
    }

    pub fn sent(&self) -> usize {
        self.acknowledged.len()
    }

    pub async fn send_until_killed(mut self, rpc: String) -> Sender {
        let still_there = async {
            self.resolve(&rpc).await?;
            let from = self.acknowledged.len().saturating_sub(LOOKED_UP);
            self.there(&rpc, from).await
        };
        if still_there.await.is_ok() {
            while self.send(&rpc).await.is_ok() {
                tokio::time::sleep(PACE).await;
            }
        }
        self
    }

    /// Sends what was not answered once more, unless it is there.
    pub async fn resolve(&mut self, rpc: &str) -> Result<(), Gone> {
        let Some(transaction) = self.open.clone() else { return Ok(()) };
        if self.block_of(rpc, *transaction.tx_hash()).await?.is_none() {
            assert!(!self.taken, "transaction {} was taken and is gone", transaction.tx_hash());
            self.hand_over(rpc, &transaction).await?;
        }
        self.acknowledge(rpc, &transaction).await
    }

    pub async fn all_there(&self, rpc: &str) {
        self.there(rpc, 0).await.expect("it serves");
    }

    async fn there(&self, rpc: &str, from: usize) -> Result<(), Gone> {
        for (transaction, block) in &self.acknowledged[from..] {
            let found = self.block_of(rpc, *transaction).await?;
            assert_eq!(found.as_ref(), Some(block), "transaction {transaction} is not where it was");
        }
        Ok(())
    }

    async fn send(&mut self, rpc: &str) -> Result<(), Gone> {
        let transaction = TxEip1559 {
            chain_id: CHAIN_ID,
            nonce: self.nonce,
            gas_limit: 21_000,
            max_fee_per_gas: FEE,
            to: Address::repeat_byte(0x42).into(),
            value: U256::from(1),
            ..TxEip1559::default()
        };
        let signature = self.signer.sign_hash_sync(&transaction.signature_hash()).expect("a key in memory signs");
        let transaction = TxEnvelope::from(transaction.into_signed(signature));
        self.open = Some(transaction.clone());
        self.hand_over(rpc, &transaction).await?;
        self.acknowledge(rpc, &transaction).await
    }

    async fn hand_over(&mut self, rpc: &str, transaction: &TxEnvelope) -> Result<(), Gone> {
        let raw = hex::encode_prefixed(transaction.encoded_2718());
        let answer = self.ask(rpc, "eth_sendRawTransaction", json!([raw])).await?;
        assert_eq!(answer["result"], json!(transaction.tx_hash()), "{answer}");
        self.taken = true;
        Ok(())
    }

    /// It was handed over, so it has a block.
    async fn acknowledge(&mut self, rpc: &str, transaction: &TxEnvelope) -> Result<(), Gone> {
        let hash = *transaction.tx_hash();
        let block = self.block_of(rpc, hash).await?.expect("a transaction that was taken is in a block");
        self.acknowledged.push((hash, block));
        self.nonce += 1;
        (self.open, self.taken) = (None, false);
        Ok(())
    }

    async fn block_of(&self, rpc: &str, transaction: B256) -> Result<Option<String>, Gone> {
        let answer = self.ask(rpc, "eth_getTransactionReceipt", json!([transaction])).await?;
        Ok(answer["result"]["blockHash"].as_str().map(str::to_owned))
    }

    async fn ask(&self, rpc: &str, method: &str, params: Value) -> Result<Value, Gone> {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let response = self.http.post(rpc).json(&body).send().await.map_err(|_| Gone)?;
        response.json().await.map_err(|_| Gone)
    }
}
