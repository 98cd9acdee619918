//! A sum that keeps what adding loses.

/// Neumaier's sum: the rounding of each addition is kept beside the sum and added at the end, so that the error does not
/// grow with the number of terms.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    pub fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        let (large, small) = if self.sum.abs() >= term.abs() { (self.sum, term) } else { (term, self.sum) };
        self.lost += (large - sum) + small;
        self.sum = sum;
    }

    pub fn merge(&mut self, other: &Sum) {
        self.add(other.sum);
        self.lost += other.lost;
    }

    pub fn total(&self) -> f64 {
        self.sum + self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_term_among_large_ones_is_not_lost() {
        let mut sum = Sum::default();
        for term in [1.0, 1e100, 1.0, -1e100] {
            sum.add(term);
        }
        assert_eq!(sum.total().to_bits(), 2.0_f64.to_bits());
    }

    #[test]
    fn a_million_tenths_are_a_hundred_thousand() {
        let mut sum = Sum::default();
        (0..1_000_000).for_each(|_| sum.add(0.1));
        let plain: f64 = (0..1_000_000).map(|_| 0.1).sum();
        assert!((sum.total() - 100_000.0).abs() < 1e-10, "{}", sum.total());
        assert!((plain - 100_000.0).abs() > 1e-7, "a plain sum would do: {plain}");
    }

    #[test]
    fn merging_keeps_what_both_lost() {
        let (mut left, mut right) = (Sum::default(), Sum::default());
        left.add(1e100);
        left.add(1.0);
        right.add(1.0);
        right.add(-1e100);
        left.merge(&right);
        assert_eq!(left.total().to_bits(), 2.0_f64.to_bits());
    }
}
