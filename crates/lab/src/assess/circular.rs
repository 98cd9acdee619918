//! The issuer's own money in what customers paid.

use super::column::Column;
use super::figures::Cells;
use super::interval::Interval;
use super::origins::product;
use super::present::ratio;

/// Part of a row's revenue: what was seen to be the issuer's or could be, and what customers were paid to be customers.
pub fn part(row: &Cells, revenue: Interval) -> Interval {
    let seen_low = row.get(Column::CircularLow).unwrap_or(0.0).clamp(0.0, 1.0);
    let seen_high = row.get(Column::CircularHigh).unwrap_or(1.0).clamp(seen_low, 1.0);
    let handed_back = match row.get(Column::BorrowerIncentives) {
        Some(incentives) if incentives <= 0.0 => Interval::ZERO,
        Some(incentives) => ratio(Interval::exactly(incentives), revenue),
        None => Interval::ANY_PART,
    };
    let low = seen_low.max(handed_back.low().min(1.0));
    Interval::between(low, (seen_high + handed_back.high()).clamp(low, 1.0))
}

/// What that is in dollars.
pub fn amount(revenue: Interval, part: Interval) -> Interval {
    Interval::between(product(revenue.low(), part.low()), product(revenue.high(), part.high()))
}
