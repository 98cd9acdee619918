//! Searches for logs.
//!
//! A block's bloom says in a few instructions that nothing in it can match; only the others are
//! read. Both the blocks walked and the logs found are bounded, so that one question cannot hold
//! the chain up.

use alloy::{
    primitives::Bloom,
    rpc::types::{Filter, Log},
};

use crate::{history::History, seal::Block};

/// Logs that one search may find.
pub const LOGS_MAX: usize = 100_000;

/// Blocks that one search may cover.
pub const LOGS_BLOCKS_MAX: u64 = 1_000_000;

/// Why a search was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SearchRefusal {
    #[error("the search covers {0} blocks; at most {LOGS_BLOCKS_MAX} are allowed")]
    TooManyBlocks(u64),
    #[error("the search finds more than {LOGS_MAX} logs; ask for fewer blocks at a time")]
    TooManyLogs,
}

/// The logs of blocks `from` to `to`, both included, that match. Blocks that do not exist (yet)
/// have none.
pub(crate) fn search(history: &History, filter: &Filter, from: u64, to: u64) -> Result<Vec<Log>, SearchRefusal> {
    let to = to.min(history.head().header.number);
    let blocks = (to + 1).saturating_sub(from);
    if blocks > LOGS_BLOCKS_MAX {
        return Err(SearchRefusal::TooManyBlocks(blocks));
    }
    let address = filter.address_bloom_filter();
    let topics = filter.topics_bloom_filter();
    let possible = |bloom: Bloom| address.matches(bloom) && topics.iter().all(|topic| topic.matches(bloom));
    let mut found = Vec::new();
    for number in from..=to {
        let Some(block) = history.by_number(number) else { break };
        if possible(block.header.logs_bloom) {
            search_block(block, filter, &mut found);
        }
        if found.len() > LOGS_MAX {
            return Err(SearchRefusal::TooManyLogs);
        }
    }
    Ok(found)
}

/// The matching logs of one block.
pub(crate) fn search_block(block: &Block, filter: &Filter, found: &mut Vec<Log>) {
    for (index, receipt) in block.receipts.iter().enumerate() {
        if receipt.envelope.logs().iter().any(|log| filter.matches(log)) {
            found.extend(logs_of(block, index).filter(|log| filter.matches(&log.inner)));
        }
    }
}

/// The logs of the block's transaction `index`, with where they are.
pub(crate) fn logs_of(block: &Block, index: usize) -> impl Iterator<Item = Log> + '_ {
    let receipt = &block.receipts[index];
    let transaction_index = u64::try_from(index).ok();
    (receipt.log_index..).zip(receipt.envelope.logs()).map(move |(log_index, log)| Log {
        inner: log.clone(),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        block_timestamp: Some(block.header.timestamp),
        transaction_hash: Some(block.transactions[index].hash),
        transaction_index,
        log_index: Some(log_index),
        removed: false,
    })
}
