//! Every reason the rules may say no: one variant per Solidity error, with its name and its fields.
//!
//! A refusal changes nothing. It is never a fault: a machine that cannot is another type, in another crate.

use crate::offering::Phase;
use alloy_primitives::{Address, U256};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    // ERC-6093: the share's and the currency's.
    ERC20InsufficientBalance {
        sender: Address,
        balance: U256,
        needed: U256,
    },
    ERC20InvalidReceiver {
        receiver: Address,
    },
    ERC20InsufficientAllowance {
        spender: Address,
        allowance: U256,
        needed: U256,
    },
    ERC20InvalidSpender {
        spender: Address,
    },

    // Share.
    OnlyTill {
        caller: Address,
    },
    OnlyOffering {
        caller: Address,
    },
    PayeeUnknown {
        holder: Address,
    },

    // Till, and Offering for the first.
    OnlyOperator {
        caller: Address,
    },
    OnlyCandidate {
        caller: Address,
    },
    HoldersBpsNotRaised {
        current: U256,
        proposed: U256,
    },

    // Offering.
    WrongPhase {
        current: Phase,
    },
    ZeroShares,
    SaleEnded {
        deadline: U256,
    },
    HardCapExceeded {
        requested: U256,
        left: U256,
    },
    SaleNotOver {
        deadline: U256,
    },
    NotStalled,
    CashNotReceived {
        expected: U256,
        received: U256,
    },

    // Factory.
    TermOutOfRange {
        term: &'static str,
    },
    CurrencyRefused {
        currency: Address,
    },

    /// Solidity's `Panic(0x11)`: an amount beyond what any real currency holds.
    Overflow,
}
