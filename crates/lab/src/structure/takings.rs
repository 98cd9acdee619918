//! A day's revenue: what customers paid, and what the issuer paid to itself by way of others so that there seem to be more.

use super::Origins;
use crate::path::Day;

/// At least a thousandth of the revenue is customers', so that it can be told how much was not.
const SELF_PAID_MAX: f64 = 0.999;

/// Revenue in dollars, by who paid it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Takings {
    pub organic: f64,
    pub circular: f64,
    /// Part of the organic revenue that is newcomers'.
    pub newcomers: f64,
}

impl Takings {
    /// Of a day on which customers paid `organic`: the day says how many of them were new, and how much the issuer added.
    pub fn of(day: &Day, organic: f64) -> Self {
        let organic = organic.max(0.0);
        let self_paid = day.self_paid.clamp(0.0, SELF_PAID_MAX);
        let spend = day.spend();
        let newcomers = if spend > 0.0 { (day.newcomer_spend / spend).clamp(0.0, 1.0) } else { 0.0 };
        Self { organic, circular: organic * self_paid / (1.0 - self_paid), newcomers }
    }

    pub fn reported(&self) -> f64 {
        self.organic + self.circular
    }

    /// By origin: circular payments are the issuer's money.
    pub fn origins(&self) -> Origins {
        Origins { issuer: self.circular, ..Origins::of_customers(self.organic, self.newcomers) }
    }
}

#[cfg(test)]
mod tests {
    use super::Takings;
    use crate::path::Day;

    #[test]
    fn what_is_self_paid_is_the_part_that_the_day_says_of_what_is_reported() {
        let takings = Takings::of(&Day { self_paid: 0.3, ..Day::usual(0) }, 70.0);
        assert!((takings.reported() - 100.0).abs() < 1e-12);
        let origins = takings.origins();
        assert!((origins.issuer - 30.0).abs() < 1e-12 && (origins.newcomers - 7.0).abs() < 1e-12);
    }
}
