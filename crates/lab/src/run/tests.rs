use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::path::Day;
use crate::scenario::standard;
use crate::structure::{Flows, Life, Origins};

/// Pays out what customers spend, at once; or the same whatever they spend.
struct Plain {
    key: &'static str,
    of_customers: bool,
}

struct PlainLife {
    start: Start,
    of_customers: bool,
}

impl Structure for Plain {
    fn key(&self) -> &'static str {
        self.key
    }

    fn name(&self) -> &'static str {
        "plain"
    }

    fn about(&self) -> &'static str {
        "Pays out what customers spend."
    }

    fn open(&self, start: &Start) -> Box<dyn Life> {
        Box::new(PlainLife { start: *start, of_customers: self.of_customers })
    }
}

impl Life for PlainLife {
    fn live(&mut self, day: &Day) -> Flows {
        let spend = if self.of_customers { day.spend() } else { 1.0 };
        let dollars = self.start.income_per_day * spend;
        Flows {
            paid: Origins { recurring_customers: dollars, ..Origins::default() },
            capital: self.start.capital,
            organic_revenue: dollars,
            reported_revenue: dollars,
            ..Flows::default()
        }
    }
}

const CUSTOMERS: Plain = Plain { key: "customers", of_customers: true };
const FIXED: Plain = Plain { key: "fixed", of_customers: false };

fn of(keys: &[&str], options: &Options) -> Findings {
    let scenarios: Vec<Scenario> =
        keys.iter().map(|key| standard::by_name(key).expect("it reads").expect("it is standard")).collect();
    simulate(&[&CUSTOMERS, &FIXED], &scenarios, options, &|_| ()).expect("the options are valid")
}

fn paths(paths: u64) -> Options {
    Options { paths, ..Options::default() }
}

#[test]
fn findings_are_the_same_bit_for_bit_on_any_number_of_threads() {
    let on = |threads| {
        let options = Options { threads: NonZero::new(threads), ..paths(321) };
        // Texts, because what is not a number equals nothing. Rust prints floats so that they can be told apart.
        format!("{:?}", of(&["base", "demand-halves"], &options))
    };
    let one = on(1);
    for threads in [2, 3, 7] {
        assert!(one == on(threads), "{threads} threads find something else");
    }
}

#[test]
fn another_seed_finds_something_else() {
    assert_ne!(of(&["base"], &paths(40)).cells, of(&["base"], &Options { seed: 2, ..paths(40) }).cells);
}

/// Two structures in one run meet what each meets alone: nothing of one reaches the other.
#[test]
fn who_else_is_simulated_changes_nothing() {
    let scenarios = [standard::by_name("run").expect("it reads").expect("it is standard")];
    let alone = simulate(&[&CUSTOMERS], &scenarios, &paths(50), &|_| ()).expect("valid");
    let together = simulate(&[&FIXED, &CUSTOMERS], &scenarios, &paths(50), &|_| ()).expect("valid");
    assert_eq!(format!("{:?}", alone.cell(0, 0)), format!("{:?}", together.cell(1, 0)));
}

/// Writes down what it is shown.
struct Witness {
    key: &'static str,
    seen: Mutex<Vec<Vec<Day>>>,
    latest: std::sync::Arc<Mutex<Vec<Day>>>,
}

struct WitnessLife(std::sync::Arc<Mutex<Vec<Day>>>);

impl Witness {
    fn new(key: &'static str) -> Witness {
        Witness { key, seen: Mutex::default(), latest: std::sync::Arc::default() }
    }

    fn all(&self) -> Vec<Vec<Day>> {
        let mut seen = self.seen.lock().expect("nobody panicked").clone();
        seen.push(self.latest.lock().expect("nobody panicked").clone());
        seen
    }
}

impl Structure for Witness {
    fn key(&self) -> &'static str {
        self.key
    }

    fn name(&self) -> &'static str {
        "witness"
    }

    fn about(&self) -> &'static str {
        "Pays nothing and remembers everything."
    }

    fn open(&self, _: &Start) -> Box<dyn Life> {
        let lived = std::mem::take(&mut *self.latest.lock().expect("nobody panicked"));
        self.seen.lock().expect("nobody panicked").push(lived);
        Box::new(WitnessLife(self.latest.clone()))
    }
}

impl Life for WitnessLife {
    fn live(&mut self, day: &Day) -> Flows {
        self.0.lock().expect("nobody panicked").push(*day);
        Flows::default()
    }
}

/// B27: common random numbers.
#[test]
fn the_same_seed_and_path_are_the_same_arrivals_under_every_structure() {
    let (one, other) = (Witness::new("one"), Witness::new("other"));
    let scenarios = [standard::by_name("demand-halves").expect("it reads").expect("it is standard")];
    // On one thread, so that lives are written down one after the other.
    let options = Options { threads: NonZero::new(1), ..paths(40) };
    simulate(&[&one, &other], &scenarios, &options, &|_| ()).expect("valid");
    let (one, other) = (one.all(), other.all());
    assert_eq!(one.len(), 81, "40 paths with the shock, 40 without, and nothing before the first");
    assert!(one == other);
    assert_eq!(one[1], crate::path::draw(options.seed, 0, &scenarios[0]).days);
}

#[test]
fn a_structure_that_pays_what_customers_spend_is_measured_as_it_is() {
    let findings = of(&["demand-stops", "demand-halves"], &paths(200));
    let measures = |structure, scenario| findings.cell(structure, scenario).measures.clone();
    let stopped = measures(0, 0);
    assert_eq!((stopped.income.value, stopped.income_kept.value, stopped.survival.value), (0.0, 0.0, 0.0));
    // Half of the window is past the shock on day 15; chance moves the median by little.
    assert!((12.0..=18.0).contains(&stopped.half_life.value), "{:?}", stopped.half_life);
    assert_eq!((stopped.income_at_risk.value, stopped.organic_ratio_low.n), (1.0, 0));
    let halved = measures(0, 1);
    assert!((halved.income_kept.value - 0.5).abs() < 0.05, "{:?}", halved.income_kept);
    let fixed = measures(1, 1);
    assert_eq!((fixed.survival.value, fixed.half_life.value), (1.0, f64::INFINITY));
    assert!(fixed.income_at_risk.value.abs() < 1e-3 && (fixed.income_kept.value - 1.0).abs() < 1e-12);
    assert_eq!((fixed.coverage.n, fixed.snipe_ratio.n, fixed.liquidity_coverage.n), (0, 0, 0), "nothing to measure");
    assert!(fixed.survival.low < 1.0 && fixed.survival.n == 200);
}

#[test]
fn a_day_s_income_has_its_quantiles_around_its_mean() {
    let findings = of(&["base"], &paths(300));
    let (customers, fixed) = (&findings.cell(0, 0).days, &findings.cell(1, 0).days);
    assert_eq!(customers.len(), 455);
    let usual = findings.run.income_per_day;
    for day in customers {
        let quantiles = day.income_quantiles.map(|quantile| quantile.value);
        assert!(quantiles.is_sorted() && quantiles[0] < day.income_mean.value && day.income_mean.value < quantiles[4]);
        assert!(day.income_quantiles.iter().all(|told| told.low < told.high && told.n == 300));
    }
    assert!(fixed.iter().all(|day| (day.income_quantiles[2].value / usual - 1.0).abs() < 0.008));
    assert!(customers[..90].iter().all(|day| day.survival.value == 1.0));
    let mean: f64 = customers.iter().map(|day| day.origins[0].value).sum::<f64>() / 455.0;
    assert!((mean / usual - 1.0).abs() < 0.05, "{mean} for {usual}");
}

#[test]
fn income_is_held_against_the_same_world_without_its_shock_even_if_that_was_not_asked_for() {
    let alone = of(&["demand-halves"], &paths(64));
    let beside = of(&["base", "demand-halves"], &paths(64));
    assert_eq!(alone.scenarios.len(), 1);
    let (alone, beside) = (&alone.cell(0, 0).measures, &beside.cell(0, 1).measures);
    assert_eq!(alone.income_at_risk, beside.income_at_risk);
    assert!(alone.income_at_risk.value > 0.4);
}

#[test]
fn progress_is_told_of_every_path() {
    let done = AtomicU64::new(0);
    let scenarios = [standard::by_name("run").expect("it reads").expect("it is standard")];
    let options = paths(70);
    let told = |paths| {
        done.fetch_add(paths, Ordering::Relaxed);
    };
    simulate(&[&FIXED], &scenarios, &options, &told).expect("valid");
    assert_eq!((done.into_inner(), work(&scenarios, &options)), (140, 140));
}

/// What is kept is told by its own count of bytes, which many more paths change little and never beyond the ceiling.
#[test]
fn memory_does_not_grow_with_the_paths() {
    let mut scenario = standard::by_name("base").expect("it reads").expect("it is standard");
    (scenario.time.shock_day, scenario.time.days_after) = (30, 30);
    let after = |paths| -> usize {
        let sums = of_world(&[&CUSTOMERS], &scenario, &Options { paths, ..Options::default() }, &|_| ());
        sums.iter().map(Sums::bytes).sum()
    };
    let (few, many) = (after(500), after(50_000));
    assert!(many < 2 * few, "{few} bytes for 500 paths, {many} for 50,000");
    let day_max = 3 * crate::statistics::Sketch::BYTES_MAX + 1024;
    assert!(many < 60 * day_max + 1_000_000, "{many}");
}

#[test]
fn what_cannot_be_simulated_is_refused() {
    let base = [Scenario::default()];
    let refused = |structures: &[&dyn Structure], scenarios: &[Scenario], count| {
        simulate(structures, scenarios, &paths(count), &|_| ()).expect_err("it cannot").to_string()
    };
    assert_eq!(refused(&[&FIXED], &base, 0), "0 paths cannot be simulated; from 1 to 4294967295 can");
    assert!(refused(&[&FIXED], &base, PATHS_MAX + 1).starts_with("4294967296 paths"));
    assert_eq!(refused(&[], &base, 1), "there is no structure to simulate");
    assert_eq!(refused(&[&FIXED], &[], 1), "there is no scenario to simulate");
    assert_eq!(refused(&[&FIXED, &FIXED], &base, 1), "two structures are called fixed");
    let twice = [
        Scenario { key: "mine".to_owned(), ..Scenario::default() },
        Scenario { key: "mine".to_owned(), ..Scenario::default() },
    ];
    assert_eq!(refused(&[&FIXED], &twice, 1), "two scenarios are called mine");
}
