//! My position, by address: what I hold, what it earned, and how it came to be.

use super::{AsOf, Money};
use alloy::primitives::{Address, B256};
use usufruct_model::{Shares, Timestamp};

/// One address. Anybody's: an address without any history has a position of zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub as_of: AsOf,
    pub address: Address,
    pub balance: Shares,
    /// Of the supply, in 1/10,000, rounded down.
    pub share_bps: u16,
    /// Exactly what a claim pays now.
    pub owed: Money,
    /// What a drip followed by a claim would pay now. Not less than `owed`.
    pub accrued: Money,
    /// Claimed so far, wherever it was sent.
    pub received: Money,
    /// Who may be paid in its place, if it named somebody.
    pub payee: Option<Address>,
    /// The operator's own address, now or before.
    pub is_operator: bool,
    /// What it earned on each UTC day on which it earned anything: the newest first, at most [`EARNED_DAYS_MAX`]. Over all
    /// days they add up to `owed + received`.
    pub earned: Vec<EarnedDay>,
    /// Newest first; a page of them.
    pub entries: Vec<Entry>,
    /// How many there are in all.
    pub entries_count: u64,
    /// Offset of the page that follows, if there is one.
    pub next: Option<u64>,
}

/// Days of income that a position lists; the statement has all.
pub const EARNED_DAYS_MAX: usize = 366;

/// Income released while holding, on one UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarnedDay {
    /// Days since 1970-01-01.
    pub day: u64,
    pub amount: Money,
}

/// One thing that happened to a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub at: Timestamp,
    pub block: u64,
    pub transaction: B256,
    pub what: Happening,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Shares were bought for this address, by `buyer`, who paid.
    Bought {
        shares: Shares,
        cost: Money,
        buyer: Address,
    },
    /// This address paid for shares that went to another.
    Gave {
        shares: Shares,
        cost: Money,
        to: Address,
    },
    Received {
        shares: Shares,
        from: Address,
    },
    Sent {
        shares: Shares,
        to: Address,
    },
    /// Shares were given back for a part of the undrawn capital.
    Redeemed {
        shares: Shares,
        amount: Money,
    },
    /// Income was paid out, to `to`.
    Claimed {
        amount: Money,
        to: Address,
    },
    /// None: withdrawn.
    NamedPayee {
        payee: Option<Address>,
    },
}
