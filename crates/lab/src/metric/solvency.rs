//! Whether an income is covered, for how long a reserve covers what is missing, and whether people can leave.
//!
//! *Coverage*: (organic revenue - operating cost) / what was promised; only where a rate is promised. *Runway* on a day: the
//! reserve at its end over what is missing a day, max(0, paid + cost - organic revenue), mean of the last 30 days; infinite
//! if nothing is missing. The runway of a life is that on the 30th day after the shock. *Liquidity coverage*: outside
//! currency that is there for who leaves over what could be demanded today; of a life, the least. *Freeze*: the first day
//! on which who wants to leave cannot.

use super::lived::{Lived, WINDOW_DAYS, count, sum};
use crate::structure::Flows;

/// (Organic revenue less cost, promised) of some days; none if nothing was promised on any of them.
pub fn coverage(flows: &[Flows]) -> Option<(f64, f64)> {
    let promised = flows.iter().filter_map(|flows| flows.promised);
    let promised = promised.fold(None, |sum: Option<f64>, today| Some(sum.unwrap_or(0.0) + today))?;
    Some((sum(flows, |flows| flows.organic_revenue - flows.operating_cost), promised))
}

/// The coverage ratio of the 30 days up to one; infinite where nothing is promised.
pub fn coverage_on(lived: &Lived, day: usize) -> f64 {
    match coverage(lived.window(day)) {
        Some((covered, promised)) if promised > 0.0 => covered / promised,
        _ => f64::INFINITY,
    }
}

pub fn runway_days_on(lived: &Lived, day: usize) -> f64 {
    let window = lived.window(day);
    let missing =
        sum(window, |flows| flows.paid.total() + flows.operating_cost - flows.organic_revenue) / count(window.len());
    // Less than a millionth of what is paid is the noise of adding.
    let paid = sum(window, |flows| flows.paid.total()) / count(window.len());
    if missing <= 1e-6 * paid { f64::INFINITY } else { lived.flows[day].reserve.max(0.0) / missing }
}

pub fn runway_days(lived: &Lived) -> f64 {
    runway_days_on(lived, (lived.shock + WINDOW_DAYS).min(lived.flows.len()) - 1)
}

/// The least from the shock on; none if nothing can be demanded.
pub fn liquidity_coverage(lived: &Lived) -> Option<f64> {
    let demanded = lived.after().iter().filter(|flows| flows.redeemable > 0.0);
    demanded.map(|flows| flows.liquid.max(0.0) / flows.redeemable).min_by(f64::total_cmp)
}

/// Days from the shock, from 1, until who wants to leave cannot.
pub fn freeze_day(lived: &Lived) -> Option<u32> {
    let first = lived.after().iter().position(|flows| flows.frozen)?;
    u32::try_from(first + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::by_hand::Life;

    #[test]
    fn coverage_is_what_customers_leave_over_what_was_promised() {
        let life = Life::changed(|flows| {
            (flows.organic_revenue, flows.operating_cost, flows.promised) = (5.0, 1.0, Some(8.0));
        });
        assert_eq!(coverage(life.lived().after()), Some((240.0, 480.0)));
        assert_eq!(coverage_on(&life.lived(), 99), 0.5);
        assert_eq!(coverage(Life::changed(|_| ()).lived().after()), None);
        assert_eq!(coverage_on(&Life::changed(|_| ()).lived(), 99), f64::INFINITY);
    }

    #[test]
    fn anchor_s_reserve_of_march_2022_has_a_runway_of_123_days() {
        // 455.5 m, 3.692 m a day missing: the published 123 days.
        let life = Life::changed(|flows| {
            (flows.organic_revenue, flows.operating_cost) = (flows.paid.total() - 3.692, 0.0);
            flows.reserve = 455.5;
        });
        assert!((runway_days(&life.lived()) - 123.4).abs() < 0.05);
    }

    #[test]
    fn nothing_missing_is_an_infinite_runway() {
        assert_eq!(runway_days(&Life::changed(|_| ()).lived()), f64::INFINITY);
    }

    #[test]
    fn a_reserve_of_nothing_has_no_runway_when_something_is_missing() {
        assert_eq!(runway_days(&Life::changed(|flows| flows.organic_revenue = 0.0).lived()), 0.0);
    }

    #[test]
    fn the_least_liquidity_counts_and_the_first_freeze() {
        let mut life = Life::changed(|flows| (flows.liquid, flows.redeemable) = (50.0, 100.0));
        life.flows[70].liquid = 0.0;
        life.flows[70].frozen = true;
        assert_eq!(liquidity_coverage(&life.lived()), Some(0.0));
        assert_eq!(freeze_day(&life.lived()), Some(31));
        assert_eq!(liquidity_coverage(&Life::changed(|_| ()).lived()), None);
        assert_eq!(freeze_day(&Life::changed(|_| ()).lived()), None);
    }
}
