//! Follows a chain, folds its events with the model, answers queries and proves itself.
//!
//! ```text
//! chain ─► follow (stretches of blocks, forks) ─► store (raw logs) ─► fold (the model's evolve) ─► read (queries)
//!                                                                          └─► audit ◄─ the chain's own views
//! ```
//!
//! Raw logs are all that is kept. Whatever else the ledger knows is folded from them, so there is one way for a figure to
//! come about and nothing to migrate when the way changes.
//!
//! Invariants. LEDGER-1: what is folded equals what the chain says at every block, also across reorganisations; `audit`
//! compares them. A stretch of blocks is stored as a whole or not at all, so a ledger that is killed goes on where it was.

pub mod ledger;
pub mod follow;
pub mod store;
pub mod fold;
pub mod payments;
pub mod days;
pub mod histories;
pub mod chunks;
pub mod read;
pub mod audit;

pub use audit::Audit;
pub use ledger::{Ledger, LedgerError, Progress};
