//! Stock clients, unchanged, against a running demo, and the page that says what they can do.

mod page;
mod suite;

use std::path::PathBuf;
use std::{fs, thread};

use anyhow::Context;

use crate::demo::Demo;
use crate::tally::Tally;
use crate::tap::Case;
use crate::{npm, pip, workspace};
use page::Table;
use suite::{ASKING, PAYING, Suite};

/// Runs all clients and compares what they found with the committed page.
pub fn test() -> anyhow::Result<Tally> {
    let (mut tally, page) = run()?;
    let committed = fs::read_to_string(page_path()).unwrap_or_default();
    if committed != page {
        println!("docs/conformance.md is not what this run found; `cargo xtask conformance` writes it");
    }
    tally += Tally::of(committed == page);
    Ok(tally)
}

/// Runs all clients and writes the page.
pub fn write() -> anyhow::Result<Tally> {
    let (tally, page) = run()?;
    fs::write(page_path(), page).context("cannot write docs/conformance.md")?;
    Ok(tally)
}

fn page_path() -> PathBuf {
    workspace::root().join("docs/conformance.md")
}

fn run() -> anyhow::Result<(Tally, String)> {
    let clients = workspace::root().join("clients");
    npm::install(&clients.join("javascript"))?;
    npm::install(&workspace::contracts())?;
    let environment = workspace::root().join("target/clients-python");
    let python = pip::install(&environment, &clients.join("python/requirements.txt"))?;
    // The suites buy much within minutes. After a busy day that alone drives the price above the dollar that stock clients pay.
    let demo = Demo::start(&["--idle", "7"])?;

    let suites: Vec<&Suite> = PAYING.iter().chain(&ASKING).collect();
    let found = thread::scope(|scope| {
        let running: Vec<_> = suites
            .iter()
            .enumerate()
            .map(|(number, suite)| {
                let (demo, python) = (&demo, &python);
                scope.spawn(move || suite.run(&demo.for_suite(number)?, python))
            })
            .collect();
        let ended = running.into_iter().map(|suite| suite.join().expect("a suite's thread does not panic"));
        ended.collect::<anyhow::Result<Vec<Vec<Case>>>>()
    })?;

    let mut tally = Tally::default();
    for case in found.iter().flatten() {
        tally += Tally::of(case.passed);
    }
    let mut found = suites.into_iter().zip(found);
    let paying = Table { title: "Paying the gateway", found: found.by_ref().take(PAYING.len()).collect() };
    let asking = Table { title: "Asking the chain", found: found.collect() };
    Ok((tally, page::render(&[paying, asking])?))
}
