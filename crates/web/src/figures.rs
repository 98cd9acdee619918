//! Everything that pages and API show, as plain figures: exact integers, each with its unit in its type.
//!
//! A [`Reading`](crate::reading::Reading) makes them, all of one reading of one and the same block; whatever depends on the
//! time is reckoned for [`AsOf::now`]. Nothing here is serialised: the API has its own wire types, pages write text.
//!
//! Three kinds of amounts. [`Money`] is the currency in base units. `Shares` are share base units. Counts and seconds are
//! plain numbers. Fractions are in 1/10,000, rounded down; what a rounding leaves is never given to anybody.

pub mod money;
pub mod venture;
pub mod purses;
pub mod days;
pub mod customers;
pub mod holders;
pub mod silence;
pub mod price;
pub mod position;

pub use self::{
    customers::{Customer, Customers, Window},
    days::{Day, DayPage, Sources},
    holders::{Holder, HolderPage},
    money::Money,
    position::{EarnedDay, Entry, Happening, Position},
    price::{ClassPrice, PricePoint, Prices},
    purses::{CapitalPurse, Escrow, IncomePurse, Purses, RevenuePurse},
    silence::{Forecast, Silence, Stall},
    venture::{Currency, Overview},
};

use alloy::primitives::B256;
use usufruct_model::Timestamp;

/// The block that a figure holds for. All figures of one reading have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    pub number: u64,
    pub hash: B256,
    /// Of the block.
    pub timestamp: Timestamp,
    pub finality: Finality,
    /// The second for which figures that depend on the time are reckoned; never before the block.
    pub now: Timestamp,
    /// Seconds since the chain was last asked with success. Large: the figures may be old, and pages must say so.
    pub checked_seconds_ago: u64,
    /// True when that is longer than the configuration allows.
    pub stale: bool,
}

/// How sure it is that the block stays in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finality {
    /// The newest block; a reorganisation can undo it.
    Latest,
    /// Unlikely to be undone.
    Safe,
    /// Cannot be undone.
    Final,
}

impl Finality {
    /// As the API and the pages say it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Safe => "safe",
            Self::Final => "final",
        }
    }
}

/// `part / whole` in 1/10,000, rounded down; zero of nothing.
pub(crate) fn bps_down(part: alloy::primitives::U256, whole: alloy::primitives::U256) -> u16 {
    use alloy::primitives::U512;
    let bps = (U512::from(part) * U512::from(10_000)).checked_div(U512::from(whole)).unwrap_or_default();
    u16::try_from(bps).unwrap_or(u16::MAX)
}
