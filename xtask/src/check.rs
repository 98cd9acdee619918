//! `cargo xtask check`: everything that has to hold before a change lands, the quick things first.

use crate::tally::Tally;
use crate::{contracts, rust, stock_client, tidy};

type Step = (&'static str, fn() -> anyhow::Result<Tally>);

const STEPS: [Step; 9] = [
    ("the tree is tidy", tidy::check),
    ("the Rust sources are formatted", rust::check_format),
    ("the Solidity sources are formatted", contracts::check_format),
    ("the committed artifacts are what the sources compile to", contracts::check),
    ("the contracts' tests pass", contracts::test),
    ("no lint objects", rust::lint),
    ("the Rust tests pass, stories included", rust::test),
    ("the stock JavaScript client pays a running demo", stock_client::test),
    ("the documentation builds", rust::document),
];

/// Runs every step, also after a failure, so that one run tells all there is to mend.
pub fn run() -> Tally {
    let mut tally = Tally::default();
    let mut broken = Vec::new();
    for (name, step) in STEPS {
        println!("== {name}");
        let result = step().unwrap_or_else(|fault| {
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
