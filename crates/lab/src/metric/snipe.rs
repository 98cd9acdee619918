//! Whether it pays to hold only across a payment.
//!
//! *Snipe ratio*: what a sniper earns per dollar and day that it holds, over what somebody earns per dollar and day who just
//! holds; of the days on which there are snipers. 1 is: no more than anybody.

use super::Lived;

/// (Sniper's, honest holder's) income per dollar and day, summed over the days with snipers; none without any.
pub fn sniper_and_honest(lived: &Lived) -> Option<(f64, f64)> {
    let mut sums = None;
    let capital_before = |day: usize| lived.flows[day - 1].capital;
    for day in lived.shock..lived.flows.len() {
        if lived.days[day].snipers > 0.0 && capital_before(day) > 0.0 {
            let (sniper, honest) = sums.unwrap_or((0.0, 0.0));
            let flows = &lived.flows[day];
            sums = Some((sniper + flows.sniped, honest + flows.paid.total() / capital_before(day)));
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn a_sniper_is_held_against_who_just_holds() {
        // 10 dollars a day on 1000 are 0.01 per dollar and day; the sniper makes 0.05.
        let mut life = Life::changed(|flows| flows.sniped = 0.05);
        assert_eq!(sniper_and_honest(&life.lived()), None, "nobody snipes");
        life.days[40..].iter_mut().for_each(|day| day.snipers = 0.1);
        let (sniper, honest) = sniper_and_honest(&life.lived()).expect("somebody snipes");
        assert!((sniper / honest - 5.0).abs() < 1e-12);
    }
}
