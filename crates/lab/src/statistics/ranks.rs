//! Which of n ordered values bound a quantile.

use super::{Z, float};

/// Ranks, from 1, of the value at a quantile and of the two that bound it with 95 %.
///
/// The number of values below the true quantile is binomial, whatever the values' distribution is; its normal
/// approximation is rounded outwards. Where n is too small for a bound, the bound is the least or the greatest value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranks {
    pub low: u64,
    pub at: u64,
    pub high: u64,
}

impl Ranks {
    /// For `n >= 1` values and a quantile in 0..=1.
    pub fn of(quantile: f64, n: u64) -> Ranks {
        let n_ = float(n);
        let (mean, error) = (n_ * quantile, Z * (n_ * quantile * (1.0 - quantile)).sqrt());
        let rank = |at: f64| whole(at.clamp(1.0, n_));
        Ranks { low: rank((mean - error).floor()), at: rank(mean.ceil()), high: rank((mean + error).ceil() + 1.0) }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 1 to n")]
fn whole(rank: f64) -> u64 {
    rank as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_a_hundred_lies_between_the_40th_and_the_61st() {
        // Conover, Practical Nonparametric Statistics: ranks 40 and 61 for n = 100.
        assert_eq!(Ranks::of(0.5, 100), Ranks { low: 40, at: 50, high: 61 });
    }

    #[test]
    fn few_values_bound_a_far_quantile_by_their_least() {
        assert_eq!(Ranks::of(0.05, 10).low, 1);
        assert_eq!(Ranks::of(0.5, 1), Ranks { low: 1, at: 1, high: 1 });
    }

    /// The interval covers with at least 95 %, by the binomial distribution itself.
    #[test]
    fn ranks_cover_what_they_promise() {
        for (quantile, n) in [(0.05_f64, 1000_u64), (0.25, 400), (0.5, 1000), (0.95, 2000)] {
            let ranks = Ranks::of(quantile, n);
            // P(low <= number below < high), the mass summed from logarithms.
            let (mut ln, mut mass) = (float(n) * (1.0 - quantile).ln(), 0.0);
            for k in 0..=n {
                if k >= ranks.low && k < ranks.high {
                    mass += ln.exp();
                }
                ln += (float(n - k) / float(k + 1)).ln() + (quantile / (1.0 - quantile)).ln();
            }
            assert!((0.95..0.97).contains(&mass), "{quantile} of {n}: {mass}");
        }
    }
}
