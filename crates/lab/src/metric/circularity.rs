//! How much of the reported revenue is the issuer's own money coming back, as far as payments show it.
//!
//! Circular payments over reported revenue from the shock on, as `flow` finds them: at least what the payers were seen to
//! spend of the issuer's money (first in, first out), at most what it can have funded (temporal maximum flow). The payments
//! are those of the path: customers pay the till each day, and the issuer's money goes by way of the scenario's hops.

use super::Lived;
use super::lived::sum;
use crate::flow::{Injected, Injection, Payments, Question, circularity, injected};
use crate::structure::Flows;

/// Paths of a cell whose payments are followed. Each is a search for a maximum flow, which all paths need not pay for.
pub const FOLLOWED: u64 = 20;
/// Of a dollar, as a file of payments counts it.
const MILLIONTH: u128 = 10_u128.pow(12);

/// Dollars of one path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    pub low: f64,
    pub high: f64,
    pub payments: f64,
}

/// Of the path of this number. None if it was not followed.
pub fn seen(lived: &Lived, number: u64, hops: u32) -> Option<Seen> {
    let of = |flows: &Flows| Injected {
        customers: units(flows.organic_revenue),
        issuer: units(flows.reported_revenue - flows.organic_revenue),
    };
    if lived.after().iter().all(|flows| of(flows).issuer == 0) {
        return Some(Seen { low: 0.0, high: 0.0, payments: sum(lived.after(), |flows| flows.reported_revenue) });
    }
    if number >= FOLLOWED {
        return None;
    }
    let days = lived.after().iter().map(of).collect();
    // Amounts that no file of payments could hold are not followed.
    let (payments, roles) = injected(&Injection { days, customers: 1, hops }).ok()?;
    let total = circularity(&payments, &roles, &Question::all_days()).ok()?.total;
    let [low, high, payments] = [total.low, total.high, total.payments].map(Payments::as_units);
    Some(Seen { low, high, payments })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "negative amounts are none, and the largest is refused"
)]
fn units(dollars: f64) -> u128 {
    ((dollars * 1e6).round() as u128).saturating_mul(MILLIONTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn what_is_reported_beyond_customers_is_found_by_following_it() {
        let life = Life::changed(|flows| (flows.reported_revenue, flows.organic_revenue) = (10.0, 7.0));
        for hops in [1, 3, 10] {
            let seen = seen(&life.lived(), 0, hops).expect("it is followed");
            assert!((seen.low / seen.payments - 0.3).abs() < 1e-9 && seen.high == seen.low, "{hops}: {seen:?}");
        }
        assert_eq!(seen(&life.lived(), FOLLOWED, 3), None);
    }

    #[test]
    fn where_all_is_customers_money_nothing_has_to_be_followed() {
        let life = Life::changed(|_| ());
        assert_eq!(seen(&life.lived(), FOLLOWED, 3), Some(Seen { low: 0.0, high: 0.0, payments: 600.0 }));
    }
}
