//! Runs halmos and reads its report.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use super::discovery::Proof;
use crate::{forge, npm, pip, workspace};

/// What became of one proof.
#[derive(Debug)]
pub struct Report {
    pub proof: Proof,
    pub verdict: Verdict,
    pub paths: u64,
    pub seconds: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Proved,
    /// By a counterexample that the solver vouches for.
    Refuted,
    /// Neither, and why not.
    Undecided(&'static str),
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.verdict {
            Verdict::Proved => write!(f, "proved ")?,
            Verdict::Refuted => write!(f, "refuted ")?,
            Verdict::Undecided(why) => write!(f, "UNDECIDED ({why}) ")?,
        }
        write!(f, "{}, {} paths, {:.1} s", self.proof, self.paths, self.seconds)
    }
}

/// halmos over one tree of contracts: the real one, or a copy of it with a mutant.
pub struct Prover {
    environment: PathBuf,
    /// The tree's place in the contracts folder, empty for the folder itself. It has `src`, `proofs` and `test/currencies`.
    place: PathBuf,
}

/// Where builds and copies lie, in the contracts folder.
const SCRATCH: &str = "cache/proofs";

impl Prover {
    /// With the packages that the contracts and `requirements.txt` name, which it installs if they are not there.
    pub fn install() -> anyhow::Result<Self> {
        npm::install(&workspace::contracts())?;
        let environment = workspace::root().join("target/proofs");
        pip::install(&environment, &workspace::contracts().join("proofs/requirements.txt"))?;
        Ok(Self { environment, place: PathBuf::new() })
    }

    /// Over a fresh copy of the contracts and proofs. A build from an earlier copy of this name is still of use.
    pub fn in_copy(&self, name: &str) -> anyhow::Result<Self> {
        let copy = Self { environment: self.environment.clone(), place: Path::new(SCRATCH).join(name) };
        for folder in ["src", "proofs", "test/currencies"] {
            let to = copy.root().join(folder);
            if to.exists() {
                fs::remove_dir_all(&to)?;
            }
            copy_folder(&workspace::contracts().join(folder), &to)?;
        }
        Ok(copy)
    }

    /// Removes the contracts with proofs that `unwanted` says so of, each a file of its name, because compiling them takes long.
    pub fn leave_out(&self, unwanted: impl Fn(&str) -> bool) -> anyhow::Result<()> {
        for entry in fs::read_dir(self.root().join("proofs"))? {
            let path = entry?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if name.ends_with("Proofs") && unwanted(name) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    pub fn root(&self) -> PathBuf {
        workspace::contracts().join(&self.place)
    }

    fn out(&self) -> PathBuf {
        if self.place.as_os_str().is_empty() { Path::new(SCRATCH).join("out") } else { self.place.join("out") }
    }

    /// Compiles once, so that several runs find everything built.
    pub fn build(&self) -> anyhow::Result<()> {
        let mut build = forge::command()?;
        build.args(["build", "--ast", "--quiet", "--extra-output", "storageLayout", "metadata"]);
        self.configure(&mut build);
        let status = build.status().context("cannot start forge")?;
        ensure!(status.success(), "the proofs could not be compiled: {status}");
        Ok(())
    }

    fn configure(&self, command: &mut Command) {
        command
            .env("FOUNDRY_PROFILE", "proofs")
            .env("FOUNDRY_SRC", self.place.join("proofs"))
            .env("FOUNDRY_TEST", self.place.join("proofs"))
            .env("FOUNDRY_OUT", self.out())
            .env("FOUNDRY_CACHE_PATH", self.out().join("cache"));
    }

    /// Runs the proofs of `contract`, or of these those with the given names and only until the first counterexample.
    pub fn run(&self, contract: &str, names: &[&str]) -> anyhow::Result<Vec<Report>> {
        let contracts = workspace::contracts();
        let report = contracts.join(self.out()).join(format!("{contract}.report.txt"));
        if report.exists() {
            fs::remove_file(&report)?;
        }
        let programs = self.environment.join("bin");
        let forge = npm::foundry_program(&contracts, "forge")?;
        let mut path = vec![programs.clone()];
        path.extend(forge.parent().map(Path::to_path_buf));
        path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));

        let mut command = Command::new(programs.join("halmos"));
        forge::forget_settings(&mut command);
        self.configure(&mut command);
        command
            .current_dir(&contracts)
            .env("PATH", env::join_paths(path)?)
            .env("HOME", &self.environment) // Where halmos would keep solvers that it downloads; it needs none.
            .arg("--forge-build-out")
            .arg(self.out())
            .args(["--contract", contract, "--no-status", "--solver-threads", "1", "--json-output"])
            .arg(&report)
            .args(["--solver-command", "python proofs/solve.py"]);
        if !names.is_empty() {
            command.args(["--early-exit", "--match-test", &format!("^({})\\(", names.join("|"))]);
        }
        let output = command.output().context("cannot start halmos")?;

        let said = || format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let text = fs::read_to_string(&report).with_context(|| format!("halmos wrote no report:\n{}", said()))?;
        let reports = read_report(contract, &serde_json::from_str(&text)?)?;
        let all_proved = reports.iter().all(|report| report.verdict == Verdict::Proved);
        if names.is_empty() && !all_proved {
            println!("{}", said());
        }
        ensure!(
            output.status.success() || !all_proved,
            "halmos ended with {} and says that all is proved:\n{}",
            output.status,
            said()
        );
        Ok(reports)
    }
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn read_report(contract: &str, report: &Value) -> anyhow::Result<Vec<Report>> {
    let contracts = report["test_results"].as_object().context("halmos' report has no results")?;
    let mut reports = Vec::new();
    for (path, results) in contracts {
        ensure!(path.ends_with(&format!(":{contract}")), "halmos was to prove {contract} and reports {path}");
        for result in results.as_array().context("a contract in halmos' report has no proofs")? {
            reports.push(read_result(contract, result)?);
        }
    }
    ensure!(!reports.is_empty(), "halmos found no proof in {contract}");
    Ok(reports)
}

fn read_result(contract: &str, result: &Value) -> anyhow::Result<Report> {
    let signature = result["name"].as_str().context("a result has no name")?;
    let (name, _) = signature.split_once('(').context("a result is not of a function")?;
    Ok(Report {
        proof: Proof::new(contract, name),
        verdict: verdict(result).with_context(|| signature.to_owned())?,
        paths: result["num_paths"][0].as_u64().unwrap_or_default(),
        seconds: result["time"][0].as_f64().unwrap_or_default(),
    })
}

/// halmos lets a proof pass whose loops were cut short, and calls any model a counterexample: neither counts here.
fn verdict(result: &Value) -> anyhow::Result<Verdict> {
    let cut_short = result["num_bounded_loops"].as_u64() != Some(0);
    Ok(match result["exitcode"].as_u64() {
        Some(0) if cut_short => Verdict::Undecided("a loop was cut short"),
        Some(0) => Verdict::Proved,
        Some(1) => {
            let models = result["models"].as_array().context("refuted without a model")?;
            if models.iter().any(|model| model["is_valid"] == true) {
                Verdict::Refuted
            } else {
                Verdict::Undecided("the counterexample may be spurious")
            }
        }
        Some(2) => Verdict::Undecided("timeout"),
        Some(3) => Verdict::Undecided("a path could not be followed"),
        Some(4) => Verdict::Undecided("every path reverts"),
        Some(5) => Verdict::Undecided("error"),
        // A proof whose set-up failed has nothing but an exit code.
        other => bail!("unknown exit code {other:?}"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Verdict, verdict};

    fn result(exit_code: u64, models: &Value, cut_short: u64) -> Verdict {
        let result = json!({ "exitcode": exit_code, "models": models, "num_bounded_loops": cut_short });
        verdict(&result).expect("a known exit code")
    }

    #[test]
    fn a_pass_counts_only_if_every_loop_ran_to_its_end() {
        assert_eq!(result(0, &json!([]), 0), Verdict::Proved);
        assert_eq!(result(0, &json!([]), 1), Verdict::Undecided("a loop was cut short"));
    }

    #[test]
    fn a_counterexample_counts_only_if_the_solver_vouches_for_it() {
        assert_eq!(result(1, &json!([{ "is_valid": true }]), 0), Verdict::Refuted);
        assert_ne!(result(1, &json!([{ "is_valid": false }]), 0), Verdict::Refuted);
    }

    #[test]
    fn a_timeout_proves_nothing() {
        for code in 2..=5 {
            assert!(matches!(result(code, &json!([]), 0), Verdict::Undecided(_)));
        }
        assert!(verdict(&json!({ "exitcode": 6 })).is_err());
    }
}
