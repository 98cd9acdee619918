//! Everything that was sealed: blocks, where each transaction is, and the state after each block.

use std::sync::Arc;

use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::{B256, map::B256HashMap},
};

use crate::{
    genesis::Genesis,
    seal::Block,
    state::{State, View},
};
use revm::state::EvmState;

/// Where a transaction is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub block: Arc<Block>,
    pub index: usize,
}

#[derive(Debug)]
pub(crate) struct History {
    pub state: State,
    /// By number, from the genesis on: never empty.
    pub blocks: Vec<Arc<Block>>,
    numbers: B256HashMap<u64>,
    transactions: B256HashMap<(u64, usize)>,
}

impl History {
    pub(crate) fn new(genesis: &Genesis, timestamp: u64) -> Self {
        let mut history = Self {
            state: State::from_genesis(genesis),
            blocks: Vec::new(),
            numbers: B256HashMap::default(),
            transactions: B256HashMap::default(),
        };
        history.append(Block::genesis(genesis, timestamp), EvmState::default());
        history
    }

    pub(crate) fn head(&self) -> &Arc<Block> {
        self.blocks.last().expect("there is always the genesis")
    }

    /// The state after block `at`.
    pub(crate) fn view(&self, at: u64) -> View<'_> {
        View { state: &self.state, blocks: &self.blocks, at }
    }

    pub(crate) fn append(&mut self, block: Block, changes: EvmState) {
        let number = block.header.number;
        self.state.apply(number, changes);
        self.numbers.insert(block.hash, number);
        self.transactions.reserve(block.transactions.len());
        for (index, transaction) in block.transactions.iter().enumerate() {
            self.transactions.insert(transaction.hash, (number, index));
        }
        self.blocks.push(Arc::new(block));
    }

    /// Forgets every block after `to`.
    pub(crate) fn truncate(&mut self, to: u64) {
        while self.head().header.number > to {
            let block = self.blocks.pop().expect("the head is above `to`, so it is not the genesis");
            self.numbers.remove(&block.hash);
            for transaction in &block.transactions {
                self.transactions.remove(&transaction.hash);
            }
        }
        self.state.truncate(to);
    }

    pub(crate) fn by_number(&self, number: u64) -> Option<&Arc<Block>> {
        self.blocks.get(usize::try_from(number).ok()?)
    }

    pub(crate) fn by_hash(&self, hash: B256) -> Option<&Arc<Block>> {
        self.by_number(*self.numbers.get(&hash)?)
    }

    /// The block that `id` names. There is no pending block: `pending`, `safe` and `finalized` are
    /// the latest, because every sealed block is final unless it is rolled back on purpose.
    pub(crate) fn by_id(&self, id: BlockId) -> Option<&Arc<Block>> {
        match id {
            BlockId::Hash(hash) => self.by_hash(hash.block_hash),
            BlockId::Number(BlockNumberOrTag::Number(number)) => self.by_number(number),
            BlockId::Number(BlockNumberOrTag::Earliest) => self.by_number(0),
            BlockId::Number(_) => Some(self.head()),
        }
    }

    pub(crate) fn place(&self, transaction: B256) -> Option<Place> {
        let (number, index) = *self.transactions.get(&transaction)?;
        Some(Place { block: self.by_number(number)?.clone(), index })
    }
}
