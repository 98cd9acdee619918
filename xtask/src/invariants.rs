//! Random lives of ventures: forge plays them, and the handler in `contracts/test/invariants` judges every call.
//!
//! A run passes if nothing was found, all calls were made, and every outcome that `Outcomes.sol` lists was reached, and no
//! other. A finding is printed as the body of a test, ready for `Anchored.t.sol`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, bail, ensure};
use serde_json::{Map, Value};

use crate::forge;
use crate::tally::Tally;
use crate::workspace;

/// In `foundry.toml`; also the folder of the cache in which the handler counts what it reached.
const PROFILE: &str = "invariants";
/// What the profile has to come to, over both test contracts.
const CALLS: u64 = 2_400_000;
/// A deep run is so many runs of the profile, each from a seed of its own, so that one that was interrupted goes on with
/// the part that it was in.
const PARTS: u64 = 10;
/// Other lives than those of the profile's seed: "deep random lives", and then the number of the part.
const DEEP_SEED: &str = "0x646565702072616e646f6d206c69766573";

/// How many lives are lived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    Ci,
    Deep,
    /// One of a deep run, from 1.
    Part(u64),
}

/// Plays, prints what was reached, and counts for each run one check per test contract and per outcome, and one for the
/// calls made.
pub fn run(extent: Extent) -> anyhow::Result<Tally> {
    let parts = match extent {
        Extent::Ci => return play(&[]),
        Extent::Deep => 1..=PARTS,
        Extent::Part(part) => {
            ensure!((1..=PARTS).contains(&part), "a deep run has the parts 1 to {PARTS}, not {part}");
            part..=part
        }
    };
    let mut tally = Tally::default();
    for part in parts {
        let seed = format!("{DEEP_SEED}{part:02x}");
        println!("part {part} of {PARTS}, seed {seed}");
        tally += play(&["--fuzz-seed", &seed])?;
    }
    Ok(tally)
}

fn play(options: &[&str]) -> anyhow::Result<Tally> {
    let folder = format!("cache/{PROFILE}");
    let counted = workspace::contracts().join(&folder);
    if counted.exists() {
        fs::remove_dir_all(&counted)?;
    }
    fs::create_dir_all(&counted)?;

    let output = forge::command()?
        .args(["test", "--json"])
        .args(options)
        .env("FOUNDRY_PROFILE", PROFILE)
        .env("INVARIANTS_TALLY", &folder)
        .stderr(Stdio::inherit())
        .stdout(Stdio::piped())
        .output()
        .context("cannot start forge")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let suites = read_suites(&said).with_context(|| format!("forge ran no test ({}):\n{said}", output.status))?;

    let mut tally = Tally::default();
    let mut calls = 0;
    for (suite, report) in &suites {
        let life = &report["test_results"]["invariant_theBooksHold()"];
        let made = life["kind"]["Invariant"]["calls"].as_u64().with_context(|| format!("{suite} has no calls"))?;
        let passed = life["status"] == "Success";
        println!("{suite}: {made} calls in {}", life["duration"].as_str().unwrap_or("an unknown time"));
        if !passed {
            println!("FAILED {}\n{}", life["reason"].as_str().unwrap_or("no reason given"), as_test(life));
        }
        calls += made;
        tally += Tally::of(passed);
    }
    ensure!(output.status.success() == (tally.failed == 0), "forge ended with {}", output.status);

    println!("calls made: {calls} of {CALLS}");
    tally += Tally::of(calls == CALLS);
    tally += judge(&Legend::read(&counted)?, &read_counts(&counted)?);
    Ok(tally)
}

/// forge's report is one line; where it has found something, lines about that come before.
fn read_suites(said: &str) -> Option<Map<String, Value>> {
    said.lines().rev().find_map(|line| match serde_json::from_str(line) {
        Ok(Value::Object(suites)) if suites.values().all(|suite| suite["test_results"].is_object()) => Some(suites),
        _ => None,
    })
}

/// The calls that led to a finding, as forge has shortened them, as a Solidity test.
fn as_test(life: &Value) -> String {
    let calls = life["counterexample"]["Sequence"][1].as_array().map_or(&[][..], Vec::as_slice);
    let mut test = "    function test_anchored_whatItShows() public {\n".to_owned();
    for call in calls {
        let text = |field: &str| call[field].as_str().unwrap_or("?").to_owned();
        test.push_str(&format!("        handler.{}({});\n", text("func_name"), text("raw_args")));
    }
    test.push_str("        handler.sweep();\n    }");
    test
}

/// The outcomes that a run has to reach: verb and end, by selector and by name.
#[derive(Debug, Default)]
struct Legend {
    ends: BTreeMap<String, String>,
    verbs: BTreeMap<String, String>,
    expected: BTreeSet<(String, String)>,
}

impl Legend {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let legends = read_all(folder, "legend")?;
        Self::parse(legends.first().context("no test contract has written a legend")?)
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut legend = Self::default();
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["end", selector, name] => {
                    legend.ends.insert(selector.to_owned(), name.to_owned());
                }
                ["verb", selector, name, ref ends @ ..] => {
                    legend.verbs.insert(selector.to_owned(), name.to_owned());
                    legend.expected.extend(ends.iter().map(|end| (name.to_owned(), (*end).to_owned())));
                }
                _ => bail!("a legend says {line:?}"),
            }
        }
        Ok(legend)
    }

    /// Names where they are known, else the selectors themselves.
    fn outcome(&self, verb: &str, end: &str) -> (String, String) {
        let name = |names: &BTreeMap<String, String>, selector: &str| {
            let selector = format!("0x{selector}");
            names.get(&selector).cloned().unwrap_or(selector)
        };
        (name(&self.verbs, verb), name(&self.ends, end))
    }
}

/// How often each outcome was there, by selectors.
type Counts = BTreeMap<(String, String), u64>;

/// A line for every life: 12 bytes an outcome, which are verb, end and count.
fn read_counts(folder: &Path) -> anyhow::Result<Counts> {
    let mut counts = Counts::new();
    for text in read_all(folder, "tally")? {
        for life in text.lines() {
            add_life(&mut counts, life).with_context(|| format!("a tally says {life:?}"))?;
        }
    }
    Ok(counts)
}

fn add_life(counts: &mut Counts, life: &str) -> anyhow::Result<()> {
    let digits = life.strip_prefix("0x").context("no hexadecimal number")?;
    ensure!(digits.len() % 24 == 0 && digits.is_ascii(), "not a multiple of 12 bytes");
    for at in (0..digits.len()).step_by(24) {
        let (verb, end, count) = (&digits[at..at + 8], &digits[at + 8..at + 16], &digits[at + 16..at + 24]);
        *counts.entry((verb.to_owned(), end.to_owned())).or_default() += u64::from_str_radix(count, 16)?;
    }
    Ok(())
}

fn read_all(folder: &Path, extension: &str) -> anyhow::Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            texts.push(fs::read_to_string(path)?);
        }
    }
    Ok(texts)
}

/// Prints the counts by verb and tells whether they are those of the legend. One check per outcome.
fn judge(legend: &Legend, counts: &Counts) -> Tally {
    let reached: BTreeMap<(String, String), u64> =
        counts.iter().map(|((verb, end), count)| (legend.outcome(verb, end), *count)).collect();

    let refused: u64 = reached.iter().filter(|((_, end), _)| end != "done").map(|(_, count)| count).sum();
    let all: u64 = reached.values().sum();
    println!("calls of the contracts: {all}, of which were refused as predicted: {refused}");
    let mut tally = Tally::default();
    for outcome in legend.expected.iter().chain(reached.keys().filter(|outcome| !legend.expected.contains(*outcome))) {
        let (verb, end) = outcome;
        let count = reached.get(outcome).copied().unwrap_or_default();
        let expected = legend.expected.contains(outcome);
        let remark = match (expected, count) {
            (true, 0) => "  FAILED: never reached",
            (false, _) => "  FAILED: not in Outcomes.sol",
            _ => "",
        };
        println!("  {verb:<18} {end:<24} {count:>9}{remark}");
        tally += Tally::of(remark.is_empty());
    }
    tally
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Counts, Legend, add_life, as_test, judge};

    const LEGEND: &str =
        "end 0x00000000 done\nend 0x0000000e Refused\nverb 0x00000001 claim done\nverb 0x00000002 buy done Refused\n";

    #[test]
    fn lives_add_up() -> anyhow::Result<()> {
        let mut counts = Counts::new();
        add_life(&mut counts, "0x000000010000000000000002")?;
        add_life(&mut counts, "0x00000001000000000000000a000000020000000e00000001")?;
        assert_eq!(counts[&("00000001".to_owned(), "00000000".to_owned())], 12);
        assert_eq!(counts[&("00000002".to_owned(), "0000000e".to_owned())], 1);
        assert!(add_life(&mut counts, "0x00").is_err());
        Ok(())
    }

    #[test]
    fn an_outcome_that_is_missing_or_unheard_of_fails() -> anyhow::Result<()> {
        let legend = Legend::parse(LEGEND)?;
        let mut counts = Counts::new();
        add_life(&mut counts, "0x000000010000000000000002000000020000000000000001")?;
        let tally = judge(&legend, &counts);
        assert_eq!((tally.passed, tally.failed), (2, 1), "buy was never refused");
        add_life(&mut counts, "0x000000020000000e00000001000000010000000e00000001")?;
        let tally = judge(&legend, &counts);
        assert_eq!((tally.passed, tally.failed), (3, 1), "claim was refused, which it never is");
        Ok(())
    }

    #[test]
    fn a_finding_can_be_pasted() {
        let life = json!({"counterexample": {"Sequence": [9, [{"func_name": "buy", "raw_args": "1, 2"}]]}});
        assert!(as_test(&life).contains("{\n        handler.buy(1, 2);\n        handler.sweep();\n"));
    }
}
