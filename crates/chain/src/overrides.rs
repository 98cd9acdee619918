//! "What if this account were different": the state as a call sees it with some accounts replaced.

use std::convert::Infallible;

use alloy::{
    primitives::{Address, B256, U256, keccak256},
    rpc::types::state::{AccountOverride, StateOverride},
};
use revm::{
    Database,
    state::{AccountInfo, Bytecode},
};

use crate::state::View;

/// A view of the state under overrides, which are usually none.
#[derive(Debug)]
pub(crate) struct Overridden<'a> {
    pub view: View<'a>,
    pub overrides: StateOverride,
}

impl Overridden<'_> {
    fn of(&self, address: Address) -> Option<&AccountOverride> {
        // The usual case costs no look-up.
        if self.overrides.is_empty() { None } else { self.overrides.get(&address) }
    }

    pub(crate) fn account(&self, address: Address) -> AccountInfo {
        let mut account = self.view.account(address).unwrap_or_default();
        if let Some(change) = self.of(address) {
            account.balance = change.balance.unwrap_or(account.balance);
            account.nonce = change.nonce.unwrap_or(account.nonce);
            if let Some(code) = &change.code {
                account.code_hash = keccak256(code);
                account.code = Some(Bytecode::new_raw(code.clone()));
            }
        }
        account
    }
}

impl Database for Overridden<'_> {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        match self.of(address) {
            None => self.view.basic(address),
            Some(_) => Ok(Some(self.account(address))),
        }
    }

    fn code_by_hash(&mut self, code_hash: B256) -> Result<Bytecode, Infallible> {
        self.view.code_by_hash(code_hash)
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Infallible> {
        let stored = |view: &mut View<'_>| view.storage(address, slot);
        let Some(change) = self.of(address) else { return stored(&mut self.view) };
        let word = B256::from(slot);
        if let Some(replaced) = &change.state {
            return Ok(replaced.get(&word).copied().unwrap_or_default().into());
        }
        match change.state_diff.as_ref().and_then(|changed| changed.get(&word)) {
            Some(value) => Ok((*value).into()),
            None => stored(&mut self.view),
        }
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        self.view.block_hash(number)
    }
}
