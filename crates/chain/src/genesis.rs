//! Block 0: which accounts exist before the first transaction.
//!
//! The chain knows no contract by name: code arrives here as bytes. A genesis is part of a chain's
//! identity, so its digest goes into the first header, and a directory is opened only with the
//! genesis it was made with.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, Bytes, Keccak256, U256};

/// The constant base fee, in wei per gas, that [`Genesis::new`] chooses: 0.01 gwei.
///
/// A constant, because blocks here are sealed on demand and never compete for space: a fee market
/// would only make the same replay cost different amounts.
pub const BASE_FEE_DEFAULT: u64 = 10_000_000;

/// What a chain starts from.
#[derive(Clone, Debug)]
pub struct Genesis {
    pub chain_id: u64,
    /// Seconds since the Unix epoch. A directory that already holds blocks keeps the timestamp it
    /// was made with, so that a caller may pass the present time.
    pub timestamp: u64,
    /// Wei per gas, the same in every block.
    pub base_fee: u64,
    pub accounts: BTreeMap<Address, GenesisAccount>,
}

/// One account in block 0.
#[derive(Clone, Debug, Default)]
pub struct GenesisAccount {
    /// Wei.
    pub balance: U256,
    pub nonce: u64,
    /// Deployed (not creation) code; empty for an account without code.
    pub code: Bytes,
    pub storage: BTreeMap<U256, U256>,
}

impl Genesis {
    /// A genesis without accounts.
    pub fn new(chain_id: u64, timestamp: u64) -> Self {
        Self { chain_id, timestamp, base_fee: BASE_FEE_DEFAULT, accounts: BTreeMap::new() }
    }

    /// Adds an account without code that holds `wei`.
    #[must_use]
    pub fn with_balance(mut self, address: Address, wei: U256) -> Self {
        self.accounts.entry(address).or_default().balance = wei;
        self
    }

    /// Adds deployed code at `address`. The nonce is that of a created contract, 1.
    #[must_use]
    pub fn with_code(mut self, address: Address, code: Bytes) -> Self {
        let account = self.accounts.entry(address).or_default();
        account.code = code;
        account.nonce = 1;
        self
    }

    /// Sets one storage word.
    #[must_use]
    pub fn with_storage(mut self, address: Address, slot: U256, value: U256) -> Self {
        self.accounts.entry(address).or_default().storage.insert(slot, value);
        self
    }

    /// A digest of everything but the timestamp.
    pub(crate) fn digest(&self) -> B256 {
        let mut hash = Keccak256::new();
        hash.update(self.chain_id.to_be_bytes());
        hash.update(self.base_fee.to_be_bytes());
        for (address, account) in &self.accounts {
            hash.update(address);
            hash.update(account.balance.to_be_bytes::<32>());
            hash.update(account.nonce.to_be_bytes());
            hash.update(U256::from(account.code.len()).to_be_bytes::<32>());
            hash.update(&account.code);
            hash.update(U256::from(account.storage.len()).to_be_bytes::<32>());
            for (slot, value) in &account.storage {
                hash.update(slot.to_be_bytes::<32>());
                hash.update(value.to_be_bytes::<32>());
            }
        }
        hash.finalize()
    }
}
