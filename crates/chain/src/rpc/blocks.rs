//! Blocks and the transactions in them.

use alloy::{
    consensus::{Sealed, Transaction as _, transaction::Recovered},
    eips::eip4895::Withdrawals,
    primitives::{B256, U64, U256},
    rlp::Encodable,
    rpc::types::{Block as RpcBlock, BlockTransactions, Header as RpcHeader, Transaction},
};

use crate::{
    history::Place,
    node::Chain,
    rpc::{
        methods::{Answer, answer},
        params::Params,
    },
    seal::Block,
};

pub(super) fn block_number(chain: &Chain, _params: &Params<'_>) -> Answer {
    answer(&U64::from(chain.head().number))
}

pub(super) fn block(chain: &Chain, params: &Params<'_>) -> Answer {
    let id = params.get(0, "block")?;
    let full = params.find(1, "full transactions")?.unwrap_or(false);
    let block = chain.history().by_id(id).cloned();
    answer(&block.map(|block| RpcBlock {
        header: header_of(&block),
        uncles: Vec::new(),
        transactions: if full {
            let indices = 0..block.transactions.len();
            BlockTransactions::Full(indices.map(|index| transaction_of(&block, index)).collect())
        } else {
            let transactions = block.transactions.iter();
            BlockTransactions::Hashes(transactions.map(|transaction| transaction.hash).collect())
        },
        withdrawals: Some(Withdrawals::default()),
    }))
}

pub(super) fn header(chain: &Chain, params: &Params<'_>) -> Answer {
    let id = params.get(0, "block")?;
    let block = chain.history().by_id(id).cloned();
    answer(&block.map(|block| header_of(&block)))
}

pub(super) fn transaction_count(chain: &Chain, params: &Params<'_>) -> Answer {
    let id = params.get(0, "block")?;
    let history = chain.history();
    answer(&history.by_id(id).map(|block| U256::from(block.transactions.len())))
}

pub(super) fn uncle_count(chain: &Chain, params: &Params<'_>) -> Answer {
    let id = params.get(0, "block")?;
    answer(&chain.history().by_id(id).map(|_| U64::ZERO))
}

pub(super) fn transaction(chain: &Chain, params: &Params<'_>) -> Answer {
    let hash: B256 = params.get(0, "transaction hash")?;
    let place = chain.history().place(hash);
    answer(&place.map(|Place { block, index }| transaction_of(&block, index)))
}

pub(super) fn transaction_at(chain: &Chain, params: &Params<'_>) -> Answer {
    let id = params.get(0, "block")?;
    let index = usize::try_from(params.count(1, "transaction index")?).unwrap_or(usize::MAX);
    let block = chain.history().by_id(id).cloned();
    let block = block.filter(|block| index < block.transactions.len());
    answer(&block.map(|block| transaction_of(&block, index)))
}

pub(super) fn raw_transaction(chain: &Chain, params: &Params<'_>) -> Answer {
    let hash: B256 = params.get(0, "transaction hash")?;
    let place = chain.history().place(hash);
    answer(&place.map(|Place { block, index }| block.transactions[index].raw.clone()))
}

fn header_of(block: &Block) -> RpcHeader {
    let raws = block.transactions.iter().map(|transaction| transaction.raw.len());
    let size = U256::from(block.header.length() + raws.sum::<usize>());
    let sealed = Sealed::new_unchecked(block.header.clone(), block.hash);
    RpcHeader::from_consensus(sealed, None, Some(size))
}

fn transaction_of(block: &Block, index: usize) -> Transaction {
    let transaction = &block.transactions[index];
    Transaction {
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        transaction_index: u64::try_from(index).ok(),
        effective_gas_price: Some(transaction.signed.effective_gas_price(block.header.base_fee_per_gas)),
        block_timestamp: Some(block.header.timestamp),
        inner: Recovered::new_unchecked(transaction.signed.clone(), transaction.sender),
    }
}
