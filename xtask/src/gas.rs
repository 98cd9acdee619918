//! What every verb costs: measured by forge, kept in `contracts/snapshots`, told in `docs/gas.md`, held to targets.
//!
//! The tests under `contracts/gas` measure, one transaction each, and forge writes their figures to a folder. The
//! committed figures and the page have to be what this run found: a change that makes a verb dearer shows as one.

mod elsewhere;
mod figures;
mod page;
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::tally::Tally;
use crate::{forge, workspace};
use figures::Figures;

/// Measures, and compares with the committed figures and page. One check for each file, and one for each target.
pub fn check() -> anyhow::Result<Tally> {
    let measured = measure()?;
    let committed = Figures::read(&snapshots())?;
    let mut tally = targets::check(&measured)?;
    for (group, figures) in &measured.0 {
        tally += Tally::of(report_changes(group, figures, committed.0.get(group)));
    }
    for group in committed.0.keys().filter(|group| !measured.0.contains_key(*group)) {
        println!("contracts/snapshots/{group}.json: nothing measures this");
        tally += Tally::FAILED;
    }
    let same_page = fs::read_to_string(page_path()).unwrap_or_default() == page::render(&measured)?;
    if !same_page {
        println!("docs/gas.md is not what this run found");
    }
    tally += Tally::of(same_page);
    if !tally.is_clean() {
        println!("`cargo xtask contracts gas --write` writes figures and page anew");
    }
    Ok(tally)
}

/// Measures, and writes figures and page. One check for each target.
pub fn write() -> anyhow::Result<Tally> {
    let measured = measure()?;
    measured.write(&snapshots())?;
    fs::write(page_path(), page::render(&measured)?).context("cannot write docs/gas.md")?;
    targets::check(&measured)
}

/// Runs the measuring tests. Their figures go to a folder of their own first, so that what is committed stays to compare.
fn measure() -> anyhow::Result<Figures> {
    let contracts = workspace::contracts();
    let scratch = Path::new("cache/gas/figures");
    let folder = contracts.join(scratch);
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove the figures of an earlier run")?;
    }
    let output = forge::command()?
        .arg("test")
        .env("FOUNDRY_PROFILE", "gas")
        .env("FOUNDRY_SNAPSHOTS", scratch)
        .output()
        .context("cannot start forge")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "forge could not measure:\n{said}{}", String::from_utf8_lossy(&output.stderr));
    Figures::read(&folder)
}

/// Says what has another price now; true if nothing has.
fn report_changes(group: &str, measured: &figures::Group, committed: Option<&figures::Group>) -> bool {
    let nothing = figures::Group::new();
    let committed = committed.unwrap_or(&nothing);
    let gas = |figures: &figures::Group, verb: &str| figures.get(verb).map_or("nothing".to_owned(), u64::to_string);
    for verb in measured.keys().chain(committed.keys().filter(|verb| !measured.contains_key(*verb))) {
        if measured.get(verb) != committed.get(verb) {
            let (old, new) = (gas(committed, verb), gas(measured, verb));
            println!("contracts/snapshots/{group}.json: {verb}: {new}, committed {old}");
        }
    }
    measured == committed
}

fn snapshots() -> PathBuf {
    workspace::contracts().join("snapshots")
}

fn page_path() -> PathBuf {
    workspace::root().join("docs/gas.md")
}

#[cfg(test)]
mod tests {
    use super::figures::Group;
    use super::report_changes;

    #[test]
    fn a_figure_that_changed_came_or_went_is_a_change() {
        let group = |figures: &[(&str, u64)]| figures.iter().map(|(verb, gas)| ((*verb).to_owned(), *gas)).collect();
        let committed: Group = group(&[("claim", 45_987), ("drip", 39_190)]);
        assert!(report_changes("share", &committed, Some(&committed)));
        assert!(!report_changes("share", &group(&[("claim", 45_988), ("drip", 39_190)]), Some(&committed)), "changed");
        assert!(!report_changes("share", &group(&[("claim", 45_987)]), Some(&committed)), "went");
        assert!(!report_changes("share", &committed, None), "came");
    }
}
