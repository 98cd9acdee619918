//! One address: what it has, what it earned, how that came about.

use super::Reading;
use crate::figures::{EarnedDay, Entry, Happening, Position, bps_down, position::EARNED_DAYS_MAX};
use alloy::primitives::{Address, U256};
use usufruct_ledger::histories::{Deed, What};

impl Reading {
    /// The position of `address`, with at most `limit` entries from the one at `offset` on, the newest first.
    pub fn position(&self, address: Address, offset: u64, limit: u64) -> Position {
        let venture = self.venture();
        let balance = venture.balance(address);
        let count = self.entries_count(address);
        let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let entries: Vec<Entry> = self.entries(address).rev().skip(place(offset)).take(place(limit)).collect();
        let end = offset.saturating_add(u64::try_from(entries.len()).unwrap_or(u64::MAX));
        let earned = self.earned(address);
        Position {
            as_of: self.as_of,
            address,
            balance,
            share_bps: bps_down(U256::from(balance.0), U256::from(venture.books.share.supply.0)),
            owed: self.money(venture.owed(address)),
            accrued: self.money(venture.accrued(address, self.as_of.now)),
            received: self.money(self.snapshot.folded.claimed.get(&address).copied().unwrap_or_default()),
            payee: venture.payee(address),
            is_operator: self.snapshot.folded.payments.operators.contains(&address),
            earned: earned.into_iter().rev().take(EARNED_DAYS_MAX).collect(),
            entries,
            entries_count: count,
            next: (end < count && limit > 0).then_some(end),
        }
    }

    /// Of each day on which it earned anything, in order.
    pub fn earned(&self, address: Address) -> Vec<EarnedDay> {
        let folded = &self.snapshot.folded;
        let days = folded.histories.earned(address, &folded.days);
        days.into_iter().map(|(day, amount)| EarnedDay { day, amount: self.money(amount) }).collect()
    }

    /// All that happened to it, in the order of the chain.
    pub fn entries(&self, address: Address) -> impl DoubleEndedIterator<Item = Entry> + '_ {
        self.snapshot
            .folded
            .histories
            .of(address)
            .into_iter()
            .flat_map(|deeds| deeds.iter())
            .map(|deed| self.entry(deed))
    }

    fn entries_count(&self, address: Address) -> u64 {
        let deeds = self.snapshot.folded.histories.of(address).map_or(0, |deeds| deeds.len());
        u64::try_from(deeds).unwrap_or(u64::MAX)
    }

    fn entry(&self, deed: &Deed) -> Entry {
        let what = match deed.what {
            What::Bought { shares, cost, buyer } => Happening::Bought { shares, cost: self.money(cost), buyer },
            What::Gave { shares, cost, to } => Happening::Gave { shares, cost: self.money(cost), to },
            What::Received { shares, from } => Happening::Received { shares, from },
            What::Sent { shares, to } => Happening::Sent { shares, to },
            What::Redeemed { shares, amount } => Happening::Redeemed { shares, amount: self.money(amount) },
            What::Claimed { amount, to } => Happening::Claimed { amount: self.money(amount), to },
            What::NamedPayee { payee } => Happening::NamedPayee { payee },
        };
        Entry { at: deed.at, block: deed.block, transaction: deed.transaction, what }
    }
}
