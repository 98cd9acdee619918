//! Whether the samplers draw what they say. Seeds are fixed, so that a test fails always or never.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts that the test has found to be small and whole"
)]

use super::exponential::{LIMIT, exp};
use super::poisson::Poisson;
use super::streams::Streams;
use super::{LANES, LaneSet, Lanes, rare};

/// Draws of each distribution: `DRAWS * LANES`.
const DRAWS: usize = 4_000;

/// Cells of a chi-square test with fewer expected draws than this are put together.
const EXPECTED_MIN: f64 = 10.0;

#[test]
fn exp_is_within_two_units_in_the_last_place_of_the_standard_library() {
    let steps = 400_000;
    let mut worst = 0;
    for step in 0..=steps {
        let x = (2.0 * f64::from(step) / f64::from(steps) - 1.0) * LIMIT;
        for x in [x, x * 1e-3, x * 1e-9] {
            worst = worst.max(exp(x).to_bits().abs_diff(x.exp().to_bits()));
        }
    }
    assert!(worst <= 2, "{worst} units in the last place");
    assert_eq!(exp(0.0), 1.0);
}

#[test]
fn exp_beyond_its_limit_is_that_of_the_limit() {
    assert_eq!(exp(1e9), exp(LIMIT));
    assert_eq!(exp(f64::NEG_INFINITY), exp(-LIMIT));
    assert!(exp(-LIMIT) > 0.0 && exp(LIMIT).is_finite());
}

#[test]
fn a_lane_set_gives_back_each_lane_once_in_order() {
    let mut set = LaneSet::default();
    for lane in 0..LANES {
        set.add(lane, lane % 7 == 0 || lane == LANES - 1);
    }
    let taken: Vec<usize> = std::iter::from_fn(|| set.take()).collect();
    assert_eq!(taken, [0, 7, 14, 21, 28, 35, 42, 49, 56, 63]);
}

#[test]
fn a_stream_belongs_to_its_path_and_not_to_its_lane() {
    let (mut from_0, mut from_5) = (Streams::new(3, 0), Streams::new(3, 5));
    for lane in 0..LANES - 5 {
        assert_eq!(from_0.bits(lane + 5), from_5.bits(lane));
    }
    assert_ne!(Streams::new(3, 0).bits(0), Streams::new(4, 0).bits(0));
}

#[test]
fn uniform_numbers_are_between_zero_and_one_and_even() {
    let mut streams = Streams::new(1, 0);
    let mut cells = [0.0; 64];
    for _ in 0..DRAWS {
        for lane in 0..LANES {
            let uniform = streams.uniform(lane);
            assert!(uniform > 0.0 && uniform < 1.0);
            cells[(uniform * 64.0) as usize] += 1.0;
        }
    }
    check_chi_square("uniform", &cells, &[1.0 / 64.0; 64]);
}

#[test]
fn poisson_counts_by_table_are_poisson() {
    // At, below and above the table's rows; only the rest, only the table, both; beyond the last row, in one part and in several.
    let table = Poisson::new();
    for mean in
        [0.0, 1e-3, 0.37, 0.999, 1.0, 1.5, 5.0, 12.25, 25.37, 31.99, 46.999, 47.0, 47.5, 48.0, 60.0, 79.0, 90.0, 130.0]
    {
        check(&format!("Poisson({mean}) by table"), &poisson_pmf(mean), |streams| table.draw(&[mean; LANES], streams));
    }
}

#[test]
fn poisson_counts_by_counting_are_poisson() {
    for mean in [0.0, 1e-4, 0.025, 0.4, 1.0, 7.5, 31.9, 32.0, 32.1, 70.0] {
        check(&format!("Poisson({mean}) by counting"), &poisson_pmf(mean), |streams| {
            rare::poisson(&[mean; LANES], streams)
        });
    }
}

#[test]
fn binomial_counts_are_binomial() {
    for (trials, hazard) in
        [(0.0, 0.5), (1.0, 0.01), (50.0, 5e-4), (7.0, 0.7), (40.0, 1.0), (200.0, 0.3), (3.0, 20.0), (2.0, 32.0)]
    {
        let pmf = binomial_pmf(trials, hazard);
        check(&format!("Binomial({trials}, 1 - e^-{hazard})"), &pmf, |streams| {
            rare::binomial(&[trials; LANES], hazard, streams)
        });
    }
}

#[test]
fn lanes_of_different_means_do_not_disturb_each_other() {
    let table = Poisson::new();
    let mixed: Lanes = std::array::from_fn(|lane| if lane % 2 == 0 { 25.37 } else { 300.0 });
    let (mut streams, mut alike) = (Streams::new(9, 0), Streams::new(9, 0));
    for _ in 0..100 {
        let (of_mixed, of_alike) = (table.draw(&mixed, &mut streams), table.draw(&[25.37; LANES], &mut alike));
        for lane in (0..LANES).step_by(2) {
            assert_eq!(of_mixed[lane], of_alike[lane]);
        }
    }
}

/// Draws, and compares mean, variance and all frequencies with the distribution `pmf`.
fn check(name: &str, pmf: &[f64], mut draw: impl FnMut(&mut Streams) -> Lanes) {
    let mut streams = Streams::new(2_026, 0);
    let mut cells = vec![0.0; pmf.len()];
    for _ in 0..DRAWS {
        for count in draw(&mut streams) {
            assert!(count >= 0.0 && count.fract() == 0.0 && count < pmf.len() as f64, "{name} gave {count}");
            cells[count as usize] += 1.0;
        }
    }
    let n = (DRAWS * LANES) as f64;
    let moment = |weights: &[f64], of: &dyn Fn(f64) -> f64| -> f64 {
        weights.iter().enumerate().map(|(count, weight)| weight * of(count as f64)).sum()
    };
    let mean = moment(pmf, &|count| count);
    let variance = moment(pmf, &|count| (count - mean).powi(2));
    let fourth = moment(pmf, &|count| (count - mean).powi(4));
    let drawn_mean = moment(&cells, &|count| count) / n;
    let drawn_variance = moment(&cells, &|count| (count - mean).powi(2)) / n;
    assert!((drawn_mean - mean).abs() <= 4.0 * (variance / n).sqrt(), "{name}: mean {drawn_mean}, not {mean}");
    let tolerance = 4.0 * ((fourth - variance * variance).max(0.0) / n).sqrt() + 1e-12;
    assert!((drawn_variance - variance).abs() <= tolerance, "{name}: variance {drawn_variance}, not {variance}");
    check_chi_square(name, &cells, pmf);
}

/// Refuses what a true sampler would do in one of some 30,000 runs (four standard deviations, by Wilson and Hilferty).
fn check_chi_square(name: &str, cells: &[f64], pmf: &[f64]) {
    let n: f64 = cells.iter().sum();
    let (mut statistic, mut groups) = (0.0, 0.0_f64);
    let (mut drawn, mut expected, mut left) = (0.0, 0.0, n);
    for (cell, probability) in cells.iter().zip(pmf) {
        (drawn, expected) = (drawn + cell, expected + probability * n);
        // The last group takes all that is left.
        if expected >= EXPECTED_MIN && left - expected >= EXPECTED_MIN {
            statistic += (drawn - expected).powi(2) / expected;
            groups += 1.0;
            left -= expected;
            (drawn, expected) = (0.0, 0.0);
        }
    }
    statistic += (drawn - left).powi(2) / left;
    if groups == 0.0 {
        assert!((drawn - n).abs() < 0.5, "{name}: {drawn} of {n} draws");
        return;
    }
    let spread = 2.0 / (9.0 * groups);
    let deviations = ((statistic / groups).cbrt() - (1.0 - spread)) / spread.sqrt();
    assert!(deviations < 4.0, "{name}: chi-square {statistic} with {groups} degrees of freedom");
}

/// By logarithms, so by another way than the samplers'.
fn poisson_pmf(mean: f64) -> Vec<f64> {
    let mut log_factorial = 0.0;
    (0..400_u32)
        .map(|count| {
            log_factorial += f64::from(count.max(1)).ln();
            if mean == 0.0 {
                f64::from(u8::from(count == 0))
            } else {
                (f64::from(count) * mean.ln() - mean - log_factorial).exp()
            }
        })
        .collect()
}

/// One trial after the other.
fn binomial_pmf(trials: f64, hazard: f64) -> Vec<f64> {
    let chance = -(-hazard).exp_m1();
    (0..trials as u32).fold(vec![1.0], |fewer, _| {
        let at = |count: usize| fewer.get(count).copied().unwrap_or(0.0);
        let not = |count| at(count) * (1.0 - chance);
        (0..=fewer.len()).map(|count| not(count) + if count > 0 { at(count - 1) * chance } else { 0.0 }).collect()
    })
}
