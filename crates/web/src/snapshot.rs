//! What the ledger knew at one block. It never changes; the follower swaps it for a newer one as a whole.

use alloy::primitives::{Address, U256};
use std::sync::OnceLock;
use usufruct_ledger::fold::{Block, Folded};
use usufruct_model::Cash;

#[derive(Debug)]
pub(crate) struct Snapshot {
    pub block: Block,
    pub folded: Folded,
    holders: OnceLock<Ranked>,
}

/// Holders in the order in which they are shown, and what they are owed together. Made when first asked for.
#[derive(Debug)]
pub(crate) struct Ranked {
    pub by_balance: Vec<Address>,
    /// Those with shares.
    pub holding: u64,
    pub owed: Cash,
}

impl Snapshot {
    pub fn new(block: Block, folded: Folded) -> Self {
        Self { block, folded, holders: OnceLock::new() }
    }

    pub fn unit(&self) -> U256 {
        self.folded.venture.unit
    }

    pub fn ranked(&self) -> &Ranked {
        self.holders.get_or_init(|| {
            let all = self.folded.holders();
            let mut shown: Vec<_> = all.filter(|holder| !holder.balance.is_zero() || !holder.owed.is_zero()).collect();
            shown.sort_unstable_by_key(|holder| (std::cmp::Reverse(holder.balance), holder.address));
            let holding = shown.iter().filter(|holder| !holder.balance.is_zero()).count();
            Ranked {
                holding: u64::try_from(holding).unwrap_or(u64::MAX),
                owed: shown.iter().fold(Cash::ZERO, |sum, holder| sum.saturating_add(holder.owed)),
                by_balance: shown.into_iter().map(|holder| holder.address).collect(),
            }
        })
    }
}
