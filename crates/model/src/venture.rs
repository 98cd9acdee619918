//! A venture: three purses and their holders, folded from events alone.
//!
//! `evolve` is the only way a venture changes. It needs the logs of the three purses and those `Transfer`s of the currency
//! that touch one of them, nothing else: a ledger that follows a chain folds with it. It never fails; events that no
//! contract can emit leave a state of which `invariants::violations` complains.

use crate::event::Event;
use crate::income::{Index, Word};
use crate::money::{Cash, Shares, Timestamp};
use crate::offering::{self, Offering};
use crate::reserve::{Decay, ReserveQ32};
use crate::share::{self, Share};
use crate::stall::DemandWindow;
use crate::terms::Terms;
use crate::till::Till;
use alloy_primitives::{Address, U256};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Venture {
    pub terms: Terms,
    pub purses: Purses,
    /// Currency base units per cash unit.
    pub unit: U256,
    /// Follows from `terms.tau`; computed once.
    pub decay: Decay,
    pub books: Books,
    /// One word per account that ever held a share or was paid income.
    pub words: BTreeMap<Address, Word>,
    pub payees: BTreeMap<Address, Address>,
}

/// Where the three purses are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purses {
    pub share: Address,
    pub till: Address,
    pub offering: Address,
}

/// All of a venture that does not grow with the number of its holders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Books {
    pub share: Share,
    pub till: Till,
    pub offering: Offering,
    pub cash: PurseCash,
}

/// The currency that each purse holds, in base units, donations included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PurseCash {
    pub share: U256,
    pub till: U256,
    pub offering: U256,
}

impl Venture {
    /// A venture as the Factory leaves it. `unit` is the currency's, see `terms::cash_unit`.
    pub fn new(terms: Terms, purses: Purses, unit: U256) -> Self {
        let books = Books {
            share: Share::default(),
            till: Till::new(terms.operator, terms.holders_bps),
            offering: Offering::default(),
            cash: PurseCash::default(),
        };
        let decay = Decay::of_tau(terms.tau);
        Self { terms, purses, unit, decay, books, words: BTreeMap::new(), payees: BTreeMap::new() }
    }

    /// Takes in one event of a block with timestamp `at`, in the order of the logs.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        self.evolve_holders(event);
        self.books.evolve(event, at, &self.terms, self.purses);
    }

    fn evolve_holders(&mut self, event: &Event) {
        let index = self.books.share.index;
        match *event {
            Event::Transfer { from, to, value } => {
                if !from.is_zero() {
                    let word = self.words.entry(from).or_default();
                    *word = word.minus_shares(value, index);
                }
                if !to.is_zero() {
                    let word = self.words.entry(to).or_default();
                    *word = word.plus_shares(value, index);
                }
            }
            Event::Claimed { holder, amount, .. } => {
                let word = self.words.entry(holder).or_default();
                *word = word.minus_income(amount);
            }
            Event::PayeeSet { holder, payee } if payee.is_zero() => {
                self.payees.remove(&holder);
            }
            Event::PayeeSet { holder, payee } => {
                self.payees.insert(holder, payee);
            }
            _ => {}
        }
    }

    pub fn word(&self, holder: Address) -> Word {
        self.words.get(&holder).copied().unwrap_or_default()
    }

    pub fn balance(&self, holder: Address) -> Shares {
        self.word(holder).balance()
    }

    /// Exactly what a claim pays now.
    pub fn owed(&self, holder: Address) -> Cash {
        self.word(holder).owed_down(self.books.share.index)
    }

    /// What a drip followed by a claim would pay now.
    pub fn accrued(&self, holder: Address, now: Timestamp) -> Cash {
        self.word(holder).owed_down(self.index_after_drip(now))
    }

    fn index_after_drip(&self, now: Timestamp) -> Index {
        let share = &self.books.share;
        share.drip_due(self.decay, now).map_or(share.index, |drip| drip.index)
    }

    pub fn payee(&self, holder: Address) -> Option<Address> {
        self.payees.get(&holder).copied()
    }

    pub fn is_stalled(&self, now: Timestamp) -> bool {
        self.books.share.is_stalled(self.terms.stall_period, now)
    }

    /// What a collect would split now; `None` above 2^128 cash units.
    pub fn collectable(&self) -> Option<Cash> {
        self.books.till.collectable(self.books.cash.till, self.unit)
    }

    pub fn drawable(&self) -> Cash {
        self.books.offering.drawable(&self.terms, self.books.share.credited)
    }
}

impl Books {
    pub(crate) fn evolve(&mut self, event: &Event, at: Timestamp, terms: &Terms, purses: Purses) {
        match *event {
            Event::CashTransferred { from, to, amount } => self.cash.transferred(from, to, amount, purses),
            Event::Transfer { .. }
            | Event::Credited { .. }
            | Event::Dripped { .. }
            | Event::Claimed { .. }
            | Event::DrippingBegan
            | Event::ReserveReleased => self.share.evolve(event, at, terms),
            Event::Collected { .. }
            | Event::Remitted { .. }
            | Event::Pulled { .. }
            | Event::HoldersBpsRaised { .. }
            | Event::OperatorOffered { .. }
            | Event::OperatorChanged { .. } => self.till.evolve(event),
            Event::Bought { .. }
            | Event::Closed { .. }
            | Event::Drawn { .. }
            | Event::WindDown
            | Event::Redeemed { .. } => self.offering.evolve(event, self.share.credited),
            Event::Approval { .. } | Event::PayeeSet { .. } => {}
        }
    }
}

impl PurseCash {
    fn purse_mut(&mut self, account: Address, purses: Purses) -> Option<&mut U256> {
        match account {
            _ if account == purses.share => Some(&mut self.share),
            _ if account == purses.till => Some(&mut self.till),
            _ if account == purses.offering => Some(&mut self.offering),
            _ => None,
        }
    }

    fn transferred(&mut self, from: Address, to: Address, amount: U256, purses: Purses) {
        if let Some(balance) = self.purse_mut(from, purses) {
            *balance = balance.saturating_sub(amount);
        }
        if let Some(balance) = self.purse_mut(to, purses) {
            *balance = balance.saturating_add(amount);
        }
    }
}

impl Share {
    fn evolve(&mut self, event: &Event, at: Timestamp, terms: &Terms) {
        match *event {
            Event::Transfer { from, to, value } => {
                if from.is_zero() {
                    self.supply = self.supply.saturating_add(value);
                }
                if to.is_zero() {
                    self.supply = self.supply.saturating_sub(value);
                }
            }
            Event::Credited { amount } => {
                let added = ReserveQ32::from_cash(amount).unwrap_or(ReserveQ32(u128::MAX));
                self.reserve = self.reserve.saturating_add(added);
                self.credited = self.credited.saturating_add(amount);
                self.last_drip = at;
                if self.phase == share::Phase::Dripping {
                    self.demand = self.demand.after_credit(amount, terms.demand_floor, at);
                }
            }
            Event::Dripped { released, index } => {
                self.reserve = self.reserve.saturating_sub(released);
                self.released = self.released.wrapping_add(released);
                self.index = index;
                self.last_drip = at;
            }
            Event::Claimed { amount, .. } => self.claimed = self.claimed.saturating_add(amount),
            Event::DrippingBegan => {
                self.phase = share::Phase::Dripping;
                self.last_drip = at;
                self.demand = DemandWindow::beginning(at);
            }
            Event::ReserveReleased => self.phase = share::Phase::Released,
            _ => {}
        }
    }
}

impl Till {
    fn evolve(&mut self, event: &Event) {
        match *event {
            Event::Collected { collected, holders_part } => {
                self.collected = self.collected.saturating_add(collected);
                self.split_into(collected, holders_part);
            }
            Event::Remitted { amount, holders_part, .. } => {
                self.remitted = self.remitted.saturating_add(amount);
                self.split_into(amount, holders_part);
            }
            Event::Pulled { amount, .. } => {
                self.operator_part = self.operator_part.saturating_sub(amount);
                self.pulled = self.pulled.saturating_add(amount);
            }
            Event::HoldersBpsRaised { to, .. } => self.holders_bps = to,
            Event::OperatorOffered { candidate, .. } => self.candidate = candidate,
            Event::OperatorChanged { to, .. } => {
                self.operator = to;
                self.candidate = Address::ZERO;
            }
            _ => {}
        }
    }

    fn split_into(&mut self, revenue: Cash, holders_part: Cash) {
        self.holders_part = self.holders_part.saturating_add(holders_part);
        self.operator_part = self.operator_part.saturating_add(revenue.saturating_sub(holders_part));
    }
}

impl Offering {
    /// `credited` is all income that the share has been credited with so far.
    fn evolve(&mut self, event: &Event, credited: Cash) {
        match *event {
            Event::Bought { cost, .. } => self.raised = self.raised.saturating_add(cost),
            Event::Closed { phase, .. } => {
                self.phase = phase;
                if phase == offering::Phase::Active {
                    self.credited_at_close = credited;
                }
            }
            Event::Drawn { amount, .. } => self.drawn = self.drawn.saturating_add(amount),
            Event::WindDown => self.phase = offering::Phase::WoundDown,
            Event::Redeemed { amount, .. } => self.redeemed = self.redeemed.saturating_add(amount),
            _ => {}
        }
    }
}
