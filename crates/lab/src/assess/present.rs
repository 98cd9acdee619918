//! The present of some figures: what is paid now, by whose money, and what stands behind it.

use super::column::Column;
use super::figures::{Cells, Figures, Period};
use super::interval::Interval;
use super::origins::{self, Exceeds, Split};
use super::score::Evidence;

pub const DAYS_PER_YEAR: f64 = 365.0;

/// The last days of some figures, added up.
#[derive(Clone, Debug)]
pub struct Present {
    pub split: Split,
    pub days: f64,
    /// Part of the reported revenue that is the issuer's own money.
    pub circularity: Interval,
    pub churn_per_day: Option<f64>,
    pub promised: Option<Interval>,
    pub cost: Interval,
    pub losses: Interval,
    pub capital: Option<f64>,
    pub reserve: Interval,
    /// A day, as of the last period.
    pub reserve_change_per_day: Option<f64>,
    pub liquid: Interval,
    pub redeemable: Interval,
}

/// A period whose parts are more than its total.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "on {date} the parts that were paid add up to {}, more than all that was paid, {}; is one of them in another unit, or no part of it?",
    .exceeds.parts, .exceeds.total
)]
pub struct Contradiction {
    pub date: jiff::civil::Date,
    pub exceeds: Exceeds,
}

/// The rows of a period, added.
pub fn split_of(period: &Period) -> Result<Split, Contradiction> {
    period.rows.iter().try_fold(Split::NOTHING, |sum, row| {
        let split = origins::split(row).map_err(|exceeds| Contradiction { date: period.date, exceeds })?;
        Ok(sum.plus(&split))
    })
}

impl Present {
    pub fn of(figures: &Figures, days: f64) -> Result<Self, Contradiction> {
        Self::of_periods(figures.present(days))
    }

    /// `periods` is not empty.
    pub fn of_periods(periods: &[Period]) -> Result<Self, Contradiction> {
        let mut split = Split::NOTHING;
        for period in periods {
            split = split.plus(&split_of(period)?);
        }
        let rows = || periods.iter().flat_map(|period| &period.rows);
        let last = |column| periods.last().and_then(|period| period.sum(column));
        let any = |column| periods.last().and_then(|period| period.any(column));
        let promised = rows().any(|row| row.get(Column::Promised).is_some());
        Ok(Self {
            circularity: circularity(&split),
            split,
            days: periods.iter().map(|period| period.days).sum(),
            churn_per_day: any(Column::ChurnPerDay),
            promised: promised.then(|| sum(rows(), Column::Promised)),
            cost: sum(rows(), Column::OperatingCost),
            losses: sum(rows(), Column::Losses),
            capital: last(Column::Capital),
            reserve: amount(last(Column::Reserve)),
            reserve_change_per_day: last(Column::ReserveChange)
                .zip(periods.last())
                .map(|(change, period)| change / period.days),
            liquid: amount(last(Column::Liquid)),
            redeemable: amount(last(Column::Redeemable)),
        })
    }

    /// Paid a day.
    pub fn paid_per_day(&self) -> Interval {
        self.split.total.map_ends(|end| end / self.days)
    }

    pub fn evidence(&self) -> Evidence {
        // Circular and unknown money was judged row by row, by the same rule: what is left is recurring customers', or not.
        Evidence {
            recurring_customers: self.split.organic_share(),
            newcomers: Interval::ZERO,
            unknown: Interval::ZERO,
            circularity: Interval::ZERO,
            churn_per_day: self.churn_per_day,
            reserve_days: days_of(self.reserve, self.paid_per_day()),
            reserve_is_owed_on_demand: self.redeemable.high() > 0.0,
            liquidity_coverage: self.liquidity_coverage(),
        }
    }

    /// Infinite where nothing can be demanded.
    pub fn liquidity_coverage(&self) -> Interval {
        if self.redeemable.high() <= 0.0 {
            return Interval::exactly(f64::INFINITY);
        }
        ratio(self.liquid, self.redeemable)
    }

    /// Customers' revenue that is not the issuer's own money, in the present.
    pub fn organic_revenue(&self) -> Interval {
        let low = self.split.revenue.low() * (1.0 - self.circularity.high());
        let high = match self.circularity.low() {
            whole if whole >= 1.0 => 0.0,
            part => self.split.revenue.high() * (1.0 - part),
        };
        Interval::between(low, high)
    }

    /// Organic revenue less cost over what is promised; none if nothing is promised.
    pub fn coverage(&self) -> Option<Interval> {
        let promised = self.promised?;
        let revenue = self.organic_revenue();
        let earned = Interval::between(revenue.low() - self.cost.high(), revenue.high() - self.cost.low());
        let over = |earned: f64, promised: f64| if promised > 0.0 { earned / promised } else { f64::INFINITY };
        let low = if earned.low() > 0.0 { over(earned.low(), promised.high()) } else { 0.0 };
        let high = if earned.high() > 0.0 { over(earned.high(), promised.low()) } else { 0.0 };
        Some(Interval::between(low, high.max(low)))
    }

    /// Days until the reserve is empty, if all goes on as it does: as the payments and the revenue say, or as the reserve itself
    /// was seen to fall where those do not say it exactly.
    pub fn runway_days(&self) -> Interval {
        let due = self.promised.unwrap_or(self.split.total);
        let revenue = self.organic_revenue();
        let short = |due: f64, cost: f64, revenue: f64| {
            let gap = due + cost - revenue;
            if gap.is_nan() { f64::INFINITY } else { gap.max(0.0) / self.days }
        };
        let mut gap = Interval::between(
            if due.low().is_infinite() { 0.0 } else { short(due.low(), self.cost.low(), revenue.high()) },
            short(due.high(), self.cost.high(), revenue.low()),
        );
        if let (Some(change), false) = (self.reserve_change_per_day, gap.is_exact()) {
            gap = Interval::exactly((-change).max(0.0));
        }
        ratio(self.reserve, gap)
    }
}

fn sum<'a>(mut rows: impl Iterator<Item = &'a Cells>, column: Column) -> Interval {
    rows.try_fold((0.0, true), |(sum, known), row| {
        Some(match row.get(column) {
            Some(value) => (sum + value, known),
            None => (sum, false),
        })
    })
    .map_or(Interval::ANY_AMOUNT, |(sum, known)| {
        if known { Interval::exactly(sum) } else { Interval::between(sum, f64::INFINITY) }
    })
}

fn amount(cell: Option<f64>) -> Interval {
    cell.map_or(Interval::ANY_AMOUNT, Interval::exactly)
}

/// For how many days of an income a reserve is enough; a reserve of nothing for none.
fn days_of(reserve: Interval, paid_per_day: Interval) -> Interval {
    let days = |reserve: f64, paid: f64| match (reserve > 0.0, paid > 0.0) {
        (false, _) => 0.0,
        (true, false) => f64::INFINITY,
        (true, true) if paid.is_infinite() => 0.0,
        (true, true) => reserve / paid,
    };
    Interval::between(days(reserve.low(), paid_per_day.high()), days(reserve.high(), paid_per_day.low()))
}

/// Of what is not negative. Something over nothing is without end; nothing over nothing lasts as long, because nothing is
/// asked of it.
pub fn ratio(of: Interval, over: Interval) -> Interval {
    let low = if over.high().is_infinite() {
        0.0
    } else if over.high() > 0.0 {
        of.low() / over.high()
    } else {
        f64::INFINITY
    };
    let high = if over.low() > 0.0 && over.low().is_finite() { of.high() / over.low() } else { f64::INFINITY };
    Interval::between(low, high.max(low))
}

/// Of all the revenue.
fn circularity(split: &Split) -> Interval {
    let Split { circular, revenue, .. } = split;
    if revenue.high().is_infinite() {
        return Interval::ANY_PART;
    }
    ratio(*circular, *revenue).clamp(0.0, 1.0)
}
