//! Judges contracts that are not the committed ones: does the model find a difference?

use super::{
    case::Case,
    generate::unstaged,
    limits::limits,
    lockstep::{Difference, live},
    tally::Tally,
};
use crate::bench::Bench;
use alloy::primitives::Bytes;
use std::ops::Range;

/// All words and figures are compared after so many steps.
const FULL_EVERY: usize = 50;

/// Plays the case of each seed, `steps` steps long, against the Factory of this creation code (which contains that of the
/// three purses), after the limits of terms, and ends with the first difference. Contracts that cannot even be created are a difference, too.
pub fn judge(factory: Bytes, seeds: Range<u64>, steps: usize) -> Result<Tally, Box<(Case, Difference)>> {
    let first = seeds.start;
    let before_any_step = |what| {
        let case = unstaged(&[(6, Bench::default().dollar())], first).0;
        Box::new((case, Difference { step: 0, what }))
    };
    let mut bench = Bench::with_factory(factory)
        .map_err(|failure| before_any_step(format!("the Factory cannot be created: {failure:?}")))?;
    limits(&mut bench).map_err(before_any_step)?;
    let mut tally = Tally::default();
    for seed in seeds {
        tally.add(&live(&mut bench, seed, steps, FULL_EVERY)?.1);
    }
    Ok(tally)
}
