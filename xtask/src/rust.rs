//! The Rust side of the check: format, lints, documentation, tests.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::check::Extent;
use crate::tally::Tally;
use crate::workspace;

/// The test runner, and the version that is installed where there is none.
const NEXTEST: &str = "cargo-nextest";
const NEXTEST_VERSION: &str = "0.9.143";

/// cargo at the root of the workspace.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(workspace::root());
    command
}

pub fn check_format() -> anyhow::Result<Tally> {
    succeeds(cargo(&["fmt", "--all", "--check"]))
}

/// Lints everything, tests and measurements included; a warning fails.
pub fn lint() -> anyhow::Result<Tally> {
    succeeds(cargo(&["clippy", "--release", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"]))
}

/// Builds the documentation; a broken link fails.
pub fn document() -> anyhow::Result<Tally> {
    let mut command = cargo(&["doc", "--release", "--workspace", "--no-deps", "--quiet"]);
    command.env("RUSTDOCFLAGS", "--deny warnings");
    succeeds(command)
}

/// Runs the Rust tests of the workspace, stories and differential tests among them. What the quick check leaves out is in
/// `.config/nextest.toml`.
pub fn test(extent: Extent) -> anyhow::Result<Tally> {
    install_nextest()?;
    let profile = match extent {
        Extent::Quick => "quick",
        Extent::Full => "default",
    };
    let mut child = cargo(&["nextest", "run", "--release", "--workspace", "--no-fail-fast", "--profile", profile])
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start cargo nextest")?;
    let stderr = child.stderr.take().context("nextest's output cannot be read")?;
    let mut summary = None;
    for line in BufReader::new(stderr).lines() {
        let line = line?;
        eprintln!("{line}");
        summary = read_summary(&line).or(summary);
    }
    let status = child.wait()?;
    let Some(mut tally) = summary else { bail!("nextest ended with {status} and no summary: did the tests compile?") };
    ensure!(status.success() == (tally.failed == 0), "nextest ended with {status}, its summary says {tally}");
    if extent == Extent::Quick {
        println!("   the tests that .config/nextest.toml names are left to the full check");
        tally.skipped = 0;
    }
    Ok(tally)
}

/// The folder that cargo writes the program into.
pub fn program(name: &str) -> anyhow::Result<PathBuf> {
    let output = cargo(&["metadata", "--format-version", "1", "--no-deps"]).output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata answers with no JSON")?;
    let target = metadata["target_directory"].as_str().context("cargo metadata names no target directory")?;
    Ok(PathBuf::from(target).join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

fn install_nextest() -> anyhow::Result<()> {
    let found = Command::new(NEXTEST).args(["nextest", "--version"]).stdout(Stdio::null()).status();
    if found.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    println!("installing {NEXTEST} {NEXTEST_VERSION}; this takes some minutes, once");
    let installed = cargo(&["install", NEXTEST, "--locked", "--version", NEXTEST_VERSION]).status()?;
    ensure!(installed.success(), "{NEXTEST} could not be installed: {installed}");
    Ok(())
}

fn succeeds(mut command: Command) -> anyhow::Result<Tally> {
    let status = command.status().with_context(|| format!("cannot start {command:?}"))?;
    Ok(Tally::of(status.success()))
}

/// Reads nextest's closing line, as in `Summary [ 3.2s] 40 tests run: 38 passed (1 slow), 2 failed, 1 skipped`.
fn read_summary(line: &str) -> Option<Tally> {
    let (_, counts) = line.trim_start().strip_prefix("Summary")?.split_once("run:")?;
    let mut tally = Tally::default();
    for part in counts.split(',') {
        let mut words = part.split_whitespace();
        let count: u64 = words.next()?.parse().ok()?;
        match words.next()? {
            "passed" => tally.passed += count,
            "skipped" => tally.skipped += count,
            _ => tally.failed += count,
        }
    }
    Some(tally)
}

#[cfg(test)]
mod tests {
    use super::read_summary;

    #[test]
    fn nextests_summary_is_read_whatever_went_wrong() {
        let line = "     Summary [   3.2s] 43 tests run: 40 passed (1 slow), 2 failed, 1 timed out, 5 skipped";
        let tally = read_summary(line).expect("a summary");
        assert_eq!((tally.passed, tally.failed, tally.skipped), (40, 3, 5));
        assert_eq!(read_summary("        PASS [   0.1s] usufruct-model tests::x"), None);
    }
}
