//! Which requests of a trace are made at the same time.
//!
//! A wave is a run of consecutive requests by distinct payers. The clock stands still during a wave, first all of its requests
//! are quoted, then all are paid, so that its figures do not depend on who comes first. Where waves begin and end follows
//! from the trace alone.

use std::collections::HashSet;
use std::ops::Range;

use crate::trace::Request;

/// Customers that pay at the same time: enough to share one write to the disk, few enough to share two cores.
const WAVE_REQUESTS_MAX: usize = 32;
/// Requests further apart than this, in seconds, are not in one wave: all are quoted at the time of the first.
const WAVE_SECONDS_MAX: u64 = 60;

/// The waves of `requests`, which are sorted by time: consecutive ranges that cover all of them. The requests at the `stops` and
/// after are not in one wave with those before (a keeper's cycle comes between them).
pub fn waves(requests: &[Request], stop_every: u64) -> Vec<Range<usize>> {
    let mut waves = Vec::new();
    let mut begin = 0;
    let mut payers = HashSet::new();
    for (place, request) in requests.iter().enumerate() {
        let first = &requests[begin];
        let full = place - begin == WAVE_REQUESTS_MAX;
        let late = request.at - first.at > WAVE_SECONDS_MAX || request.at / stop_every != first.at / stop_every;
        if full || late || !payers.insert(request.payer) {
            waves.push(begin..place);
            begin = place;
            payers.clear();
            payers.insert(request.payer);
        }
    }
    if begin < requests.len() {
        waves.push(begin..requests.len());
    }
    waves
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(of: &[(u64, u32)]) -> Vec<Request> {
        of.iter().map(|&(at, payer)| Request { at, payer, units: 1, answer: 0 }).collect()
    }

    #[test]
    fn a_payer_is_in_a_wave_once() {
        let trace = requests(&[(0, 1), (0, 2), (1, 1), (1, 3), (1, 3)]);
        assert_eq!(waves(&trace, 1000), [0..2, 2..4, 4..5]);
    }

    #[test]
    fn a_wave_is_bounded_in_time_and_number() {
        let trace = requests(&[(0, 1), (WAVE_SECONDS_MAX, 2), (WAVE_SECONDS_MAX + 1, 3)]);
        assert_eq!(waves(&trace, 1000), [0..2, 2..3]);
        let crowd: Vec<_> = (0..70).map(|payer| (5, payer)).collect();
        assert_eq!(waves(&requests(&crowd), 1000), [0..32, 32..64, 64..70]);
    }

    #[test]
    fn a_wave_ends_where_a_cycle_comes() {
        assert_eq!(waves(&requests(&[(995, 1), (999, 2), (1000, 3)]), 1000), [0..2, 2..3]);
    }

    #[test]
    fn nothing_is_no_wave() {
        assert!(waves(&[], 1000).is_empty());
    }
}
