//! How much of the reported revenue is the issuer's own money coming back.
//!
//! (Circular, reported) from the shock on. A simulated structure knows what was circular, so that both ends are equal; how
//! far they are apart when only payments are seen is `flow`'s question.

use super::Lived;
use super::lived::sum;

pub fn circular(lived: &Lived) -> (f64, f64) {
    let reported = sum(lived.after(), |flows| flows.reported_revenue);
    let organic = sum(lived.after(), |flows| flows.organic_revenue);
    ((reported - organic).max(0.0), reported)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn what_is_reported_beyond_customers_is_circular() {
        let life = Life::changed(|flows| (flows.reported_revenue, flows.organic_revenue) = (10.0, 7.0));
        let (circular, reported) = circular(&life.lived());
        assert!((circular / reported - 0.3).abs() < 1e-12);
    }
}
