//! `usufruct`: the one binary.
//!
//! Arguments, wiring and signals are here; what is decided, is decided in the crates below. Only this crate reads the
//! environment and the machine's clock, and only this file ends the process.

mod audit_line;
mod clock;
mod commands;
mod demo;
mod genesis;
mod home;
mod keys;
mod proof;
mod telemetry;
mod trace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Income from what customers pay for a working service, for those who simply hold a share of it.
#[derive(Parser)]
#[command(name = "usufruct", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Replay customers' requests through a whole venture on an embedded chain, then prove the books
    Demo(commands::demo::Arguments),
    /// Recompute every balance from the chain's events alone and compare with the chain
    Audit(commands::audit::Arguments),
    /// Run the embedded chain alone, with JSON-RPC and funded accounts
    Chain(commands::chain::Arguments),
    /// Find out which income lasts: simulate ways of paying one, or assess anybody's
    Lab(commands::lab::Arguments),
}

/// Exit code when the program could not do its work, which is not the same as an audit that does not hold (1).
const FAULT: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    telemetry::install();
    let done = match arguments.command {
        Command::Demo(arguments) => commands::demo::run(arguments).await,
        Command::Audit(arguments) => commands::audit::run(arguments).await,
        Command::Chain(arguments) => commands::chain::run(arguments).await,
        Command::Lab(arguments) => commands::lab::run(arguments).await,
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(FAULT)
    })
}
