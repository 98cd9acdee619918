//! `cargo xtask contracts mutants`: breaks the contracts in every small way and sees whether a test notices.
//!
//! The work is done by `crates/mutants`, in release: this installs what it needs and adds up what it says.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use anyhow::{Context, bail, ensure};

use crate::tally::Tally;
use crate::{npm, rust, workspace};

const PAGE: &str = "docs/mutants.md";

/// Judges the mutants that `options` leave: all, `--only FILE[:LINE]`, or `--sample N`. With `--write`, which goes with all,
/// writes the page. One check per mutant.
pub fn judge(options: &[&str]) -> anyhow::Result<Tally> {
    let contracts = workspace::contracts();
    npm::install(&contracts)?;
    let program = rust::program("mutants")?;
    let scratch = program.parent().and_then(|folder| folder.parent()).context("no target folder")?.join("mutants");
    let built = rust::cargo(&["build", "--release", "--quiet", "--package", "usufruct-mutants"]).status()?;
    ensure!(built.success(), "crates/mutants does not build");

    let mut command = std::process::Command::new(program);
    command.current_dir(workspace::root()).arg("--contracts").arg(&contracts);
    command.arg("--forge").arg(npm::foundry_program(&contracts, "forge")?).arg("--scratch").arg(scratch);
    for option in options {
        match *option {
            "--write" if options.iter().any(|other| matches!(*other, "--only" | "--sample")) => {
                bail!("a page is written about all mutants")
            }
            "--write" => command.args(["--write", PAGE]),
            other => command.arg(other),
        };
    }
    let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start the judges")?;
    let stdout = child.stdout.take().context("the judges' output cannot be read")?;
    let mut tally = None;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        match read_tally(&line) {
            Some(read) => tally = Some(read),
            None => println!("{line}"),
        }
    }
    let status = child.wait()?;
    let Some(tally) = tally else { bail!("the judges ended with {status} and no tally") };
    ensure!(status.success() == tally.is_clean(), "the judges ended with {status}, their tally says {tally}");
    Ok(tally)
}

/// Reads `N passed, N failed`.
fn read_tally(line: &str) -> Option<Tally> {
    let (passed, failed) = line.split_once(" passed, ")?;
    let failed = failed.strip_suffix(" failed")?;
    Some(Tally { passed: passed.parse().ok()?, failed: failed.parse().ok()?, skipped: 0 })
}

#[cfg(test)]
mod tests {
    use super::read_tally;
    use crate::tally::Tally;

    #[test]
    fn the_last_line_of_the_judges_is_read() {
        assert_eq!(read_tally("812 passed, 3 failed"), Some(Tally { passed: 812, failed: 3, skipped: 0 }));
        assert_eq!(read_tally("SURVIVED src/Share.sol:12"), None);
    }
}
