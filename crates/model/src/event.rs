//! What happened: one variant per event of the three purses, and the currency's `Transfer`.
//!
//! Events carry everything: folding them with `Venture::evolve` rebuilds a venture from its logs alone. They are
//! listed in the order in which the contracts log them.

use crate::income::Index;
use crate::money::{Bps, Cash, Shares};
use crate::offering::Phase;
use crate::reserve::ReserveQ32;
use alloy_primitives::{Address, B256, U256};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The currency moved `amount` base units. A venture is concerned when one of its purses is `from` or `to`.
    CashTransferred {
        from: Address,
        to: Address,
        amount: U256,
    },

    // Share.
    Transfer {
        from: Address,
        to: Address,
        value: Shares,
    },
    /// Spending an allowance is not logged, so allowances are not part of what logs can tell.
    Approval {
        owner: Address,
        spender: Address,
        value: U256,
    },
    Credited {
        amount: Cash,
    },
    Dripped {
        released: ReserveQ32,
        index: Index,
    },
    Claimed {
        holder: Address,
        to: Address,
        amount: Cash,
    },
    PayeeSet {
        holder: Address,
        payee: Address,
    },
    DrippingBegan,
    ReserveReleased,

    // Till.
    Collected {
        collected: Cash,
        holders_part: Cash,
    },
    Remitted {
        operator: Address,
        report_hash: B256,
        amount: Cash,
        holders_part: Cash,
    },
    Pulled {
        operator: Address,
        to: Address,
        amount: Cash,
    },
    HoldersBpsRaised {
        from: Bps,
        to: Bps,
    },
    OperatorOffered {
        operator: Address,
        candidate: Address,
    },
    OperatorChanged {
        from: Address,
        to: Address,
    },

    // Offering.
    Bought {
        buyer: Address,
        to: Address,
        shares: Shares,
        cost: Cash,
    },
    Closed {
        phase: Phase,
        raised: Cash,
    },
    Drawn {
        operator: Address,
        to: Address,
        amount: Cash,
    },
    WindDown,
    Redeemed {
        holder: Address,
        shares: Shares,
        amount: Cash,
    },
}
