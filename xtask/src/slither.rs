//! Static analysis: slither with all its detectors on `contracts/src`.
//!
//! Whatever it finds there is either mended or excused in `contracts/slither/exceptions.json`, by detector, place and
//! number, with a reason. An excuse for something that is no longer found is a failure, so the list cannot outlive the code;
//! so is a comment in the sources that hides a finding. And slither has to find what is wrong on purpose in
//! `contracts/slither/canary`, and to have read every function, or its silence would mean nothing.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::tally::Tally;
use crate::{forge, npm, pip, workspace};

/// How many detectors the pinned version has. Fewer ran if something left some out.
const DETECTORS: u64 = 102;
/// The detectors that have to object to the canary, and to which of its functions.
const FAULTS_OF_THE_CANARY: [(&str, &str); 7] = [
    ("reentrancy-eth", "Canary.withdraw()"),
    ("reentrancy-benign", "Canary.book(IERC20,uint256)"),
    ("divide-before-multiply", "Canary.guarded(uint256)"),
    ("unchecked-transfer", "Canary.take(IERC20,address)"),
    ("arbitrary-send-erc20", "Canary.take(IERC20,address)"),
    ("controlled-delegatecall", "Canary.run(address,bytes)"),
    ("tx-origin", "Canary.pay(address)"),
];
/// What slither says before its findings when all is well. Anything else says that it could not read something.
const USUAL_REMARKS: [&str; 2] = ["--ignore-compile used", "'forge config --json' running"];

/// A detector and the place that it objects to, as often as it does.
type Findings = BTreeMap<(String, String), u64>;

/// One check per detector, per excuse and per fault of the canary.
pub fn check() -> anyhow::Result<Tally> {
    let found = analyse("src")?;
    let canary = analyse("slither/canary")?;
    let path = workspace::contracts().join("slither/exceptions.json");
    let list = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;

    let mut tally = judge(&found, &excuses(&serde_json::from_str(&list)?)?);
    for (detector, place) in FAULTS_OF_THE_CANARY {
        let noticed = canary.contains_key(&(detector.to_owned(), place.to_owned()));
        tally += Tally::of(noticed);
        if !noticed {
            println!("{detector} does not object to {place} of the canary, as it must");
        }
    }
    tally += no_hidden_findings()?;
    println!("{DETECTORS} detectors, {} findings in src, each with its reason or above", found.values().sum::<u64>());
    Ok(tally)
}

/// Compares what was found with what is excused.
fn judge(found: &Findings, excused: &Findings) -> Tally {
    let mut tally = Tally::default();
    let mut objecting: Vec<&str> = Vec::new();
    for ((detector, place), times) in found {
        let excuse = excuse_for(detector, place);
        let allowed = excused.get(&excuse).copied().unwrap_or(0);
        if allowed != *times && !(allowed > 0 && is_pattern(&excuse.1)) {
            println!("{detector}: {place}, {times} findings, of which {allowed} are excused");
            tally += Tally::FAILED;
            objecting.push(detector);
        }
    }
    objecting.dedup();
    for excuse in excused.keys() {
        let used = found.keys().any(|(detector, place)| excuse_for(detector, place) == *excuse);
        tally += Tally::of(used);
        if !used {
            println!("{}: nothing is found any more at {}, which is excused", excuse.0, excuse.1);
        }
    }
    let silent = DETECTORS - u64::try_from(objecting.len()).expect("fewer detectors than findings");
    tally += Tally { passed: silent, ..Tally::default() };
    tally
}

/// Where the excuse for a finding has to be. Names in capitals are excused as one: there are many, all for one reason.
fn excuse_for(detector: &str, place: &str) -> (String, String) {
    let name = place.rsplit_once('.').map_or(place, |(_, name)| name).trim_end_matches("()");
    let in_capitals = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let excused_as = if detector == "naming-convention" && in_capitals { ANY_CAPITALS } else { place };
    (detector.to_owned(), excused_as.to_owned())
}

const ANY_CAPITALS: &str = "*.CAPITALS";

fn is_pattern(place: &str) -> bool {
    place == ANY_CAPITALS
}

/// The excuses of the list: `[{"detector", "reason", "where": {place: number of findings}}]`.
fn excuses(list: &Value) -> anyhow::Result<Findings> {
    let mut excused = Findings::new();
    for entry in list.as_array().context("the exceptions are no list")? {
        let detector = entry["detector"].as_str().context("an exception without a detector")?;
        ensure!(
            entry["reason"].as_str().is_some_and(|reason| !reason.is_empty()),
            "{detector} is excused without a reason"
        );
        for (place, times) in entry["where"].as_object().with_context(|| format!("{detector} is excused nowhere"))? {
            let times = times.as_u64().filter(|times| *times > 0).with_context(|| format!("how often at {place}?"))?;
            let twice = excused.insert((detector.to_owned(), place.clone()), times).is_some();
            ensure!(!twice, "{detector} at {place} is excused twice");
        }
    }
    Ok(excused)
}

/// Compiles `folder` of the contracts and lets every detector look at it. What lies outside of it is not judged.
fn analyse(folder: &str) -> anyhow::Result<Findings> {
    let contracts = workspace::contracts();
    let scratch = contracts.join("cache/slither").join(folder);
    let out = scratch.join("out");
    if out.exists() {
        fs::remove_dir_all(&out)?; // Of several builds' records slither would take any.
    }
    let built = forge::command()?
        .args(["build", folder, "--force", "--quiet", "--build-info", "--out"])
        .arg(&out)
        .arg("--cache-path")
        .arg(scratch.join("cache"))
        .status()
        .context("cannot start forge")?;
    ensure!(built.success(), "forge build failed: {built}");
    let report = report(&out, &scratch.join("report.json"))?;
    findings(&report, &format!("{folder}/"))
}

/// Runs slither on what forge wrote to `out`.
fn report(out: &Path, file: &Path) -> anyhow::Result<Value> {
    let contracts = workspace::contracts();
    let requirements = contracts.join("slither/requirements.txt");
    let python = pip::install(&workspace::root().join("target/slither"), &requirements)?;
    if file.exists() {
        fs::remove_file(file)?; // slither writes over no file.
    }
    let forge = npm::foundry_program(&contracts, "forge")?;
    let programs = forge.parent().into_iter().map(Path::to_path_buf);
    let path = env::join_paths(programs.chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())))?;
    // The exit code tells findings and faults apart no better than the report does.
    let output = Command::new(python)
        .args(["slither/run.py", ".", "--disable-color", "--foundry-ignore-compile", "--foundry-out-directory"])
        .arg(out)
        .arg("--foundry-build-info-directory")
        .arg(out.join("build-info"))
        .arg("--json")
        .arg(file)
        .current_dir(&contracts)
        .env("PATH", path)
        .output()
        .context("slither does not start")?;
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    read_everything(&said)?;
    let text = fs::read_to_string(file).with_context(|| format!("slither wrote no report:\n{said}"))?;
    let report: Value = serde_json::from_str(&text)?;
    ensure!(report["success"] == true, "slither failed: {}", report["error"]);
    Ok(report)
}

/// Makes sure that slither read every function and ran every detector: of what it could not read it only makes a remark.
fn read_everything(said: &str) -> anyhow::Result<()> {
    let remarks = said.lines().take_while(|line| !line.starts_with("Detector: ") && !line.contains(" analyzed ("));
    for remark in remarks.filter(|line| !line.is_empty()) {
        ensure!(USUAL_REMARKS.iter().any(|usual| remark.starts_with(usual)), "slither could not read it all: {remark}");
    }
    let all_ran = format!(" with {DETECTORS} detectors)");
    if !said.contains(&all_ran) {
        bail!("slither did not run {DETECTORS} detectors:\n{said}");
    }
    Ok(())
}

/// The findings of a report in files below `folder`.
fn findings(report: &Value, folder: &str) -> anyhow::Result<Findings> {
    let mut found = Findings::new();
    for finding in report["results"]["detectors"].as_array().context("slither's report has no findings")? {
        let elements = finding["elements"].as_array().context("a finding without elements")?;
        let file = |element: &Value| element["source_mapping"]["filename_relative"].as_str().unwrap_or("").to_owned();
        if elements.iter().any(|element| file(element).starts_with(folder)) {
            let detector = finding["check"].as_str().context("a finding without a detector")?.to_owned();
            let first = elements.first().context("a finding without a place")?;
            *found.entry((detector, place(first))).or_insert(0) += 1;
        }
    }
    Ok(found)
}

/// The name of an element with those of what it is in: `Share.transfer(address,uint256).to`.
fn place(element: &Value) -> String {
    let fields = &element["type_specific_fields"];
    let name = fields["signature"].as_str().or(element["name"].as_str()).unwrap_or("?");
    match element["type"].as_str() {
        Some("pragma") => "pragma".to_owned(),
        Some("contract" | "file") => name.to_owned(),
        _ if fields["parent"].is_object() => format!("{}.{name}", place(&fields["parent"])),
        _ => name.to_owned(),
    }
}

/// One check: no comment in the sources tells slither to look away.
fn no_hidden_findings() -> anyhow::Result<Tally> {
    let mut folders = vec![workspace::contracts().join("src")];
    let mut tally = Tally::PASSED;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read_to_string(&path)?.contains("slither-disable") {
                println!("{}: hides a finding; exceptions are in contracts/slither/exceptions.json", path.display());
                tally = Tally::FAILED;
            }
        }
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{DETECTORS, excuses, findings, judge, read_everything};

    fn found(times: usize) -> super::Findings {
        let element = json!({
            "type": "function", "name": "drip", "source_mapping": {"filename_relative": "src/Share.sol"},
            "type_specific_fields": {"signature": "drip()", "parent": {"type": "contract", "name": "Share"}},
        });
        let finding = json!({"check": "timestamp", "elements": [element]});
        let report = json!({"results": {"detectors": vec![finding; times]}});
        findings(&report, "src/").expect("this is a report")
    }

    fn excused(place: &str) -> super::Findings {
        excuses(&json!([{"detector": "timestamp", "reason": "it is about time", "where": {place: 1}}]))
            .expect("is a list")
    }

    #[test]
    fn a_finding_needs_an_excuse_and_an_excuse_a_finding() {
        let all = DETECTORS + 1;
        assert_eq!(judge(&found(1), &excused("Share.drip()")).passed, all);
        assert!(judge(&found(1), &excused("Share.drip()")).is_clean());
        assert_eq!(judge(&found(1), &excused("Share.claim()")).failed, 2, "neither fits the other");
        assert_eq!(judge(&found(2), &excused("Share.drip()")).failed, 1, "a second finding at the same place is new");
        assert_eq!(judge(&found(0), &excused("Share.drip()")).failed, 1, "nothing to excuse any more");
        assert!(excuses(&json!([{"detector": "timestamp", "reason": "", "where": {"a": 1}}])).is_err());
    }

    #[test]
    fn a_function_that_was_not_read_is_a_fault() {
        let well =
            format!("'forge config --json' running\n. analyzed (67 contracts with {DETECTORS} detectors), 0 result(s)");
        assert!(read_everything(&well).is_ok());
        assert!(read_everything(&format!("Impossible to generate IR for Share.credit\n{well}")).is_err());
        assert!(read_everything(&well.replace("102", "101")).is_err(), "a detector was left out");
    }
}
