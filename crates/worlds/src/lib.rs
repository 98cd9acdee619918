//! Whole worlds from a seed: gateway, keeper, ledger, chain, service and customers in one process, on simulated time, with
//! faults between all of them.
//!
//! ```text
//! seed ─► weather, customers ─► step, look, step, look, ... ─► nothing goes wrong any more ─► everything is right
//!                                │
//!       trouble, then one of: a waiting request goes on · a customer acts · the keeper, the ledger go round · time passes
//! ```
//!
//! The processes are those that `usufruct` runs: the gateway is asked through its own request path, its service is a
//! function, and the nodes are alloy transports around the chain. Only what surrounds them is made here.
//!
//! Invariants. One recipe gives one run, to the last byte of its trace, on any machine at any load: every wait of a process
//! is either for the world (on the `board`) or for its own files, and the world goes on only when nothing moves. A world
//! reads no clock. One that hangs is ended from outside (`pulse`) and named as any other that broke. What a check needs, the world has seen itself (`witness`) or reads through an honest node.

pub mod recipe;
pub mod trouble;
mod dice;

mod ground;
mod board;
mod behind;
mod node;
mod service;
mod customer;
mod seats;

mod world;
mod pulse;
mod steps;
mod errands;
mod crashes;

mod witness;
mod checks;
mod ending;

pub mod tally;
pub mod run;
pub mod minimise;

pub use recipe::{Defect, Recipe};
pub use run::{Run, run};
pub use witness::Broken;
