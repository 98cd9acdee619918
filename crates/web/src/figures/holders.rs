//! Who holds the shares.

use super::{AsOf, Money};
use alloy::primitives::Address;
use usufruct_model::Shares;

/// Holders by balance, the largest first; equal ones by address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolderPage {
    pub as_of: AsOf,
    /// Accounts that hold shares or are owed income.
    pub count: u64,
    pub supply: Shares,
    /// Where this page begins.
    pub offset: u64,
    pub holders: Vec<Holder>,
    /// Offset of the page that follows, if there is one.
    pub next: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    pub address: Address,
    pub balance: Shares,
    /// Of the supply, in 1/10,000, rounded down.
    pub share_bps: u16,
    /// What a claim pays now.
    pub owed: Money,
    /// Received so far.
    pub claimed: Money,
}
