//! A mean and its interval.

use super::{Sum, Z, float};
use crate::findings::Estimate;

/// Collects n, mean and spread. Values that are not finite are not taken in.
///
/// The spread is kept as squares around a fixed `centre`, which is the first value seen: squares around 0 would cancel when
/// the spread is small against the mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    n: u64,
    centre: f64,
    sum: Sum,
    squares: Sum,
}

impl Moments {
    pub fn add(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        if self.n == 0 {
            self.centre = value;
        }
        let off = value - self.centre;
        self.n += 1;
        self.sum.add(off);
        self.squares.add(off * off);
    }

    pub fn merge(&mut self, other: &Moments) {
        if self.n == 0 {
            *self = *other;
            return;
        }
        if other.n == 0 {
            return;
        }
        // Squares around another centre: sum (x - c)^2 = sum (x - c')^2 + 2 (c' - c) sum (x - c') + n (c' - c)^2.
        let (n, shift) = (float(other.n), other.centre - self.centre);
        self.squares.merge(&other.squares);
        self.squares.add(shift * (2.0 * other.sum.total() + n * shift));
        self.sum.merge(&other.sum);
        self.sum.add(n * shift);
        self.n += other.n;
    }

    pub fn n(&self) -> u64 {
        self.n
    }

    pub fn mean(&self) -> f64 {
        self.centre + self.sum.total() / float(self.n)
    }

    /// Of the values, with n - 1; 0 for fewer than two.
    pub fn variance(&self) -> f64 {
        if self.n < 2 {
            return 0.0;
        }
        let (n, sum) = (float(self.n), self.sum.total());
        ((self.squares.total() - sum * sum / n) / (n - 1.0)).max(0.0)
    }

    /// The mean with the interval of the normal distribution, which means follow when there are many paths.
    pub fn estimate(&self) -> Estimate {
        if self.n == 0 {
            return Estimate::NOTHING;
        }
        let (mean, error) = (self.mean(), Z * (self.variance() / float(self.n)).sqrt());
        Estimate { value: mean, low: mean - error, high: mean + error, n: self.n }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Moments {
        let mut moments = Moments::default();
        values.iter().for_each(|value| moments.add(*value));
        moments
    }

    #[test]
    fn mean_and_interval_are_the_textbook_s() {
        let estimate = of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).estimate();
        assert_eq!((estimate.value, estimate.n), (5.0, 8));
        let error = Z * (32.0_f64 / 7.0 / 8.0).sqrt();
        assert!((estimate.high - 5.0 - error).abs() < 1e-12 && (5.0 - estimate.low - error).abs() < 1e-12);
    }

    #[test]
    fn merging_is_as_if_all_had_been_added_to_one() {
        let values: Vec<f64> = (0..100).map(|i| 1e6 + f64::from(i * i % 37)).collect();
        let (mut merged, whole) = (of(&values[..13]), of(&values));
        merged.merge(&of(&[]));
        merged.merge(&of(&values[13..]));
        assert!((merged.mean() - whole.mean()).abs() < 1e-9);
        assert!((merged.variance() - whole.variance()).abs() < 1e-6, "{} {}", merged.variance(), whole.variance());
    }

    #[test]
    fn a_small_spread_around_a_large_mean_is_not_cancelled() {
        let moments = of(&[1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0]);
        assert!((moments.variance() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_has_no_mean() {
        assert_eq!(of(&[f64::INFINITY, f64::NAN]).estimate().n, 0);
    }
}
