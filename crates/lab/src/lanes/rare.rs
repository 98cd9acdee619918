//! Counts that are nearly always zero: arrivals and departures within an hour. Exact for every mean, fast for small ones.
//!
//! By inversion: the count is the number of k whose cumulative probability lies below a uniform number u. Whether it is at least one is asked of
//! all lanes at once, generously: e^-m >= 1 - m and (1 - p)^n >= 1 - np, so that 1 - u >= m (or np) means none. The few
//! lanes that are left count one by one.

use super::exponential::exp;
use super::streams::Streams;
use super::{LANES, LaneSet, Lanes};

/// A mean above this is drawn in parts, because e^-mean, from which counting begins, has to stay far from the smallest number.
const PART_MAX: f64 = 32.0;

/// The largest mean that may be asked for. More is drawn as if it were this.
pub const MEAN_MAX: f64 = 131_072.0;

/// What [`MEAN_MAX`] comes to in parts.
const PARTS_MAX: usize = 1 << 12;

/// Terms of a sum that counts. With a mean of [`PART_MAX`] or less all later terms together are far below 2^-53.
const TERMS_MAX: usize = 256;

/// Draws a Poisson count of each lane's mean.
#[inline(always)]
pub fn poisson(means: &Lanes, streams: &mut Streams) -> Lanes {
    let mut counts = [0.0; LANES];
    let mut tails = [0.0; LANES];
    let mut perhaps = LaneSet::default();
    for lane in 0..LANES {
        tails[lane] = streams.uniform(lane);
        perhaps.add(lane, tails[lane] < means[lane]);
    }
    while let Some(lane) = perhaps.take() {
        counts[lane] = poisson_of_one(means[lane], 1.0 - tails[lane], lane, streams);
    }
    counts
}

/// Draws of each lane's `trials`, whole numbers, how many come to pass if each does so with probability 1 - e^-`hazard`.
#[inline(always)]
pub fn binomial(trials: &Lanes, hazard: f64, streams: &mut Streams) -> Lanes {
    let chance = 1.0 - exp(-hazard);
    let mut counts = [0.0; LANES];
    let mut tails = [0.0; LANES];
    let mut perhaps = LaneSet::default();
    for lane in 0..LANES {
        tails[lane] = streams.uniform(lane);
        perhaps.add(lane, tails[lane] < trials[lane] * chance);
    }
    while let Some(lane) = perhaps.take() {
        counts[lane] = binomial_of_one(trials[lane], hazard, 1.0 - tails[lane], lane, streams);
    }
    counts
}

/// A Poisson count by `uniform`, and by more of the lane's numbers if the mean is large: Poisson(m) = Poisson(m') + Poisson(m - m').
#[inline(always)]
pub fn poisson_of_one(mean: f64, uniform: f64, lane: usize, streams: &mut Streams) -> f64 {
    let (mut rest, mut uniform, mut count) = (mean, uniform, 0.0);
    for _ in 0..PARTS_MAX {
        let part = if rest < PART_MAX { rest } else { PART_MAX };
        count += count_terms(uniform, exp(-part), |k| part / k);
        rest -= part;
        if rest <= 0.0 {
            break;
        }
        uniform = streams.uniform(lane);
    }
    count
}

/// A binomial count, in parts if many come to pass: Binomial(n, p) = Binomial(n', p) + Binomial(n - n', p).
#[inline(always)]
fn binomial_of_one(trials: f64, hazard: f64, uniform: f64, lane: usize, streams: &mut Streams) -> f64 {
    let part_max = (PART_MAX / hazard).floor().max(1.0);
    // p / (1 - p) with p = 1 - e^-hazard.
    let odds = exp(hazard) - 1.0;
    let (mut rest, mut uniform, mut count) = (trials, uniform, 0.0);
    for _ in 0..PARTS_MAX {
        let part = rest.min(part_max);
        count += count_terms(uniform, exp(-hazard * part), |k| (part - k + 1.0) / k * odds);
        rest -= part;
        if rest <= 0.0 {
            break;
        }
        uniform = streams.uniform(lane);
    }
    count
}

/// How many cumulative probabilities lie below `uniform`: the first is `none`, and the k-th term is `ratio(k)` times the one before it.
/// Ends where the sum no longer grows, because what rounding leaves out of the sum belongs to no count.
#[inline(always)]
fn count_terms(uniform: f64, none: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let (mut term, mut cumulative, mut count) = (none, none, 0.0);
    for _ in 0..TERMS_MAX {
        term *= ratio(count + 1.0);
        let next = cumulative + term;
        if uniform <= cumulative || next <= cumulative {
            break;
        }
        cumulative = next;
        count += 1.0;
    }
    count
}
