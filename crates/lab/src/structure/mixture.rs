//! Money that remembers whose it was: what a reserve pays has the origins of what is in it, part by part.

use super::Origins;

/// Dollars in a reserve, by origin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mixture {
    inside: Origins,
}

impl Mixture {
    pub fn new(inside: Origins) -> Self {
        Self { inside }
    }

    pub fn total(&self) -> f64 {
        self.inside.total()
    }

    pub fn add(&mut self, money: Origins) {
        self.inside = self.inside.plus(money);
    }

    /// Takes `amount` out, each origin in proportion; at most what is there.
    pub fn take(&mut self, amount: f64) -> Origins {
        let total = self.total();
        if !(amount > 0.0 && total > 0.0) {
            return Origins::default();
        }
        let part = (amount / total).min(1.0);
        let taken = self.inside.times(part);
        self.inside = self.inside.times(1.0 - part);
        taken
    }
}

impl Origins {
    /// Customers' money of which `newcomers` is a part, 0..=1.
    pub fn of_customers(amount: f64, newcomers: f64) -> Self {
        Self { recurring_customers: amount * (1.0 - newcomers), newcomers: amount * newcomers, ..Self::default() }
    }

    pub fn plus(self, other: Self) -> Self {
        Self {
            recurring_customers: self.recurring_customers + other.recurring_customers,
            newcomers: self.newcomers + other.newcomers,
            emission: self.emission + other.emission,
            issuer: self.issuer + other.issuer,
            principal: self.principal + other.principal,
            unknown: self.unknown + other.unknown,
        }
    }

    pub fn times(self, factor: f64) -> Self {
        Self {
            recurring_customers: self.recurring_customers * factor,
            newcomers: self.newcomers * factor,
            emission: self.emission * factor,
            issuer: self.issuer * factor,
            principal: self.principal * factor,
            unknown: self.unknown * factor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Mixture, Origins};
    use proptest::prelude::*;

    #[test]
    fn a_reserve_pays_in_the_proportions_of_what_is_in_it() {
        let mut reserve = Mixture::new(Origins { recurring_customers: 60.0, ..Origins::default() });
        reserve.add(Origins { issuer: 40.0, ..Origins::default() });
        let paid = reserve.take(10.0);
        assert_eq!((paid.recurring_customers, paid.issuer), (6.0, 4.0));
        assert_eq!(reserve.total(), 90.0);
        assert_eq!(reserve.take(1_000.0).total(), 90.0, "no more than there is");
        assert_eq!(reserve.total(), 0.0);
    }

    proptest! {
        #[test]
        fn what_is_taken_is_what_is_missing(parts in prop::array::uniform6(0.0_f64..1e9), amount in 0.0_f64..1e10) {
            let [a, b, c, d, e, f] = parts;
            let inside = Origins {
                recurring_customers: a, newcomers: b, emission: c, issuer: d, principal: e, unknown: f,
            };
            let mut reserve = Mixture::new(inside);
            let taken = reserve.take(amount);
            prop_assert!((taken.total() + reserve.total() - inside.total()).abs() <= 1e-9 * inside.total());
            prop_assert!(taken.total() <= amount * (1.0 + 1e-12));
            prop_assert!(taken.as_array().iter().all(|part| *part >= 0.0));
        }
    }
}
