//! Dollars paid after the shock, and what there is to lose.
//!
//! *Income at risk* at 5 %, over a horizon H: 1 - Q5(income over H) / E(income over H of the same world without its shock).
//! Its conditional form has the mean of the worst 5 % of the paths in place of the quantile. *Income kept*: the income over H
//! as a part of what the mean of the 30 days before the shock would have come to over H; a ratio of sums over all paths. What the
//! issuer pays over H beyond what it paid at that pace before is left out: money with which an issuer props up an income, or
//! pays itself, is none that was kept.

use super::Lived;
use super::lived::{count, sum};
use crate::findings::Estimate;
use crate::statistics::Sketch;
use crate::structure::Flows;

/// The quantile that is at risk.
pub const AT_RISK: f64 = 0.05;

/// Dollars paid from the shock on.
pub fn after(lived: &Lived) -> f64 {
    sum(lived.after(), |flows| flows.paid.total())
}

/// The same without what the issuer pays beyond what it paid before.
pub fn kept(lived: &Lived) -> f64 {
    let issuer = |flows: &[Flows]| sum(flows, |flows| flows.paid.issuer);
    let usual = issuer(lived.before()) / count(lived.before().len()) * count(lived.after().len());
    after(lived) - (issuer(lived.after()) - usual).max(0.0)
}

/// The same had it gone on as before.
pub fn had_it_gone_on(lived: &Lived) -> f64 {
    lived.income_before() * count(lived.after().len())
}

/// At risk, of the distribution of income over all paths, and `expected` without the shock.
pub fn at_risk(incomes: &Sketch, expected: &Estimate) -> Estimate {
    lost(incomes.estimate(AT_RISK), expected)
}

pub fn conditional_at_risk(incomes: &Sketch, expected: &Estimate) -> Estimate {
    lost(incomes.tail_mean(AT_RISK), expected)
}

/// 1 - income / expected. The interval takes the ends of both that are worst for each side.
fn lost(income: Estimate, expected: &Estimate) -> Estimate {
    if income.n == 0 || expected.n == 0 || expected.low <= 0.0 {
        return Estimate::NOTHING;
    }
    Estimate {
        value: 1.0 - income.value / expected.value,
        low: 1.0 - income.high / expected.low,
        high: 1.0 - income.low / expected.high,
        n: income.n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn income_after_the_shock_is_held_against_what_was_before() {
        let life = Life::paying(|day| if day < 40 { 10.0 } else { 4.0 }, 40, 100);
        assert_eq!((after(&life.lived()), had_it_gone_on(&life.lived())), (240.0, 600.0));
    }

    #[test]
    fn what_an_issuer_adds_is_paid_but_not_kept() {
        let added = Life::changed(|flows| flows.paid.issuer = 4.0);
        assert_eq!((after(&added.lived()), kept(&added.lived())), (840.0, 600.0));
        // An issuer who always paid a part, and goes on, or stops, or pays in place of the customers.
        let mut always = Life::paying(|_| 6.0, 40, 100);
        always.flows.iter_mut().for_each(|flows| flows.paid.issuer = 4.0);
        assert_eq!(kept(&always.lived()), 600.0);
        always.flows[40..].iter_mut().for_each(|flows| flows.paid.issuer = 0.0);
        assert_eq!(kept(&always.lived()), 360.0);
        always.flows[40..]
            .iter_mut()
            .for_each(|flows| (flows.paid.issuer, flows.paid.recurring_customers) = (10.0, 0.0));
        assert_eq!(kept(&always.lived()), 240.0);
    }

    #[test]
    fn the_worst_twentieth_is_at_risk() {
        let mut incomes = Sketch::new(Sketch::OF_FIGURES);
        (1..=1000).for_each(|dollars| incomes.add(f64::from(dollars)));
        let expected = Estimate { value: 500.0, low: 500.0, high: 500.0, n: 1000 };
        let (risk, conditional) = (at_risk(&incomes, &expected), conditional_at_risk(&incomes, &expected));
        assert!((risk.value - 0.9).abs() < 1e-4 && risk.low < risk.value && risk.value < risk.high, "{risk:?}");
        assert!((conditional.value - (1.0 - 25.5 / 500.0)).abs() < 1e-4, "{conditional:?}");
    }

    #[test]
    fn where_nothing_was_expected_nothing_is_at_risk() {
        let nothing = Estimate { value: 0.0, low: 0.0, high: 0.0, n: 10 };
        assert_eq!(at_risk(&Sketch::new(Sketch::OF_FIGURES), &nothing).n, 0);
    }
}
