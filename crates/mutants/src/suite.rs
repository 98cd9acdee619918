//! The second judge: the Solidity tests, compiled once.
//!
//! A copy of the project is compiled with forge's dynamic test linking: tests then do not contain the contracts they create,
//! but look them up among the artifacts. So a mutant is a few artifacts that give way to others, and nothing is compiled.
//! What forge asks its compiler all the same, a compiler that remembers answers.

use crate::compiler::Codes;
use crate::project::{Project, Target};
use crate::roll::LEFT_OUT;
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Fuzzed inputs of each test, and runs of each stateful one: the seed is fixed, so the result is.
const FUZZ_RUNS: &str = "32";
const INVARIANT_RUNS: &str = "1";
/// A run of the suite takes seconds. One that takes longer than this decides nothing.
const PATIENCE: Duration = Duration::from_secs(600);

/// Where the artifacts that a mutant changed lie meanwhile. On disk, because a run may be ended at any time, and the next
/// one must not take a mutant for the original.
const ORIGINALS: &str = "originals";

pub struct Suite {
    forge: PathBuf,
    folder: PathBuf,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    /// It took longer than it may, which says nothing.
    TimedOut,
}

impl Suite {
    /// What decides about a result besides the sources and the settings.
    pub fn how() -> String {
        format!("{FUZZ_RUNS} {INVARIANT_RUNS}")
    }

    /// A copy of the project in `folder`, compiled. What a run before compiled stays.
    pub fn prepare(project: &Project, forge: &Path, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        for part in ["src", "test"] {
            mirror(&project.root.join(part), &folder.join(part), &LEFT_OUT)?;
        }
        fs::copy(project.root.join("foundry.toml"), folder.join("foundry.toml"))?;
        fs::copy(project.root.join("solc"), folder.join("solc-anew"))?;
        let remembering = Path::new(env!("CARGO_MANIFEST_DIR")).join("remembering-solc.js");
        fs::copy(&remembering, folder.join("solc"))?;
        executable(&folder.join("solc"))?;
        // The artifacts are what some tests ask for the names of functions.
        for whole in ["node_modules", "artifacts"] {
            if !folder.join(whole).exists() {
                link(&project.root.join(whole), &folder.join(whole))?;
            }
        }
        let suite = Self { forge: forge.to_owned(), folder: folder.to_owned() };
        suite.restore()?;
        let output = suite.command(&["build"]).output().context("cannot start forge")?;
        ensure!(output.status.success(), "forge build failed:\n{}", String::from_utf8_lossy(&output.stderr));
        Ok(suite)
    }

    /// The same in another folder, for another thread.
    pub fn copy(&self, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let target = folder.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                mirror(&entry.path(), &target, &[])?;
            } else if !kind.is_symlink() {
                fs::copy(entry.path(), target)?;
            } else if !target.exists() {
                link(&fs::read_link(entry.path())?, &target)?;
            }
        }
        let copy = Self { forge: self.forge.clone(), folder: folder.to_owned() };
        copy.restore()?;
        Ok(copy)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.forge);
        command.args(words).current_dir(&self.folder);
        command.env("FOUNDRY_PROFILE", "default").env("FOUNDRY_DYNAMIC_TEST_LINKING", "true");
        command.env("FOUNDRY_FUZZ_RUNS", FUZZ_RUNS).env("FOUNDRY_INVARIANT_RUNS", INVARIANT_RUNS);
        command.stdin(Stdio::null());
        command
    }

    /// Puts a mutant in place of the contracts.
    pub fn install(&self, codes: &Codes) -> Result<()> {
        for (target, code) in codes {
            let path = self.artifact(target);
            let text = fs::read_to_string(&path).with_context(|| format!("no artifact {}", path.display()))?;
            let mut artifact: Value = serde_json::from_str(&text)?;
            artifact["bytecode"]["object"] = Value::from(code.creation.to_string());
            artifact["deployedBytecode"]["object"] = Value::from(code.runtime.to_string());
            let original = self.original(target);
            if !original.exists() {
                fs::create_dir_all(self.folder.join(ORIGINALS))?;
                // It is either there or whole.
                let beside = original.with_extension("new");
                fs::write(&beside, text)?;
                fs::rename(&beside, original)?;
            }
            fs::write(path, artifact.to_string())?;
        }
        Ok(())
    }

    /// Puts the contracts back, also those that a run before left as mutants.
    pub fn restore(&self) -> Result<()> {
        let originals = self.folder.join(ORIGINALS);
        for entry in originals.exists().then(|| fs::read_dir(&originals)).transpose()?.into_iter().flatten() {
            let original = entry?.path();
            let name = original.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if let (true, Some((file, contract))) = (is_artifact(&original), name.split_once(' ')) {
                fs::copy(&original, self.folder.join("out").join(file).join(format!("{contract}.json")))?;
            }
            fs::remove_file(original)?;
        }
        Ok(())
    }

    fn artifact(&self, target: &Target) -> PathBuf {
        let file = target.file.rsplit('/').next().unwrap_or_default();
        self.folder.join("out").join(file).join(format!("{}.json", target.contract))
    }

    fn original(&self, target: &Target) -> PathBuf {
        let file = target.file.rsplit('/').next().unwrap_or_default();
        self.folder.join(ORIGINALS).join(format!("{file} {}.json", target.contract))
    }

    /// Runs the tests of these files until one fails.
    pub fn run(&self, files: &[&str]) -> Result<Outcome> {
        if files.is_empty() {
            return Ok(Outcome::Passed);
        }
        // Inputs that failed before would be tried first: the result must not depend on which mutant came before.
        for memory in ["cache/fuzz", "cache/invariant"] {
            let memory = self.folder.join(memory);
            if memory.exists() {
                fs::remove_dir_all(memory)?;
            }
        }
        let mut command = self.command(&["test", "--json", "--fail-fast", "--threads", "1"]);
        command.args(["--match-path", &format!("{{{}}}", files.join(","))]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("cannot start forge")?;
        let mut stdout = child.stdout.take().context("forge has no output")?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut output = Vec::new();
            let read = stdout.read_to_end(&mut output).map(|_| output);
            // Nobody listens any more if it took too long.
            let _ = sender.send(read);
        });
        let Ok(output) = receiver.recv_timeout(PATIENCE) else {
            child.kill()?;
            child.wait()?;
            return Ok(Outcome::TimedOut);
        };
        let status = child.wait()?;
        verdict(&output?).with_context(|| format!("forge ended with {status}"))
    }
}

fn is_artifact(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}

/// Reads forge's report. Without one test that ran it is no report.
fn verdict(output: &[u8]) -> Result<Outcome> {
    let text = String::from_utf8_lossy(output);
    let Ok(Value::Object(suites)) = serde_json::from_str::<Value>(text.trim()) else {
        bail!("forge reported nothing: {text:.300}");
    };
    let tests = suites.values().filter_map(|suite| suite["test_results"].as_object());
    let results: Vec<&Value> = tests.flat_map(|tests| tests.values()).map(|test| &test["status"]).collect();
    ensure!(!results.is_empty(), "forge ran no test");
    Ok(if results.iter().any(|status| **status == "Failure") { Outcome::Failed } else { Outcome::Passed })
}

/// Makes `to` what `from` is, without the tests in the folders `left_out`. Files that are the same are not touched, so that forge sees that they are.
fn mirror(from: &Path, to: &Path, left_out: &[&str]) -> Result<()> {
    fs::create_dir_all(to)?;
    let mut wanted = Vec::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        // Not what they share with others.
        let is_test = name.to_string_lossy().ends_with(".t.sol");
        if is_test && from.components().any(|folder| left_out.iter().any(|name| folder.as_os_str() == *name)) {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type()?.is_dir() {
            mirror(&entry.path(), &target, left_out)?;
        } else {
            let text = fs::read(entry.path())?;
            if !fs::read(&target).is_ok_and(|old| old == text) {
                fs::write(&target, text)?;
            }
        }
        wanted.push(name);
    }
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if !wanted.contains(&entry.file_name()) {
            if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
        }
    }
    Ok(())
}

#[cfg(unix)]
fn executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(from, to)?)
}

#[cfg(test)]
mod tests {
    use super::{Outcome, verdict};

    #[test]
    fn a_report_without_tests_decides_nothing() {
        let one = |status: &str| format!(r#"{{"t.sol:T":{{"test_results":{{"test_a()":{{"status":"{status}"}}}}}}}}"#);
        assert_eq!(verdict(one("Success").as_bytes()).ok(), Some(Outcome::Passed));
        assert_eq!(verdict(one("Failure").as_bytes()).ok(), Some(Outcome::Failed));
        for nothing in ["", "{}", r#"{"t.sol:T":{"test_results":{}}}"#, "Error: out of memory"] {
            assert!(verdict(nothing.as_bytes()).is_err());
        }
    }
}
