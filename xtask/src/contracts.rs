//! Builds, compares and tests the Solidity project.
//!
//! `build` writes the artifacts that Rust embeds; `check` compiles them again and demands the same bytes; `test` runs
//! the normal tests and then the canaries, which have to fail: a run that cannot fail shows nothing.

use std::collections::BTreeSet;

use anyhow::Context;

use crate::artifacts;
use crate::forge::{self, Status};
use crate::tally::Tally;

/// Compiles the contracts and writes `contracts/artifacts`.
pub fn build() -> anyhow::Result<()> {
    artifacts::write(&artifacts::compile()?)
}

/// Compares every committed artifact with a fresh compilation. One check per contract.
pub fn check() -> anyhow::Result<Tally> {
    let compiled = artifacts::compile()?;
    let committed = artifacts::committed()?;
    let names: BTreeSet<&String> = compiled.keys().chain(committed.keys()).collect();

    let mut tally = Tally::default();
    for name in names {
        let old = committed.get(name).map(String::as_str);
        let new = compiled.get(name).map(String::as_str);
        match artifacts::difference(new, old) {
            None => tally += Tally::PASSED,
            Some(difference) => {
                println!("contracts/artifacts/{name}.json: {difference}");
                tally += Tally::FAILED;
            }
        }
    }
    if tally.failed > 0 {
        println!("`cargo xtask contracts build` writes the artifacts anew");
    }
    Ok(tally)
}

/// Runs the tests and the canaries. A canary counts as passed when it fails, as it must.
pub fn test() -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for result in forge::test("default")? {
        tally += result.status.tally();
        match result.status {
            Status::Passed => {}
            Status::Failed => println!("FAILED {}\n    {}", result.name, result.reason),
            Status::Skipped => println!("SKIPPED {}", result.name),
        }
    }
    if tally.failed > 0 {
        println!(
            "for a trace, in contracts/: node_modules/@foundry-rs/forge-*/bin/forge test -vvvv --match-test <name>"
        );
    }
    for canary in forge::test("canary").context("the canaries could not be run")? {
        let noticed = canary.status == Status::Failed;
        tally += Tally::of(noticed);
        if !noticed {
            println!("FAILED {}\n    a test that must fail did not", canary.name);
        }
    }
    Ok(tally)
}

/// Tells whether the Solidity sources are formatted as `foundry.toml` says. One check.
pub fn check_format() -> anyhow::Result<Tally> {
    let status = forge::command()?.args(["fmt", "--check"]).status().context("cannot start forge")?;
    Ok(Tally::of(status.success()))
}

/// Formats the Solidity sources.
pub fn write_format() -> anyhow::Result<()> {
    let status = forge::command()?.arg("fmt").status().context("cannot start forge")?;
    anyhow::ensure!(status.success(), "forge fmt failed: {status}");
    Ok(())
}
