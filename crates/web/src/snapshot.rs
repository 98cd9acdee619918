//! What the ledger knew at one block. It never changes; the follower swaps it for a newer one as a whole.

use crate::figures::{Window, days::SECONDS_PER_DAY};
use alloy::primitives::{Address, U256, U512};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use usufruct_ledger::{
    days::Paid,
    fold::{Block, Folded},
};
use usufruct_model::{Cash, Timestamp};

#[derive(Debug)]
pub(crate) struct Snapshot {
    pub block: Block,
    pub folded: Folded,
    /// On which the venture was created, in days since 1970.
    pub first_day: u64,
    holders: OnceLock<Ranked>,
    /// By window, and the day that it was reckoned for. At most one for each window.
    payers: Mutex<BTreeMap<Window, (u64, Arc<Payers>)>>,
}

/// The payers of one window, the largest first; equal ones by address.
#[derive(Debug)]
pub(crate) struct Payers {
    pub ranked: Vec<(Address, Paid)>,
    pub total: U256,
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
    pub fn new(block: Block, folded: Folded, first_day: u64) -> Self {
        Self { block, folded, first_day, holders: OnceLock::new(), payers: Mutex::default() }
    }

    /// Made when first asked for, and again when a new day begins.
    pub fn payers(&self, window: Window, now: Timestamp) -> Arc<Payers> {
        let today = now.0 / SECONDS_PER_DAY;
        // Held while they are reckoned, so that many who ask at once cost one reckoning.
        let mut known = self.payers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, payers)) = known.get(&window).filter(|(day, _)| *day == today) {
            return Arc::clone(payers);
        }
        let payers = Arc::new(Payers::of(&self.folded, window, today));
        known.insert(window, (today, Arc::clone(&payers)));
        payers
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

impl Payers {
    fn of(folded: &Folded, window: Window, today: u64) -> Self {
        let mut sums = BTreeMap::new();
        match window.days() {
            None => sums.clone_from(&folded.days.payers),
            Some(days) => {
                let since = today.saturating_add(1).saturating_sub(days);
                for day in folded.days.iter().rev().take_while(|day| day.number >= since) {
                    for (payer, paid) in day.payers.iter() {
                        let sum: &mut Paid = sums.entry(*payer).or_default();
                        sum.add(paid);
                    }
                }
            }
        }
        // What came from nobody known is in no payer's part.
        let mut ranked: Vec<(Address, Paid)> = sums
            .into_iter()
            .map(|(payer, paid)| (payer, Paid { unknown: U256::ZERO, ..paid }))
            .filter(|(_, paid)| !paid.total().is_zero())
            .collect();
        ranked.sort_unstable_by_key(|(payer, paid)| (std::cmp::Reverse(paid.total()), *payer));
        let total = ranked.iter().fold(U256::ZERO, |sum, (_, paid)| sum.saturating_add(paid.total()));
        Self { ranked, total }
    }

    /// Sum of the squares of all parts, in 1/10,000, rounded down once.
    pub fn herfindahl_bps(&self) -> u16 {
        // Totals are sums of 128-bit amounts, far below the 250 bits at which this would not fit.
        let squares = self.ranked.iter().map(|(_, paid)| {
            let paid = U512::from(paid.total());
            paid.saturating_mul(paid)
        });
        let squares = squares.fold(U512::ZERO, |sum, square| sum.saturating_add(square));
        let whole = U512::from(self.total).saturating_mul(U512::from(self.total));
        let bps = squares.saturating_mul(U512::from(10_000)).checked_div(whole).unwrap_or_default();
        u16::try_from(bps).unwrap_or(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::Payers;
    use alloy::primitives::{Address, U256};
    use usufruct_ledger::days::Paid;

    fn payers(amounts: &[u64]) -> Payers {
        let paid = |amount: &u64| (Address::ZERO, Paid { transfers: U256::from(*amount), ..Paid::default() });
        Payers { ranked: amounts.iter().map(paid).collect(), total: U256::from(amounts.iter().sum::<u64>()) }
    }

    #[test]
    fn concentration_is_whole_for_one_payer_and_a_part_for_many_equal_ones() {
        for (amounts, bps) in [(&[][..], 0), (&[7], 10_000), (&[5, 5], 5_000), (&[1, 1, 1], 3_333), (&[3, 1], 6_250)] {
            assert_eq!(payers(amounts).herfindahl_bps(), bps, "{amounts:?}");
        }
    }
}
