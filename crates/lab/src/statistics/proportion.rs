//! How many of all, with an interval that is right near none and all as well.

use super::{Z, float};
use crate::findings::Estimate;

/// Wilson's interval (1927): unlike the normal one it never leaves 0..=1 and does not shrink to nothing at none of n.
pub fn proportion(hits: u64, n: u64) -> Estimate {
    if n == 0 {
        return Estimate::NOTHING;
    }
    let (n_, z2) = (float(n), Z * Z);
    let part = float(hits) / n_;
    let centre = (part + z2 / (2.0 * n_)) / (1.0 + z2 / n_);
    let error = Z / (1.0 + z2 / n_) * (part * (1.0 - part) / n_ + z2 / (4.0 * n_ * n_)).sqrt();
    // At none and at all the exact bound is the part itself; rounding may miss it by a bit.
    let low = if hits == 0 { 0.0 } else { (centre - error).max(0.0) };
    let high = if hits == n { 1.0 } else { (centre + error).min(1.0) };
    Estimate { value: part, low, high, n }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_intervals_come_out() {
        // Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        for (hits, n, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let estimate = proportion(hits, n);
            assert!((estimate.low - low).abs() < 5e-5 && (estimate.high - high).abs() < 5e-5, "{estimate:?}");
        }
    }

    #[test]
    fn all_of_n_is_not_certain() {
        let estimate = proportion(10, 10);
        assert!(estimate.value == 1.0 && estimate.high == 1.0 && estimate.low > 0.7 && estimate.low < 0.75);
    }
}
