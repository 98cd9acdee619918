//! A ratio of two means over the same paths, as in: organic income of all paths / income of all paths.

use super::{Moments, Sum, Z, float};
use crate::findings::Estimate;

/// Collects (above, below) of each path. The ratio of the sums weighs every dollar alike and is defined when single paths
/// have nothing below; a mean of ratios is neither.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratio {
    above: Moments,
    below: Moments,
    products: Sum,
}

impl Ratio {
    pub fn add(&mut self, above: f64, below: f64) {
        if !above.is_finite() || !below.is_finite() {
            return;
        }
        self.above.add(above);
        self.below.add(below);
        self.products.add(above * below);
    }

    pub fn merge(&mut self, other: &Ratio) {
        self.above.merge(&other.above);
        self.below.merge(&other.below);
        self.products.merge(&other.products);
    }

    /// By the delta method: the variance of above - ratio * below, over n and the squared mean below.
    pub fn estimate(&self) -> Estimate {
        let n = self.above.n();
        if n == 0 || self.below.mean() == 0.0 {
            return Estimate::NOTHING;
        }
        let (above, below) = (self.above.mean(), self.below.mean());
        let ratio = above / below;
        let covariance =
            if n < 2 { 0.0 } else { (self.products.total() - float(n) * above * below) / (float(n) - 1.0) };
        let spread = self.above.variance() - 2.0 * ratio * covariance + ratio * ratio * self.below.variance();
        let error = Z * (spread.max(0.0) / float(n)).sqrt() / below.abs();
        Estimate { value: ratio, low: ratio - error, high: ratio + error, n }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_weighed_and_not_paths() {
        let mut ratio = Ratio::default();
        ratio.add(10.0, 10.0);
        ratio.add(0.0, 90.0);
        assert_eq!(ratio.estimate().value, 0.1);
    }

    #[test]
    fn a_ratio_that_is_the_same_on_every_path_has_no_error() {
        let mut ratio = Ratio::default();
        (1..50).for_each(|i| ratio.add(0.3 * f64::from(i), f64::from(i)));
        let estimate = ratio.estimate();
        assert!((estimate.value - 0.3).abs() < 1e-12 && estimate.high - estimate.low < 1e-6, "{estimate:?}");
    }

    #[test]
    fn the_interval_is_the_mean_s_where_all_below_are_one() {
        let (mut ratio, mut mean) = (Ratio::default(), Moments::default());
        for i in 0..40 {
            ratio.add(f64::from(i % 7), 1.0);
            mean.add(f64::from(i % 7));
        }
        let (ratio, mean) = (ratio.estimate(), mean.estimate());
        assert!((ratio.low - mean.low).abs() < 1e-9 && (ratio.high - mean.high).abs() < 1e-9);
    }

    #[test]
    fn nothing_below_is_nothing_to_measure() {
        let mut ratio = Ratio::default();
        ratio.add(0.0, 0.0);
        assert_eq!(ratio.estimate().n, 0);
    }

    #[test]
    fn merging_is_as_if_all_had_been_added_to_one() {
        let (mut left, mut right, mut whole) = (Ratio::default(), Ratio::default(), Ratio::default());
        for i in 0..100 {
            let pair = (f64::from(i % 11), 20.0 + f64::from(i % 13));
            if i < 40 { &mut left } else { &mut right }.add(pair.0, pair.1);
            whole.add(pair.0, pair.1);
        }
        left.merge(&right);
        let (merged, whole) = (left.estimate(), whole.estimate());
        assert!((merged.value - whole.value).abs() < 1e-12 && (merged.high - whole.high).abs() < 1e-9);
    }
}
