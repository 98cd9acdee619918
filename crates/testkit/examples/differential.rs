//! The model and the contracts in lock-step over many random lives of ventures: what `cargo xtask differential` runs.
//!
//!     cargo run --release -p usufruct-testkit --example differential -- --transactions 2200000

use clap::Parser;
use std::{
    process::ExitCode,
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};
use usufruct_testkit::{
    bench::Bench,
    differential::{Campaign, Found, Tally, enumerate, shrink},
};

/// All words and views are compared at the end of every so many-th sequence.
const ORDERS_FULL_EVERY: u64 = 512;

/// Between two lines of progress.
const TELL_EVERY: Duration = Duration::from_secs(5);

#[derive(Parser)]
struct Arguments {
    /// How many transactions at least; whole ventures are played.
    #[arg(long, default_value_t = 2_200_000)]
    transactions: u64,
    /// Transactions in the life of a venture.
    #[arg(long, default_value_t = 400)]
    steps: usize,
    /// The seed of the first venture; the others follow.
    #[arg(long, default_value_t = 0)]
    first_seed: u64,
    /// Compare all words and views after so many steps, and at the end of each life.
    #[arg(long, default_value_t = 200)]
    full_every: usize,
    /// Instead: every order of eight deeds around the end of a sale, up to so many.
    #[arg(long)]
    orders: Option<usize>,
    /// One for each core unless told; the result does not depend on it.
    #[arg(long)]
    threads: Option<usize>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(length) = arguments.orders {
        return orders(length);
    }
    let steps = u64::try_from(arguments.steps).expect("a length of a life").max(1);
    let campaign = Campaign {
        first_seed: arguments.first_seed,
        ventures: arguments.transactions.div_ceil(steps),
        steps: arguments.steps,
        full_every: arguments.full_every.max(1),
        threads: arguments.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from)),
    };
    println!("{campaign:?}");
    let begun = now();
    let told = Mutex::new(begun);
    let finished = campaign.run(&|tally| {
        let mut told = told.lock().expect("no thread panicked");
        if told.elapsed() >= TELL_EVERY {
            *told = now();
            println!("{}", progress(tally, begun));
        }
    });
    match finished {
        Ok(tally) => {
            println!("{}\n{tally}", progress(&tally, begun));
            let never = tally.never();
            println!("never reached: {never:?}");
            if never.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(found) => {
            println!("{}", smallest(*found));
            ExitCode::FAILURE
        }
    }
}

fn orders(length: usize) -> ExitCode {
    println!("every sequence of {length} out of eight deeds");
    let begun = now();
    let mut told = begun;
    let finished = enumerate(&mut Bench::new(), length, ORDERS_FULL_EVERY, &mut |tally| {
        if told.elapsed() >= TELL_EVERY {
            told = now();
            println!("{}", progress(tally, begun));
        }
    });
    match finished {
        Ok(tally) => {
            println!("{}\n{tally}", progress(&tally, begun));
            ExitCode::SUCCESS
        }
        Err(shown) => {
            let (case, difference) = *shown;
            println!("{}", smallest(Found { case, difference }));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn now() -> Instant {
    Instant::now()
}

fn progress(tally: &Tally, begun: Instant) -> String {
    let seconds = begun.elapsed().as_secs().max(1);
    let (transactions, ventures) = (tally.transactions, tally.ventures);
    let rate = transactions / seconds;
    let (events, refusals) = (tally.events().len(), tally.refusals().len());
    format!(
        "{seconds} s: {transactions} transactions of {ventures} ventures, {rate} a second, {events} kinds of events, \
         {refusals} of refusals"
    )
}

fn smallest(found: Found) -> String {
    let mut bench = Bench::new();
    let (case, difference) = shrink(&mut bench, &found.case, found.difference, &|_| ());
    format!(
        "the model and the contracts disagree after step {}: {}\n\
         to keep it, put what follows into a file of crates/testkit/tests/anchored:\n\n{case}",
        difference.step, difference.what
    )
}
