//! Accounts and storage at every block.
//!
//! Each account and each storage word keeps its versions, newest last, so that a read at any past
//! block is a look-up and a rollback is a truncation. There is no Merkle tree: nobody proves state
//! of this chain to anyone, and hashing it would cost more than executing on it.
//!
//! Invariant: the blocks in a [`Versions`] strictly increase, and none is above the chain's head.

use std::convert::Infallible;

use alloy::primitives::{
    Address, B256, Bytes, KECCAK256_EMPTY, Keccak256, U256, keccak256,
    map::{AddressHashMap, B256HashMap, HashMap, U256HashMap},
};
use revm::{
    Database,
    state::{Account, AccountInfo, AccountStatus, Bytecode, EvmState},
};

use crate::{genesis::Genesis, seal::Block};

/// All versions of one value. The newest is held apart: nearly every read wants it, and most
/// values only ever have one.
#[derive(Debug)]
struct Versions<T> {
    newest: (u64, T),
    older: Vec<(u64, T)>,
}

impl<T: Copy> Versions<T> {
    fn new(block: u64, value: T) -> Self {
        Self { newest: (block, value), older: Vec::new() }
    }

    fn at(&self, block: u64) -> Option<T> {
        if self.newest.0 <= block {
            return Some(self.newest.1);
        }
        let known = self.older.partition_point(|(from, _)| *from <= block);
        known.checked_sub(1).map(|last| self.older[last].1)
    }

    fn set(&mut self, block: u64, value: T) {
        if self.newest.0 < block {
            self.older.push(self.newest);
        }
        self.newest = (block, value);
    }

    /// Forgets what came after `block`; false if nothing is left.
    fn truncate(&mut self, block: u64) -> bool {
        while self.newest.0 > block {
            match self.older.pop() {
                Some(previous) => self.newest = previous,
                None => return false,
            }
        }
        true
    }
}

/// What an account is, apart from its storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holding {
    pub balance: U256,
    pub nonce: u64,
    pub code_hash: B256,
}

#[derive(Debug)]
struct Entry {
    /// None where the account does not exist.
    holding: Versions<Option<Holding>>,
    storage: U256HashMap<Versions<U256>>,
}

/// The versioned state.
#[derive(Debug, Default)]
pub(crate) struct State {
    entries: AddressHashMap<Entry>,
    codes: B256HashMap<Bytecode>,
}

impl State {
    pub(crate) fn from_genesis(genesis: &Genesis) -> Self {
        let mut state = Self::default();
        for (address, account) in &genesis.accounts {
            let code_hash = state.add_code(&account.code);
            let holding = Holding { balance: account.balance, nonce: account.nonce, code_hash };
            let storage = account.storage.iter();
            let entry = Entry {
                holding: Versions::new(0, Some(holding)),
                storage: storage.map(|(slot, value)| (*slot, Versions::new(0, *value))).collect(),
            };
            state.entries.insert(*address, entry);
        }
        state
    }

    fn add_code(&mut self, code: &Bytes) -> B256 {
        if code.is_empty() {
            return KECCAK256_EMPTY;
        }
        let hash = keccak256(code);
        self.codes.entry(hash).or_insert_with(|| Bytecode::new_raw(code.clone()));
        hash
    }

    pub(crate) fn holding(&self, address: Address, block: u64) -> Option<Holding> {
        self.entries.get(&address)?.holding.at(block).flatten()
    }

    pub(crate) fn storage(&self, address: Address, slot: U256, block: u64) -> U256 {
        let entry = self.entries.get(&address);
        let versions = entry.and_then(|entry| entry.storage.get(&slot));
        versions.and_then(|versions| versions.at(block)).unwrap_or_default()
    }

    pub(crate) fn code(&self, address: Address, block: u64) -> Bytes {
        let holding = self.holding(address, block);
        let code = holding.and_then(|holding| self.codes.get(&holding.code_hash));
        code.map(Bytecode::original_bytes).unwrap_or_default()
    }

    /// One hash over everything that exists after `block`: accounts by address, each with its words by slot. Words that
    /// are zero do not exist.
    pub(crate) fn digest(&self, block: u64) -> B256 {
        let existing = |(address, entry): (&Address, &Entry)| Some((*address, entry.holding.at(block).flatten()?));
        let mut accounts: Vec<(Address, Holding)> = self.entries.iter().filter_map(existing).collect();
        accounts.sort_unstable_by_key(|(address, _)| *address);
        let mut hash = Keccak256::new();
        for (address, holding) in accounts {
            hash.update(address);
            hash.update(holding.balance.to_be_bytes::<32>());
            hash.update(holding.nonce.to_be_bytes());
            hash.update(holding.code_hash);
            let words = self.words(address, block);
            hash.update(U256::from(words.len()).to_be_bytes::<32>());
            for (slot, value) in words {
                hash.update(slot.to_be_bytes::<32>());
                hash.update(value.to_be_bytes::<32>());
            }
        }
        hash.finalize()
    }

    /// The words of one account that are not zero after `block`, by slot.
    fn words(&self, address: Address, block: u64) -> Vec<(U256, U256)> {
        let storage = self.entries.get(&address).into_iter().flat_map(|entry| &entry.storage);
        let mut words: Vec<(U256, U256)> = storage
            .filter_map(|(slot, versions)| Some((*slot, versions.at(block)?)))
            .filter(|(_, value)| !value.is_zero())
            .collect();
        words.sort_unstable_by_key(|(slot, _)| *slot);
        words
    }

    /// Writes what the transactions of `block` changed.
    pub(crate) fn apply(&mut self, block: u64, changes: EvmState) {
        for (address, account) in changes {
            if account.is_touched() {
                self.apply_account(block, address, account);
            }
        }
    }

    fn apply_account(&mut self, block: u64, address: Address, account: Account) {
        // Destroyed in the transaction that touched it last. Under Cancun's rule that transaction
        // also created it, so no earlier block knows any storage of it either.
        let destroyed = account.status.contains(AccountStatus::SelfDestructedLocal);
        let holding = (!destroyed && !account.info.is_empty()).then_some(Holding {
            balance: account.info.balance,
            nonce: account.info.nonce,
            code_hash: account.info.code_hash,
        });
        if let (Some(holding), Some(code)) = (&holding, account.info.code)
            && holding.code_hash != KECCAK256_EMPTY
        {
            self.codes.entry(holding.code_hash).or_insert(code);
        }
        let entry = self
            .entries
            .entry(address)
            .or_insert_with(|| Entry { holding: Versions::new(block, None), storage: HashMap::default() });
        if entry.holding.newest.1 != holding {
            entry.holding.set(block, holding);
        }
        if destroyed {
            return;
        }
        for (slot, word) in account.storage {
            let value = word.present_value;
            match entry.storage.get_mut(&slot) {
                Some(versions) if versions.newest.1 != value => versions.set(block, value),
                None if !value.is_zero() => {
                    entry.storage.insert(slot, Versions::new(block, value));
                }
                _ => {}
            }
        }
    }

    /// Forgets every block after `block`.
    pub(crate) fn truncate(&mut self, block: u64) {
        self.entries.retain(|_, entry| {
            entry.storage.retain(|_, versions| versions.truncate(block));
            entry.holding.truncate(block)
        });
    }
}

/// The state as it was after block `at`, as revm reads it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub state: &'a State,
    pub blocks: &'a [std::sync::Arc<Block>],
    pub at: u64,
}

impl View<'_> {
    pub(crate) fn account(&self, address: Address) -> Option<AccountInfo> {
        self.state.holding(address, self.at).map(|holding| AccountInfo {
            balance: holding.balance,
            nonce: holding.nonce,
            code_hash: holding.code_hash,
            // Other code is fetched by its hash when it is needed.
            code: (holding.code_hash == KECCAK256_EMPTY).then(Bytecode::default),
            ..AccountInfo::default()
        })
    }
}

impl Database for View<'_> {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.account(address))
    }

    fn code_by_hash(&mut self, code_hash: B256) -> Result<Bytecode, Infallible> {
        let code = self.state.codes.get(&code_hash);
        Ok(code.expect("the code of every account was stored with it").clone())
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Infallible> {
        Ok(self.state.storage(address, slot, self.at))
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        let block = usize::try_from(number).ok().and_then(|index| self.blocks.get(index));
        Ok(block.map(|block| block.hash).unwrap_or_default())
    }
}
