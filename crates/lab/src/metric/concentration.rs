//! How much depends on few customers. They are drawn one by one, so that owners and payers are the same.
//!
//! *HHI*: sum of the squares of the customers' parts of the usual spending, mean over the days from the shock on on which
//! somebody spends. *Top share*: what the largest spent of all that was spent in these days. *Income without the top
//! customer*: what would be left of the income of the 30 days before the shock if what came from customers were less by the
//! largest one's part of their spending. All three only where customers pay an income at all.

use super::Lived;
use super::lived::{count, sum};

/// None if no customer paid anything.
pub fn hhi(lived: &Lived) -> Option<f64> {
    if !customers_pay(lived) {
        return None;
    }
    let spending = lived.days_after().iter().filter(|day| day.spend() > 0.0);
    let (days, total) = spending.fold((0, 0.0), |(days, total), day| (days + 1, total + day.concentration_hhi));
    (days > 0).then(|| total / count(days))
}

/// (What the largest spent, what all spent).
pub fn top(lived: &Lived) -> Option<(f64, f64)> {
    let spent = lived.days_after().iter().fold((0.0, 0.0), |(top, all), day| (top + day.top_spend, all + day.spend()));
    customers_pay(lived).then_some(spent)
}

/// (Income without the largest customer, income), of the 30 days before the shock.
pub fn without_top(lived: &Lived) -> (f64, f64) {
    let paid = sum(lived.before(), |flows| flows.paid.total());
    let of_customers = sum(lived.before(), |flows| flows.paid.recurring_customers + flows.paid.newcomers);
    let days = lived.days_before().iter();
    let (top, all) = days.fold((0.0, 0.0), |(top, all), day| (top + day.top_spend, all + day.spend()));
    (paid - if all > 0.0 { of_customers * top / all } else { 0.0 }, paid)
}

fn customers_pay(lived: &Lived) -> bool {
    lived.after().iter().any(|flows| flows.paid.recurring_customers + flows.paid.newcomers > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn a_usual_day_s_concentration_is_its_own() {
        let life = Life::changed(|_| ());
        assert!((hhi(&life.lived()).expect("customers pay") - 0.04).abs() < 1e-12);
        let (top, all) = top(&life.lived()).expect("customers pay");
        assert!((top / all - 0.1).abs() < 1e-12);
    }

    #[test]
    fn only_what_customers_pay_leaves_with_the_top_one() {
        let mut life = Life::changed(|_| ());
        life.flows[..40].iter_mut().for_each(|flows| flows.paid.emission = 10.0);
        let (without, with) = without_top(&life.lived());
        assert!((without / with - 0.95).abs() < 1e-12, "half of it is customers', a tenth of that the largest one's");
    }

    #[test]
    fn an_income_without_customers_is_not_concentrated_in_them() {
        let life = Life::changed(|flows| {
            flows.paid.recurring_customers = 0.0;
            flows.paid.emission = 10.0;
        });
        assert_eq!((hhi(&life.lived()), top(&life.lived())), (None, None));
    }
}
