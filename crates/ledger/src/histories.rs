//! What happened to each holder's position, and what it earned on each day.
//!
//! A holder's word remembers no past. Here every change of a balance is kept with the income index of its moment, so what
//! was earned between any two moments is the balance times the rise of the index: the same product that the word sums
//! up, without its rounding to cash units.

use crate::chunks::Chunks;
use crate::days::{Days, SECONDS_PER_DAY};
use crate::fold::Dated;
use alloy::primitives::{Address, B256, U256};
use std::collections::BTreeMap;
use usufruct_model::{Cash, Event, Shares, Timestamp, income::Index};

/// One thing that happened to a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed {
    pub at: Timestamp,
    pub block: u64,
    pub transaction: B256,
    /// The income index then.
    pub index: Index,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Shares for this address, paid by `buyer`.
    Bought {
        shares: Shares,
        cost: Cash,
        buyer: Address,
    },
    /// Paid for shares that went to another.
    Gave {
        shares: Shares,
        cost: Cash,
        to: Address,
    },
    Received {
        shares: Shares,
        from: Address,
    },
    Sent {
        shares: Shares,
        to: Address,
    },
    Redeemed {
        shares: Shares,
        amount: Cash,
    },
    Claimed {
        amount: Cash,
        to: Address,
    },
    /// None: withdrawn.
    NamedPayee {
        payee: Option<Address>,
    },
}

/// Every address that shares ever moved to or from, with its deeds in the order of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histories {
    deeds: BTreeMap<Address, Chunks<Deed>>,
}

impl Histories {
    pub fn of(&self, holder: Address) -> Option<&Chunks<Deed>> {
        self.deeds.get(&holder)
    }

    /// Transfers of nothing and to oneself change no position and are left out.
    pub(crate) fn take(&mut self, dated: &Dated, event: &Event, index: Index) {
        let mut note = |whose: Address, what: What| {
            let (at, block, transaction) = (dated.at, dated.block, dated.transaction);
            self.deeds.entry(whose).or_default().push(Deed { at, block, transaction, index, what });
        };
        match *event {
            // Purchases and redemptions tell of their own mints and burns.
            Event::Transfer { from, to, value }
                if !from.is_zero() && !to.is_zero() && from != to && !value.is_zero() =>
            {
                note(from, What::Sent { shares: value, to });
                note(to, What::Received { shares: value, from });
            }
            Event::Bought { buyer, to, shares, cost } => {
                note(to, What::Bought { shares, cost, buyer });
                if buyer != to {
                    note(buyer, What::Gave { shares, cost, to });
                }
            }
            Event::Redeemed { holder, shares, amount } => note(holder, What::Redeemed { shares, amount }),
            Event::Claimed { holder, to, amount } => note(holder, What::Claimed { amount, to }),
            Event::PayeeSet { holder, payee } => {
                note(holder, What::NamedPayee { payee: (!payee.is_zero()).then_some(payee) });
            }
            _ => {}
        }
    }

    /// What `holder` earned on each day on which it earned anything, in order. The sum over all days is what it was ever
    /// paid and what it is owed.
    pub fn earned(&self, holder: Address, days: &Days) -> Vec<(u64, Cash)> {
        let Some(deeds) = self.deeds.get(&holder) else { return Vec::new() };
        let mut deeds = deeds.iter().peekable();
        let mut running = Running::default();
        let mut earned = Vec::new();
        for day in days.iter() {
            let before = running.earned_down();
            let end = day.number.saturating_add(1).saturating_mul(SECONDS_PER_DAY);
            while let Some(deed) = deeds.next_if(|deed| deed.at.0 < end) {
                running.until(deed.index);
                running.balance = deed.what.balance_after(running.balance);
            }
            running.until(day.index);
            let amount = running.earned_down().saturating_sub(before);
            if !amount.is_zero() {
                earned.push((day.number, amount));
            }
        }
        earned
    }
}

impl What {
    fn balance_after(self, balance: Shares) -> Shares {
        match self {
            Self::Bought { shares, .. } | Self::Received { shares, .. } => balance.saturating_add(shares),
            Self::Sent { shares, .. } | Self::Redeemed { shares, .. } => balance.saturating_sub(shares),
            Self::Gave { .. } | Self::Claimed { .. } | Self::NamedPayee { .. } => balance,
        }
    }
}

/// A position on its way through time.
#[derive(Default)]
struct Running {
    balance: Shares,
    index: Index,
    /// In 2^-128 cash units.
    earned: U256,
}

impl Running {
    fn until(&mut self, index: Index) {
        // The index wraps at 192 bits, and so does its rise.
        let rise = Index::wrapping_from(index.get().wrapping_sub(self.index.get()));
        self.earned = self.earned.saturating_add(rise.get().saturating_mul(U256::from(self.balance.0)));
        self.index = index;
    }

    fn earned_down(&self) -> Cash {
        Cash::from_u256(self.earned >> 128).unwrap_or(Cash::MAX)
    }
}
