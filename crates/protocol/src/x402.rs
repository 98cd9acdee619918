//! x402 version 2: how a customer pays for one HTTP request.
//!
//! ```text
//! customer ── request ──────────────────────► gateway
//!          ◄─ 402, PAYMENT-REQUIRED ─────────         wire::PaymentRequired: what it costs, how it may be paid
//!          ── request, PAYMENT-SIGNATURE ───►         wire::PaymentPayload: a voucher, a deposit, or a transfer
//!          ◄─ 200, PAYMENT-RESPONSE ─────────         wire::SettlementResponse: what was charged
//! ```
//!
//! Two schemes are spoken. `batch-settlement`: one deposit into an escrow, then one signed *cumulative* voucher per
//! request; the newest voucher of a channel replaces all earlier ones, and many channels are claimed in one
//! transaction. `exact`: one EIP-3009 transfer per request.
//!
//! Invariants. Both sides of the wire are here, so that they cannot disagree: [`payer`] is the customer, the gateway
//! is built on the same types. Nothing here reads a clock, a network or a random source. What a peer sent is refused
//! with the place and the reason; no input makes this module panic.

pub mod header;
pub mod decimal;
pub mod wire;
pub mod batch;
pub mod exact;
pub mod reason;
pub mod signature;
pub mod voucher;
pub mod authorization;
pub mod payer;

use alloy::primitives::{Address, address};

/// The protocol version of every message in this module.
pub const VERSION: u64 = 2;

/// Scheme: an escrow deposit, then cumulative vouchers.
pub const BATCH_SETTLEMENT: &str = "batch-settlement";
/// Scheme: one signed transfer of exactly the price.
pub const EXACT: &str = "exact";

/// The escrow, at the same address on every chain: stock clients have it built in and sign for no other.
pub const ESCROW: Address = address!("4020074e9dF2ce1deE5A9C1b5c3f541D02a10003");
/// Brings EIP-3009 deposits into the escrow, at the same address on every chain.
pub const ERC3009_COLLECTOR: Address = address!("4020806089470a89826cB9fB1f4059150b550004");

/// Bounds of a channel's withdrawal delay, in seconds: 15 minutes to 30 days. The escrow refuses others.
pub const WITHDRAW_DELAY_MIN: u32 = 900;
pub const WITHDRAW_DELAY_MAX: u32 = 2_592_000;
