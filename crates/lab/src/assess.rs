//! Whose money was an income, and how much of it would go on for a year if new money stopped today?
//!
//! Everything is an [`interval::Interval`]: what nobody knows is as wide as what is possible, never zero.

pub mod interval;
pub mod score;
pub mod assessment;

pub use assessment::Assessment;
