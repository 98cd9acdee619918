//! What can be asked of a venture and of its currency: one variant per function that changes something.
//!
//! The caller is told apart, and anyone may send anything: amounts are raw `U256`, accounts are any accounts.

use alloy_primitives::{Address, B256, U256};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    // The currency. A plain transfer to the Till is how customers pay.
    TransferCash { to: Address, amount: U256 },
    ApproveCash { spender: Address, amount: U256 },

    // Share: what a holder does.
    Transfer { to: Address, value: U256 },
    TransferFrom { from: Address, to: Address, value: U256 },
    Approve { spender: Address, value: U256 },
    Claim,
    ClaimTo { to: Address },
    ClaimFor { holder: Address },
    ClaimMany { holders: Vec<Address> },
    SetPayee { payee: Address },
    Drip,

    // Share: what only the other purses may do.
    Credit { amount: U256 },
    Mint { to: Address, shares: U256 },
    Burn { holder: Address, shares: U256 },
    BeginDripping,
    ReleaseReserve,

    // Till.
    Collect,
    Remit { report_hash: B256, amount: U256 },
    Pull { to: Address },
    RaiseHoldersBps { holders_bps: u16 },
    OfferOperator { candidate: Address },
    AcceptOperator,

    // Offering.
    Buy { shares: U256, to: Address },
    Close,
    Draw { to: Address },
    WindDown,
    Redeem { shares: U256 },
}
