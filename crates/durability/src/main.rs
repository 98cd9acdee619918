//! `durability`: the power-cut test and the injected faults in any amount, and the two subjects that they run.
//!
//!     cargo run --release -p usufruct-durability -- power-cut --states 100000 --seed 7
//!     cargo run --release -p usufruct-durability -- faults --points 1000

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use usufruct_durability::cuts::Amount;
use usufruct_durability::disk::{Fate, Syncs};
use usufruct_durability::power_cut::{self, Kind};
use usufruct_durability::{faults, sealing, selling};

/// Of the states, so many are examined once more as if no sync did anything: that must be seen.
const CANARY_PART: usize = 10;

/// What survives power cuts and failing disks.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Record both subjects, cut the power at every recorded moment, and examine what is left
    PowerCut {
        /// States to examine of each subject, at least
        #[arg(long, default_value_t = 10_000)]
        states: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Purchases of each customer, and a fifth of the chain's operations
        #[arg(long, default_value_t = 40)]
        amount: usize,
    },
    /// Let chosen writes and syncs fail
    Faults {
        /// Faults in each subject
        #[arg(long, default_value_t = 200)]
        points: usize,
    },
    /// A subject: sell from what is in a folder
    Sell { folder: PathBuf, purchases: usize },
    /// A subject: seal blocks on what is in a folder
    Seal { folder: PathBuf, operations: usize },
}

/// On one thread, so that what is said comes in one order.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    match Arguments::parse().command {
        Command::Sell { folder, purchases } => selling::sell(&folder, purchases).await?,
        Command::Seal { folder, operations } => sealing::seal(&folder, operations).await?,
        Command::PowerCut { states, seed, amount } => {
            let kinds = [(Kind::selling().await?, amount), (Kind::Sealing, amount * 5)];
            return tokio::task::spawn_blocking(move || power_cuts(&kinds, states, seed))
                .await
                .context("it panicked")?;
        }
        Command::Faults { points } => {
            let kinds = [Kind::selling().await?, Kind::Sealing];
            return tokio::task::spawn_blocking(move || injected(&kinds, points)).await.context("it panicked")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn power_cuts(kinds: &[(Kind, usize)], states: usize, seed: u64) -> Result<ExitCode> {
    let program = program()?;
    let mut code = ExitCode::SUCCESS;
    println!(
        "| subject | writes | syncs | acknowledgements | states | lost | kept | pages | torn | garbage | violations |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for (kind, amount) in kinds {
        let events = kind.record(&program, *amount)?;
        for (syncs, states) in [(Syncs::Kept, states), (Syncs::Ignored, states / CANARY_PART)] {
            let outcome = power_cut::examine(kind, &events, Amount { states, seed, syncs }, true);
            let fates: Vec<String> = Fate::ALL
                .iter()
                .map(|fate| outcome.states.get(fate).copied().unwrap_or_default().to_string())
                .collect();
            let name =
                if syncs == Syncs::Kept { kind.verb().to_owned() } else { format!("{}, syncs ignored", kind.verb()) };
            let (total, violations) = (outcome.total(), outcome.violations);
            println!(
                "| {name} | {} | {} | {} | {total} | {} | {violations} |",
                outcome.writes,
                outcome.syncs,
                outcome.acknowledgements,
                fates.join(" | ")
            );
            if syncs == Syncs::Kept && violations > 0 {
                outcome.described.iter().for_each(|what| eprintln!("{what}"));
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

fn injected(kinds: &[Kind], points: usize) -> Result<ExitCode> {
    let program = program()?;
    let mut code = ExitCode::SUCCESS;
    println!("| subject | faults | noticed | declined with | violations |");
    println!("|---|---|---|---|---|");
    for kind in kinds {
        let (amount, spacing) = faults::usual(kind);
        let outcome = faults::examine(kind, &program, amount, &faults::points(points, spacing));
        let words: Vec<String> = outcome.words.iter().map(|(word, count)| format!("{word} {count}")).collect();
        let violations = outcome.violations.len();
        println!(
            "| {} | {} | {} | {} | {violations} |",
            kind.verb(),
            outcome.points,
            outcome.noticed,
            words.join(", ")
        );
        if violations > 0 {
            outcome.violations.iter().for_each(|what| eprintln!("{what}"));
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// The subjects are this program as well.
fn program() -> Result<PathBuf> {
    std::env::current_exe().as_deref().map(Path::to_owned).map_err(|error| anyhow::anyhow!("which program? {error}"))
}
