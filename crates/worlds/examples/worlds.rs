//! Runs many worlds, with progress, and prints what happened in them; the first that breaks is made small.
//!
//! `cargo run --release -p usufruct-worlds --example worlds -- --seeds 0..1000`, or with a recipe: `-- --recipe "7 steps 40"
//! --trace`.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use anyhow::{Context, Result, bail};
use clap::Parser;
use usufruct_worlds::{Recipe, Run, minimise::minimise, run, run::run_all};

/// Worlds that broke and are told one by one.
const TOLD_MAX: usize = 20;

#[derive(Parser)]
struct Arguments {
    /// The first seed and the one after the last: `0..1000`.
    #[arg(long, default_value = "0..200")]
    seeds: String,
    /// One world instead, as a report names it.
    #[arg(long)]
    recipe: Option<String>,
    /// Print every line of what happened, of a recipe.
    #[arg(long)]
    trace: bool,
    /// Make the first broken world small.
    #[arg(long)]
    minimise: bool,
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(recipe) = &arguments.recipe {
        return one(&recipe.parse().map_err(anyhow::Error::msg)?, &arguments);
    }
    let (from, to) = arguments.seeds.split_once("..").context("seeds are a range: 0..1000")?;
    let (from, to): (u64, u64) = (from.parse()?, to.parse()?);
    let (begun, done) = (Instant::now(), AtomicU64::new(0));
    let each = |run: &Run| {
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(100) {
            eprintln!("{done} worlds, {:.0} s", begun.elapsed().as_secs_f64());
        }
        if let Some((step, broken)) = &run.broken {
            eprintln!("{} breaks at step {step}: {}: {}", run.recipe, broken.invariant, broken.text);
        }
    };
    let (tally, broken) = run_all(&(from..to).map(Recipe::new).collect::<Vec<_>>(), each);
    print!("{tally}");
    let seconds = begun.elapsed().as_secs_f64();
    println!("{:<44} {seconds:>14.1}", "seconds that it took");
    for run in broken.iter().take(TOLD_MAX) {
        println!("broken: {}", run.recipe);
    }
    let Some(first) = broken.first() else { return Ok(()) };
    if arguments.minimise {
        println!("smallest: {}", minimise(&first.recipe).context("it does not break again")?);
    }
    bail!("{} worlds broke", broken.len())
}

fn one(recipe: &Recipe, arguments: &Arguments) -> Result<()> {
    let ran = run(recipe, arguments.trace);
    for line in &ran.trace {
        println!("{line}");
    }
    print!("{}", ran.tally);
    println!("digest {}", ran.digest);
    let Some((step, broken)) = &ran.broken else { return Ok(()) };
    if arguments.minimise {
        println!("smallest: {}", minimise(recipe).context("it does not break again")?);
    }
    bail!("breaks at step {step}: {}: {}", broken.invariant, broken.text)
}
