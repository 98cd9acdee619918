//! B16 to B18: how long Anchor's reserve was to last, by the law alone.

use super::check::{Check, Kind, in_unit};
use crate::law::fixed_rate::{self, THRESHOLD_RATE};
use crate::law::lending::ANCHOR;
use crate::structure::Start;

const NEPTUNE: &str = "Neptune, Mar 2022";
pub const THEN: &str = "thenftunicorn, 28 Jan 2022; Cointelegraph, Feb 2022";
pub const FORUM: &str = "r/AnchorProtocol, May 2022; fsinsight on the dynamic rate";

/// Days after 28 January 2022 of 10 and 22 February, between which the reserve was to end without the top-up of the 18th.
pub const DEPLETED: (f64, f64) = (13.0, 25.0);
/// What the last week before the 28th had taken of the reserve.
const TAKEN_IN_WEEK: f64 = 0.357;

/// What is known of Anchor on a day: millions of UST, and of UST a year.
pub struct Known {
    pub reserve: f64,
    pub deposited: f64,
    pub borrowed: f64,
    /// Promised to depositors, as a part a year.
    pub rate: f64,
    pub interest: f64,
    pub staking: f64,
}

/// 28 January 2022. Interest by Anchor's own rate; staking rewards of 23 November, the latest published, less the tenth that
/// depositors do not get.
pub fn january() -> Known {
    let (deposited, borrowed) = (6_100.0, 1_500.0);
    let interest = borrowed * ANCHOR.borrow(borrowed / deposited);
    let staking = 0.9 * (173.8 + 18.3);
    Known { reserve: 35.7, deposited, borrowed, rate: THRESHOLD_RATE, interest, staking }
}

/// 8 May 2022, a week after the rate began to follow the reserve. Of the 2 million a day that came in, half is taken to be interest, as
/// it was that spring; loans are those of March.
pub fn may() -> Known {
    Known { reserve: 270.0, deposited: 15_200.0, borrowed: 2_470.0, rate: 0.18, interest: 365.0, staking: 365.0 }
}

impl Known {
    pub fn promised(&self) -> f64 {
        self.deposited * self.rate
    }

    pub fn missing_per_day(&self) -> f64 {
        (self.promised() - self.interest - self.staking) / 365.0
    }

    /// What a structure would start with.
    pub fn start(&self) -> Start {
        Start { capital: self.deposited, income_per_day: self.promised() / 365.0 }
    }
}

pub fn checks() -> Vec<Check> {
    let days = fixed_rate::runway_days(455.5, 1_347.6 / 365.0);
    let mut checks =
        vec![Check::near("B16", "runway on 9 Mar 2022, linear", (123.4, days, 1.0), in_unit(1, " d"), NEPTUNE)];
    checks.extend(without_top_up());
    checks.extend(dynamic_rate());
    checks
}

fn without_top_up() -> Vec<Check> {
    let within = |what, ours| Check::within("B17", what, DEPLETED, ours, in_unit(1, " d"), THEN);
    let known = january();
    let before_the_week = known.reserve / (1.0 - TAKEN_IN_WEEK);
    let pace = (before_the_week - known.reserve) / 7.0;
    vec![
        within("days that the reserve lasts after 28 Jan 2022, at that week's pace", fixed_rate::runway_days(known.reserve, pace))
            .noting(
                "Expected are 10 to 22 February. This is the 9th or the 10th, by the hour; that week was the worst, the pace then fell to \
                 1.46 m UST a day.",
            ),
        within("the same, from deposits, interest and staking", fixed_rate::runway_days(known.reserve, known.missing_per_day()))
            .noting("Deposits and loans of 28 January, interest by Anchor's own rate, staking rewards of 23 November, the latest published."),
    ]
}

/// From 8 May 2022: 24 days of May are left.
fn dynamic_rate() -> Vec<Check> {
    let months = [24.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
    let known = may();
    let earned = (known.interest + known.staking) / 365.0;
    let end = fixed_rate::run_down(known.reserve, known.deposited, earned, known.rate, &months);
    let (days, rate) = end.map_or((f64::INFINITY, f64::NAN), |end| (end.days, end.rate));
    vec![
        Check::near("B18", "days from 8 May 2022 to an empty reserve, dynamic rate", (53.0, days, 5.0), in_unit(1, " d"), FORUM)
            .of_kind(Kind::Band)
            .noting("Expected is 30 June: 270 m UST, 15.2 bn deposited, 2 m a day earned, no run. The run came on the 9th of May."),
        Check::near("B18", "rate promised then", (16.5, 100.0 * rate, 1e-9), in_unit(1, " %"), FORUM).of_kind(Kind::Band),
    ]
}
