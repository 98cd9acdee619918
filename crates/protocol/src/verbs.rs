//! What one can ask of a venture and of a currency, each as a call: where to, and with what data.
//!
//! Who sends it is another matter, see [`crate::sender`]. Nothing here talks to a node.

use crate::bindings::{Offering, Share, Till, Usdc};
use crate::deployment::Deployment;
use alloy::{
    primitives::{Address, B256, U256},
    rpc::types::{TransactionInput, TransactionRequest},
    sol_types::SolCall,
};

/// A transaction to `to` that makes `call`.
pub(crate) fn call(to: Address, call: &impl SolCall) -> TransactionRequest {
    let input = TransactionInput::new(call.abi_encode().into());
    TransactionRequest { to: Some(to.into()), input, ..Default::default() }
}

// ---- the currency, in its base units ----

pub fn transfer_cash(currency: Address, to: Address, amount: U256) -> TransactionRequest {
    call(currency, &Usdc::transferCall { to, value: amount })
}

pub fn approve_cash(currency: Address, spender: Address, amount: U256) -> TransactionRequest {
    call(currency, &Usdc::approveCall { spender, value: amount })
}

/// The stand-in's minter only.
pub fn mint_cash(currency: Address, to: Address, amount: U256) -> TransactionRequest {
    call(currency, &Usdc::mintCall { to, amount })
}

/// Amounts are raw, in cash units and share base units: anyone may ask for anything, the purse decides.
impl Deployment {
    // ---- Share ----

    pub fn transfer(&self, to: Address, value: U256) -> TransactionRequest {
        call(self.purses.share, &Share::transferCall { to, value })
    }

    pub fn transfer_from(&self, from: Address, to: Address, value: U256) -> TransactionRequest {
        call(self.purses.share, &Share::transferFromCall { from, to, value })
    }

    pub fn approve(&self, spender: Address, value: U256) -> TransactionRequest {
        call(self.purses.share, &Share::approveCall { spender, value })
    }

    pub fn claim(&self) -> TransactionRequest {
        call(self.purses.share, &Share::claimCall {})
    }

    pub fn claim_to(&self, to: Address) -> TransactionRequest {
        call(self.purses.share, &Share::claimToCall { to })
    }

    pub fn claim_for(&self, holder: Address) -> TransactionRequest {
        call(self.purses.share, &Share::claimForCall { holder })
    }

    pub fn claim_many(&self, holders: Vec<Address>) -> TransactionRequest {
        call(self.purses.share, &Share::claimManyCall { holders })
    }

    pub fn set_payee(&self, payee: Address) -> TransactionRequest {
        call(self.purses.share, &Share::setPayeeCall { payee })
    }

    pub fn drip(&self) -> TransactionRequest {
        call(self.purses.share, &Share::dripCall {})
    }

    // ---- Till ----

    pub fn collect(&self) -> TransactionRequest {
        call(self.purses.till, &Till::collectCall {})
    }

    pub fn remit(&self, report_hash: B256, amount: U256) -> TransactionRequest {
        call(self.purses.till, &Till::remitCall { reportHash: report_hash, amount })
    }

    pub fn pull(&self, to: Address) -> TransactionRequest {
        call(self.purses.till, &Till::pullCall { to })
    }

    pub fn raise_holders_bps(&self, holders_bps: u16) -> TransactionRequest {
        call(self.purses.till, &Till::raiseHoldersBpsCall { proposed: holders_bps })
    }

    pub fn offer_operator(&self, candidate: Address) -> TransactionRequest {
        call(self.purses.till, &Till::offerOperatorCall { candidate })
    }

    pub fn accept_operator(&self) -> TransactionRequest {
        call(self.purses.till, &Till::acceptOperatorCall {})
    }

    // ---- Offering ----

    pub fn buy(&self, shares: U256, to: Address) -> TransactionRequest {
        call(self.purses.offering, &Offering::buyCall { shares, to })
    }

    pub fn close(&self) -> TransactionRequest {
        call(self.purses.offering, &Offering::closeCall {})
    }

    pub fn draw(&self, to: Address) -> TransactionRequest {
        call(self.purses.offering, &Offering::drawCall { to })
    }

    pub fn wind_down(&self) -> TransactionRequest {
        call(self.purses.offering, &Offering::windDownCall {})
    }

    pub fn redeem(&self, shares: U256) -> TransactionRequest {
        call(self.purses.offering, &Offering::redeemCall { shares })
    }
}
