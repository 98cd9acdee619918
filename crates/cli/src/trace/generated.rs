//! A small trace made from a seed, for a first look without any file.
//!
//! A week of a metered service: some customers come often, most seldom; days are busy and nights quiet; a few requests fail. Whole
//! numbers only, so that a seed gives the same trace on every machine.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Answer, Request, Trace, Unit};

const REQUESTS: usize = 600;
const PAYERS: u32 = 48;
const DAYS: u64 = 7;
/// 2026-03-02 00:00:00 UTC, a Monday.
const BEGIN: u64 = 1_772_409_600;
const DAY: u64 = 86_400;
const HOUR: u64 = 3_600;
/// How the requests of a day spread over its hours.
const HOURLY_WEIGHTS: [u64; 24] = [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 12, 10, 11, 13, 13, 12, 10, 8, 7, 6, 5, 4, 3];
const FAILURES_PER_1000: u32 = 20;
/// A request takes 1 to 60 seconds, short ones being more frequent.
const SECONDS_MAX: u64 = 60;

/// The same seed gives the same trace.
pub fn generate(seed: u64) -> Trace {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut requests: Vec<Request> = (0..REQUESTS).map(|_| request(&mut random)).collect();
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

fn request(random: &mut ChaCha8Rng) -> Request {
    let at = BEGIN + random.random_range(0..DAYS) * DAY + hour_of_day(random) * HOUR + random.random_range(0..HOUR);
    // The smaller of two draws: low numbers are drawn more often than high ones.
    let payer = random.random_range(0..PAYERS).min(random.random_range(0..PAYERS));
    let units = random.random_range(1..=SECONDS_MAX).min(random.random_range(1..=SECONDS_MAX));
    let answer = u16::from(random.random_range(0..1000) < FAILURES_PER_1000);
    Request { at, payer, units, answer }
}

fn hour_of_day(random: &mut ChaCha8Rng) -> u64 {
    let mut draw = random.random_range(0..HOURLY_WEIGHTS.iter().sum());
    for (hour, weight) in (0..).zip(HOURLY_WEIGHTS) {
        if draw < weight {
            return hour;
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
        assert_eq!(generate(1), generate(1));
        assert_ne!(generate(1).requests, generate(2).requests);
    }

    #[test]
    fn some_requests_fail_and_days_are_busier_than_nights() {
        let trace = generate(1);
        let failed = trace.requests.len() - trace.served_count();
        assert!((1..REQUESTS / 10).contains(&failed), "{failed} failed");
        let by_day = trace.requests.iter().filter(|request| (8..18).contains(&(request.at % DAY / HOUR))).count();
        assert!(by_day > REQUESTS / 2, "{by_day} by day");
    }
}
