//! A small trace made from a seed, for a first look without any file.
//!
//! Four weeks of a metered service: some customers come often, most seldom; days are busy, nights and weekends quiet; a few requests
//! fail. Whole numbers only, so that a seed gives the same trace on every machine.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Answer, Request, Trace, Unit};

const REQUESTS: usize = 1_500;
const PAYERS: u32 = 48;
const DAYS: u64 = 28;
/// When a trace ends that need not end today: 2026-03-30 00:00:00 UTC, a Monday.
pub const END_DEFAULT: u64 = 1_774_828_800;
const DAY: u64 = 86_400;
const HOUR: u64 = 3_600;
/// How the requests of a day spread over its hours.
const HOURLY_WEIGHTS: [u64; 24] = [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 12, 10, 11, 13, 13, 12, 10, 8, 7, 6, 5, 4, 3];
/// How the requests of a week spread over its days, from Monday.
const DAILY_WEIGHTS: [u64; 7] = [10, 11, 12, 11, 9, 5, 4];
/// The Unix epoch was a Thursday.
const EPOCH_WEEKDAY: u64 = 3;
const FAILURES_PER_1000: u32 = 20;
/// A request takes 1 to 60 seconds, short ones being more frequent.
const SECONDS_MAX: u64 = 60;

/// The same seed and end give the same trace. `end` is a midnight, in seconds since 1970.
pub fn generate(seed: u64, end: u64) -> Trace {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let begin = end.saturating_sub(DAYS * DAY);
    let mut requests: Vec<Request> = (0..REQUESTS).map(|_| request(&mut random, begin)).collect();
    requests.sort_by_key(|request| request.at);
    Trace {
        format: "generated from the seed",
        unit: Unit::Second,
        requests,
        payers: (0..PAYERS).map(|number| format!("customer-{number:02}")).collect(),
        answers: vec![Answer { word: "200".to_owned(), status: 200 }, Answer { word: "500".to_owned(), status: 500 }],
        malformed_count: 0,
        malformed: Vec::new(),
    }
}

fn request(random: &mut ChaCha8Rng, begin: u64) -> Request {
    let first_weekday = begin / DAY + EPOCH_WEEKDAY;
    let week = random.random_range(0..DAYS / 7) * 7;
    let day = week + (weighted(random, &DAILY_WEIGHTS) + 7 - first_weekday % 7) % 7;
    let at = begin + day * DAY + weighted(random, &HOURLY_WEIGHTS) * HOUR + random.random_range(0..HOUR);
    // The smaller of two draws: low numbers are drawn more often than high ones.
    let payer = random.random_range(0..PAYERS).min(random.random_range(0..PAYERS));
    let units = random.random_range(1..=SECONDS_MAX).min(random.random_range(1..=SECONDS_MAX));
    let answer = u16::from(random.random_range(0..1000) < FAILURES_PER_1000);
    Request { at, payer, units, answer }
}

/// The place of a draw among `weights`.
fn weighted(random: &mut ChaCha8Rng, weights: &[u64]) -> u64 {
    let mut draw = random.random_range(0..weights.iter().sum());
    for (place, weight) in (0..).zip(weights) {
        if draw < *weight {
            return place;
        }
        draw -= weight;
    }
    unreachable!("the draw is below the sum of the weights")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_trace_and_another_seed_another() {
        assert_eq!(generate(1, END_DEFAULT), generate(1, END_DEFAULT));
        assert_ne!(generate(1, END_DEFAULT).requests, generate(2, END_DEFAULT).requests);
    }

    #[test]
    fn some_requests_fail_and_days_are_busier_than_nights_and_weekends() {
        // The trace ends on whatever day it is.
        for end in (0..7).map(|day| END_DEFAULT + day * DAY) {
            let trace = generate(1, end);
            let failed = trace.requests.len() - trace.served_count();
            assert!((1..REQUESTS / 10).contains(&failed), "{failed} failed");
            let requests = &trace.requests;
            let by_day = requests.iter().filter(|request| (8..18).contains(&(request.at % DAY / HOUR))).count();
            assert!(by_day > REQUESTS / 2, "{by_day} by day");
            let weekend = requests.iter().filter(|request| (request.at / DAY + EPOCH_WEEKDAY) % 7 >= 5).count();
            assert!((1..REQUESTS / 4).contains(&weekend), "{weekend} at weekends");
            assert!(requests.iter().all(|request| (end - DAYS * DAY..end).contains(&request.at)));
        }
    }
}
