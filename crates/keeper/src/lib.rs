//! Brings customers' vouchers to the holders: claims, settles, collects, drips, pays out.
//!
//! ```text
//! observe ─► plan (pure) ─► act, duty by duty
//! ```
//!
//! Every duty is one that anybody may do, and that asks the chain for a state rather than for a step: totals in the
//! escrow are cumulative, and a settlement, a collection or a drip of nothing is nothing. So a keeper may be killed at
//! any instant, may run twice, and may be late; a cycle that follows ends in the same state.
//!
//! Invariants. A channel that cannot be claimed never keeps another from being claimed: it is found by halving the
//! batch, and reported with the contract's reason. Nothing is sent that would do nothing. The keeper's own accounts hold
//! no customer's money at any time.

mod observe;
mod plan;
mod claims;
mod act;
mod cycle;

pub use act::ActError;
pub use claims::SetAside;
pub use cycle::{CycleError, Deed, Keeper, OpenError, Report};
pub use observe::{Charged, Claimable, Observation};
pub use plan::{Duty, DutyKind, PayOut, Policy, plan};
