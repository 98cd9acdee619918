//! What new tokens take from those who do not get them.
//!
//! *Self-dilution* g: newly issued tokens as a part of the supply, a year. *Transfer from passive holders*, as a part of the
//! supply a year, per unit of what those who are paid hold: g (1 - sigma) / sigma, sigma being the part of the supply that
//! is paid. Of an income at rate g / sigma, the payees dilute themselves by g and passive holders pay the rest.

use super::Lived;
use super::lived::{count, sum};

pub fn a_year(lived: &Lived) -> f64 {
    sum(lived.after(), |flows| flows.issued) * 365.0 / count(lived.after().len())
}

/// 0 if nothing is issued; none if something is and nobody is paid.
pub fn from_passive_holders(lived: &Lived) -> Option<f64> {
    let issued = a_year(lived);
    if issued == 0.0 {
        return Some(0.0);
    }
    let staked = sum(lived.after(), |flows| flows.staked) / count(lived.after().len());
    (staked > 0.0).then(|| issued * (1.0 - staked) / staked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn published_splits_of_a_nominal_rate_come_out() {
        // Livepeer-like: g = 25 %, half staked: 50 % nominal, of which passive holders pay 25.
        let life = Life::changed(|flows| (flows.issued, flows.staked) = (0.25 / 365.0, 0.5));
        let lived = life.lived();
        assert!((a_year(&lived) - 0.25).abs() < 1e-12);
        assert!((from_passive_holders(&lived).expect("staked") - 0.25).abs() < 1e-12);
        // Where all are paid nobody is passive.
        let life = Life::changed(|flows| (flows.issued, flows.staked) = (0.25 / 365.0, 1.0));
        assert_eq!(from_passive_holders(&life.lived()), Some(0.0));
    }

    #[test]
    fn nothing_issued_takes_from_nobody() {
        assert_eq!(from_passive_holders(&Life::changed(|_| ()).lived()), Some(0.0));
    }
}
