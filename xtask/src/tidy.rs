//! Rules about the tree that no compiler knows. What a machine can check is not argued in review.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use crate::tally::Tally;
use crate::workspace;

/// A source file longer than this holds more than one idea.
const LINES_MAX: usize = 800;
/// Module names that say nothing about what is inside.
const GENERIC_NAMES: [&str; 10] =
    ["utils", "util", "common", "types", "helpers", "helper", "core", "misc", "shared", "manager"];
/// What must not be in a file of the product, and why. Split so that this file does not contain them.
const BANNED: [(&str, &str); 6] = [
    (concat!("todo", "!("), "unfinished work"),
    (concat!("unimplemented", "!("), "unfinished work"),
    (concat!("#[ign", "ore"), "a test that does not run shows nothing"),
    (concat!("cfg(fea", "ture"), "there are no Cargo features: what varies is a value at run time"),
    (concat!("/wo", "rk/"), "a path of one machine"),
    (concat!("https://regi", "stry."), "an address of a package registry"),
];
/// Documents whose references to files are checked.
const DOCUMENTS: [&str; 13] = [
    "README.md",
    "ARCHITECTURE.md",
    "INVARIANTS.md",
    ATTACKS,
    ASSURANCE,
    "docs/back-test.md",
    "docs/figures.md",
    "docs/gas.md",
    "docs/lab.md",
    "docs/performance.md",
    "docs/powers.md",
    "docs/risks.md",
    "docs/scoring-rule.md",
];

/// Says of which contracts its runs were, by git's digest of their artifacts.
const ASSURANCE: &str = "docs/assurance.md";
const ATTACKS: &str = "docs/attacks.md";
/// The letters that attacks are numbered under, and the last number of each: token, and price with the other contracts.
const CATALOGUE: [(char, u32); 2] = [('T', 24), ('P', 20)];

const INVARIANTS: &str = "INVARIANTS.md";
/// What is said of each invariant, in this order.
const OF_AN_INVARIANT: [&str; 5] = ["Statement", "Why", "Enforced in", "Shown by", "Rounding"];

/// One check per file, plus one per file reference in the documents.
pub fn check() -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for path in tracked_files()? {
        // A file that is no text has no lines to judge.
        let Ok(text) = fs::read_to_string(workspace::root().join(&path)) else { continue };
        let complaints = complaints(&path, &text);
        for complaint in &complaints {
            println!("{}: {complaint}", path.display());
        }
        tally += Tally::of(complaints.is_empty());
    }
    for complaint in incomplete_invariants(&fs::read_to_string(workspace::root().join(INVARIANTS))?) {
        println!("{INVARIANTS}: {complaint}");
        tally += Tally::FAILED;
    }
    for complaint in missing_attacks(&fs::read_to_string(workspace::root().join(ATTACKS))?) {
        println!("{ATTACKS}: {complaint}");
        tally += Tally::FAILED;
    }
    for complaint in other_artifacts(&fs::read_to_string(workspace::root().join(ASSURANCE))?)? {
        println!("{ASSURANCE}: {complaint}");
        tally += Tally::FAILED;
    }
    for document in DOCUMENTS {
        let text = fs::read_to_string(workspace::root().join(document)).with_context(|| format!("no {document}"))?;
        for name in dead_references(&text) {
            println!("{document}: `{name}` leads nowhere");
            tally += Tally::FAILED;
        }
    }
    Ok(tally)
}

fn tracked_files() -> anyhow::Result<Vec<PathBuf>> {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(workspace::root()).output()?;
    ensure!(output.status.success(), "git ls-files failed: {}", output.status);
    Ok(output.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty()).map(path_of).collect())
}

fn path_of(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}

fn complaints(path: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let is_source = path.extension().is_some_and(|extension| extension == "rs" || extension == "sol");
    if is_source && text.lines().count() > LINES_MAX {
        found.push(format!("{} lines, more than {LINES_MAX}: which two ideas are in it?", text.lines().count()));
    }
    if let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()).filter(|stem| GENERIC_NAMES.contains(stem)) {
        found.push(format!("the name `{stem}` says nothing about what is inside"));
    }
    let generated = path.ends_with("Cargo.lock") || path.ends_with("package-lock.json");
    for (line, content) in text.lines().enumerate().filter(|_| !generated) {
        for (_, why) in BANNED.iter().filter(|(banned, _)| content.contains(banned)) {
            found.push(format!("line {}: {why}", line + 1));
        }
    }
    found
}

/// Attacks of the catalogue without a line of their own, or whose line names no test.
fn missing_attacks(document: &str) -> Vec<String> {
    let ids = CATALOGUE.iter().flat_map(|(letter, last)| (1..=*last).map(move |number| format!("{letter}{number:02}")));
    ids.filter_map(|id| {
        let mut lines = document.lines().filter(|line| line.starts_with(&format!("| {id} |")));
        match (lines.next(), lines.next()) {
            (None, _) => Some(format!("{id} has no line")),
            (_, Some(_)) => Some(format!("{id} has two lines")),
            (Some(line), None) => (!names_a_test(line)).then(|| format!("{id} names no test")),
        }
    })
    .collect()
}

/// Whether a line names what is in a file of tests; that it is there is checked as for every reference.
fn names_a_test(line: &str) -> bool {
    line.split('`').skip(1).step_by(2).any(|name| name.contains(".t.sol:") || name.contains("tests.rs:"))
}

/// The references in backticks, `file` or `file:what is in it`, that lead nowhere.
fn dead_references(document: &str) -> Vec<&str> {
    let tops = ["crates/", "contracts/", "xtask/", "docs/", "stories/", "clients/"];
    document
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| tops.iter().any(|top| name.starts_with(top)) && !name.contains(['*', '{', '<', ' ']))
        .filter(|name| !leads_somewhere(name))
        .collect()
}

/// The artifacts of which the recorded runs were, written as `file` `digest`, that have changed since.
fn other_artifacts(document: &str) -> anyhow::Result<Vec<String>> {
    let words: Vec<&str> = document.split('`').skip(1).step_by(2).collect();
    let named = words.iter().zip(words.iter().skip(1)).filter(|(file, _)| file.starts_with("contracts/artifacts/"));
    let mut changed = Vec::new();
    for (file, recorded) in named {
        let output = Command::new("git").args(["hash-object", file]).current_dir(workspace::root()).output()?;
        ensure!(output.status.success(), "git hash-object {file} failed: {}", output.status);
        let digest = String::from_utf8_lossy(&output.stdout);
        if digest.trim() != *recorded {
            changed.push(format!("its runs were of another `{file}`: now it is `{}`", digest.trim()));
        }
    }
    Ok(changed)
}

/// What the sections `### ID-1: ...` of the invariants lack.
fn incomplete_invariants(document: &str) -> Vec<String> {
    let sections = document.split("\n### ").skip(1);
    let lacks = |section: &str| {
        let lines = section.lines().filter_map(|line| line.strip_prefix("* **")?.split(['.', '*']).next());
        lines.ne(OF_AN_INVARIANT)
            || section
                .split("**Shown by**")
                .nth(1)
                .is_none_or(|shown| !shown.contains(".rs:") && !shown.contains(".sol:"))
    };
    let name = |section: &str| section.split(':').next().unwrap_or_default().to_owned();
    let complaint = |section| format!("{} needs the lines {} and a test", name(section), OF_AN_INVARIANT.join(", "));
    sections.filter(|section| lacks(section)).map(complaint).collect()
}

fn leads_somewhere(reference: &str) -> bool {
    match reference.split_once(':') {
        None => workspace::root().join(reference).exists(),
        Some((file, content)) => {
            fs::read_to_string(workspace::root().join(file)).is_ok_and(|text| text.contains(content))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{complaints, dead_references, incomplete_invariants, missing_attacks, other_artifacts};
    use std::path::Path;

    #[test]
    fn what_must_not_land_is_noticed() {
        let unfinished = concat!("fn f() { todo", "!() }");
        assert_eq!(complaints(Path::new("crates/a/src/utils.rs"), unfinished).len(), 2);
        assert!(complaints(Path::new("crates/a/src/price.rs"), "fn f() {}").is_empty());
        assert_eq!(complaints(Path::new("a.rs"), &"x\n".repeat(801)).len(), 1);
    }

    #[test]
    fn runs_of_other_contracts_are_noticed() {
        let document = |digest: &str| format!("of `contracts/artifacts/Factory.json` `{digest}`, as it was");
        let stale = other_artifacts(&document("0000")).expect("git is there");
        assert_eq!(stale.len(), 1);
        let digest = stale[0].split('`').nth(3).expect("it says which it is now");
        assert!(other_artifacts(&document(digest)).expect("git is there").is_empty());
    }

    #[test]
    fn an_invariant_without_a_bound_or_a_test_is_noticed() {
        let whole = "# Invariants\n### SUM-1: all of it\n* **Statement.** s\n* **Why.** w\n* **Enforced in** `e`.\n\
                     * **Shown by** `t.rs:f`.\n* **Rounding.** None.\n";
        assert!(incomplete_invariants(whole).is_empty());
        assert_eq!(incomplete_invariants(&whole.replace("* **Rounding.** None.\n", "")).len(), 1);
        assert_eq!(incomplete_invariants(&whole.replace("`t.rs:f`", "nothing")).len(), 1);
    }

    #[test]
    fn a_document_may_only_name_files_that_exist() {
        let document =
            "`xtask/src/main.rs`, `xtask/src/nowhere.rs`, `xtask/src/main.rs:main`, `xtask/src/main.rs:niam`";
        assert_eq!(dead_references(document), ["xtask/src/nowhere.rs", "xtask/src/main.rs:niam"]);
    }

    #[test]
    fn every_attack_has_one_line_that_names_a_test() {
        let line = |id: &str| format!("| {id} | an attack | `contracts/test/a.t.sol:test_a` |");
        let ids = (1..=24).map(|n| format!("T{n:02}")).chain((1..=20).map(|n| format!("P{n:02}")));
        let whole: Vec<String> = ids.map(|id| line(&id)).collect();
        assert!(missing_attacks(&whole.join("\n")).is_empty());
        assert_eq!(missing_attacks(&whole[1..].join("\n")), ["T01 has no line"]);
        let doubled = [whole.as_slice(), &[line("P20")]].concat();
        assert_eq!(missing_attacks(&doubled.join("\n")), ["P20 has two lines"]);
        let untested = [&["| T01 | an attack | see below |".to_owned()], &whole[1..]].concat();
        assert_eq!(missing_attacks(&untested.join("\n")), ["T01 names no test"]);
    }
}
