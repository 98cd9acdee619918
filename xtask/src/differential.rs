//! The model and the compiled contracts in lock-step, millions of transactions: the measurement is an example of testkit.

use std::ops::Range;

use anyhow::{Context, ensure};

use crate::rust;
use crate::tally::Tally;

/// In the life of one venture; every seed is one.
const TRANSACTIONS_A_SEED: u64 = 400;

/// Within a few minutes: 2.2 million random transactions, and every order of deeds around a sale's end, six deep.
const CHECK: (Range<u64>, &str) = (0..5_500, "6");
/// To be recorded: 200 million, and seven deep.
const DEEP: (Range<u64>, &str) = (1_000_000..1_500_000, "7");

/// What is played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    Check,
    Deep,
    /// The random lives of these seeds alone: a part of a run that is too long for one sitting.
    Seeds(Range<u64>),
}

/// A check for the random lives, and one for the orders.
pub fn run(extent: Extent) -> anyhow::Result<Tally> {
    let built = ["build", "--release", "--quiet", "--package", "usufruct-testkit", "--example", "differential"];
    ensure!(rust::cargo(&built).status()?.success(), "the differential test does not build");
    let (seeds, orders) = match extent {
        Extent::Check => (CHECK.0, Some(CHECK.1)),
        Extent::Deep => (DEEP.0, Some(DEEP.1)),
        Extent::Seeds(seeds) => (seeds, None),
    };
    let transactions = (seeds.end.saturating_sub(seeds.start) * TRANSACTIONS_A_SEED).to_string();
    let (first, steps) = (seeds.start.to_string(), TRANSACTIONS_A_SEED.to_string());
    let mut tally = play(&["--transactions", &transactions, "--first-seed", &first, "--steps", &steps])?;
    if let Some(length) = orders {
        tally += play(&["--orders", length])?;
    }
    Ok(tally)
}

fn play(arguments: &[&str]) -> anyhow::Result<Tally> {
    let run = ["run", "--release", "--quiet", "--package", "usufruct-testkit", "--example", "differential", "--"];
    Ok(Tally::of(rust::cargo(&[&run[..], arguments].concat()).status()?.success()))
}

/// Reads `FIRST..END`.
pub fn read_seeds(text: &str) -> anyhow::Result<Range<u64>> {
    let wrong = || format!("{text:?} are no seeds; they are written like 1000000..1050000");
    let (first, end) = text.split_once("..").with_context(wrong)?;
    let seeds = first.parse().with_context(wrong)?..end.parse().with_context(wrong)?;
    ensure!(!seeds.is_empty(), "there is no seed in {text}");
    Ok(seeds)
}

#[cfg(test)]
mod tests {
    use super::read_seeds;

    #[test]
    fn seeds_are_a_range_that_is_not_empty() {
        assert_eq!(read_seeds("7..9").ok(), Some(7..9));
        for wrong in ["7", "7..", "9..7", "7..7", "a..b", "7..=9"] {
            assert!(read_seeds(wrong).is_err(), "{wrong}");
        }
    }
}
