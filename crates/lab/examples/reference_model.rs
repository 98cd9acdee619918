//! How many path-steps of RS-1 a core does in a second, by width of its instructions, and how many two cores do.
//!
//! A step is one hour of one path. Rounds alternate between the widths and between one thread and two, so that whatever else the machine
//! does hits all alike, and medians are printed. Speed is told by the processor's time, because other programs take away time but not
//! work; the ratio of two threads to one by the clock, which means something on a quiet machine only.
//!
//! A measurement is a program of its own: it reads its arguments and the clock itself.

use std::time::Instant;

use clap::Parser;
use cpu_time::ProcessTime;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use serde_json::json;
use usufruct_lab::lanes::Width;
use usufruct_lab::reference_model::{Ends, Parameters, ReferenceModel};

const SEED: u64 = 1;

/// Measures the reference model RS-1.
#[derive(Parser)]
struct Arguments {
    /// Paths of each run.
    #[arg(long, default_value_t = 8_192)]
    paths: u64,
    /// Hours of each path; a year, unless said otherwise.
    #[arg(long, default_value_t = 8_760)]
    hours: u32,
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Prints the widest width only, as JSON.
    #[arg(long)]
    json: bool,
}

/// A width, and the path-steps a second of each round.
struct Measured {
    width: Width,
    one_core: Vec<f64>,
    /// By the clock, over one thread's by the clock.
    two_threads: Vec<f64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let model = ReferenceModel::new(Parameters::default())?;
    let (one, two) = (threads(1)?, threads(2)?);
    let widths = if arguments.json { vec![Width::widest()] } else { Width::available() };
    let mut measured: Vec<Measured> =
        widths.iter().map(|&width| Measured { width, one_core: Vec::new(), two_threads: Vec::new() }).collect();

    let steps = arguments.paths as f64 * f64::from(arguments.hours);
    let ends = model.run(SEED, arguments.paths, arguments.hours, Width::widest());
    for _ in 0..arguments.rounds.max(1) {
        for of_width in &mut measured {
            let run = || model.run(SEED, arguments.paths, arguments.hours, of_width.width);
            let (by_one, found) = stopwatch(&one, run);
            assert_eq!(found, ends, "the width changed the results");
            let (by_two, found) = stopwatch(&two, run);
            assert_eq!(found, ends, "the number of threads changed the results");
            of_width.one_core.push(steps / by_one.processor_seconds);
            of_width.two_threads.push(by_one.clock_seconds / by_two.clock_seconds);
        }
    }
    for of_width in &mut measured {
        let (speed, ratio) = (median(&mut of_width.one_core), median(&mut of_width.two_threads));
        if arguments.json {
            println!("{}", as_json(&arguments, speed, ratio, &ends));
        } else {
            println!(
                "{:10} {:6.1} million path-steps per second and core; two threads: {ratio:.2} times one",
                of_width.width.to_string(),
                speed / 1e6
            );
        }
    }
    if !arguments.json {
        println!("{}", in_words(&ends));
    }
    Ok(())
}

fn threads(count: usize) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new().num_threads(count).build()
}

struct Took {
    processor_seconds: f64,
    clock_seconds: f64,
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn stopwatch(pool: &ThreadPool, run: impl Fn() -> Ends + Send) -> (Took, Ends) {
    let (processor, clock) = (ProcessTime::now(), Instant::now());
    let ends = pool.install(run);
    let took =
        Took { processor_seconds: processor.elapsed().as_secs_f64(), clock_seconds: clock.elapsed().as_secs_f64() };
    (took, ends)
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn in_words(ends: &Ends) -> String {
    let Ends { payout, customers, price, .. } = ends;
    format!(
        "{} paths: payout {:.1} ± {:.1}, sd {:.1}; customers {:.2} ± {:.2}; price {:.3} ± {:.3}",
        payout.n,
        payout.mean,
        payout.margin(),
        payout.standard_deviation(),
        customers.mean,
        customers.margin(),
        price.mean,
        price.margin()
    )
}

/// The form of the other simulators' programs, `clients/simulators`.
fn as_json(arguments: &Arguments, speed: f64, two_threads: f64, ends: &Ends) -> serde_json::Value {
    json!({
        "paths": arguments.paths,
        "hours": arguments.hours,
        "steps_per_second": speed,
        "two_threads": two_threads,
        "payout_mean": ends.payout.mean,
        "payout_sd": ends.payout.standard_deviation(),
        "customers_mean": ends.customers.mean,
        "customers_sd": ends.customers.standard_deviation(),
        "price_mean": ends.price.mean,
        "price_sd": ends.price.standard_deviation(),
    })
}
