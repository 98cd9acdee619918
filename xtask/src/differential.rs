//! The model and the compiled contracts in lock-step, millions of transactions: the measurement is an example of testkit.

use anyhow::ensure;

use crate::rust;
use crate::tally::Tally;

/// How much is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Within a few minutes: 2.2 million random transactions, and every order of deeds around a sale's end, six deep.
    Check,
    /// To be recorded: 200 million, and seven deep.
    Deep,
}

/// Two checks: random lives, and orders.
pub fn run(extent: Extent) -> anyhow::Result<Tally> {
    let (lives, length) = match extent {
        Extent::Check => (["--transactions", "2200000", "--first-seed", "0"], "6"),
        Extent::Deep => (["--transactions", "200000000", "--first-seed", "1000000"], "7"),
    };
    let built = ["build", "--release", "--quiet", "--package", "usufruct-testkit", "--example", "differential"];
    ensure!(rust::cargo(&built).status()?.success(), "the differential test does not build");
    let play = |arguments: &[&str]| -> anyhow::Result<Tally> {
        let run = ["run", "--release", "--quiet", "--package", "usufruct-testkit", "--example", "differential", "--"];
        Ok(Tally::of(rust::cargo(&[&run[..], arguments].concat()).status()?.success()))
    };
    let mut tally = play(&lives)?;
    tally += play(&["--orders", length])?;
    Ok(tally)
}
