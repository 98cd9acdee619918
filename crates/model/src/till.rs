//! Till, the revenue purse: customers' money arrives here and leaves in two parts.

use crate::money::{Bps, Cash};
use alloy_primitives::{Address, U256};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Till {
    pub operator: Address,
    /// Zero when no rotation is under way.
    pub candidate: Address,
    pub holders_bps: Bps,
    /// The operator's part that waits to be pulled.
    pub operator_part: Cash,
    /// All revenue ever split: collected from customers, and brought by the operator. REVENUE-1 relates them to
    pub collected: Cash,
    pub remitted: Cash,
    /// what went to the holders and what the operator has pulled.
    pub holders_part: Cash,
    pub pulled: Cash,
}

/// One amount of revenue in its two parts, which add up to it exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    pub holders: Cash,
    pub operator: Cash,
}

impl Till {
    pub fn new(operator: Address, holders_bps: Bps) -> Self {
        Self {
            operator,
            candidate: Address::ZERO,
            holders_bps,
            operator_part: Cash::ZERO,
            collected: Cash::ZERO,
            remitted: Cash::ZERO,
            holders_part: Cash::ZERO,
            pulled: Cash::ZERO,
        }
    }

    /// The holders' part is rounded up.
    pub fn split(&self, revenue: Cash) -> Split {
        let holders = revenue.part_up(self.holders_bps);
        Split { holders, operator: revenue.saturating_sub(holders) }
    }

    /// What a collect would split of a balance of `balance` base units; less than a cash unit waits. `None` above 2^128.
    pub fn collectable(&self, balance: U256, unit: U256) -> Option<Cash> {
        Cash::from_base_down(balance.saturating_sub(self.operator_part.to_base(unit)?), unit)
    }
}
