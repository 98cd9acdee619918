//! Sends transactions of one account.
//!
//! ```text
//! call ─► simulate, estimate ─► lock: nonce, sign, broadcast ─► unlock ─► wait for the receipt
//! ```
//!
//! A call is a [`TransactionRequest`] that says where to, with what data and with how much value; the account, nonce, gas
//! and fees are filled in here. Only the broadcast is serial, so many callers may wait for receipts at once.
//!
//! Invariants. A nonce is spent only by a broadcast that the node accepted: a failed one leaves no gap. The counter is
//! forgotten before a broadcast and known again after it, so that a caller who goes away in between, a restart, or
//! another program with the same key cost one more read of the chain and nothing else. Every wait and retry is bounded.
//! What the chain refuses ([`Revert`]) and what the machine could not do ([`Fault`]) are different types.

mod revert;

use std::{sync::Arc, time::Duration};

use alloy::{
    consensus::TxEnvelope,
    eips::{BlockId, Encodable2718, eip1559::Eip1559Estimation},
    network::{EthereumWallet, NetworkTransactionBuilder, TransactionBuilder},
    primitives::{Address, B256, Bytes},
    providers::{DynProvider, Provider},
    rpc::types::{TransactionReceipt, TransactionRequest},
    signers::local::PrivateKeySigner,
    transports::{RpcError, TransportError},
};
use tokio::sync::Mutex;

pub use self::revert::Revert;
use crate::x402::signature::Key;

/// Tries of one broadcast: nonces that somebody else used, and connections that broke.
const BROADCASTS_MAX: u32 = 4;
/// Gas allowed above the estimate, in percent: what is read while estimating may have changed when it is executed.
const GAS_MARGIN_PERCENT: u64 = 20;

/// How long to wait for a receipt: `polls` times `interval`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    pub interval: Duration,
    pub polls: u32,
}

impl Default for Patience {
    /// 30 seconds. alloy alone looks every 7 seconds, which is longer than most chains' blocks.
    fn default() -> Self {
        Self { interval: Duration::from_millis(50), polls: 600 }
    }
}

/// The machine could not do it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    #[error("the node cannot be asked to {doing}")]
    Node { doing: &'static str, source: TransportError },
    #[error("the node answered {doing} with something else")]
    Answer { doing: &'static str },
    #[error("the transaction cannot be signed")]
    Sign(#[source] alloy::signers::Error),
    #[error("transaction {hash} was sent and has no receipt after the time allowed")]
    NoReceipt { hash: B256 },
}

/// Why a call did not take effect.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The contract says no. Trying again unchanged is pointless.
    #[error("refused: {0}")]
    Refused(Revert),
    /// Nothing is known about the rules. Trying again is right; whether the transaction took effect, the chain knows.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// One account that sends. Clones share its nonces.
#[derive(Clone, Debug)]
pub struct Sender {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    provider: DynProvider,
    wallet: EthereumWallet,
    address: Address,
    chain_id: u64,
    patience: Patience,
    /// The nonce of the next transaction, when it is known.
    next: Mutex<Option<u64>>,
}

impl Sender {
    /// # Errors
    /// The node does not tell its chain id.
    pub async fn connect(provider: DynProvider, key: &Key, patience: Patience) -> Result<Self, Fault> {
        let chain_id = provider.get_chain_id().await.map_err(node("tell its chain id"))?;
        let signer = PrivateKeySigner::from_bytes(&key.expose_secret()).expect("a Key is a valid private key");
        let (address, wallet) = (key.address(), EthereumWallet::from(signer));
        let inner = Inner { provider, wallet, address, chain_id, patience, next: Mutex::new(None) };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub fn address(&self) -> Address {
        self.inner.address
    }

    pub fn chain_id(&self) -> u64 {
        self.inner.chain_id
    }

    pub fn provider(&self) -> &DynProvider {
        &self.inner.provider
    }

    /// What `call` would do now. Returns what it returns.
    ///
    /// # Errors
    /// Refused with the contract's reason, or the node did not answer.
    pub async fn simulate(&self, call: &TransactionRequest) -> Result<Bytes, SendError> {
        self.inner.provider.call(self.request(call)).await.map_err(|e| sorted("simulate", e))
    }

    /// The gas that `call` would use now.
    ///
    /// # Errors
    /// As [`Self::simulate`].
    pub async fn estimate(&self, call: &TransactionRequest) -> Result<u64, SendError> {
        self.inner.provider.estimate_gas(self.request(call)).await.map_err(|e| sorted("estimate gas", e))
    }

    /// Estimates, sends and waits. A call that would be refused is not sent.
    ///
    /// # Errors
    /// Refused with the contract's reason, before or in the block; or a fault.
    pub async fn send(&self, call: &TransactionRequest) -> Result<TransactionReceipt, SendError> {
        let estimate = self.estimate(call).await?;
        self.send_with_gas(call, estimate + estimate * GAS_MARGIN_PERCENT / 100).await
    }

    /// As [`Self::send`] without asking first: for callers who know the gas.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn send_with_gas(&self, call: &TransactionRequest, gas: u64) -> Result<TransactionReceipt, SendError> {
        let hash = self.broadcast(call, gas).await?;
        let receipt = self.receipt(hash).await?;
        if receipt.status() {
            return Ok(receipt);
        }
        Err(SendError::Refused(self.reason(call, &receipt).await))
    }

    /// Signs and hands the transaction to the node, which has accepted it when this returns.
    async fn broadcast(&self, call: &TransactionRequest, gas: u64) -> Result<B256, SendError> {
        let fees = self.inner.provider.estimate_eip1559_fees().await.map_err(node("tell its fees"))?;
        let mut next = self.inner.next.lock().await;
        let (mut unsure, mut lost) = (None, None);
        for _ in 0..BROADCASTS_MAX {
            let (nonce, envelope, again) = match unsure.take() {
                // The same bytes again: a node that has them says so, and nothing is done twice.
                Some((nonce, envelope)) => (nonce, envelope, true),
                None => {
                    // Unknown from here until the node has accepted: see the invariants.
                    let nonce = match next.take() {
                        Some(nonce) => nonce,
                        None => self.pending_nonce().await?,
                    };
                    (nonce, self.sign(call, gas, nonce, fees).await?, false)
                }
            };
            let hash = *envelope.tx_hash();
            let Err(error) = self.inner.provider.send_raw_transaction(&envelope.encoded_2718()).await else {
                *next = Some(nonce + 1);
                return Ok(hash);
            };
            match Rejection::of(&error) {
                Rejection::Known if again => {
                    *next = Some(nonce + 1);
                    return Ok(hash);
                }
                Rejection::NonceTaken if again && self.is_there(hash).await? => return Ok(hash),
                // At the first try the bytes, even if they are the same, are those of another program with this key,
                // which wants its own call and not ours.
                Rejection::Known | Rejection::NonceTaken => lost = Some(error),
                Rejection::Unknown => {
                    unsure = Some((nonce, envelope));
                    lost = Some(error);
                }
                Rejection::Refused => return Err(sorted("take a transaction", error)),
            }
        }
        let source = lost.expect("each try ends in a return or sets the error");
        Err(Fault::Node { doing: "take a transaction", source }.into())
    }

    async fn pending_nonce(&self) -> Result<u64, Fault> {
        let count = self.inner.provider.get_transaction_count(self.inner.address).pending().await;
        count.map_err(node("count transactions"))
    }

    async fn is_there(&self, hash: B256) -> Result<bool, Fault> {
        let found = self.inner.provider.get_transaction_by_hash(hash).await;
        Ok(found.map_err(node("find a transaction"))?.is_some())
    }

    async fn sign(
        &self,
        call: &TransactionRequest,
        gas: u64,
        nonce: u64,
        fees: Eip1559Estimation,
    ) -> Result<TxEnvelope, Fault> {
        let request = self
            .request(call)
            .with_chain_id(self.inner.chain_id)
            .with_nonce(nonce)
            .with_gas_limit(gas)
            .with_max_fee_per_gas(fees.max_fee_per_gas)
            .with_max_priority_fee_per_gas(fees.max_priority_fee_per_gas);
        request.build(&self.inner.wallet).await.map_err(|e| Fault::Sign(alloy::signers::Error::other(e)))
    }

    /// Waits for the receipt of a transaction that was sent.
    ///
    /// # Errors
    /// No receipt within the time allowed, or the node did not answer.
    pub async fn receipt(&self, hash: B256) -> Result<TransactionReceipt, Fault> {
        for _ in 0..self.inner.patience.polls {
            let receipt = self.inner.provider.get_transaction_receipt(hash).await;
            if let Some(receipt) = receipt.map_err(node("find a receipt"))? {
                return Ok(receipt);
            }
            tokio::time::sleep(self.inner.patience.interval).await;
        }
        Err(Fault::NoReceipt { hash })
    }

    /// Why a mined transaction failed: asked again on the state before its block, which is nearly always the same.
    async fn reason(&self, call: &TransactionRequest, receipt: &TransactionReceipt) -> Revert {
        let before = receipt.block_number.unwrap_or(1).saturating_sub(1);
        let request = self.request(call);
        match self.inner.provider.call(request).block(BlockId::number(before)).await {
            Err(RpcError::ErrorResp(error)) => Revert::of(&error),
            Err(_) | Ok(_) => Revert::unexplained(receipt.gas_used),
        }
    }

    fn request(&self, call: &TransactionRequest) -> TransactionRequest {
        call.clone().with_from(self.inner.address)
    }
}

/// What a node meant by refusing a transaction. There are no codes for it, only words, and these are geth's, which the
/// others use as well.
enum Rejection {
    /// It has this very transaction.
    Known,
    /// Another transaction has the nonce.
    NonceTaken,
    /// Nobody knows whether it was received.
    Unknown,
    /// It will not take it.
    Refused,
}

impl Rejection {
    fn of(error: &TransportError) -> Self {
        let Some(answer) = error.as_error_resp() else { return Self::Unknown };
        let words = answer.message.to_lowercase();
        let has = |part: &str| words.contains(part);
        if has("already known") || has("already imported") {
            Self::Known
        } else if has("nonce too low") || has("nonce too high") || has("replacement transaction underpriced") {
            Self::NonceTaken
        } else {
            Self::Refused
        }
    }
}

/// A contract's refusal, or a fault of the node.
fn sorted(doing: &'static str, error: TransportError) -> SendError {
    match error.as_error_resp() {
        Some(answer) if Revert::is_in(answer) => SendError::Refused(Revert::of(answer)),
        _ => Fault::Node { doing, source: error }.into(),
    }
}

pub(crate) fn node(doing: &'static str) -> impl Fn(TransportError) -> Fault {
    move |source| Fault::Node { doing, source }
}
