//! Many paths side by side, in loops that become vector instructions.
//!
//! A [`Lanes`] holds one number for each of 64 paths. The code is written for one path, without a branch, and repeated for
//! all lanes; the compiler makes wide instructions of it, and [`Width::run`] compiles it once for each width that a processor may have
//! and picks the widest at run time. What branches (rare events, far tails) is collected in a [`LaneSet`] and done lane by lane afterwards.
//!
//! ```text
//!  streams ──► uniform ──► rare: arrivals and departures, nearly always none
//!  one a path          └─► poisson: table for the whole part of the mean, counting for the rest
//!  exp ──► logit, price, chance of none
//! ```
//!
//! Invariants:
//! * **One result on every processor.** Only additions, multiplications, divisions and comparisons of IEEE 754, in one order, none
//!   fused: all widths give the same bits.
//! * **A path is its own.** Its random numbers depend on the seed and its number, not on its lane, its neighbours or the thread.
//! * Every function that a lane goes through is `#[inline(always)]`: only what is inlined is compiled for the width.

pub mod width;
pub mod streams;
pub mod exponential;
pub mod rare;
pub mod poisson;
#[cfg(test)]
mod tests;

pub use width::Width;

/// Paths that go side by side: eight of the widest registers, so that a processor always finds independent work.
pub const LANES: usize = 64;

/// A number for each path.
pub type Lanes = [f64; LANES];

/// Some of the lanes, a bit for each.
#[derive(Clone, Copy, Default)]
pub struct LaneSet(u64);

impl LaneSet {
    /// Adds a lane if `is_in`.
    #[inline(always)]
    pub fn add(&mut self, lane: usize, is_in: bool) {
        self.0 |= u64::from(is_in) << lane;
    }

    /// Takes out one lane, the lowest first.
    #[inline(always)]
    pub fn take(&mut self) -> Option<usize> {
        let lane = self.0.trailing_zeros();
        self.0 &= self.0.wrapping_sub(1);
        (lane < u64::BITS).then_some(lane as usize)
    }
}
