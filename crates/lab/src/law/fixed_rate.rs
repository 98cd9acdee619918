//! A fixed rate with a reserve, as Anchor paid: borrowers' interest and staking rewards of the collateral come in, a promised
//! rate goes out, and a reserve pays what is missing for as long as it lasts.

/// Anchor's promise to depositors, of a year: the target, and the threshold below which the reserve helped.
pub const TARGET_RATE: f64 = 0.205;
pub const THRESHOLD_RATE: f64 = 0.195;
/// An epoch of the reserve is three hours.
pub const EPOCHS_PER_DAY: f64 = 8.0;
/// The most of the reserve that an epoch may use (`Buffer Distribution Factor`).
pub const SUBSIDY_PER_EPOCH_MAX: f64 = 0.1;
/// The most that the promised rate moved in a month from May 2022, up or down.
pub const RATE_STEP_MAX: f64 = 0.015;

/// What the reserve pays in an epoch in which `missing` is missing: all of it, but never more than a tenth of the reserve.
pub fn subsidy_per_epoch(reserve: f64, missing: f64) -> f64 {
    missing.max(0.0).min(reserve.max(0.0) * SUBSIDY_PER_EPOCH_MAX)
}

/// Income over what was promised: below one, a reserve pays.
pub fn coverage(income: f64, promised: f64) -> f64 {
    income / promised
}

/// Days until a reserve is used up, if nothing changes. Infinite if nothing is missing.
pub fn runway_days(reserve: f64, missing_per_day: f64) -> f64 {
    if missing_per_day <= 0.0 {
        return f64::INFINITY;
    }
    reserve.max(0.0) / missing_per_day
}

/// The promised rate of the next month, from May 2022: it follows the reserve's relative change over the month, by a point and a
/// half at most.
pub fn next_rate(rate: f64, reserve_then: f64, reserve_now: f64) -> f64 {
    if reserve_then <= 0.0 {
        return rate - RATE_STEP_MAX;
    }
    let change = reserve_now / reserve_then - 1.0;
    (rate + change.clamp(-RATE_STEP_MAX, RATE_STEP_MAX)).max(0.0)
}

/// How a reserve under the dynamic rate ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// Days after the start.
    pub days: f64,
    /// The rate that was promised then.
    pub rate: f64,
}

/// Runs a reserve down under a rate that steps at the end of each of the `months` (lengths in days; the first is what is left of
/// the present one). Deposits and income stay as they are. None if it outlives them.
pub fn run_down(reserve: f64, deposits: f64, income_per_day: f64, rate: f64, months: &[f64]) -> Option<End> {
    let (mut reserve, mut rate, mut elapsed) = (reserve, rate, 0.0);
    for &month in months {
        let missing = deposits * rate / 365.0 - income_per_day;
        let runway = runway_days(reserve, missing);
        if runway <= month {
            return Some(End { days: elapsed + runway, rate });
        }
        let after = reserve - missing * month;
        rate = next_rate(rate, reserve, after);
        reserve = after;
        elapsed += month;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_takes_a_tenth_of_the_reserve_at_most() {
        assert_eq!(subsidy_per_epoch(100.0, 3.0), 3.0);
        assert_eq!(subsidy_per_epoch(100.0, 30.0), 10.0);
        assert_eq!(subsidy_per_epoch(100.0, -3.0), 0.0);
        assert_eq!(subsidy_per_epoch(-1.0, 3.0), 0.0);
    }

    #[test]
    fn the_rate_follows_the_reserve_but_slowly() {
        assert!((next_rate(0.195, 100.0, 50.0) - 0.18).abs() < 1e-12);
        assert!((next_rate(0.18, 100.0, 100.5) - 0.185).abs() < 1e-12);
        assert!((next_rate(0.18, 100.0, 150.0) - 0.195).abs() < 1e-12);
        assert_eq!(next_rate(0.01, 100.0, 0.0), 0.0);
    }

    #[test]
    fn a_reserve_that_nothing_is_missing_from_never_ends() {
        assert_eq!(run_down(1.0, 100.0, 100.0, 0.2, &[30.0; 12]), None);
        let end = run_down(10.0, 365.0, 0.0, 0.2, &[365.0]).expect("it runs down");
        assert!((end.days - 50.0).abs() < 1e-9 && end.rate == 0.2);
    }
}
