//! `usufruct lab assess`: whose money an income was, and how much of it would go on if new money stopped today.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

#[derive(clap::Args)]
pub struct Arguments {
    /// Daily or monthly figures of a protocol, CSV or Parquet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    bail!("{} cannot be assessed yet", arguments.file.display())
}
