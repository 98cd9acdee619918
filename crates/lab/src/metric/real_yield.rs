//! What recipients really earn: income that customers paid, less what was lost of the capital meanwhile.
//!
//! Definition: (o1 - losses of the recipients) of the days from the shock on, over the capital at the end of the day before,
//! times 365 over their number. Newcomers, emission, top-ups and others' principal are no yield; a rise of the price is a
//! negative loss. It is not "rate less inflation": dilution of an own token is in the losses as far as its price tells.

use super::Lived;
use super::lived::{count, sum};

/// None without capital.
pub fn a_year(lived: &Lived) -> Option<f64> {
    let capital = lived.flows[lived.shock - 1].capital;
    if capital <= 0.0 {
        return None;
    }
    let gained = sum(lived.after(), |flows| flows.paid.recurring_customers - flows.loss);
    Some(gained / capital * 365.0 / count(lived.after().len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn losses_are_taken_off_and_emission_is_no_yield() {
        // 60 days of 1 dollar from customers and 5 of emission, on 1000 dollars, of which 0.4 a day are lost.
        let life = Life::changed(|flows| {
            flows.paid.recurring_customers = 1.0;
            flows.paid.emission = 5.0;
            flows.loss = 0.4;
        });
        assert!((a_year(&life.lived()).expect("there is capital") - 0.6 * 365.0 / 1000.0).abs() < 1e-12);
    }

    #[test]
    fn without_capital_there_is_no_yield() {
        let mut life = Life::changed(|_| ());
        life.flows[39].capital = 0.0;
        assert_eq!(a_year(&life.lived()), None);
    }
}
