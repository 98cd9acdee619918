//! Published values beside the lab's: `docs/validation.md`. The lab computes them (`crates/lab/src/validation`), here its example
//! is run: this crate stays small enough to be built in seconds. The Rust tests compare the page as well.

use std::fs;

use anyhow::{Context, ensure};

use crate::rust::cargo;
use crate::tally::Tally;
use crate::workspace;

/// Computes the page and compares it with the committed one.
pub fn check() -> anyhow::Result<Tally> {
    let output = cargo(&["run", "--release", "--quiet", "--package", "usufruct-lab", "--example", "validation"])
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "the lab could not be validated:\n{}", String::from_utf8_lossy(&output.stderr));
    let committed = fs::read(workspace::root().join("docs/validation.md")).unwrap_or_default();
    if committed != output.stdout {
        println!("docs/validation.md is not what the lab computes; `cargo xtask validation --write` writes it");
    }
    Ok(Tally::of(committed == output.stdout))
}

/// Computes the page and writes it.
pub fn write() -> anyhow::Result<()> {
    let status = cargo(&[
        "run",
        "--release",
        "--quiet",
        "--package",
        "usufruct-lab",
        "--example",
        "validation",
        "--",
        "--write",
    ])
    .status()
    .context("cannot start cargo")?;
    ensure!(status.success(), "the lab could not be validated");
    Ok(())
}
