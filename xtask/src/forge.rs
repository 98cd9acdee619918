//! Runs forge on the Solidity project and reads what it says.

use std::env;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::tally::Tally;
use crate::{npm, workspace};

/// forge in the contracts folder, configured by `foundry.toml` alone.
pub fn command() -> anyhow::Result<Command> {
    let contracts = workspace::contracts();
    npm::install(&contracts)?;
    let mut command = Command::new(npm::foundry_program(&contracts, "forge")?);
    command.current_dir(&contracts);
    forget_settings(&mut command);
    Ok(command)
}

/// A setting in the caller's environment would change bytecode or leave out tests.
pub fn forget_settings(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("FOUNDRY_") || text.starts_with("DAPP_") {
            command.env_remove(&name);
        }
    }
}

/// One test of a finished run.
pub struct TestResult {
    /// `test/<file>:<contract>` and the function.
    pub name: String,
    pub status: Status,
    /// Why it failed, and on what input.
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Passed,
    Failed,
    Skipped,
}

impl Status {
    pub fn tally(self) -> Tally {
        match self {
            Self::Passed => Tally::PASSED,
            Self::Failed => Tally::FAILED,
            Self::Skipped => Tally::SKIPPED,
        }
    }
}

/// Runs all tests of a profile. An error means that they could not be run, not that one failed.
pub fn test(profile: &str) -> anyhow::Result<Vec<TestResult>> {
    let output = command()?
        .args(["test", "--json"])
        .env("FOUNDRY_PROFILE", profile)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start forge")?;
    let results = read_results(&output)?;
    let failed = results.iter().any(|result| result.status == Status::Failed);
    ensure!(
        output.status.success() != failed,
        "forge ended with {} although its report says that {}",
        output.status,
        if failed { "a test failed" } else { "no test failed" },
    );
    Ok(results)
}

fn read_results(output: &Output) -> anyhow::Result<Vec<TestResult>> {
    let Ok(Value::Object(suites)) = serde_json::from_slice::<Value>(&output.stdout) else {
        bail!("forge ran no test ({}):\n{}", output.status, String::from_utf8_lossy(&output.stdout));
    };
    let mut results = Vec::new();
    for (suite, report) in &suites {
        let tests = report["test_results"].as_object().context("a suite in forge's report has no test_results")?;
        for (test, outcome) in tests {
            results.push(read_result(format!("{suite} {test}"), outcome)?);
        }
    }
    ensure!(!results.is_empty(), "forge ran no test");
    Ok(results)
}

fn read_result(name: String, outcome: &Value) -> anyhow::Result<TestResult> {
    let status = match outcome["status"].as_str() {
        Some("Success") => Status::Passed,
        Some("Failure") => Status::Failed,
        Some("Skipped") => Status::Skipped,
        other => bail!("{name} has the unknown status {other:?}"),
    };
    let mut reason = outcome["reason"].as_str().unwrap_or("no reason given").to_owned();
    if !outcome["counterexample"].is_null() {
        reason.push_str(&format!("\n    counterexample: {}", outcome["counterexample"]));
    }
    Ok(TestResult { name, status, reason })
}
