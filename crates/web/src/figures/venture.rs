//! The venture at a glance: who and where it is, its terms, and how far it has come.

use super::{AsOf, Money, Stall};
use usufruct_model::{Bps, Shares, Terms, offering, share};
use usufruct_protocol::deployment::Deployment;

/// What never changes, and the phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    pub as_of: AsOf,
    /// Chain id and all addresses.
    pub at: Deployment,
    /// As signed at creation. Name, symbol and contract URI were chosen by a stranger: escape them.
    pub terms: Terms,
    pub currency: Currency,
    pub sale: offering::Phase,
    pub income: share::Phase,
    /// What a whole share (10^decimals base units) cost in the sale.
    pub price_per_share: Money,
    pub supply: Shares,
    /// Accounts that hold shares now.
    pub holders: u64,
    /// The holders' part of revenue at present; it can only rise.
    pub holders_bps: Bps,
    pub operator: alloy::primitives::Address,
    pub stall: Stall,
}

/// What customers pay with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    pub address: alloy::primitives::Address,
    /// As the token says: escape it.
    pub symbol: String,
    pub decimals: u8,
}
