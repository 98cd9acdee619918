//! Income by UTC day: what was split and where it came from, what was released, what was claimed.

use crate::chunks::Chunks;
use crate::payments::{Source, Standing, Way};
use alloy::primitives::{Address, U256};
use std::{collections::BTreeMap, sync::Arc};
use usufruct_model::{Cash, Event, Timestamp, income::Index, reserve::ReserveQ32};

pub const SECONDS_PER_DAY: u64 = 86_400;

/// One UTC day on which something happened to the income.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Days since 1970-01-01.
    pub number: u64,
    /// Revenue that was split after it had arrived at the Till, by payer; base units.
    pub payers: Arc<BTreeMap<Address, Paid>>,
    /// Revenue that the operator brought.
    pub remitted: Cash,
    pub holders_part: Cash,
    pub operators_part: Cash,
    /// By the drips of this day.
    pub released: ReserveQ32,
    pub claimed: Cash,
    /// The income index as the day ended, or as it is now.
    pub index: Index,
}

/// What one address paid, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// As a customer.
    pub vouchers: U256,
    pub transfers: U256,
    /// As an operator, and as a holder; by voucher, and by transfer.
    pub operator: [U256; 2],
    pub holder: [U256; 2],
    pub unknown: U256,
}

impl Paid {
    pub fn total(&self) -> U256 {
        self.by_voucher().saturating_add(self.by_transfer()).saturating_add(self.unknown)
    }

    pub fn by_voucher(&self) -> U256 {
        self.vouchers.saturating_add(self.operator[0]).saturating_add(self.holder[0])
    }

    pub fn by_transfer(&self) -> U256 {
        self.transfers.saturating_add(self.operator[1]).saturating_add(self.holder[1])
    }

    pub fn as_operator(&self) -> U256 {
        self.operator[0].saturating_add(self.operator[1])
    }

    pub fn as_holder(&self) -> U256 {
        self.holder[0].saturating_add(self.holder[1])
    }

    pub fn add(&mut self, other: &Self) {
        let mut other = *other;
        for (sum, more) in self.parts_mut().into_iter().zip(other.parts_mut()) {
            *sum = sum.saturating_add(*more);
        }
    }

    fn parts_mut(&mut self) -> [&mut U256; 7] {
        let Self { vouchers, transfers, operator: [a, b], holder: [c, d], unknown } = self;
        [vouchers, transfers, a, b, c, d, unknown]
    }

    fn part_mut(&mut self, source: Source) -> &mut U256 {
        match (source.way, source.standing) {
            (Way::Unknown, _) => &mut self.unknown,
            (Way::Voucher, Standing::Customer) => &mut self.vouchers,
            (Way::Transfer, Standing::Customer) => &mut self.transfers,
            (Way::Voucher, Standing::Operator) => &mut self.operator[0],
            (Way::Transfer, Standing::Operator) => &mut self.operator[1],
            (Way::Voucher, Standing::Holder) => &mut self.holder[0],
            (Way::Transfer, Standing::Holder) => &mut self.holder[1],
        }
    }
}

/// The days on which something happened, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    days: Chunks<Day>,
    /// Over all days.
    pub payers: Arc<BTreeMap<Address, Paid>>,
}

impl Days {
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Day> {
        self.days.iter()
    }

    /// `split` is what the event split, by source.
    pub(crate) fn take(&mut self, event: &Event, split: &BTreeMap<Source, U256>, at: Timestamp) {
        match *event {
            Event::Collected { collected, holders_part } => {
                let day = self.day(at);
                day.split(collected, holders_part);
                paid(&mut day.payers, split);
                paid(&mut self.payers, split);
            }
            Event::Remitted { amount, holders_part, .. } => {
                let day = self.day(at);
                day.remitted = day.remitted.saturating_add(amount);
                day.split(amount, holders_part);
            }
            Event::Dripped { released, index } => {
                let day = self.day(at);
                day.released = day.released.saturating_add(released);
                day.index = index;
            }
            Event::Claimed { amount, .. } => {
                let day = self.day(at);
                day.claimed = day.claimed.saturating_add(amount);
            }
            _ => {}
        }
    }

    /// The day of `at`, which is the last one or later.
    fn day(&mut self, at: Timestamp) -> &mut Day {
        let number = at.0 / SECONDS_PER_DAY;
        let last = self.days.last();
        if last.is_none_or(|day| day.number < number) {
            let index = last.map_or(Index::ZERO, |day| day.index);
            self.days.push(Day { number, index, ..Day::default() });
        }
        self.days.last_mut().expect("there is one by now")
    }
}

impl Day {
    fn split(&mut self, revenue: Cash, holders_part: Cash) {
        self.holders_part = self.holders_part.saturating_add(holders_part);
        self.operators_part = self.operators_part.saturating_add(revenue.saturating_sub(holders_part));
    }
}

fn paid(payers: &mut Arc<BTreeMap<Address, Paid>>, split: &BTreeMap<Source, U256>) {
    let payers = Arc::make_mut(payers);
    for (source, amount) in split {
        let part = payers.entry(source.payer).or_default().part_mut(*source);
        *part = part.saturating_add(*amount);
    }
}
