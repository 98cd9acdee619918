//! Whether the tests reach every line and every branch of the contracts.
//!
//! As forge counts: a branch is a way that an `if`, a `require` or a loop can take, and a line counts as reached if its
//! first instruction ran. Parts of one condition are not told apart; that they matter is shown by mutants, not by this.
//! What the stand-ins of the embedded chain come to is told beside it and judged by nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

use crate::tally::Tally;
use crate::{forge, workspace};

/// What is judged, in folders below `contracts`. Interfaces have nothing that could run.
const JUDGED: [&str; 2] = ["src", "src/pure"];

/// One check for the lines and one for the branches of each source.
pub fn check() -> anyhow::Result<Tally> {
    let report = workspace::contracts().join("cache/coverage/lcov.info");
    fs::create_dir_all(report.parent().context("a report is in a folder")?)?;
    let output = forge::command()?
        .args(["coverage", "--report", "lcov", "--report-file"])
        .arg(&report)
        .env("FOUNDRY_PROFILE", "coverage")
        .output()
        .context("cannot start forge")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let why = said.find("Failing tests:").map_or(&*said, |at| &said[at..]);
    ensure!(output.status.success(), "the tests fail when their coverage is measured:\n{why}");

    let reached = read(&fs::read_to_string(&report).context("forge wrote no report")?)?;
    let mut tally = Tally::default();
    for source in judged_sources()? {
        tally += reached.get(&source).map_or_else(
            || {
                println!("{source}: nothing of it ran");
                Tally::FAILED
            },
            |coverage| coverage.judge(&source),
        );
    }
    for (source, coverage) in reached.iter().filter(|(source, _)| source.starts_with("src/standins/")) {
        println!("{source}, a stand-in: {coverage}");
    }
    Ok(tally)
}

fn judged_sources() -> anyhow::Result<BTreeSet<String>> {
    let mut sources = BTreeSet::new();
    for folder in JUDGED {
        for entry in fs::read_dir(workspace::contracts().join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "sol") {
                sources.insert(format!("{folder}/{}", path.file_name().unwrap_or_default().display()));
            }
        }
    }
    Ok(sources)
}

/// What of one source ran.
#[derive(Debug, Default)]
struct Coverage {
    /// Whether each line ran, by number.
    lines: BTreeMap<u64, bool>,
    /// Whether each way was taken, by line, branch and way.
    branches: BTreeMap<(u64, u64, u64), bool>,
}

impl Coverage {
    fn judge(&self, source: &str) -> Tally {
        let lines: Vec<u64> = self.lines.iter().filter(|(_, ran)| !**ran).map(|(line, _)| *line).collect();
        let branches: Vec<u64> =
            self.branches.iter().filter(|(_, taken)| !**taken).map(|(branch, _)| branch.0).collect();
        if !lines.is_empty() {
            println!("{source}: no test reaches line {lines:?}");
        }
        if !branches.is_empty() {
            println!("{source}: no test takes a way out of line {branches:?}");
        }
        println!("{source}: {self}");
        let mut tally = Tally::of(lines.is_empty() && !self.lines.is_empty());
        tally += Tally::of(branches.is_empty());
        tally
    }
}

impl std::fmt::Display for Coverage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines = self.lines.values().filter(|ran| **ran).count();
        let branches = self.branches.values().filter(|taken| **taken).count();
        write!(f, "{lines} of {} lines, {branches} of {} branches", self.lines.len(), self.branches.len())
    }
}

/// Reads a report in the format of lcov: `SF:` begins a source, `DA:` is a line, `BRDA:` a way out of a branch.
fn read(report: &str) -> anyhow::Result<BTreeMap<String, Coverage>> {
    let mut sources: BTreeMap<String, Coverage> = BTreeMap::new();
    let mut source = String::new();
    for line in report.lines() {
        let Some((kind, rest)) = line.split_once(':') else { continue };
        let fields: Vec<&str> = rest.split(',').collect();
        let number = |at: usize| -> anyhow::Result<u64> {
            let field = fields.get(at).with_context(|| format!("too short: {line}"))?;
            field.parse().with_context(|| format!("no number: {line}"))
        };
        // A way whose branch was never come to has a dash for a number.
        let ran = fields.last().is_some_and(|times| *times != "0" && *times != "-");
        match kind {
            "SF" => rest.clone_into(&mut source),
            "DA" => *sources.entry(source.clone()).or_default().lines.entry(number(0)?).or_insert(false) |= ran,
            "BRDA" => {
                let way = (number(0)?, number(1)?, number(2)?);
                *sources.entry(source.clone()).or_default().branches.entry(way).or_insert(false) |= ran;
            }
            _ => {}
        }
    }
    ensure!(sources.keys().any(|source| Path::new(source).starts_with("src")), "the report is about nothing of ours");
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_did_not_run_is_missed() {
        let report = |times: &str| {
            format!("TN:\nSF:src/Till.sol\nDA:7,3\nDA:8,{times}\nBRDA:7,0,0,2\nBRDA:7,0,1,{times}\nend_of_record\n")
        };
        let judge = |report: &str| read(report).expect("is a report")["src/Till.sol"].judge("src/Till.sol");
        assert!(judge(&report("1")).is_clean());
        assert_eq!(judge(&report("0")).failed, 2);
        assert_eq!(
            read(&report("0")).expect("is a report")["src/Till.sol"].to_string(),
            "1 of 2 lines, 1 of 2 branches"
        );
        assert!(read("SF:test/Stage.t.sol\nDA:1,1\n").is_err(), "nothing of ours");
        assert_eq!(judge(&report("1").replace("BRDA:7,0,1,1", "BRDA:7,0,1,-")).failed, 1);
    }
}
