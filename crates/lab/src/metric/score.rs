//! The score of the present income: what would be seen by who asks on the day before the shock.
//!
//! The rule is `assess::score`'s. The evidence is of the last 30 days; churn is the scenario's own, which in a simulation
//! is known; circular payments are in the issuer's origin already.

use super::lived::{Lived, count, paid};
use crate::assess::interval::Interval;
use crate::assess::score::{Evidence, Score, score};

/// None if nothing is paid.
pub fn of_present(lived: &Lived, churn_per_day: f64) -> Option<Score> {
    let before = lived.before();
    let paid = paid(before);
    let whole = paid.total();
    if whole <= 0.0 {
        return None;
    }
    let flows = &lived.flows[lived.shock - 1];
    let part = |dollars: f64| Interval::exactly(dollars / whole);
    let covered = if flows.redeemable > 0.0 { flows.liquid / flows.redeemable } else { f64::INFINITY };
    Some(score(&Evidence {
        recurring_customers: part(paid.recurring_customers),
        newcomers: part(paid.newcomers),
        unknown: part(paid.unknown),
        circularity: Interval::ZERO,
        churn_per_day: Some(churn_per_day),
        reserve_days: Interval::exactly(flows.reserve.max(0.0) / (whole / count(before.len()))),
        reserve_is_owed_on_demand: flows.redeemable > 0.0,
        liquidity_coverage: Interval::exactly(covered),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn an_income_from_customers_who_stay_lasts_and_one_from_emission_does_not() {
        let life = Life::paying(|_| 10.0, 40, 100);
        assert_eq!(of_present(&life.lived(), 0.0).map(|score| (score.low, score.high)), Some((100.0, 100.0)));
        let left = (1.0 - (-0.365_f64).exp()) / 0.365 * 100.0;
        let score = of_present(&life.lived(), 0.001).expect("something is paid");
        assert!((score.low - left).abs() < 1e-9 && score.high == 100.0);

        let mut life = Life::paying(|_| 0.0, 40, 100);
        assert_eq!(of_present(&life.lived(), 0.0), None);
        life.flows.iter_mut().for_each(|flows| flows.paid.emission = 10.0);
        assert_eq!(of_present(&life.lived(), 0.0).map(|score| score.high), Some(0.0));
        life.flows[39].reserve = 10.0 * 365.0 / 4.0;
        assert_eq!(of_present(&life.lived(), 0.0).map(|score| (score.low, score.high)), Some((25.0, 25.0)));
        life.flows[39].redeemable = 1.0;
        assert_eq!(
            of_present(&life.lived(), 0.0).map(|score| (score.low, score.high)),
            Some((0.0, 25.0)),
            "it may be owed"
        );
    }
}
