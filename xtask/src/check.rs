//! `cargo xtask check`: everything that has to hold before a change lands, the quick things first.

use std::time::Instant;

use crate::tally::Tally;
use crate::{
    api, browser, conformance, contracts, coverage, differential, gas, invariants, layout, natspec, powers, proofs,
    rust, slither, tidy, wording,
};

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

const STEPS: [Step; 21] = [
    quick("the tree is tidy", |_| tidy::check()),
    quick("the Rust sources are formatted", |_| rust::check_format()),
    quick("the Solidity sources are formatted", |_| contracts::check_format()),
    full("the committed artifacts are what the sources compile to", |_| contracts::check()),
    full("the interfaces leave nothing unsaid", |_| natspec::check()),
    full("the documented powers are all there are", |_| powers::check()),
    full("wallets have words for every verb", |_| wording::check()),
    full("things lie in storage where they are said to", |_| layout::check()),
    quick("the contracts' tests pass", |_| contracts::test()),
    full("the tests reach every line and branch of the contracts", |_| coverage::check()),
    full("slither finds nothing", |_| slither::check()),
    full("every verb costs what is written", |_| gas::check()),
    full("the proofs hold", |_| proofs::prove()),
    full("millions of random calls find nothing", |_| invariants::run(invariants::Extent::Ci)),
    quick("no lint objects", |_| rust::lint()),
    quick("the Rust tests pass, stories included", rust::test),
    full("model and contracts agree word by word, millions of times", |_| {
        differential::run(differential::Extent::Check)
    }),
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
        let begun = now();
        let result = run(extent).unwrap_or_else(|fault| {
            println!("{fault:#}");
            Tally::FAILED
        });
        println!("   {result}, in {} s", begun.elapsed().as_secs());
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

#[expect(clippy::disallowed_methods, reason = "a measurement: who waits for a check wants to know for what")]
fn now() -> Instant {
    Instant::now()
}
