//! Who paid, when and how much: whether customers are new, how many they are, and whether they stay.
//!
//! * *New* is a payment less than 60 days after the payer was first seen. At the beginning of the payments nobody can tell, unless they
//!   are all that there ever were: what was paid by somebody who was first seen in the first 60 days, within 60 days of that, may
//!   be either.
//! * *Churn* is measured over 90 days: of what was paid in the 90 days before the last 90, how much did the same payers pay in the
//!   last 90? A payer who pays more does not make up for one who left. `-ln(kept) / 90` is the rate a day.
//! * *Concentration* is that of the last 90 days.
//!
//! A customer who is counted as two is new twice, and stays as two or less: splitting never helps.

use super::cell::date;
use super::column::Column;
use super::figures::{Cells, Figures, Period};
use super::table::{Table, TableError};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// Whoever was first seen this long ago is recurring.
pub const NEW_DAYS: i32 = 60;
/// Of each of the two times that churn compares.
pub const CHURN_DAYS: i32 = 90;

/// One payment. The currency is that of the figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    pub day: Date,
    pub payer: String,
    pub amount: f64,
}

/// All payments of a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Payers {
    pub payments: Vec<Payment>,
    /// Whether nobody paid before the first of them.
    pub from_the_beginning: bool,
}

/// Why a file says nothing about payers.
#[derive(Debug, thiserror::Error)]
pub enum PayersError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("there is no column {wanted} (or {aliases}) in the file of payers; its columns are: {found}")]
    Absent { wanted: &'static str, aliases: String, found: String },
    #[error("row {row} of the payers: {value:?} is no {what}")]
    Cell { row: usize, value: String, what: &'static str },
}

const DATE: [&str; 5] = ["date", "day", "time", "timestamp", "block_time"];
const PAYER: [&str; 7] = ["payer", "customer", "customer_id", "from", "user", "account", "address"];
const AMOUNT: [&str; 6] = ["amount", "value", "dollar_value", "amount_usd", "usd", "revenue"];

impl Payers {
    /// Columns `date`, `payer`, `amount`, or what others call them.
    pub fn read(path: &Path) -> Result<Self, PayersError> {
        Self::of_table(&Table::read(path)?)
    }

    pub fn of_table(table: &Table) -> Result<Self, PayersError> {
        let places = [place(table, "date", &DATE)?, place(table, "payer", &PAYER)?, place(table, "amount", &AMOUNT)?];
        let mut payments = Vec::with_capacity(table.rows.len());
        for (row, cells) in table.rows.iter().enumerate() {
            let [day, payer, amount] = places.map(|place| cells.get(place).map_or("", String::as_str));
            let wrong = |value: &str, what| PayersError::Cell { row: row + 1, value: value.to_owned(), what };
            let (date, _) = date(day).ok_or_else(|| wrong(day, "date"))?;
            let paid = amount.parse().ok().filter(|paid: &f64| paid.is_finite() && *paid >= 0.0);
            let paid = paid.ok_or_else(|| wrong(amount, "amount of 0 or more"))?;
            payments.push(Payment { day: date, payer: payer.to_owned(), amount: paid });
        }
        Ok(Self { payments, from_the_beginning: false })
    }

    fn first_seen(&self) -> BTreeMap<&str, Date> {
        let mut seen: BTreeMap<&str, Date> = BTreeMap::new();
        for payment in &self.payments {
            let first = seen.entry(&payment.payer).or_insert(payment.day);
            *first = (*first).min(payment.day);
        }
        seen
    }

    /// What each payer paid on days `from..until`, counted back from `end`.
    fn paid(&self, end: Date, from: i32, until: i32) -> BTreeMap<&str, f64> {
        let mut paid = BTreeMap::new();
        for payment in &self.payments {
            if (from..until).contains(&days_between(payment.day, end)) {
                *paid.entry(payment.payer.as_str()).or_insert(0.0) += payment.amount;
            }
        }
        paid
    }

    /// A day, of what was paid in the time before last; none if the payments do not reach back so far.
    pub fn churn_per_day(&self, end: Date) -> Option<f64> {
        let first = self.payments.iter().map(|payment| payment.day).min()?;
        if days_between(first, end) < 2 * CHURN_DAYS - 1 {
            return None;
        }
        let (before, now) = (self.paid(end, CHURN_DAYS, 2 * CHURN_DAYS), self.paid(end, 0, CHURN_DAYS));
        let all: f64 = before.values().sum();
        let kept: f64 = before.iter().map(|(payer, paid)| paid.min(now.get(payer).copied().unwrap_or(0.0))).sum();
        if all <= 0.0 {
            return None;
        }
        // Nobody stayed: no finite rate says so; this one leaves less than any score shows.
        const GONE: f64 = 1e-9;
        Some((-(kept / all).clamp(GONE, 1.0).ln() / f64::from(CHURN_DAYS)).clamp(0.0, 1.0))
    }

    /// HHI and the largest payer's part, of the last 90 days.
    pub fn concentration(&self, end: Date) -> Option<(f64, f64)> {
        let paid = self.paid(end, 0, CHURN_DAYS);
        let all: f64 = paid.values().sum();
        let parts = || paid.values().map(|paid| paid / all);
        (all > 0.0).then(|| (parts().map(|part| part * part).sum(), parts().fold(0.0, f64::max)))
    }

    /// Writes what the payments say into the figures; how many payers there are.
    pub fn tell(&self, figures: &mut Figures) -> usize {
        let seen = self.first_seen();
        let begin = self.payments.iter().map(|payment| payment.day).min();
        let mut by_period: Vec<[f64; 3]> = vec![[0.0; 3]; figures.periods.len()];
        for payment in &self.payments {
            let Some(place) = place_of(&figures.periods, payment.day) else { continue };
            let first = seen[payment.payer.as_str()];
            let early = begin.is_some_and(|begin| days_between(begin, first) < NEW_DAYS) && !self.from_the_beginning;
            let class = match (days_between(first, payment.day) >= NEW_DAYS, early) {
                (true, _) => 0,
                (false, false) => 1,
                (false, true) => 2,
            };
            by_period[place][class] += payment.amount;
        }
        for (period, paid) in figures.periods.iter_mut().zip(&by_period) {
            tell_period(period, *paid);
        }
        if let Some(last) = figures.periods.last_mut() {
            let end = last.last_day();
            let concentration = self.concentration(end);
            for row in &mut last.rows {
                row.set(Column::ChurnPerDay, self.churn_per_day(end));
                row.set(Column::Hhi, concentration.map(|(hhi, _)| hhi));
                row.set(Column::TopShare, concentration.map(|(_, top)| top));
            }
        }
        seen.len()
    }
}

/// Revenue by the age of the customers. Where the figures have a revenue of their own, the payers' proportions are taken.
fn tell_period(period: &mut Period, [old, new, either]: [f64; 3]) {
    let all = old + new + either;
    if all <= 0.0 {
        return;
    }
    let told = |row: &mut Cells, revenue: f64| {
        row.set(Column::Revenue, revenue);
        row.set(Column::RevenueRecurring, revenue * old / all);
        row.set(Column::RevenueNewcomers, revenue * new / all);
    };
    if let [row] = period.rows.as_mut_slice() {
        let revenue = row.get(Column::Revenue).unwrap_or(all);
        return told(row, revenue);
    }
    for row in &mut period.rows {
        if let Some(revenue) = row.get(Column::Revenue) {
            told(row, revenue);
        }
    }
}

fn place_of(periods: &[Period], day: Date) -> Option<usize> {
    let after = periods.partition_point(|period| period.date <= day);
    let place = after.checked_sub(1)?;
    (day <= periods[place].last_day()).then_some(place)
}

fn place(table: &Table, wanted: &'static str, names: &[&str]) -> Result<usize, PayersError> {
    let found = names.iter().find_map(|name| table.names.iter().position(|known| known.eq_ignore_ascii_case(name)));
    found.ok_or_else(|| PayersError::Absent { wanted, aliases: names[1..].join(", "), found: table.names.join(", ") })
}

fn days_between(one: Date, other: Date) -> i32 {
    one.until(other).map_or(i32::MAX, |span| span.get_days())
}

#[cfg(test)]
#[path = "payers/tests.rs"]
mod tests;
