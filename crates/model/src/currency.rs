//! The currency as far as refusals need it: balances and allowances of a standard ERC-20, in base units.
//!
//! A venture knows the cash of its own purses from the logs; whether a customer or a buyer can pay is the currency's
//! knowledge, so it is kept apart and no ledger needs it.

use crate::refusal::Refusal;
use alloy_primitives::{Address, U256};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Currency {
    pub balances: BTreeMap<Address, U256>,
    pub allowances: Allowances,
}

/// Who may spend how much of whose: (owner, spender) to amount. The largest amount is never reduced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowances(BTreeMap<(Address, Address), U256>);

impl Currency {
    pub fn balance(&self, account: Address) -> U256 {
        self.balances.get(&account).copied().unwrap_or_default()
    }

    /// What the currency says of a transfer out of an account that holds `balance`.
    pub fn check_transfer(from: Address, balance: U256, to: Address, amount: U256) -> Result<(), Refusal> {
        if to.is_zero() {
            return Err(Refusal::ERC20InvalidReceiver { receiver: to });
        }
        if balance < amount {
            return Err(Refusal::ERC20InsufficientBalance { sender: from, balance, needed: amount });
        }
        Ok(())
    }

    pub(crate) fn transferred(&mut self, from: Address, to: Address, amount: U256) {
        let from_balance = self.balances.entry(from).or_default();
        *from_balance = from_balance.saturating_sub(amount);
        let to_balance = self.balances.entry(to).or_default();
        *to_balance = to_balance.saturating_add(amount);
    }
}

impl Allowances {
    pub fn of(&self, owner: Address, spender: Address) -> U256 {
        self.0.get(&(owner, spender)).copied().unwrap_or_default()
    }

    pub fn check(&self, owner: Address, spender: Address, needed: U256) -> Result<(), Refusal> {
        let allowance = self.of(owner, spender);
        if allowance < needed {
            return Err(Refusal::ERC20InsufficientAllowance { spender, allowance, needed });
        }
        Ok(())
    }

    pub fn set(&mut self, owner: Address, spender: Address, amount: U256) {
        self.0.insert((owner, spender), amount);
    }

    pub(crate) fn spent(&mut self, owner: Address, spender: Address, amount: U256) {
        let allowance = self.of(owner, spender);
        if allowance != U256::MAX {
            self.set(owner, spender, allowance.saturating_sub(amount));
        }
    }
}
