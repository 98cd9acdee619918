//! Income by UTC day, and what each day's came from.
//!
//! A day's revenue is what was *split* on it, because that is when the holders' part is credited: collected from the Till, or
//! remitted. It came from what had arrived since the split before, so the sources add up to it exactly. Its lag behind
//! the customers is the keeper's.

use super::{AsOf, Money};
use usufruct_model::Timestamp;

/// Days, newest first, without gaps; on most days of most ventures something happens, and silence is a figure too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayPage {
    pub as_of: AsOf,
    pub days: Vec<Day>,
    /// Pass it on as `before` for the page that follows; none at the venture's first day.
    pub next: Option<u64>,
}

/// One UTC day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Days since 1970-01-01.
    pub number: u64,
    /// False for the day that the block is in: more can come.
    pub complete: bool,
    pub came_from: Sources,
    /// To the holders' reserve.
    pub holders_part: Money,
    pub operators_part: Money,
    /// Left the reserve for the holders, by the drips of this day; rounded down.
    pub released: Money,
    /// Paid out to holders.
    pub claimed: Money,
    /// Addresses that paid, as far as the books can see; the operator and holders among them.
    pub payers: u64,
}

/// Where revenue came from. The fields add up to what was split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Customers, by vouchers claimed through the escrow.
    pub vouchers: Money,
    /// Customers, by single transfers: x402 `exact`, or plain ones.
    pub transfers: Money,
    /// Brought by the operator, who says that customers paid it elsewhere. Lower grade.
    pub remitted: Money,
    /// Paid by an operator's address, or moved here from a purse by one: not demand. By voucher or transfer.
    pub operator: Money,
    /// Paid by an address that held shares when it paid. By voucher or transfer.
    pub holders: Money,
    /// The books cannot tell: it arrived before the venture existed, or through a channel opened before.
    pub unknown: Money,
}

impl Sources {
    pub fn total(&self) -> Money {
        let Self { vouchers, transfers, remitted, operator, holders, unknown } = *self;
        [vouchers, transfers, remitted, operator, holders, unknown].into_iter().sum()
    }
}

impl Day {
    /// The day's first second.
    pub fn from(&self) -> Timestamp {
        Timestamp(self.number.saturating_mul(SECONDS_PER_DAY))
    }
}

pub const SECONDS_PER_DAY: u64 = 86_400;
