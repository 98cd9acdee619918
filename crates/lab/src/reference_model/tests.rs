//! The model against its published figures, its own conservation law, itself at every width and number of threads, and a twin.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the twin counts people, in whole numbers"
)]

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution, Poisson};
use rayon::ThreadPoolBuilder;

use super::{End, Ends, Moments, Parameters, ReferenceModel};
use crate::lanes::Width;

const YEAR: u32 = 8_760;

#[test]
fn a_year_ends_where_every_other_tool_ends() {
    let ends = standard().run(1, 8_192, YEAR, Width::widest());
    assert_eq!(ends.payout.n, 8_192);
    within("payout", ends.payout.mean, 240_500.0, 241_800.0);
    within("sd of payout", ends.payout.standard_deviation(), 10_500.0, 10_900.0);
    within("customers", ends.customers.mean, 50.1, 50.5);
    within("price", ends.price.mean, 1.49, 1.51);
}

#[test]
fn every_width_gives_the_same_bits() {
    // Churn and arrivals far above RS-1's, so that the ways of rare lanes are taken as well.
    let busy = Parameters { arrivals_per_hour: 9.0, churn_per_hour: 0.1, units_per_hour: 0.8, ..Parameters::default() };
    for parameters in [Parameters::default(), busy] {
        let model = model(parameters);
        let expected = ends_of(&model, 0..200, 1_000, Width::BASELINE);
        for width in Width::available() {
            assert_eq!(ends_of(&model, 0..200, 1_000, width), expected, "{width}");
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() -> Result<(), rayon::ThreadPoolBuildError> {
    let model = standard();
    // Not a multiple of lanes, nor of batches.
    let run = || model.run(5, 4_099, 50, Width::widest());
    let expected = ThreadPoolBuilder::new().num_threads(1).build()?.install(run);
    assert_eq!(expected.payout.n, 4_099);
    for threads in [2, 3, 7] {
        assert_eq!(ThreadPoolBuilder::new().num_threads(threads).build()?.install(run), expected, "{threads} threads");
    }
    Ok(())
}

#[test]
fn a_path_does_not_depend_on_where_its_block_begins() {
    let model = standard();
    let expected = ends_of(&model, 0..300, 200, Width::widest());
    for cut in [1, 63, 64, 65, 299] {
        let mut ends = ends_of(&model, 0..cut, 200, Width::widest());
        ends.extend(ends_of(&model, cut..300, 200, Width::widest()));
        assert_eq!(ends, expected, "cut before path {cut}");
    }
}

#[test]
fn paths_and_seeds_differ() {
    let model = standard();
    let payouts: Vec<u64> =
        ends_of(&model, 0..500, 300, Width::widest()).iter().map(|end| end.payout.to_bits()).collect();
    let mut distinct = payouts.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), payouts.len());
    assert_ne!(model.run(1, 64, 100, Width::widest()), model.run(2, 64, 100, Width::widest()));
}

#[test]
fn what_was_paid_and_what_is_in_reserve_is_the_share_of_revenue() {
    let parameters = Parameters::default();
    for end in ends_of(&standard(), 0..256, YEAR, Width::widest()) {
        let share = parameters.holders_share * end.revenue;
        let difference = (end.payout + end.reserve - share).abs();
        assert!(difference <= 1e-9 * share, "{end:?} differs by {difference}");
    }
}

#[test]
fn it_agrees_with_a_twin_that_is_slow_and_obvious() {
    let heavy = Parameters {
        customers_at_start: 30.0,
        arrivals_per_hour: 2.5,
        churn_per_hour: 0.04,
        units_per_hour: 2.0,
        price_sensitivity: 1.2,
        target_per_hour: 35.0,
        kappa: 300.0,
        tau_hours: 100.0,
        ..Parameters::default()
    };
    // Three hundred customers buy more in an hour than the table has rows for.
    let crowd = Parameters {
        customers_at_start: 300.0,
        arrivals_per_hour: 0.3,
        target_per_hour: 150.0,
        ..Parameters::default()
    };
    for (parameters, paths, hours) in [(Parameters::default(), 1_500, 2_000), (heavy, 3_000, 400), (crowd, 500, 300)] {
        let ours = model(parameters).run(77, paths, hours, Width::widest());
        let mut twins = Ends::default();
        for path in 0..paths {
            twins.add(&twin(&parameters, path, hours));
        }
        agree("payout", &ours.payout, &twins.payout);
        agree("reserve", &ours.reserve, &twins.reserve);
        agree("revenue", &ours.revenue, &twins.revenue);
        agree("customers", &ours.customers, &twins.customers);
        agree("price", &ours.price, &twins.price);
    }
}

#[test]
fn nobody_there_pays_nothing() {
    let empty = Parameters { customers_at_start: 0.0, arrivals_per_hour: 0.0, ..Parameters::default() };
    for end in ends_of(&model(empty), 0..65, 500, Width::widest()) {
        assert_eq!(end, End { payout: 0.0, reserve: 0.0, revenue: 0.0, customers: 0.0, price: 1.0 });
    }
}

#[test]
fn no_paths_and_no_hours_are_runs_too() {
    assert_eq!(standard().run(1, 0, 100, Width::widest()), Ends::default());
    let ends = standard().run(1, 65, 0, Width::widest());
    assert_eq!((ends.payout.n, ends.payout.greatest, ends.customers.mean), (65, 0.0, 50.0));
}

#[test]
fn parameters_that_mean_nothing_are_refused_by_name() {
    let standard = Parameters::default();
    let refused = [
        (Parameters { kappa: 0.0, ..standard }, "kappa is 0, and has to be a positive number"),
        (Parameters { tau_hours: f64::NAN, ..standard }, "tau_hours is NaN, and has to be a positive number"),
        (Parameters { holders_share: 1.5, ..standard }, "holders_share is 1.5, and has to be from 0 to 1"),
        (Parameters { customers_at_start: 0.5, ..standard }, "customers_at_start is 0.5, and has to be a whole number"),
        (
            Parameters { customers_at_start: 1e6, ..standard },
            "units_per_hour, of all customers together, is 1000000, and has to be 65,536 at most",
        ),
    ];
    for (parameters, expected) in refused {
        let error = ReferenceModel::new(parameters).err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(expected));
    }
}

#[test]
fn moments_of_groups_are_those_of_the_whole() {
    let numbers: Vec<f64> = (0..1_000).map(|k| 1e6 + f64::from(k * k % 997)).collect();
    let mut whole = Moments::default();
    numbers.iter().for_each(|&number| whole.add(number));
    let mut groups = Moments::default();
    for group in numbers.chunks(77) {
        let mut moments = Moments::default();
        group.iter().for_each(|&number| moments.add(number));
        groups.append(&moments);
    }
    let mean = numbers.iter().sum::<f64>() / 1_000.0;
    let deviation = (numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / 999.0).sqrt();
    for moments in [whole, groups] {
        assert_eq!((moments.n, moments.least, moments.greatest), (1_000, 1e6, 1e6 + 996.0));
        within("mean", moments.mean, mean - 1e-6, mean + 1e-6);
        within("deviation", moments.standard_deviation(), deviation - 1e-6, deviation + 1e-6);
    }
}

fn standard() -> ReferenceModel {
    model(Parameters::default())
}

fn model(parameters: Parameters) -> ReferenceModel {
    ReferenceModel::new(parameters).expect("the test's parameters are valid")
}

fn ends_of(model: &ReferenceModel, paths: std::ops::Range<u64>, hours: u32, width: Width) -> Vec<End> {
    let mut ends = Vec::new();
    model.for_each_end(42, paths, hours, width, |end| ends.push(*end));
    ends
}

fn within(name: &str, value: f64, least: f64, greatest: f64) {
    assert!(least <= value && value <= greatest, "{name} is {value}, not in {least}..={greatest}");
}

/// Means within four and a half standard errors; spreads within what 4.5 standard errors of a normal spread are, and a tenth for tails.
fn agree(name: &str, ours: &Moments, twins: &Moments) {
    let n = ours.n as f64;
    let (our_sd, twin_sd) = (ours.standard_deviation(), twins.standard_deviation());
    let error = ((our_sd.powi(2) + twin_sd.powi(2)) / n).sqrt();
    assert!((ours.mean - twins.mean).abs() <= 4.5 * error, "{name}: {} and {}, error {error}", ours.mean, twins.mean);
    let tolerance = 1.1 * 4.5 / n.sqrt();
    assert!((our_sd / twin_sd - 1.0).abs() <= tolerance, "{name}: spread {our_sd} and {twin_sd}");
}

/// One path as the module's header writes it, by other samplers, another generator and the standard library's functions.
fn twin(p: &Parameters, path: u64, hours: u32) -> End {
    let mut rng = ChaCha8Rng::seed_from_u64(path);
    let (mut customers, mut excess, mut price) = (p.customers_at_start as u64, 0.0_f64, p.price_floor);
    let mut end = End { payout: 0.0, reserve: 0.0, revenue: 0.0, customers: 0.0, price: 0.0 };
    for _ in 0..hours {
        let acceptance = 1.0 / (1.0 + (p.price_sensitivity * (price / p.price_of_half).ln()).exp());
        let arrivals = poisson(p.arrivals_per_hour * acceptance, &mut rng);
        let leaving =
            Binomial::new(customers, 1.0 - (-p.churn_per_hour).exp()).expect("a probability").sample(&mut rng);
        customers = customers + arrivals as u64 - leaving;
        let sold = poisson(customers as f64 * p.units_per_hour * acceptance, &mut rng);

        end.revenue += sold * price;
        let reserve = end.reserve + p.holders_share * sold * price;
        end.reserve = reserve * (-1.0 / p.tau_hours).exp();
        end.payout += reserve - end.reserve;
        excess = (excess + sold - p.target_per_hour).max(0.0);
        price = p.price_floor * (excess / p.kappa).exp();
    }
    End { customers: customers as f64, price, ..end }
}

fn poisson(mean: f64, rng: &mut impl Rng) -> f64 {
    if mean > 0.0 { Poisson::new(mean).expect("a positive mean").sample(rng) } else { 0.0 }
}
