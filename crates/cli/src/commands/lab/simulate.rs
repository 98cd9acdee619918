//! `usufruct lab simulate`: ways of paying an income, under the same customers, investors, markets and shocks.

use std::process::ExitCode;

use anyhow::{Result, bail};

#[derive(clap::Args)]
pub struct Arguments {
    /// Standard scenarios by name, or TOML files; without any, the standard set
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    bail!("{} scenarios cannot be simulated yet", arguments.scenarios.len())
}
