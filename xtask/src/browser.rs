//! The pages of a running demo in headless Chromium, claims by wallets that sign for real, and the lab's reports.

use std::fmt::Write;
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
/// Months of figures that are assessed for a picture through time.
const MONTHS: u32 = 24;

/// Starts a demo, opens its pages, makes the reports and opens them, and counts the tests.
pub fn test() -> anyhow::Result<Tally> {
    let chromium = chromium()?;
    let folder = workspace::root().join("clients/browser");
    npm::install(&folder)?;
    let demo = Demo::start(&[])?;
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

/// Lets the program, which the demo has built, write a report of each kind; where they are, as JSON.
fn reports() -> anyhow::Result<String> {
    let program = rust::program("usufruct")?;
    let folder = program.parent().context("the program is in no folder")?.join("reports");
    fs::create_dir_all(&folder)?;
    let [figures, simulation, assessment] =
        ["figures.csv", "simulation.html", "assessment.html"].map(|name| folder.join(name));
    fs::write(&figures, made_up_figures())?;
    let mut simulate = Command::new(&program);
    simulate.args(["lab", "simulate", "--paths", PATHS, "--report"]).arg(&simulation);
    let mut assess = Command::new(&program);
    assess.args(["lab", "assess"]).arg(&figures).arg("--report").arg(&assessment);
    for mut command in [simulate, assess] {
        let output = command.output().with_context(|| format!("{command:?} cannot be started"))?;
        ensure!(output.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(json!({ "simulation": simulation, "assessment": assessment }).to_string())
}

/// An income that is promised, and whose reserve runs down: monthly, with origins that are not all told.
fn made_up_figures() -> String {
    let mut text = "date,paid,emission,revenue,promised,reserve,capital\n".to_owned();
    for month in 0..MONTHS {
        let (year, of_year) = (2023 + month / 12, month % 12 + 1);
        let (emission, revenue, reserve) = (40_000 - 1_000 * month, 60_000 + 500 * month, 900_000 - 30_000 * month);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{year}-{of_year:02}-01,{},{emission},{revenue},120000,{reserve},12000000",
            emission + revenue
        );
    }
    text
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
