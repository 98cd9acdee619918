//! The rules of the money, as pure integer functions. This is the reference: Solidity is tested against it, the ledger
//! folds with it, simulations run on it.
//!
//! ```text
//!  share buyers ──► Offering (capital)  ──► operator, as income reaches the holders
//!                                       └─► holders, if demand never comes
//!  customers ─────► Till     (revenue)  ──► operator, its part
//!                       └─ collect ─► Share (income) ──► holders
//! ```
//!
//! The rules in one page:
//!
//! * **Revenue** is whatever cash arrives at the Till. `collect` splits it: the holders' part, rounded up, goes to the
//!   Share, the rest waits for the operator.
//! * **Income** enters the Share's reserve and leaves it by `R * e^(-t/tau)`. What leaves raises the income per share;
//!   a holder is owed its shares' part of that, and no transfer changes what anyone is owed.
//! * **Capital** is what share buyers paid. The operator draws a part at once and the rest as income reaches the holders;
//!   if too few shares are sold, or demand stalls, what is undrawn goes back to the holders for their shares.
//! * **Price** of a unit of service rises with demand and falls with time, never below its floor.
//!
//! How it is written: `decide` says what a command leads to, as events or as a refusal; `evolve` folds events; `apply`
//! does both. Nothing here does I/O, waits, reads a clock, draws a random number, uses floating point, or panics on input.

pub mod money;

pub mod income;
pub mod reserve;
pub mod stall;

pub mod offering;
pub mod share;
pub mod terms;
pub mod till;

pub mod command;
pub mod event;
pub mod refusal;

pub mod currency;
pub mod decide;
pub mod venture;
pub mod world;

pub mod invariants;

mod exponential;
pub mod price;

#[cfg(test)]
mod laws;

pub use command::Command;
pub use event::Event;
pub use money::{Bps, Cash, Shares, Timestamp};
pub use refusal::Refusal;
pub use terms::Terms;
pub use venture::{Purses, Venture};
pub use world::{World, apply};
