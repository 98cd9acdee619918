//! Randomness: streams that follow from a seed and a name, so that one of them can be left out and the others stay.

use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

use alloy::primitives::{B256, keccak256};

/// One stream.
#[derive(Clone, Debug)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn of(seed: u64, name: &str) -> Self {
        Self(ChaCha8Rng::from_seed(keccak256(format!("usufruct world {seed} {name}")).0))
    }

    /// True `per_mille` times in a thousand. Always draws, so that a rate of zero moves no other draw.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.0.random_range(0..1_000) < per_mille
    }

    /// From 0 up to, and without, `end`; 0 if there is nothing to choose from.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.random_range(0..end.max(1))
    }

    /// As [`Self::below`], for places in lists.
    pub fn place(&mut self, length: usize) -> usize {
        self.0.random_range(0..length.max(1))
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        *from.choose(&mut self.0).expect("there is something to pick from")
    }

    pub fn word(&mut self) -> B256 {
        B256::from(self.0.random::<[u8; 32]>())
    }
}
