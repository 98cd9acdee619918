//! B16 to B18: how long Anchor's reserve was to last, by the law alone.

use super::check::{Check, Kind, in_unit};
use crate::law::fixed_rate::{self, THRESHOLD_RATE};
use crate::law::lending::ANCHOR;

const NEPTUNE: &str = "Neptune, Mar 2022";
const THEN: &str = "thenftunicorn, 28 Jan 2022; Cointelegraph, Feb 2022";
const FORUM: &str = "r/AnchorProtocol, May 2022; fsinsight on the dynamic rate";

/// Days after 28 January 2022 of 10 and 22 February, between which the reserve was to end without the top-up of the 18th.
const DEPLETED: (f64, f64) = (13.0, 25.0);
/// Millions of UST on 28 January 2022, and what the last week had taken of it.
const RESERVE: f64 = 35.7;
const TAKEN_IN_WEEK: f64 = 0.357;
/// Millions of UST deposited and borrowed then.
const DEPOSITED: f64 = 6_100.0;
const BORROWED: f64 = 1_500.0;
/// Millions of UST a year that the collateral earned on 23 November 2021, of which depositors got nine tenths; the latest known.
const STAKING_REWARDS: f64 = 173.8 + 18.3;

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
    let before_the_week = RESERVE / (1.0 - TAKEN_IN_WEEK);
    let pace = (before_the_week - RESERVE) / 7.0;
    let interest = BORROWED * ANCHOR.borrow(BORROWED / DEPOSITED);
    let missing = (DEPOSITED * THRESHOLD_RATE - interest - 0.9 * STAKING_REWARDS) / 365.0;
    vec![
        within("days that the reserve lasts after 28 Jan 2022, at that week's pace", fixed_rate::runway_days(RESERVE, pace))
            .noting("Expected are 10 to 22 February. This is the 9th or the 10th, by the hour; that week was the worst, the pace then fell to 1.46 m UST a day."),
        within("the same, from deposits, interest and staking", fixed_rate::runway_days(RESERVE, missing)).noting(
            "Deposits and loans of 28 January, interest by Anchor's own rate, staking rewards of 23 November, the latest published.",
        ),
    ]
}

/// From 8 May 2022: 24 days of May are left.
fn dynamic_rate() -> Vec<Check> {
    let months = [24.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
    let end = fixed_rate::run_down(270.0, 15_200.0, 2.0, 0.18, &months);
    let (days, rate) = end.map_or((f64::INFINITY, f64::NAN), |end| (end.days, end.rate));
    vec![
        Check::near("B18", "days from 8 May 2022 to an empty reserve, dynamic rate", (53.0, days, 5.0), in_unit(1, " d"), FORUM)
            .of_kind(Kind::Band)
            .noting("Expected is 30 June: 270 m UST, 15.2 bn deposited, 2 m a day earned, no run. The run came on the 9th of May."),
        Check::near("B18", "rate promised then", (16.5, 100.0 * rate, 1e-9), in_unit(1, " %"), FORUM).of_kind(Kind::Band),
    ]
}
