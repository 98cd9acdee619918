//! Worlds: many seeds, the same seed twice, defects that are planted, and worlds that once broke.

mod anchored;
mod canaries;
mod same_seed;
mod seeds;
