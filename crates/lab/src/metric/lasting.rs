//! How long income lasts: when it has fallen to a half, and to a tenth.
//!
//! Definition: the first day t after the shock at whose end the mean income of the last 30 days is at most the part of the
//! mean of the 30 days before the shock. t counts from 1, the day of the shock. None if that is on no day of the scenario.
//! An income that stops dead halves on day 15 by this: half of the window is past it.

use super::Lived;

pub const HALF: f64 = 0.5;
pub const TENTH: f64 = 0.1;

/// Days from the shock until income has fallen to a part of what it was. None too if there was no income before.
pub fn days_until_part(lived: &Lived, part: f64) -> Option<u32> {
    let before = lived.income_before();
    if before <= 0.0 {
        return None;
    }
    let first = (lived.shock..lived.flows.len()).find(|day| lived.income(*day) <= part * before)?;
    u32::try_from(first - lived.shock + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn what_stops_dead_is_halved_when_half_the_window_is_past_it() {
        let life = Life::paying(|day| if day < 40 { 10.0 } else { 0.0 }, 40, 100);
        assert_eq!(days_until_part(&life.lived(), HALF), Some(15));
        assert_eq!(days_until_part(&life.lived(), TENTH), Some(27));
    }

    #[test]
    fn what_falls_to_just_above_a_half_is_never_halved_and_to_a_half_is() {
        let falling_to = |dollars| Life::paying(move |day| if day < 40 { 10.0 } else { dollars }, 40, 100);
        assert_eq!(days_until_part(&falling_to(5.001).lived(), HALF), None);
        assert_eq!(days_until_part(&falling_to(5.0).lived(), HALF), Some(30));
    }

    /// With tau 30 days the mean of 30 days halves later than the income itself, which halves after 21.
    #[test]
    fn an_exponential_tail_is_halved_where_its_mean_is() {
        let pays = |day: u32| if day < 40 { 1.0 } else { (-f64::from(day - 39) / 30.0).exp() };
        let life = Life::paying(pays, 40, 200);
        let mean = |t: u32| (40 + t - 30..40 + t).map(pays).sum::<f64>() / 30.0;
        let expected = (1..).find(|t| mean(*t) <= 0.5);
        assert_eq!(days_until_part(&life.lived(), HALF), expected);
        assert!(expected > Some(30));
    }

    #[test]
    fn no_income_has_no_half() {
        assert_eq!(days_until_part(&Life::paying(|_| 0.0, 40, 100).lived(), HALF), None);
    }
}
