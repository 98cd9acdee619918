//! Whose money the income was, after the shock. Each measure is a pair (part, whole) for a ratio of sums.
//!
//! *Organic ratio*: o1 of all; what is unknown (o6) counts as organic in the high end and not in the low end. *Emission
//! share*: o3. *Inflow-funded share*: o2, o4 and o5. In a simulation the structure itself knows where money came from, so that
//! circular payments are in o4 already and make no interval.

use super::Lived;
use super::lived::paid;
use crate::structure::Origins;

/// What recipients were paid from the shock on, by origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    pub organic_low: f64,
    pub organic_high: f64,
    pub emission: f64,
    pub inflow: f64,
    pub whole: f64,
}

pub fn shares(lived: &Lived) -> Shares {
    let Origins { recurring_customers, newcomers, emission, issuer, principal, unknown } = paid(lived.after());
    Shares {
        organic_low: recurring_customers,
        organic_high: recurring_customers + unknown,
        emission,
        inflow: newcomers + issuer + principal,
        whole: recurring_customers + newcomers + emission + issuer + principal + unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn each_origin_goes_where_it_belongs() {
        let paid = Origins {
            recurring_customers: 1.0,
            newcomers: 2.0,
            emission: 4.0,
            issuer: 8.0,
            principal: 16.0,
            unknown: 32.0,
        };
        let shares = shares(&Life::changed(|flows| flows.paid = paid).lived());
        let per_day = |dollars: f64| dollars / 60.0;
        assert_eq!(per_day(shares.organic_low), 1.0);
        assert_eq!(per_day(shares.organic_high), 33.0);
        assert_eq!((per_day(shares.emission), per_day(shares.inflow), per_day(shares.whole)), (4.0, 26.0, 63.0));
    }
}
