//! The pages of a running demo in headless Chromium, claims by wallets that sign for real, and the lab's reports.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::json;

use crate::demo::Demo;
use crate::tally::Tally;
use crate::{npm, rust, tap, workspace};

/// Where Debian puts it; `CHROMIUM` names another.
const CHROMIUM: &str = "/usr/bin/chromium";
/// Both change the same venture, so the second begins when the first has ended.
const FILES: [&str; 2] = ["pages.test.mjs", "claim.test.mjs"];

/// Needs no demo: its files are all that it opens.
const REPORTS: &str = "report.test.mjs";
/// Enough for pictures with bands; the intervals are wide.
const PATHS: &str = "20";

/// Starts a demo, opens its pages, makes the reports and opens them, and counts the tests.
pub fn test() -> anyhow::Result<Tally> {
    let chromium = chromium()?;
    let folder = workspace::root().join("clients/browser");
    npm::install(&folder)?;
    let demo = Demo::start()?;
    let mut tally = Tally::default();
    for file in FILES {
        tally += run(&folder, file, ("USUFRUCT_DEMO", demo.told()), &chromium)?;
    }
    drop(demo);
    tally += run(&folder, REPORTS, ("USUFRUCT_REPORTS", reports()?), &chromium)?;
    Ok(tally)
}

/// `about` is what the tests are of: the name of a variable, and JSON.
fn run(folder: &Path, file: &str, about: (&str, String), chromium: &Path) -> anyhow::Result<Tally> {
    let mut command = Command::new("node");
    command.args(["--test", "--test-reporter=tap", file]).current_dir(folder);
    command.env(about.0, about.1).env("CHROMIUM", chromium);
    let mut tally = Tally::default();
    for case in tap::cases_of(command, file)? {
        tally += Tally::of(case.passed);
    }
    Ok(tally)
}

/// Lets the program, which the demo has built, write a report; where it is, as JSON.
fn reports() -> anyhow::Result<String> {
    let program = rust::program("usufruct")?;
    let folder = program.parent().context("the program is in no folder")?.join("reports");
    fs::create_dir_all(&folder)?;
    let simulation = folder.join("simulation.html");
    let mut simulate = Command::new(&program);
    simulate.args(["lab", "simulate", "--paths", PATHS, "--report"]).arg(&simulation);
    let output = simulate.output().with_context(|| format!("{simulate:?} cannot be started"))?;
    ensure!(output.status.success(), "{simulate:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(json!({ "simulation": simulation }).to_string())
}

fn chromium() -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("CHROMIUM").map_or_else(|| PathBuf::from(CHROMIUM), PathBuf::from);
    ensure!(
        path.is_file(),
        "there is no {}: install Chromium (on Debian: apt-get install chromium), or name one with CHROMIUM",
        path.display()
    );
    Ok(path)
}
