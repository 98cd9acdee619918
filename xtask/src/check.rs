//! `cargo xtask check`: everything that has to hold before a change lands, the quick things first.

use crate::tally::Tally;
use crate::{api, browser, conformance, contracts, rust, tidy};

/// How much is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What a change usually breaks, for between two commits.
    Quick,
    Full,
}

struct Step {
    name: &'static str,
    /// The least extent at which it runs.
    from: Extent,
    run: fn(Extent) -> anyhow::Result<Tally>,
}

const fn quick(name: &'static str, run: fn(Extent) -> anyhow::Result<Tally>) -> Step {
    Step { name, from: Extent::Quick, run }
}

const fn full(name: &'static str, run: fn(Extent) -> anyhow::Result<Tally>) -> Step {
    Step { name, from: Extent::Full, run }
}

const STEPS: [Step; 11] = [
    quick("the tree is tidy", |_| tidy::check()),
    quick("the Rust sources are formatted", |_| rust::check_format()),
    quick("the Solidity sources are formatted", |_| contracts::check_format()),
    full("the committed artifacts are what the sources compile to", |_| contracts::check()),
    quick("the contracts' tests pass", |_| contracts::test()),
    quick("no lint objects", |_| rust::lint()),
    quick("the Rust tests pass, stories included", rust::test),
    full("stock clients pay a running demo and ask its chain", |_| conformance::test()),
    full("a browser shows the demo's pages, and wallets claim", |_| browser::test()),
    full("the API answers as it is described", |_| api::test()),
    full("the documentation builds", |_| rust::document()),
];

/// Runs every step of `extent`, also after a failure, so that one run tells all there is to mend.
pub fn run(extent: Extent) -> Tally {
    let mut tally = Tally::default();
    let mut broken = Vec::new();
    for Step { name, run, .. } in STEPS.iter().filter(|step| step.from == Extent::Quick || extent == Extent::Full) {
        println!("== {name}");
        let result = run(extent).unwrap_or_else(|fault| {
            println!("{fault:#}");
            Tally::FAILED
        });
        println!("   {result}");
        if !result.is_clean() {
            broken.push(name);
        }
        tally += result;
    }
    for name in broken {
        println!("does not hold: {name}");
    }
    tally
}
