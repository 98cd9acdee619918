//! Where the chance of a path comes from: one independent stream for each (seed, path, purpose).

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What chance is drawn for. Adding one at the end changes no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Arrivals,
    Lives,
    Spread,
    Purchases,
    Inflow,
    TokenBuying,
    Market,
    Token,
    Chance,
}

/// More purposes than there will be, so that a new one moves no stream.
const PURPOSES_MAX: u64 = 16;

/// Paths are told apart by 60 bits of the stream's number: far more than a run can have.
///
/// ChaCha has 2^64 streams for each seed, all of them at hand at once: no path needs another one's draws.
pub fn stream(seed: u64, path: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    stream.set_stream(path * PURPOSES_MAX + purpose as u64);
    stream
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngCore;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_streams_are_alike() {
        let mut seen = BTreeSet::new();
        for seed in 0..4 {
            for path in [0, 1, 2, 1_000_000, u64::MAX / PURPOSES_MAX] {
                for purpose in [Purpose::Arrivals, Purpose::Lives, Purpose::Market, Purpose::Chance] {
                    assert!(seen.insert(stream(seed, path, purpose).next_u64()), "{seed} {path} {purpose:?}");
                }
            }
        }
    }
}
