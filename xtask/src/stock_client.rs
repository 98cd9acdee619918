//! The stock JavaScript client, unchanged, against a running demo.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::tally::Tally;
use crate::{npm, rust, workspace};

/// The demo is killed when this goes out of scope, however the test ended.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        // It may be gone already, which is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a demo, lets the client pay it, and counts the client's tests.
pub fn test() -> anyhow::Result<Tally> {
    let client = client();
    npm::install(&client)?;
    let built = rust::cargo(&["build", "--release", "--quiet", "--package", "usufruct-cli"]).status()?;
    ensure!(built.success(), "the program does not build");

    let mut child = Command::new(rust::program("usufruct")?)
        .args(["demo", "--json", "--seed", "1"])
        .current_dir(workspace::root())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start the demo")?;
    let stdout = child.stdout.take().context("the demo's output cannot be read")?;
    let _demo = Demo(child);
    let serving = serving(BufReader::new(stdout))?;

    let output = Command::new("node")
        .args(["--test", "--test-reporter=tap", "customer.test.mjs"])
        .current_dir(&client)
        .env("USUFRUCT_DEMO", serving.to_string())
        .output()
        .context("cannot start node")?;
    let report = String::from_utf8_lossy(&output.stdout);
    let tally = read_tap(&report)?;
    if !output.status.success() || !tally.is_clean() {
        println!("{report}");
    }
    Ok(tally)
}

fn client() -> PathBuf {
    workspace::root().join("clients/javascript")
}

/// The line in which the demo says where it serves. The report on the replay comes before it.
fn serving(lines: impl BufRead) -> anyhow::Result<Value> {
    for line in lines.lines() {
        let value: Value = serde_json::from_str(&line?).context("the demo printed a line that is no JSON")?;
        if value["gateway"].is_string() {
            return Ok(value);
        }
    }
    bail!("the demo ended before it served")
}

/// Reads the counts that node's test runner closes with: `# pass 4`, `# fail 0`, `# skipped 0`.
fn read_tap(report: &str) -> anyhow::Result<Tally> {
    let count = |name: &str| -> anyhow::Result<u64> {
        let line = report.lines().rev().find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(' '));
        line.with_context(|| format!("node's report has no count '{name}':\n{report}"))?
            .parse()
            .context("node's count is no number")
    };
    Ok(Tally {
        passed: count("pass")?,
        failed: count("fail")? + count("cancelled")?,
        skipped: count("skipped")? + count("todo")?,
    })
}

#[cfg(test)]
mod tests {
    use super::read_tap;

    #[test]
    fn nodes_counts_are_read() {
        let tally = read_tap("ok 1 - x\n# tests 6\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n")
            .expect("counts");
        assert_eq!((tally.passed, tally.failed, tally.skipped), (3, 2, 1));
        assert!(read_tap("nothing").is_err());
    }
}
