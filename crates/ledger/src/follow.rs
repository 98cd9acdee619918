//! Reads the chain: which blocks come next, whether those we have are still there, and what the purses logged.
//!
//! Blocks are read in stretches of bounded length. A stretch joins on what is known only if its first block names our
//! last one as its parent; else the chain was reorganised, and the last block that we share with it is where to go on.
//! A stretch's last block is looked at before and after its logs are read, so that a stretch never mixes two branches.

use crate::fold::{Block, Entry};
use crate::payments::Payments;
use alloy::{
    eips::BlockNumberOrTag,
    primitives::{Address, B256},
    providers::{DynProvider, Provider},
    rpc::types::{Filter, Header, Log},
    transports::TransportError,
};
use std::collections::{BTreeMap, BTreeSet};
use usufruct_protocol::{
    deployment::Deployment,
    events::{CASH_TRANSFERRED, EscrowEvent, OF_CHANNELS, SETTLED, escrow_event_of},
    x402::ESCROW,
};

/// Blocks in one stretch: what public nodes allow in one search for logs.
pub const STRETCH_BLOCKS_MAX: u64 = 2_000;

/// Why the chain could not be read. All of them pass: trying again later is right.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FollowError {
    #[error("the node cannot be asked to {doing}")]
    Node { doing: &'static str, source: TransportError },
    #[error("the node left {0} out of a log")]
    Incomplete(&'static str),
    #[error("the chain changed while block {0} was read")]
    Changed(u64),
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing new.
    Wait,
    /// The block that was the last one is no longer in the chain.
    Fork,
    Append(Stretch),
}

/// Consecutive blocks and the logs in them that concern a venture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Those with logs, and the last one. Never empty.
    pub blocks: Vec<Block>,
    /// In the order of the chain.
    pub entries: Vec<Entry>,
}

impl Stretch {
    pub fn last(&self) -> Block {
        *self.blocks.last().expect("a stretch has a last block")
    }
}

/// What follows on `last`, up to block `until`; `last` is none before the first stretch. `paid` is what was known there.
pub async fn next(
    provider: &DynProvider,
    at: &Deployment,
    paid: &Payments,
    last: Option<Block>,
    until: u64,
) -> Result<Step, FollowError> {
    let newest = provider.get_block_number().await.map_err(node("tell its newest block"))?;
    if let Some(last) = last {
        let same = header(provider, last.number).await?.is_some_and(|header| header.hash == last.hash);
        if !same {
            return Ok(Step::Fork);
        }
    }
    let from = last.map_or(at.first_block, |last| last.number + 1);
    let until = newest.min(until);
    if from > until {
        return Ok(Step::Wait);
    }
    if let Some(last) = last {
        let first = header(provider, from).await?.ok_or(FollowError::Changed(from))?;
        if first.parent_hash != last.hash {
            return Ok(Step::Fork);
        }
    }
    Ok(Step::Append(stretch(provider, at, paid, from, until).await?))
}

/// The last of `known`, in the order of the chain, that is still in it. Those before it are too, so halving finds it.
pub async fn fork_point(provider: &DynProvider, known: &[Block]) -> Result<Option<Block>, FollowError> {
    let (mut shared, mut unknown) = (0, known.len());
    while shared < unknown {
        let middle = shared + (unknown - shared) / 2;
        let block = known[middle];
        if header(provider, block.number).await?.is_some_and(|header| header.hash == block.hash) {
            shared = middle + 1;
        } else {
            unknown = middle;
        }
    }
    Ok(shared.checked_sub(1).map(|last| known[last]))
}

/// Blocks `from` to `until` or as many of them as fit, at least one.
async fn stretch(
    provider: &DynProvider,
    at: &Deployment,
    paid: &Payments,
    from: u64,
    until: u64,
) -> Result<Stretch, FollowError> {
    let mut length = (until - from + 1).min(STRETCH_BLOCKS_MAX);
    loop {
        let to = from + length - 1;
        let before = header(provider, to).await?.ok_or(FollowError::Changed(to))?;
        let logs = match logs(provider, at, from, to).await {
            // Nodes refuse to answer with too much; each has its own words for it.
            Err(TransportError::ErrorResp(_)) if length > 1 => {
                length /= 2;
                continue;
            }
            logs => logs.map_err(node("find logs"))?,
        };
        let mut entries = entries(provider, logs).await?;
        drop_strangers(&mut entries, at, paid);
        if header(provider, to).await?.is_none_or(|after| after.hash != before.hash) {
            return Err(FollowError::Changed(to));
        }
        let last = Block { number: to, hash: before.hash, timestamp: before.timestamp };
        return Ok(joined(entries, last));
    }
}

/// Everything the purses logged, the currency's transfers to and from them, and what the escrow logged of channels and of
/// settlements to the Till.
///
/// A claim names its channel alone. Asking for those of our channels would take a list that grows with the customers; all
/// claims in the stretch are asked for instead, and others' are dropped here.
async fn logs(provider: &DynProvider, at: &Deployment, from: u64, to: u64) -> Result<Vec<Log>, TransportError> {
    let purses: Vec<Address> = vec![at.purses.share, at.purses.till, at.purses.offering];
    let blocks = Filter::new().from_block(from).to_block(to);
    let words: Vec<B256> = purses.iter().map(|purse| purse.into_word()).collect();
    let of_purses = blocks.clone().address(purses);
    let transfers = blocks.address(at.currency).event_signature(CASH_TRANSFERRED);
    let paid_out = transfers.clone().topic1(words.clone());
    let paid_in = transfers.topic2(words);
    let of_escrow = Filter::new().from_block(from).to_block(to).address(ESCROW);
    let of_channels = of_escrow.clone().event_signature(OF_CHANNELS.to_vec());
    let settled = of_escrow.event_signature(SETTLED).topic1(at.purses.till).topic2(at.currency);
    let (mut all, paid_out, paid_in, of_channels, settled) = tokio::try_join!(
        provider.get_logs(&of_purses),
        provider.get_logs(&paid_out),
        provider.get_logs(&paid_in),
        provider.get_logs(&of_channels),
        provider.get_logs(&settled),
    )?;
    all.extend(paid_out.into_iter().chain(paid_in).chain(of_channels).chain(settled));
    Ok(all)
}

/// By block and index in it: the entry, and its block's hash.
type Found = BTreeMap<(u64, u64), (B256, Entry)>;

/// Drops what the escrow logged of channels that pay somebody else.
fn drop_strangers(found: &mut Found, at: &Deployment, paid: &Payments) {
    let mut opened = BTreeSet::new();
    found.retain(|_, (_, entry)| {
        if entry.address != ESCROW {
            return true;
        }
        match escrow_event_of(at, &entry.log, entry.block) {
            Ok(Some(EscrowEvent::Opened { channel, .. })) => {
                opened.insert(channel);
                true
            }
            Ok(Some(EscrowEvent::Claimed { channel, .. })) => opened.contains(&channel) || paid.knows(channel),
            Ok(Some(EscrowEvent::Settled { .. })) => true,
            Ok(None) => false,
            // Whoever decodes it says where it is.
            Err(_) => true,
        }
    });
}

/// In the order of the chain, each once: a transfer between two purses is found twice.
async fn entries(provider: &DynProvider, logs: Vec<Log>) -> Result<Found, FollowError> {
    let mut timestamps: BTreeMap<u64, u64> = BTreeMap::new();
    let mut entries = BTreeMap::new();
    for log in logs {
        let block = log.block_number.ok_or(FollowError::Incomplete("the block"))?;
        let hash = log.block_hash.ok_or(FollowError::Incomplete("the block's hash"))?;
        let index = log.log_index.ok_or(FollowError::Incomplete("its index"))?;
        let transaction = log.transaction_hash.ok_or(FollowError::Incomplete("its transaction"))?;
        // Some nodes leave the timestamp to the header.
        let timestamp = match log.block_timestamp.or(timestamps.get(&block).copied()) {
            Some(timestamp) => timestamp,
            None => header(provider, block).await?.ok_or(FollowError::Changed(block))?.timestamp,
        };
        timestamps.insert(block, timestamp);
        let address = log.address();
        let entry = Entry { block, timestamp, index, transaction, address, log: log.into_inner().data };
        entries.insert((block, index), (hash, entry));
    }
    Ok(entries)
}

fn joined(found: Found, last: Block) -> Stretch {
    let mut blocks: Vec<Block> = Vec::new();
    let mut entries = Vec::with_capacity(found.len());
    for (hash, entry) in found.into_values() {
        if blocks.last().is_none_or(|block| block.number < entry.block) {
            blocks.push(Block { number: entry.block, hash, timestamp: entry.timestamp });
        }
        entries.push(entry);
    }
    if blocks.last().is_none_or(|block| block.number < last.number) {
        blocks.push(last);
    }
    Stretch { blocks, entries }
}

/// The block's header, or none if there is no such block (any more).
async fn header(provider: &DynProvider, number: u64) -> Result<Option<Header>, FollowError> {
    let block = provider.get_block_by_number(BlockNumberOrTag::Number(number)).await;
    Ok(block.map_err(node("tell a block"))?.map(|block| block.header))
}

fn node(doing: &'static str) -> impl Fn(TransportError) -> FollowError {
    move |source| FollowError::Node { doing, source }
}
