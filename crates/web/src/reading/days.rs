//! Income by day, and who paid in a window of days.

use super::Reading;
use crate::{
    figures::{Customer, Customers, Day, DayPage, Money, Sources, Window, bps_down, days::SECONDS_PER_DAY},
    snapshot::Payers,
};
use alloy::primitives::{Address, U256};
use usufruct_ledger::days::{self, Paid};

impl Reading {
    /// At most `limit` days, the newest first, from the one before day number `before` on; all days since the venture was
    /// created, also those on which nothing happened.
    pub fn days(&self, before: Option<u64>, limit: u64) -> DayPage {
        let today = self.as_of.now.0 / SECONDS_PER_DAY;
        let first = self.snapshot.first_day.min(today);
        let end = before.unwrap_or(u64::MAX).min(today.saturating_add(1));
        let begin = end.saturating_sub(limit).max(first);
        let mut busy = self.snapshot.folded.days.iter().rev().skip_while(|day| day.number >= end).peekable();
        let days: Vec<Day> = (begin..end)
            .rev()
            .map(|number| match busy.next_if(|day| day.number == number) {
                Some(day) => self.busy_day(day),
                None => Day { number, ..Day::default() },
            })
            .map(|day| Day { complete: day.number < today, ..day })
            .collect();
        DayPage { as_of: self.as_of, days, next: (first < begin && begin < end).then_some(begin) }
    }

    fn busy_day(&self, day: &days::Day) -> Day {
        let mut all = Paid::default();
        day.payers.values().for_each(|paid| all.add(paid));
        Day {
            number: day.number,
            complete: false,
            came_from: Sources {
                vouchers: Money(all.vouchers),
                transfers: Money(all.transfers),
                remitted: self.money(day.remitted),
                operator: Money(all.as_operator()),
                holders: Money(all.as_holder()),
                unknown: Money(all.unknown),
            },
            holders_part: self.money(day.holders_part),
            operators_part: self.money(day.operators_part),
            released: self.money(day.released.to_cash_down()),
            claimed: self.money(day.claimed),
            payers: count(day.payers.values().filter(|paid| paid.total() > paid.unknown).count()),
        }
    }

    /// The payers of `window`, the `top` largest one by one.
    pub fn customers(&self, window: Window, top: usize) -> Customers {
        let payers = self.snapshot.payers(window, self.as_of.now);
        Customers {
            as_of: self.as_of,
            window,
            count: count(payers.ranked.len()),
            total: Money(payers.total),
            top_1_bps: payers.largest_bps(1),
            top_5_bps: payers.largest_bps(5),
            top_10_bps: payers.largest_bps(10),
            herfindahl_bps: payers.herfindahl_bps(),
            top: payers.ranked.iter().take(top).map(|(address, paid)| customer(*address, paid, &payers)).collect(),
        }
    }
}

fn customer(address: Address, paid: &Paid, payers: &Payers) -> Customer {
    Customer {
        address,
        paid: Money(paid.total()),
        share_bps: bps_down(paid.total(), payers.total),
        by_voucher: Money(paid.by_voucher()),
        as_insider: Money(paid.as_operator().saturating_add(paid.as_holder())),
    }
}

impl Payers {
    fn largest_bps(&self, count: usize) -> u16 {
        let paid = self.ranked.iter().take(count);
        bps_down(paid.fold(U256::ZERO, |sum, (_, paid)| sum.saturating_add(paid.total())), self.total)
    }
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
