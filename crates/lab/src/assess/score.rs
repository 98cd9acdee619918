//! The scoring rule: how much of the present income would still be paid over the next year if new money stopped today.
//!
//! `docs/scoring-rule.md` is the rule in words, and was written before anything was scored by it. There are no weights in
//! it, so there is nothing that could be fitted to what later happened.

use super::interval::Interval;

/// The year over which the income is asked for.
pub const HORIZON_DAYS: f64 = 365.0;
/// From here on the low end counts as paid by customers.
pub const PAYMENTS_FUNDED_FROM: f64 = 70.0;
/// Below this the low end counts as paid by newly issued tokens or newly arrived money.
pub const MIXED_FROM: f64 = 30.0;

/// What is known of an income that is paid today. Parts are parts of all that the recipients got, 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// o1, as reported: circular payments are still in it.
    pub recurring_customers: Interval,
    /// o2, as reported.
    pub newcomers: Interval,
    /// o6.
    pub unknown: Interval,
    /// Part of the reported revenue (o1 and o2 together) that came from the issuer in the first place: FIFO to temporal
    /// max-flow. [`Interval::ANY_PART`] where nobody looked.
    pub circularity: Interval,
    /// Churn of recurring revenue, a day, measured over 90 days; none where it was not measured.
    pub churn_per_day: Option<f64>,
    /// Exogenous reserves from which income can be paid, in days of the present income.
    pub reserve_days: Interval,
    /// Whether those reserves are, or may be, what can be demanded on any day.
    pub reserve_is_owed_on_demand: bool,
    /// Exogenous liquid means over claims that can be redeemed on demand.
    pub liquidity_coverage: Interval,
}

/// 0..=100, and what it means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    pub low: f64,
    pub high: f64,
    /// By the low end.
    pub verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    EmissionOrInflowFunded,
    Mixed,
    PaymentsFunded,
}

impl Score {
    /// Whether the high end says the same as the low end. If not, what is missing decides.
    pub fn is_decided(&self) -> bool {
        Verdict::of(self.high) == self.verdict
    }
}

impl Verdict {
    pub fn of(score: f64) -> Self {
        if score >= PAYMENTS_FUNDED_FROM {
            Self::PaymentsFunded
        } else if score >= MIXED_FROM {
            Self::Mixed
        } else {
            Self::EmissionOrInflowFunded
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::PaymentsFunded => "paid by customers",
            Self::Mixed => "mixed",
            Self::EmissionOrInflowFunded => "paid by newly issued tokens or newly arrived money",
        }
    }
}

/// The rule.
pub fn score(evidence: &Evidence) -> Score {
    let organic = organic_ratio(evidence);
    let low = lasting(organic.low() * kept(evidence.churn_per_day), reserve_low_days(evidence));
    let high = lasting(organic.high(), evidence.reserve_days.high());
    Score { low, high, verdict: Verdict::of(low) }
}

/// s1: the part that recurring outside customers paid.
///
/// Low: what is unknown is not organic, and all that the issuer could have funded is circular and was recurring. High: what
/// is unknown is organic, and only what the issuer's money, first in first out, did fund is circular, newcomers' first.
pub fn organic_ratio(evidence: &Evidence) -> Interval {
    let Evidence { recurring_customers: recurring, newcomers, unknown, circularity, .. } = evidence;
    let circular_high = circularity.high() * (recurring.low() + newcomers.high());
    let circular_low = circularity.low() * (recurring.low() + newcomers.low());
    let low = recurring.low() - circular_high;
    let high = recurring.high() + unknown.high() - (circular_low - newcomers.high()).max(0.0);
    Interval::between(low.clamp(0.0, 1.0), high.clamp(0.0, 1.0).max(low.clamp(0.0, 1.0)))
}

/// Mean over the horizon of what is left of recurring revenue: (1 - e^(-chi H)) / (chi H), 1 without churn. Churn that was
/// not measured may be anything.
fn kept(churn_per_day: Option<f64>) -> f64 {
    let Some(churn) = churn_per_day else { return 0.0 };
    let lost = churn.max(0.0) * HORIZON_DAYS;
    if lost > 0.0 { -(-lost).exp_m1() / lost } else { 1.0 }
}

/// Reserves of which it is not sure that they are free count for nothing.
fn reserve_low_days(evidence: &Evidence) -> f64 {
    if evidence.reserve_is_owed_on_demand && evidence.liquidity_coverage.low() < 1.0 {
        return 0.0;
    }
    evidence.reserve_days.low()
}

/// A + min(1 - A, R / (Y H)), of 100.
fn lasting(organic: f64, reserve_days: f64) -> f64 {
    100.0 * (organic + (reserve_days.max(0.0) / HORIZON_DAYS).min(1.0 - organic))
}

#[cfg(test)]
#[path = "score/tests.rs"]
mod tests;
