//! What is measured of a life, each by its exact definition, one file an idea.
//!
//! All of them read one [`Lived`]: what happened on a path and what one structure made of it. Money is in dollars at the time
//! of payment, never in an own token. Unless its file says otherwise a measure is over all days from the shock on (a year, in
//! the standard scenarios), and a ratio is the ratio of sums over those days.

mod lived;
pub mod lasting;
pub mod survival;
pub mod income;
pub mod origin;
pub mod real_yield;
pub mod dilution;
pub mod solvency;
pub mod concentration;
pub mod circularity;
pub mod snipe;
pub mod controller;
pub mod score;

pub use lived::{Lived, WINDOW_DAYS};

#[cfg(test)]
pub(crate) mod by_hand;
