//! The pages of a running demo in headless Chromium, and claims by wallets that sign for real.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::tally::Tally;
use crate::{npm, rust, workspace};

/// Where Debian puts it; `CHROMIUM` names another.
const CHROMIUM: &str = "/usr/bin/chromium";
/// Both change the same venture, so the second begins when the first has ended.
const FILES: [&str; 2] = ["pages.test.mjs", "claim.test.mjs"];

/// The demo is killed when this goes out of scope, however the tests ended.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        // It may be gone already, which is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a demo, opens its pages, and counts the tests.
pub fn test() -> anyhow::Result<Tally> {
    let chromium = chromium()?;
    let folder = workspace::root().join("clients/browser");
    npm::install(&folder)?;
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

    let mut tally = Tally::default();
    for file in FILES {
        tally += run(&folder, file, &serving, &chromium)?;
    }
    Ok(tally)
}

fn run(folder: &Path, file: &str, serving: &Value, chromium: &Path) -> anyhow::Result<Tally> {
    let output = Command::new("node")
        .args(["--test", "--test-reporter=tap", file])
        .current_dir(folder)
        .env("USUFRUCT_DEMO", serving.to_string())
        .env("CHROMIUM", chromium)
        .output()
        .context("cannot start node")?;
    let report = String::from_utf8_lossy(&output.stdout);
    let tally = read_tap(&report)?;
    if !output.status.success() || !tally.is_clean() {
        println!("{report}");
    }
    ensure!(output.status.success() || tally.failed > 0, "node ended with {} and no failed test", output.status);
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

/// The line in which the demo says where it serves. The report on the replay comes before it.
fn serving(lines: impl BufRead) -> anyhow::Result<Value> {
    for line in lines.lines() {
        let value: Value = serde_json::from_str(&line?).context("the demo printed a line that is no JSON")?;
        if value["web"].is_string() {
            return Ok(value);
        }
    }
    bail!("the demo ended before it served pages")
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
    use super::{read_tap, serving};

    #[test]
    fn nodes_counts_are_read() {
        let tally = read_tap("ok 1 - x\n# tests 6\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n")
            .expect("counts");
        assert_eq!((tally.passed, tally.failed, tally.skipped), (3, 2, 1));
        assert!(read_tap("nothing").is_err());
    }

    #[test]
    fn a_demo_that_serves_no_pages_is_a_fault() {
        let report = "{\"revenue\":1}\n";
        assert!(serving(report.as_bytes()).is_err());
        let served = serving(format!("{report}{{\"web\":\"http://127.0.0.1:1\"}}\n").as_bytes()).expect("served");
        assert_eq!(served["web"], "http://127.0.0.1:1");
    }
}
