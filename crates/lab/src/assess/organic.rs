//! Recurring outside customers' money in an income, row by row: the scoring rule's s1, before it is a part.
//!
//! The rule is applied to each row, because a row's circular money is in that row's revenue: in the low end all that may be the
//! issuer's is taken, from the recurring customers; in the high end only what is seen to be, from the newcomers first.

use super::column::Column;
use super::figures::Cells;
use super::interval::Interval;
use super::origins::{Row, product};

/// Amounts, of one row or of many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Organic {
    /// Paid to the recipients. High: with all that is unknown, as far as customers paid that much.
    pub paid: Interval,
    /// Burned by customers, and so worth as much to the recipients as if it had been paid instead of newly issued tokens.
    pub burned: Interval,
    /// Both together, at most.
    pub most: f64,
    /// What of the total is surely somebody else's money.
    pub others_low: f64,
}

impl Organic {
    pub const NONE: Self = Self { paid: Interval::ZERO, burned: Interval::ZERO, most: 0.0, others_low: 0.0 };

    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            paid: self.paid + other.paid,
            burned: self.burned + other.burned,
            most: self.most + other.most,
            others_low: self.others_low + other.others_low,
        }
    }
}

/// Of one row.
pub fn organic(cells: &Cells, row: &Row) -> Organic {
    let (circular, recurring) = (row.circular, row.recurring_part);
    // Parts of the customers' money that are recurring and their own.
    let part = Interval::between(
        (recurring.low() - circular.high()).max(0.0),
        recurring.high().min(1.0 - circular.low()).max(0.0),
    );
    let paid = paid(row, part);
    let burned = burned(cells, row, part);
    let [emission, top_ups, principal] = row.others;
    // Neither top-up nor principal is theirs, and they paid no more than they paid.
    let within_total = row.total.high() - top_ups.low() - principal.low();
    let within_revenue = if row.revenue.high().is_infinite() || row.customers.low() > row.revenue.high() {
        f64::INFINITY
    } else {
        product(row.revenue.high(), part.high())
    };
    let least = paid.low() + burned.low();
    let others_low =
        emission.low() + top_ups.low() + principal.low() + (row.customers.low() - named(row, part).high()).max(0.0);
    let most = within_total.min(within_revenue).min(paid.high() + burned.high()).max(least);
    Organic { paid: paid.narrowed_to(Interval::between(0.0, most)), burned, most, others_low }
}

/// Of what the figures name as paid out of customers' payments.
fn named(row: &Row, part: Interval) -> Interval {
    if !row.recurring_is_named {
        return Interval::between(product(row.customers.low(), part.low()), product(row.customers.high(), part.high()));
    }
    let old = row.recurring.low();
    let low = old - product(row.customers.high(), row.circular.high());
    let high = old.min(product(row.customers.high(), 1.0 - row.circular.low()));
    Interval::between(low.max(0.0).min(high), high)
}

fn paid(row: &Row, part: Interval) -> Interval {
    let of_revenue = product(row.revenue.high(), part.high());
    if !row.named {
        // Nobody says whose money it was: it may have been theirs, as far as it reaches.
        let high = if row.revenue.high().is_infinite() { row.rest } else { row.rest.min(of_revenue) };
        return Interval::between(0.0, high);
    }
    let named = named(row, part);
    let beside = (row.revenue.high() - row.customers.low()).max(0.0);
    let unexplained =
        if beside.is_infinite() { row.unknown.high() } else { row.unknown.high().min(product(beside, part.high())) };
    Interval::between(named.low(), (named.high() + unexplained).min(row.rest.max(named.high())))
}

/// The recipients' part of what customers burned, up to what they were issued.
fn burned(cells: &Cells, row: &Row, part: Interval) -> Interval {
    let burn = match cells.get(Column::Burn) {
        Some(burn) => Interval::exactly(burn),
        None => Interval::between(0.0, (row.revenue.high() - row.customers.low()).max(0.0)),
    };
    let held =
        cells.get(Column::StakedShare).map_or(Interval::ANY_PART, |part| Interval::exactly(part.clamp(0.0, 1.0)));
    let [emission, ..] = row.others;
    let low = product(burn.low(), held.low()).min(emission.low());
    let high = product(burn.high(), held.high()).min(emission.high());
    Interval::between(product(low, part.low()), product(high, part.high()))
}
