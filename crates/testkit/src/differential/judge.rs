//! Judges contracts that are not the committed ones: does the model find a difference?

use super::{
    case::Case,
    compare::{Difference, Tally, run},
    generate::generate,
};
use crate::bench::Bench;
use alloy::primitives::Bytes;
use std::ops::Range;

/// Plays the case of each seed, `steps` steps long, against the Factory of this creation code (which contains that of the
/// three purses), and ends with the first difference. Contracts that cannot even be created are a difference, too.
pub fn judge(factory: Bytes, seeds: Range<u64>, steps: usize) -> Result<Tally, (Case, Difference)> {
    let mut bench = Bench::with_factory(factory);
    let mut tally = Tally::default();
    for seed in seeds {
        let case = generate(&mut bench, seed, steps);
        match run(&mut bench, &case, &|_| ()) {
            Ok(of_this) => tally.add(&of_this),
            Err(difference) => return Err((case, difference)),
        }
    }
    Ok(tally)
}
