//! Whose money was paid: what one row of figures says about o1 to o6, as intervals.
//!
//! What the figures say is taken as it is; what they do not say is as wide as it can be:
//!
//! * If the total that was paid is known, a part that is not known is at most what the known parts leave of it. If the total
//!   is not known, nothing bounds it: nobody says that the named parts are all.
//! * Customers cannot have paid the recipients more than customers paid. So if revenue is known, what is unexplained can be
//!   customers' money only up to it.
//! * If it is not known what part of the revenue was passed on, none may have been.
//! * A customer of whom nobody knows when it came may be recurring or new.

use super::circular;
use super::column::Column;
use super::figures::Cells;
use super::interval::Interval;
use super::organic::{Organic, organic};

/// What the parts of a row may add up to beyond the total: figures are rounded by whoever wrote them.
const ROUNDING: f64 = 2e-3;

/// One row, or many added up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    pub total: Interval,
    pub recurring: Interval,
    pub newcomers: Interval,
    pub emission: Interval,
    pub top_ups: Interval,
    pub principal: Interval,
    pub unknown: Interval,
    /// Recurring outside customers' money in all that.
    pub organic: Organic,
    /// Reported revenue, and the issuer's own money in it.
    pub revenue: Interval,
    pub circular: Interval,
}

/// The parts of a row are more than its total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exceeds {
    pub parts: f64,
    pub total: f64,
}

/// What a row says before anybody asks whose money is circular.
pub struct Row {
    pub total: Interval,
    /// What is not emission, top-up or principal; infinite if the total is not known.
    pub rest: f64,
    pub customers: Interval,
    /// Whether the figures say what customers paid the recipients.
    pub named: bool,
    pub recurring: Interval,
    pub recurring_is_named: bool,
    /// Part of the customers' money that is from recurring ones.
    pub recurring_part: Interval,
    /// Emission, top-ups, principal.
    pub others: [Interval; 3],
    pub unknown: Interval,
    pub revenue: Interval,
    /// Part of the revenue that is the issuer's own money.
    pub circular: Interval,
}

/// What a row says.
pub fn split(cells: &Cells) -> Result<Split, Exceeds> {
    let emission = amount(cells.get(Column::Emission));
    let top_ups = amount(cells.get(Column::PaidTopUps));
    let principal = match (cells.get(Column::PrincipalIn), cells.get(Column::PaidPrincipal)) {
        (Some(brought), None) => Interval::between(0.0, brought),
        (_, paid) => amount(paid),
    };
    let others = [emission, top_ups, principal];
    let revenue = revenue(cells);
    let recurring_part = recurring_part(cells);
    let named = named_customers(cells, revenue);
    let others_low: f64 = others.iter().map(|one| one.low()).sum();
    let total = total(cells, others_low + named.map_or(0.0, Interval::low))?;
    let rest = if total.high().is_infinite() { f64::INFINITY } else { (total.low() - others_low).max(0.0) };
    let customers = match named {
        Some(named) => Interval::between(named.low(), named.high().min(rest).max(named.low())),
        None => Interval::between(0.0, rest.min(revenue.high())),
    };
    let room = |one: Interval| one.high().min((rest - customers.low()).max(0.0) + one.low()).max(one.low());
    let others = others.map(|one| Interval::between(one.low(), room(one)));
    let [emission, top_ups, principal] = others;
    let unknown = unknown(total, [customers, emission, top_ups, principal]);
    let (recurring, newcomers) = by_age(cells, customers, recurring_part);
    let circular = circular::part(cells, revenue);
    let row = Row {
        total,
        rest,
        customers,
        named: named.is_some(),
        recurring,
        recurring_is_named: cells.get(Column::PaidRecurring).is_some(),
        recurring_part,
        others,
        unknown,
        revenue,
        circular,
    };
    let organic = organic(cells, &row);
    let circular = circular::amount(revenue, circular);
    Ok(Split { total, recurring, newcomers, emission, top_ups, principal, unknown, organic, revenue, circular })
}

impl Split {
    pub const NOTHING: Self = Self {
        total: Interval::ZERO,
        recurring: Interval::ZERO,
        newcomers: Interval::ZERO,
        emission: Interval::ZERO,
        top_ups: Interval::ZERO,
        principal: Interval::ZERO,
        unknown: Interval::ZERO,
        organic: Organic::NONE,
        revenue: Interval::ZERO,
        circular: Interval::ZERO,
    };

    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            total: self.total + other.total,
            recurring: self.recurring + other.recurring,
            newcomers: self.newcomers + other.newcomers,
            emission: self.emission + other.emission,
            top_ups: self.top_ups + other.top_ups,
            principal: self.principal + other.principal,
            unknown: self.unknown + other.unknown,
            organic: self.organic.plus(&other.organic),
            revenue: self.revenue + other.revenue,
            circular: self.circular + other.circular,
        }
    }

    /// o1 to o6.
    pub fn origins(&self) -> [Interval; 6] {
        [self.recurring, self.newcomers, self.emission, self.top_ups, self.principal, self.unknown]
    }

    /// Part of the total that an origin is.
    pub fn share(&self, origin: usize) -> Interval {
        let all = self.origins();
        let one = all[origin];
        let rest: Interval = all.iter().enumerate().filter(|(place, _)| *place != origin).map(|(_, one)| *one).sum();
        let low = part(one.low(), self.total.high()).max(part(one.low(), one.low() + rest.high()));
        let beside = if one.high().is_infinite() { 1.0 } else { part(one.high(), one.high() + rest.low()) };
        let high = part(one.high(), self.total.low()).min(beside);
        Interval::between(low, high.max(low)).clamp(0.0, 1.0)
    }

    /// s1: part of the total that is recurring outside customers' money.
    pub fn organic_share(&self) -> Interval {
        let Organic { paid, burned, most, others_low } = self.organic;
        let low = part(paid.low() + burned.low(), self.total.high());
        let together = (paid.high() + burned.high()).min(most);
        let of_total = part(together, self.total.low());
        // The part grows with what was paid until it and what was burned reach all that there is; then only the total grows.
        let paid_then = (most - burned.high()).clamp(paid.low(), paid.high());
        let beside = if paid_then.is_infinite() {
            1.0
        } else {
            part((paid_then + burned.high()).min(together), paid_then + others_low)
        };
        Interval::between(low.min(1.0), of_total.min(beside).clamp(low.min(1.0), 1.0))
    }
}

/// Some of nothing is all of it, and nothing of anything nothing.
pub fn part(of: f64, all: f64) -> f64 {
    if all.is_infinite() {
        0.0
    } else if all > 0.0 {
        of / all
    } else if of > 0.0 {
        1.0
    } else {
        0.0
    }
}

/// Nothing of anything is nothing.
pub fn product(amount: f64, part: f64) -> f64 {
    if part > 0.0 && amount > 0.0 { amount * part } else { 0.0 }
}

fn amount(cell: Option<f64>) -> Interval {
    cell.map_or(Interval::ANY_AMOUNT, Interval::exactly)
}

/// All that customers paid. Its parts may be known where the whole is not.
pub fn revenue(row: &Cells) -> Interval {
    let parts = [Column::RevenueRecurring, Column::RevenueNewcomers].map(|column| row.get(column));
    match (row.get(Column::Revenue), parts) {
        (Some(all), _) => Interval::exactly(all),
        (None, [Some(one), Some(other)]) => Interval::exactly(one + other),
        (None, [one, other]) => Interval::between(one.or(other).unwrap_or(0.0), f64::INFINITY),
    }
}

fn recurring_part(row: &Cells) -> Interval {
    if let Some(new) = row.get(Column::NewcomerShare) {
        return Interval::exactly((1.0 - new).clamp(0.0, 1.0));
    }
    let (old, new) = (row.get(Column::RevenueRecurring), row.get(Column::RevenueNewcomers));
    let (old, new, all) = match (old, new, row.get(Column::Revenue)) {
        // What is neither came from customers of whom nobody knows when they came.
        (Some(old), Some(new), Some(all)) => (old, new, all.max(old + new)),
        (Some(old), Some(new), None) => (old, new, old + new),
        (Some(old), None, Some(all)) => (old, (all - old).max(0.0), all.max(old)),
        (None, Some(new), Some(all)) => ((all - new).max(0.0), new, all.max(new)),
        _ => return Interval::ANY_PART,
    };
    if all > 0.0 { Interval::between(old / all, 1.0 - new / all).clamp(0.0, 1.0) } else { Interval::ANY_PART }
}

/// What the recipients got out of customers' payments, if the figures name it.
fn named_customers(row: &Cells, revenue: Interval) -> Option<Interval> {
    let parts = [Column::PaidRecurring, Column::PaidNewcomers].map(|column| row.get(column));
    match (row.get(Column::PaidFees), parts) {
        (_, [Some(one), Some(other)]) => Some(Interval::exactly(one + other)),
        (Some(all), _) => Some(Interval::exactly(all)),
        (None, [None, None]) => None,
        (None, [one, other]) => {
            let part = one.or(other).unwrap_or(0.0);
            Some(Interval::between(part, revenue.high().max(part)))
        }
    }
}

fn total(row: &Cells, parts_low: f64) -> Result<Interval, Exceeds> {
    let Some(total) = row.get(Column::Paid) else { return Ok(Interval::between(parts_low, f64::INFINITY)) };
    if parts_low > total * (1.0 + ROUNDING) + f64::MIN_POSITIVE {
        return Err(Exceeds { parts: parts_low, total });
    }
    Ok(Interval::exactly(total.max(parts_low)))
}

/// What no part explains.
fn unknown(total: Interval, parts: [Interval; 4]) -> Interval {
    if total.high().is_infinite() {
        return Interval::ANY_AMOUNT;
    }
    let parts: Interval = parts.into_iter().sum();
    Interval::between((total.low() - parts.high()).max(0.0), (total.high() - parts.low()).max(0.0))
}

/// As the figures name them; what they do not name is as in the revenue.
fn by_age(row: &Cells, customers: Interval, recurring_part: Interval) -> (Interval, Interval) {
    let times = |low: f64, high: f64| Interval::between(product(customers.low(), low), product(customers.high(), high));
    let recurring = times(recurring_part.low(), recurring_part.high());
    let newcomers = times(1.0 - recurring_part.high(), 1.0 - recurring_part.low());
    match (row.get(Column::PaidRecurring), row.get(Column::PaidNewcomers)) {
        (Some(old), Some(new)) => (Interval::exactly(old), Interval::exactly(new)),
        (Some(old), None) => (Interval::exactly(old), remainder(customers, old).narrowed_to(newcomers)),
        (None, Some(new)) => (remainder(customers, new).narrowed_to(recurring), Interval::exactly(new)),
        (None, None) => (recurring, newcomers),
    }
}

fn remainder(of: Interval, taken: f64) -> Interval {
    of.map_ends(|end| (end - taken).max(0.0))
}
