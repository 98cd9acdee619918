//! What somebody gets who holds only around a payment, by how slowly the reserve pays out.
//!
//! Simulated with the reserve of the contracts, in their integers: what is released while the shares are held, with the
//! payment and without it. The difference is what came of the payment, whatever else was in the reserve. The law: of a
//! payment J, who holds the part f of the shares for h gets f J (1 - e^(-h / tau)).

use usufruct_model::money::{Cash, Timestamp};
use usufruct_model::reserve::{Decay, ReserveQ32};

use super::paths;
use crate::findings::SniperPoint;
use crate::path::draw;
use crate::run::Options;
use crate::scenario::Scenario;
use crate::statistics::Moments;

const TAUS_DAYS: [u32; 8] = [0, 1, 3, 7, 14, 30, 60, 90];
/// From one block before to one after the payment; an hour; a day; a week.
const HELD_SECONDS: [u32; 4] = [24, 3_600, 86_400, 7 * 86_400];
const DAY_SECONDS: u32 = 86_400;
/// Of the payments of a path, the sniper comes for that of this day: late enough that the reserve is as it usually is.
const DAY: usize = 60;

/// Every smoothing with every time of holding.
pub fn points(options: &Options) -> Vec<SniperPoint> {
    let scenario = Scenario::default();
    let spending: Vec<Vec<f64>> = (0..paths(options))
        .map(|path| draw(options.seed, path, &scenario).days.iter().take(DAY + 1).map(|day| day.spend()).collect())
        .collect();
    let settings = TAUS_DAYS.into_iter().flat_map(|tau| HELD_SECONDS.into_iter().map(move |held| (tau, held)));
    settings.map(|(tau_days, held)| point(tau_days, held, &spending, options.start.income_per_day)).collect()
}

fn point(tau_days: u32, held_seconds: u32, spending: &[Vec<f64>], usual: f64) -> SniperPoint {
    let mut gain = Moments::default();
    for days in spending {
        gain.add(part_got(Decay::of_tau(tau_days * DAY_SECONDS), held_seconds, days, usual));
    }
    let (tau_days, held_days) = (f64::from(tau_days), f64::from(held_seconds) / f64::from(DAY_SECONDS));
    let analytic = if tau_days == 0.0 { 1.0 } else { -(-held_days / tau_days).exp_m1() };
    SniperPoint { tau_days, held_days, simulated: gain.estimate(), analytic }
}

/// Of the last day's payment, the part that is released while the sniper holds. Not a number if nobody paid on that day.
fn part_got(decay: Decay, held_seconds: u32, days: &[f64], usual: f64) -> f64 {
    let payments: Vec<Cash> = days.iter().map(|spend| cash(spend * usual)).collect();
    let mut reserve = ReserveQ32::ZERO;
    let (last, before) = payments.split_last().expect("there is a day");
    for payment in before {
        reserve = decay.left_up(add(reserve, *payment), Timestamp(0), Timestamp(u64::from(DAY_SECONDS)));
    }
    let left = |reserve| decay.left_up(reserve, Timestamp(0), Timestamp(u64::from(held_seconds)));
    let kept = left(add(reserve, *last)).saturating_sub(left(reserve));
    1.0 - q32(kept) / q32(add(ReserveQ32::ZERO, *last))
}

fn add(reserve: ReserveQ32, payment: Cash) -> ReserveQ32 {
    reserve.saturating_add(ReserveQ32::from_cash(payment).unwrap_or(ReserveQ32::ZERO))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a day's payments, far below 2^63 cash units"
)]
fn cash(dollars: f64) -> Cash {
    Cash((dollars * 1e6) as u128)
}

#[expect(clippy::cast_precision_loss, reason = "sixteen digits are enough for a picture")]
fn q32(reserve: ReserveQ32) -> f64 {
    reserve.0 as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contracts_reserve_follows_the_law() {
        let points = points(&Options { paths: 20, ..Options::default() });
        assert_eq!(points.len(), TAUS_DAYS.len() * HELD_SECONDS.len());
        for point in points {
            assert!((point.simulated.value / point.analytic - 1.0).abs() < 1e-6, "{point:?}");
        }
    }

    #[test]
    fn two_blocks_of_a_month_s_smoothing_are_worth_nine_millionths() {
        let decay = Decay::of_tau(30 * DAY_SECONDS);
        assert!((part_got(decay, 24, &[1.0, 1.0], 1000.0) - 9.26e-6).abs() < 1e-8);
        assert_eq!(part_got(Decay::of_tau(0), 24, &[1.0, 1.0], 1000.0), 1.0);
    }
}
