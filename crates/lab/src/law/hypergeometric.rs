//! Gauss's hypergeometric function, by its series: enough for 0 <= z < 1 and positive parameters, where all terms are positive, so
//! that nothing is lost by adding them up.

/// Terms after which the series is given up. At z = 0.9999 it takes some 400,000.
const TERMS_MAX: u32 = 1_000_000;

/// 2F1(a, b; c; z) for 0 <= z < 1. NaN outside, or where the series does not settle.
pub fn gauss_2f1(a: f64, b: f64, c: f64, z: f64) -> f64 {
    if !(0.0..1.0).contains(&z) {
        return f64::NAN;
    }
    let (mut sum, mut term) = (1.0, 1.0);
    for n in 0..TERMS_MAX {
        let n = f64::from(n);
        term *= (a + n) * (b + n) / ((c + n) * (n + 1.0)) * z;
        sum += term;
        // What is left is a geometric series with a ratio below z at the end.
        if term.abs() <= f64::EPSILON * sum.abs() * (1.0 - z) {
            return sum;
        }
    }
    f64::NAN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_are_met() {
        // 2F1(1, 1; 2; z) = -ln(1 - z) / z, and 2F1(a, b; b; z) = (1 - z)^-a.
        for z in [0.1, 0.5, 0.9, 0.99] {
            assert!((gauss_2f1(1.0, 1.0, 2.0, z) * z / -(1.0 - z).ln() - 1.0).abs() < 1e-12, "z = {z}");
            assert!((gauss_2f1(0.3, 2.5, 2.5, z) * (1.0 - z).powf(0.3) - 1.0).abs() < 1e-12, "z = {z}");
        }
        assert_eq!(gauss_2f1(0.3, 0.4, 0.5, 0.0), 1.0);
        assert!(gauss_2f1(0.3, 0.4, 0.5, 1.0).is_nan());
    }
}
