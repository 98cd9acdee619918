//! Whether an income survives. The rule is printed beside every figure that comes from it.

use super::Lived;

/// In words.
pub const RULE: &str = "An income survives until a day if on every day from the shock to it the mean of the last 30 days was at least \
half of what it was in the 30 days before the shock, nobody who wanted to leave was kept in, and no reserve that there was \
before the shock had fallen below a thousandth of what it was.";

const INCOME_LEFT: f64 = 0.5;
/// A reserve that is spent by a fixed part a day is never quite nothing.
const RESERVE_LEFT: f64 = 0.001;

/// The day of the path, from 0, on which it ceases to survive. None if it survives all days.
pub fn ends_on(lived: &Lived) -> Option<usize> {
    let (income, reserve) = (INCOME_LEFT * lived.income_before(), RESERVE_LEFT * lived.flows[lived.shock - 1].reserve);
    let ends = |day: &usize| {
        let flows = &lived.flows[*day];
        flows.frozen || lived.income(*day) < income || (reserve > 0.0 && flows.reserve < reserve)
    };
    (lived.shock..lived.flows.len()).find(ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn half_of_the_income_is_enough_and_less_is_not() {
        let falling_to = |dollars| Life::paying(move |day| if day < 40 { 10.0 } else { dollars }, 40, 100);
        assert_eq!(ends_on(&falling_to(5.0).lived()), None);
        assert_eq!(ends_on(&falling_to(4.999).lived()), Some(69), "when all of the window is below");
    }

    #[test]
    fn a_freeze_ends_it_though_income_goes_on() {
        let mut life = Life::paying(|_| 10.0, 40, 100);
        life.flows[39].frozen = true;
        assert_eq!(ends_on(&life.lived()), None, "before the shock it does not count");
        life.flows[55].frozen = true;
        assert_eq!(ends_on(&life.lived()), Some(55));
    }

    #[test]
    fn a_reserve_that_runs_out_ends_it_and_one_that_never_was_does_not() {
        let mut life = Life::paying(|_| 10.0, 40, 100);
        assert_eq!(ends_on(&life.lived()), None);
        life.flows[..60].iter_mut().for_each(|flows| flows.reserve = 500.0);
        life.flows[60..].iter_mut().for_each(|flows| flows.reserve = 0.5);
        assert_eq!(ends_on(&life.lived()), None);
        life.flows[80..].iter_mut().for_each(|flows| flows.reserve = 0.499);
        assert_eq!(ends_on(&life.lived()), Some(80));
    }
}
