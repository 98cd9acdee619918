//! Principal that can be asked back: who asks is served as far as there is money, else waits in a queue.

use crate::path::Day;

/// Utilisation from which on nobody gets out: all but a thousandth is lent.
pub const FROZEN_FROM: f64 = 0.999;

/// Dollars of all depositors, those who wait to get out included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Principal {
    pub deposited: f64,
    /// Asked back and not yet paid.
    pub queued: f64,
}

impl Principal {
    pub fn new(deposited: f64) -> Self {
        Self { deposited, queued: 0.0 }
    }

    /// New principal comes, and the part `hazard` of those who do not wait yet ask for theirs. Returns what came.
    pub fn move_day(&mut self, day: &Day, at_start: f64, hazard: f64) -> f64 {
        let came = day.principal_inflow.max(0.0) * at_start;
        self.deposited += came;
        self.queued += hazard.clamp(0.0, 1.0) * (self.deposited - self.queued).max(0.0);
        came
    }

    /// Pays the queue as far as `available` goes. Returns what was paid.
    pub fn serve(&mut self, available: f64) -> f64 {
        let served = self.queued.min(available.max(0.0));
        self.queued -= served;
        self.deposited = (self.deposited - served).max(0.0);
        served
    }

    /// All bear a loss in proportion, those in the queue too. Returns what was lost.
    pub fn lose(&mut self, amount: f64) -> f64 {
        let lost = amount.clamp(0.0, self.deposited);
        if lost > 0.0 {
            self.queued *= 1.0 - lost / self.deposited;
            self.deposited -= lost;
        }
        lost
    }
}

/// What lenders lose on `borrowed` dollars whose collateral was worth `collateral_ratio` times as much, on a day on which it
/// returned `log_return`. Borrowers bring the ratio back overnight, so only what falls within a day is lost; `cost` is what
/// liquidating takes, as a part.
pub fn bad_debt(borrowed: f64, collateral_ratio: f64, log_return: f64, cost: f64) -> f64 {
    let recovered = collateral_ratio * log_return.exp() / (1.0 + cost);
    borrowed * (1.0 - recovered).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::{Principal, bad_debt};
    use crate::path::Day;

    #[test]
    fn who_asks_is_served_or_waits() {
        let mut principal = Principal::new(100.0);
        principal.move_day(&Day::usual(0), 100.0, 0.3);
        assert_eq!((principal.serve(20.0), principal.queued, principal.deposited), (20.0, 10.0, 80.0));
        assert_eq!(principal.lose(8.0), 8.0);
        assert_eq!((principal.queued, principal.deposited), (9.0, 72.0));
    }

    #[test]
    fn collateral_of_twice_the_loan_bears_a_fall_by_half_less_the_cost() {
        assert_eq!(bad_debt(100.0, 2.0, 0.52_f64.ln(), 0.04), 0.0);
        let lost = bad_debt(100.0, 2.0, 0.2_f64.ln(), 0.0);
        assert!((lost - 60.0).abs() < 1e-9, "{lost}");
    }
}
