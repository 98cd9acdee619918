//! The pages of a running demo in headless Chromium, and claims by wallets that sign for real.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::ensure;

use crate::demo::Demo;
use crate::tally::Tally;
use crate::{npm, tap, workspace};

/// Where Debian puts it; `CHROMIUM` names another.
const CHROMIUM: &str = "/usr/bin/chromium";
/// Both change the same venture, so the second begins when the first has ended.
const FILES: [&str; 2] = ["pages.test.mjs", "claim.test.mjs"];

/// Starts a demo, opens its pages, and counts the tests.
pub fn test() -> anyhow::Result<Tally> {
    let chromium = chromium()?;
    let folder = workspace::root().join("clients/browser");
    npm::install(&folder)?;
    let demo = Demo::start()?;
    let mut tally = Tally::default();
    for file in FILES {
        tally += run(&folder, file, &demo, &chromium)?;
    }
    Ok(tally)
}

fn run(folder: &Path, file: &str, demo: &Demo, chromium: &Path) -> anyhow::Result<Tally> {
    let mut command = Command::new("node");
    command.args(["--test", "--test-reporter=tap", file]).current_dir(folder);
    command.env("USUFRUCT_DEMO", demo.told()).env("CHROMIUM", chromium);
    let mut tally = Tally::default();
    for case in tap::cases_of(command, file)? {
        tally += Tally::of(case.passed);
    }
    Ok(tally)
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
