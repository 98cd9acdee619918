//! From executed transactions to a block: receipts, header, hash.
//!
//! `transactionsRoot`, `receiptsRoot`, `logsBloom` and the hash are those of Ethereum.
//! `stateRoot` is zero: this chain keeps no Merkle state (see [`crate::state`]).

use alloy::{
    consensus::{
        Eip658Value, Header, Receipt as ConsensusReceipt, ReceiptEnvelope,
        constants::{EMPTY_OMMER_ROOT_HASH, EMPTY_WITHDRAWALS},
        proofs::ordered_trie_root_encoded,
    },
    eips::{eip2718::Encodable2718, eip7685::EMPTY_REQUESTS_HASH},
    primitives::{Address, B64, B256, Bloom, Bytes, U256},
};
use rayon::prelude::*;

use crate::{
    admit::Transaction,
    execute::{BLOCK_GAS_LIMIT, Outcome},
    genesis::Genesis,
};

/// From this many transactions on, receipts are made on all cores.
const PARALLEL_FROM: usize = 64;

/// A sealed block.
#[derive(Debug)]
pub struct Block {
    pub(crate) header: Header,
    pub(crate) hash: B256,
    pub(crate) transactions: Vec<Transaction>,
    pub(crate) receipts: Vec<Receipt>,
}

/// A receipt and what its consensus form leaves out.
#[derive(Clone, Debug)]
pub(crate) struct Receipt {
    pub envelope: ReceiptEnvelope,
    pub gas_used: u64,
    pub gas_price: u128,
    pub created: Option<Address>,
    /// The index, in the block, of this receipt's first log.
    pub log_index: u64,
}

impl Block {
    pub(crate) fn genesis(genesis: &Genesis, timestamp: u64) -> Self {
        let header = Header {
            timestamp,
            extra_data: Bytes::copy_from_slice(genesis.digest().as_slice()),
            ..blank_header(genesis.base_fee)
        };
        seal(header, Vec::new(), Vec::new())
    }

    /// The header of the block after this one, its contents still missing. `forks` counts the
    /// rollbacks so far: a block that replaces another never has its hash.
    pub(crate) fn next_header(&self, timestamp: u64, forks: u64) -> Header {
        let extra_data = match forks {
            0 => Bytes::new(),
            forks => Bytes::copy_from_slice(&forks.to_be_bytes()),
        };
        Header {
            parent_hash: self.hash,
            number: self.header.number + 1,
            timestamp,
            extra_data,
            // Nothing here is random, and nothing here should look as if it were.
            mix_hash: self.hash,
            ..blank_header(self.header.base_fee_per_gas.unwrap_or_default())
        }
    }
}

fn blank_header(base_fee: u64) -> Header {
    Header {
        ommers_hash: EMPTY_OMMER_ROOT_HASH,
        state_root: B256::ZERO,
        logs_bloom: Bloom::ZERO,
        difficulty: U256::ZERO,
        gas_limit: BLOCK_GAS_LIMIT,
        nonce: B64::ZERO,
        base_fee_per_gas: Some(base_fee),
        withdrawals_root: Some(EMPTY_WITHDRAWALS),
        blob_gas_used: Some(0),
        excess_blob_gas: Some(0),
        parent_beacon_block_root: Some(B256::ZERO),
        requests_hash: Some(EMPTY_REQUESTS_HASH),
        ..Header::default()
    }
}

/// Completes `header` with what was executed under it.
pub(crate) fn seal(mut header: Header, transactions: Vec<Transaction>, outcomes: Vec<Outcome>) -> Block {
    let (receipts, encoded) = receipts(&transactions, outcomes);
    let transactions_root = || {
        let raws: Vec<&[u8]> = transactions.iter().map(|transaction| transaction.raw.as_ref()).collect();
        ordered_trie_root_encoded(&raws)
    };
    let receipts_root = || ordered_trie_root_encoded(&encoded);
    (header.transactions_root, header.receipts_root) = if transactions.len() < PARALLEL_FROM {
        (transactions_root(), receipts_root())
    } else {
        rayon::join(transactions_root, receipts_root)
    };
    for receipt in &receipts {
        header.logs_bloom |= *receipt.envelope.logs_bloom();
    }
    header.gas_used = receipts.last().map_or(0, |receipt| receipt.envelope.cumulative_gas_used());
    let hash = header.hash_slow();
    Block { header, hash, transactions, receipts }
}

/// The receipts and their encodings.
fn receipts(transactions: &[Transaction], outcomes: Vec<Outcome>) -> (Vec<Receipt>, Vec<Vec<u8>>) {
    let (mut gas, mut log_index) = (0, 0);
    let with_totals: Vec<(&Transaction, Outcome, u64, u64)> = transactions
        .iter()
        .zip(outcomes)
        .map(|(transaction, outcome)| {
            gas += outcome.gas_used;
            let first = log_index;
            log_index += u64::try_from(outcome.logs.len()).expect("a count of logs fits 64 bits");
            (transaction, outcome, gas, first)
        })
        .collect();
    if with_totals.len() < PARALLEL_FROM {
        with_totals.into_iter().map(receipt).unzip()
    } else {
        with_totals.into_par_iter().map(receipt).unzip()
    }
}

fn receipt(
    (transaction, outcome, cumulative_gas_used, log_index): (&Transaction, Outcome, u64, u64),
) -> (Receipt, Vec<u8>) {
    let consensus =
        ConsensusReceipt { status: Eip658Value::Eip658(outcome.success), cumulative_gas_used, logs: outcome.logs };
    let envelope = ReceiptEnvelope::from_typed(transaction.signed.tx_type(), consensus.with_bloom());
    let encoded = envelope.encoded_2718();
    let receipt = Receipt {
        envelope,
        gas_used: outcome.gas_used,
        gas_price: outcome.gas_price,
        created: outcome.created,
        log_index,
    };
    (receipt, encoded)
}
