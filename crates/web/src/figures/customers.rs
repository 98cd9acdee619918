//! Who pays, and how much depends on how few.
//!
//! From chain events alone: claims of vouchers by payer, and transfers to the Till. What the operator remitted has no payer
//! and is left out; payments of operator and holders are in, and marked.

use super::{AsOf, Money};
use alloy::primitives::Address;

/// How far back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    Day,
    Week,
    Month,
    Quarter,
    All,
}

impl Window {
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::All];

    /// UTC days, the present one included.
    pub fn days(self) -> Option<u64> {
        match self {
            Self::Day => Some(1),
            Self::Week => Some(7),
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::All => None,
        }
    }
}

/// The payers of a window. Of one window: `total` is the sum over all payers, whether listed or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customers {
    pub as_of: AsOf,
    pub window: Window,
    /// Paying addresses.
    pub count: u64,
    pub total: Money,
    /// Part of `total` that the largest, the five and the ten largest payers paid; in 1/10,000, rounded down.
    pub top_1_bps: u16,
    pub top_5_bps: u16,
    pub top_10_bps: u16,
    /// Sum of the squares of all payers' parts, in 1/10,000, rounded down: 10,000 is a single payer, n equal ones are
    /// 10,000/n.
    pub herfindahl_bps: u16,
    /// The largest first; equal ones by address.
    pub top: Vec<Customer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Customer {
    pub address: Address,
    pub paid: Money,
    /// Of the window's total, in 1/10,000, rounded down.
    pub share_bps: u16,
    /// By voucher, the rest by single transfer.
    pub by_voucher: Money,
    /// Paid while it was the operator, or held shares.
    pub as_insider: Money,
}
