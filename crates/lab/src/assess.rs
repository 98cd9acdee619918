//! Whose money was an income, and how much of it would go on for a year if new money stopped today?
//!
//! ```text
//!  file ─► table ─► figures ─► origins: whose money, row by row ─► present ─► score, flags ─► assessment
//!                      │                                      ▲
//!                      └─► complete: the second reading ──┘
//! ```
//!
//! Everything is an [`interval::Interval`]: what nobody knows is as wide as what is possible, never zero.

pub mod interval;
pub mod score;
pub mod column;
pub mod table;
pub mod mapping;
pub mod cell;
pub mod calendar;
pub mod one_unit;
pub mod reading;
pub mod figures;
pub mod payers;
pub mod circulation;
pub mod origins;
pub mod circular;
pub mod organic;
pub mod complete;
pub mod present;
pub mod flags;
pub mod assessment;
pub mod judge;
pub mod page;
pub mod back_test;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod published;

pub use assessment::Assessment;
pub use judge::{AssessError, Question, assess};
