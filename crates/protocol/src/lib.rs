//! The contracts as seen from Rust.
//!
//! Everything above this crate speaks to the chain through it: the compiled artifacts, the one decoder from logs to
//! events, deployment, a typed client, and x402 on the wire.

pub mod artifacts;
pub mod standins;
pub mod bindings;
pub mod deployment;
pub mod events;
pub mod refusals;
pub mod verbs;
pub mod commands;
pub mod deploy;
pub mod client;
pub mod sender;
pub mod escrow;
pub mod x402;
