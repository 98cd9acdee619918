//! A reserve that pays a fixed part of itself: what comes in unevenly goes out evenly, and all of it goes out.
//!
//! The contracts' own rule, in whole units, is `usufruct_model::reserve`; this is what can be said about it in advance.

use std::f64::consts::LN_2;

/// Paid out of `reserve` in `elapsed` at this time constant (the two in the same unit). A time constant of 0 pays at once.
pub fn released(reserve: f64, elapsed: f64, tau: f64) -> f64 {
    reserve * released_part(elapsed, tau)
}

/// The part of a reserve that is paid in `elapsed`.
pub fn released_part(elapsed: f64, tau: f64) -> f64 {
    if tau <= 0.0 { 1.0 } else { -(-elapsed / tau).exp_m1() }
}

/// Time after which half of a reserve is paid.
pub fn half_life(tau: f64) -> f64 {
    tau * LN_2
}

/// Time after which all but this part of a reserve is paid.
pub fn time_until_left(part: f64, tau: f64) -> f64 {
    -tau * part.ln()
}

/// The time constant of a reserve that keeps `kept` of itself over one unit of time.
pub fn tau_of_kept(kept: f64) -> f64 {
    -1.0 / kept.ln()
}

/// Mean and standard deviation of what a smoothed stream of payments pays in a unit of time, in the long run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShotNoise {
    pub mean: f64,
    pub deviation: f64,
}

/// Payments that come at random (`arrivals` in a unit of time) with this mean and mean square: Campbell's theorem.
pub fn shot_noise(arrivals: f64, payment_mean: f64, payment_mean_square: f64, tau: f64) -> ShotNoise {
    ShotNoise { mean: arrivals * payment_mean, deviation: (arrivals * payment_mean_square / (2.0 * tau)).sqrt() }
}

/// What one gets of a payment who holds the part `held` of the supply from just before it, and sells after `elapsed`.
pub fn sniped(payment: f64, held: f64, elapsed: f64, tau: f64) -> f64 {
    held * released(payment, elapsed, tau)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_often_it_is_poked_changes_nothing() {
        let mut reserve = 100.0;
        let mut paid = 0.0;
        for _ in 0..720 {
            let now = released(reserve, 1.0, 720.0);
            reserve -= now;
            paid += now;
        }
        assert!((paid - released(100.0, 720.0, 720.0)).abs() < 1e-9);
        assert!((paid + reserve - 100.0).abs() < 1e-9);
    }

    #[test]
    fn half_is_gone_after_the_half_life_and_nine_tenths_after_tau_ln_10() {
        assert!((released_part(half_life(30.0), 30.0) - 0.5).abs() < 1e-12);
        assert!((time_until_left(0.1, 30.0) - 30.0 * 10f64.ln()).abs() < 1e-12);
        assert_eq!(released(7.0, 0.0, 0.0), 7.0);
        assert!((released_part(1.0, tau_of_kept(0.8)) - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_sniper_gets_of_a_block_what_a_block_is_of_tau() {
        let day = 86_400.0;
        assert!((sniped(1.0, 1.0, 12.0, 30.0 * day) - 4.63e-6).abs() < 1e-8);
        assert!((sniped(1.0, 1.0, 3_600.0, 30.0 * day) - 0.001_388).abs() < 1e-6);
    }
}
