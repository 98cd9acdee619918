//! `usufruct demo`
use anyhow::Result;
use std::process::ExitCode;
#[derive(clap::Args)]
pub struct Arguments {}
pub async fn run(_: Arguments) -> Result<ExitCode> {
    let _ = (crate::trace::open, crate::trace::generate);
    Ok(ExitCode::SUCCESS)
}
