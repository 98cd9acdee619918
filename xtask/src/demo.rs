//! The running demo that other people's programs are let loose on.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail, ensure};
use serde_json::Value;

use crate::{rust, workspace};

/// A running demo, killed when this goes out of scope, however the test ended.
pub struct Demo {
    child: Child,
    /// What it printed of where it serves.
    serving: Value,
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may be gone already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Demo {
    /// Builds the program and starts it. `options` go to the demo.
    pub fn start(options: &[&str]) -> anyhow::Result<Self> {
        let built = rust::cargo(&["build", "--release", "--quiet", "--package", "usufruct-cli"]).status()?;
        ensure!(built.success(), "the program does not build");
        let mut child = Command::new(rust::program("usufruct")?)
            .args(["demo", "--json", "--seed", "1"])
            .args(options)
            .current_dir(workspace::root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the demo")?;
        let stdout = child.stdout.take();
        let mut demo = Self { child, serving: Value::Null };
        let mut lines = BufReader::new(stdout.context("the demo's output cannot be read")?);
        demo.serving = serving(&mut lines)?;
        // What it prints later must not fill the pipe.
        std::thread::spawn(move || drop(lines.read_to_end(&mut Vec::new())));
        Ok(demo)
    }

    /// What it printed of where it serves, as JSON.
    pub fn told(&self) -> String {
        self.serving.to_string()
    }

    /// The address of its pages and of its API.
    pub fn web(&self) -> anyhow::Result<&str> {
        self.serving["web"].as_str().context("the demo serves no pages")
    }

    /// What a suite is told: the demo, with customers of its own, so that suites can run at the same time.
    pub fn for_suite(&self, number: usize) -> anyhow::Result<String> {
        let mut told = self.serving.clone();
        let customers = told["customers"].as_array_mut().context("the demo names no customers")?;
        ensure!(number < customers.len(), "the demo has {} customers, fewer than there are suites", customers.len());
        customers.drain(..number);
        customers.truncate(1);
        Ok(told.to_string())
    }
}

/// The line in which the demo says where it serves. The report on the replay comes before it.
fn serving(lines: &mut impl BufRead) -> anyhow::Result<Value> {
    for line in lines.lines() {
        let value: Value = serde_json::from_str(&line?).context("the demo printed a line that is no JSON")?;
        if value["gateway"].is_string() {
            return Ok(value);
        }
    }
    bail!("the demo ended before it served")
}
