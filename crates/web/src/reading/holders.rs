//! Pages of holders.

use super::Reading;
use crate::figures::{Holder, HolderPage, bps_down};
use alloy::primitives::{Address, U256};

impl Reading {
    /// At most `limit` holders from the one at `offset` on.
    pub fn holders(&self, offset: u64, limit: u64) -> HolderPage {
        let all = &self.snapshot.ranked().by_balance;
        let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let begin = offset.min(count);
        let end = begin.saturating_add(limit).min(count);
        let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let holders = all[place(begin)..place(end)].iter().map(|&address| self.holder(address)).collect();
        HolderPage {
            as_of: self.as_of,
            count,
            supply: self.venture().books.share.supply,
            offset,
            holders,
            next: (end < count).then_some(end),
        }
    }

    fn holder(&self, address: Address) -> Holder {
        let venture = self.venture();
        let balance = venture.balance(address);
        Holder {
            address,
            balance,
            share_bps: bps_down(U256::from(balance.0), U256::from(venture.books.share.supply.0)),
            owed: self.money(venture.owed(address)),
            claimed: self.money(self.snapshot.folded.claimed.get(&address).copied().unwrap_or_default()),
        }
    }
}
