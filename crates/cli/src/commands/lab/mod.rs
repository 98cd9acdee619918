//! `usufruct lab`: which income lasts?

pub mod assess;
mod assessed_json;
mod transfers;
mod venture;
pub mod simulate;
mod progress;
mod telling;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Let ways of paying an income live through the same customers, investors, markets and shocks, and compare them
    Simulate(simulate::Arguments),
    /// Tell from anybody's figures whose money an income was, and how much of it would go on if new money stopped today
    Assess(Box<assess::Arguments>),
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.verb {
        Verb::Simulate(arguments) => simulate::run(&arguments),
        Verb::Assess(arguments) => assess::run(&arguments).await,
    }
}
