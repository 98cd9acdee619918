//! The differential test: the model and the compiled contracts are told the same commands and must agree on everything.
//!
//! ```text
//!  seed ─► generate ─► Case (terms, steps) ─► run: model     ┐
//!                                                  contracts ┴─► compare after every step ─► Tally
//!                                                                      └─► Difference ─► shrink
//! ```
//!
//! A `Case` is concrete, so a difference replays without a generator, and shrinks by leaving steps out.

mod case;
mod compare;
mod generate;
mod judge;
mod shrink;

pub use case::{Case, PEOPLE, Step, holders};
pub use compare::{Difference, Tally, run};
pub use generate::generate;
pub use judge::judge;
pub use shrink::shrink;
