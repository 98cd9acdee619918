//! What became of transactions.

use alloy::{
    consensus::{Receipt, ReceiptEnvelope, ReceiptWithBloom, Transaction as _},
    primitives::B256,
    rpc::types::{Log, TransactionReceipt},
};

use crate::{
    history::Place,
    logs::logs_of,
    node::Chain,
    rpc::{
        methods::{Answer, answer},
        params::Params,
    },
    seal::Block,
};

pub(super) fn receipt(chain: &Chain, params: &Params<'_>) -> Answer {
    let hash: B256 = params.get(0, "transaction hash")?;
    let place = chain.history().place(hash);
    answer(&place.map(|Place { block, index }| receipt_of(&block, index)))
}

pub(super) fn block_receipts(chain: &Chain, params: &Params<'_>) -> Answer {
    let id = params.get(0, "block")?;
    let block = chain.history().by_id(id).cloned();
    answer(&block.map(|block| {
        let indices = 0..block.receipts.len();
        indices.map(|index| receipt_of(&block, index)).collect::<Vec<_>>()
    }))
}

fn receipt_of(block: &Block, index: usize) -> TransactionReceipt {
    let (transaction, receipt) = (&block.transactions[index], &block.receipts[index]);
    let with_places: ReceiptWithBloom<Receipt<Log>> = ReceiptWithBloom {
        receipt: Receipt {
            status: receipt.envelope.status().into(),
            cumulative_gas_used: receipt.envelope.cumulative_gas_used(),
            logs: logs_of(block, index).collect(),
        },
        logs_bloom: *receipt.envelope.logs_bloom(),
    };
    TransactionReceipt {
        inner: ReceiptEnvelope::from_typed(transaction.signed.tx_type(), with_places),
        transaction_hash: transaction.hash,
        transaction_index: u64::try_from(index).ok(),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        gas_used: receipt.gas_used,
        effective_gas_price: receipt.gas_price,
        blob_gas_used: None,
        blob_gas_price: None,
        from: transaction.sender,
        to: transaction.signed.to(),
        contract_address: receipt.created,
    }
}
