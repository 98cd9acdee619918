//! A reverse proxy that sells requests by x402, at a price that follows demand.
//!
//! ```text
//! customer ─► admit ─► quote ─► 402 ─► (signs) ─► verify ─► forward ─► meter ─► record ─► respond
//!                                                   │          │                  │
//!                                                 escrow    upstream             book
//! ```
//!
//! It stands in front of an operator's service, on one machine, with its book in one SQLite file. Customers pay with stock
//! x402 clients, by voucher (`batch-settlement`) or by single transfer (`exact`); all money goes to one address, the
//! venture's Till. The chain is reached through `protocol`; claiming the vouchers is the keeper's work.
//!
//! Invariants.
//! * GATEWAY-1: a charge is on the disk before its answer leaves. No acknowledged voucher is lost by a crash.
//! * GATEWAY-2: nobody is charged more than was quoted and signed, nor for an answer that failed.
//! * GATEWAY-3: what [`Gateway::claimable`] hands out is exactly what was charged, under a voucher that covers it.
//! * PRICE-1, PRICE-2: every price comes from `model::price`, and [`Gateway::audit`] computes each of them again.
//! * Time is an argument; timeouts of the network alone are real.
//!
//! Not done yet: answers are passed on whole, not as streams; WebSockets are not proxied.

pub mod config;

mod admit;
mod quote;
mod challenge;
mod channel;
mod turns;
mod sale;
mod forward;
mod upstream;
mod meter;
mod book;
mod respond;

mod declined;
pub mod problem;
mod settlement;

mod cors;
mod server;
mod gateway;

pub use book::{BookAudit, BookFault, Discrepancy, SaleLine};
pub use config::{Asset, ClassConfig, Clock, ConfigRefusal, GatewayConfig, Limits, Metering};
pub use gateway::{ClassNow, Gateway, OpenError, ServeError, Totals};
pub use upstream::{Answer, Question, Service, UpstreamFault, UpstreamRefusal};
pub use usufruct_model::price::Millis;
