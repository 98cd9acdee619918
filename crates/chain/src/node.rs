//! Assembles the parts: the public handle.
//!
//! ```text
//! submit ─► admit (all cores) ─► execute ─► seal ─► store (synced) ─► history ─► answer
//! ```
//!
//! One writer at a time holds `writer`; it executes against the history under a read lock, which
//! it shares with all readers, and takes the write lock only to add the finished block. Nothing is
//! added before it is on the disk, so a failed write leaves no trace in what readers see.

use std::{
    collections::VecDeque,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, RwLock, RwLockReadGuard},
};

use alloy::{
    consensus::Header,
    primitives::{B256, Bytes},
};
use revm::context::CfgEnv;

use crate::{
    admit::Admissions,
    clock::Clock,
    execute::{self, Queue},
    genesis::Genesis,
    history::{History, Place},
    refusal::TxRefusal,
    rpc::filters::Filters,
    seal,
    store::{Record, Store, StoreError},
};

/// Snapshots that `evm_snapshot` keeps; the oldest makes room.
pub const SNAPSHOTS_MAX: usize = 1_000;

/// The machine could not do it: nothing is known to be wrong with what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    #[error("the block log failed")]
    Store(#[from] StoreError),
    #[error("block {number} of the log does not execute as it did when it was sealed: {what}")]
    Replay { number: u64, what: String },
}

/// The newest block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub number: u64,
    pub hash: B256,
    /// Seconds since the Unix epoch.
    pub timestamp: u64,
}

/// An Ethereum chain in this process. Clones are handles to the same chain.
#[derive(Clone, Debug)]
pub struct Chain {
    node: Arc<Node>,
}

#[derive(Debug)]
struct Node {
    chain_id: u64,
    writer: Mutex<Writer>,
    history: RwLock<History>,
    clock: Mutex<Clock>,
    filters: Mutex<Filters>,
}

#[derive(Debug)]
struct Writer {
    store: Option<Store>,
    /// Rollbacks so far.
    forks: u64,
    snapshots: VecDeque<Snapshot>,
    snapshots_taken: u64,
}

#[derive(Debug)]
struct Snapshot {
    id: u64,
    block: u64,
    clock: Clock,
}

const UNPOISONED: &str = "a thread that panicked in here has left the chain in an unknown state";

impl Chain {
    /// Opens a chain. With a directory it keeps its blocks there and goes on where it was; without
    /// one it lives as long as its last handle.
    pub fn open(genesis: &Genesis, clock: Clock, directory: Option<&Path>) -> Result<Self, Fault> {
        let mut writer = Writer { store: None, forks: 0, snapshots: VecDeque::new(), snapshots_taken: 0 };
        let history = match directory {
            None => History::new(genesis, genesis.timestamp),
            Some(directory) => {
                let (mut store, timestamp) = Store::open(directory, genesis.digest(), genesis.timestamp)?;
                let mut history = History::new(genesis, timestamp);
                store.replay(|record| replay(&mut history, &mut writer.forks, genesis.chain_id, record))?;
                writer.store = Some(store);
                history
            }
        };
        let node = Node {
            chain_id: genesis.chain_id,
            writer: Mutex::new(writer),
            history: RwLock::new(history),
            clock: Mutex::new(clock),
            filters: Mutex::default(),
        };
        Ok(Self { node: Arc::new(node) })
    }

    pub fn chain_id(&self) -> u64 {
        self.node.chain_id
    }

    pub fn head(&self) -> Head {
        let history = self.history();
        let head = history.head();
        Head { number: head.header.number, hash: head.hash, timestamp: head.header.timestamp }
    }

    /// One hash over all accounts and storage at the head: equal digests mean equal states. It reads the whole state,
    /// so it costs about a microsecond a storage word.
    pub fn state_digest(&self) -> B256 {
        let history = self.history();
        history.state.digest(history.head().header.number)
    }

    /// Executes one raw transaction in a block of its own. When this returns its hash, the block
    /// is sealed and, with a directory, on the disk.
    pub fn submit(&self, raw: Bytes) -> Result<Result<B256, TxRefusal>, Fault> {
        let mut results = self.submit_batch(vec![raw])?;
        Ok(results.pop().expect("one submission has one result"))
    }

    /// Executes raw transactions in order, in as few blocks as the gas limit allows. The results
    /// are in the order of the submissions; a refused one leaves no trace and stops no other.
    ///
    /// After a fault, the blocks that were sealed before it stay.
    pub fn submit_batch(&self, raws: Vec<Bytes>) -> Result<Vec<Result<B256, TxRefusal>>, Fault> {
        let mut results = Vec::with_capacity(raws.len());
        let mut queue = Admissions::new(raws, self.node.chain_id).peekable();
        let mut writer = self.writer();
        while queue.peek().is_some() {
            self.extend(&mut writer, &mut queue, &mut results, false)?;
        }
        Ok(results)
    }

    /// Whether a transaction of a sealed block did what it should; None if no block has it.
    pub fn succeeded(&self, transaction: B256) -> Option<bool> {
        let Place { block, index } = self.history().place(transaction)?;
        Some(block.receipts[index].envelope.is_success())
    }

    /// Seals a block without transactions.
    pub fn mine(&self) -> Result<Head, Fault> {
        let mut writer = self.writer();
        let mut nothing = Admissions::new(Vec::new(), self.node.chain_id).peekable();
        self.extend(&mut writer, &mut nothing, &mut Vec::new(), true)?;
        Ok(self.head())
    }

    /// Adds one block with as much of `queue` as fits; none if all of it is refused, unless
    /// `even_empty`.
    fn extend(
        &self,
        writer: &mut Writer,
        queue: &mut Queue,
        results: &mut Vec<Result<B256, TxRefusal>>,
        even_empty: bool,
    ) -> Result<(), Fault> {
        let history = self.history();
        let header = self.next_header(&history, writer.forks);
        let rules = execute::rules(self.node.chain_id);
        let view = history.view(history.head().header.number);
        let executed = execute::execute(view, rules, &header, queue, results);
        drop(history);
        if executed.transactions.is_empty() && !even_empty {
            return Ok(());
        }
        let block = seal::seal(header, executed.transactions, executed.outcomes);
        if let Some(store) = &mut writer.store {
            let raws = block.transactions.iter().map(|transaction| transaction.raw.clone());
            let timestamp = block.header.timestamp;
            store.append(&Record::Block { timestamp, hash: block.hash, raws: raws.collect() })?;
        }
        self.node.history.write().expect(UNPOISONED).append(block, executed.changes);
        self.clock().sealed();
        Ok(())
    }

    /// Drops every block after `to`, as a reorganisation does; nothing if there is none. The
    /// blocks that come instead have other hashes. The clock goes on.
    pub fn rollback(&self, to: u64) -> Result<(), Fault> {
        self.roll_back(&mut self.writer(), to)
    }

    fn roll_back(&self, writer: &mut Writer, to: u64) -> Result<(), Fault> {
        if self.head().number <= to {
            return Ok(());
        }
        if let Some(store) = &mut writer.store {
            store.append(&Record::Rollback { to })?;
        }
        writer.forks += 1;
        writer.snapshots.retain(|snapshot| snapshot.block <= to);
        self.node.history.write().expect(UNPOISONED).truncate(to);
        self.filters().rolled_back(to);
        Ok(())
    }

    /// Makes it `timestamp`, in seconds since the Unix epoch. The next block takes it, unless its
    /// parent is newer.
    pub fn set_time(&self, timestamp: u64) {
        self.clock().set(timestamp);
    }

    /// Moves the clock forward.
    pub fn advance(&self, seconds: u64) {
        self.clock().advance(seconds);
    }

    /// The timestamp that the next block would have now.
    pub fn next_timestamp(&self) -> u64 {
        let parent = self.head().timestamp;
        self.clock().next_timestamp(parent)
    }

    /// Fixes the timestamp of the next block; false if its parent is newer.
    pub(crate) fn fix_next_timestamp(&self, timestamp: u64) -> bool {
        let possible = self.head().timestamp <= timestamp;
        if possible {
            self.clock().fix_next(timestamp);
        }
        possible
    }

    pub(crate) fn snapshot(&self) -> u64 {
        let mut writer = self.writer();
        if writer.snapshots.len() == SNAPSHOTS_MAX {
            writer.snapshots.pop_front();
        }
        writer.snapshots_taken += 1;
        let id = writer.snapshots_taken;
        let snapshot = Snapshot { id, block: self.head().number, clock: self.clock().clone() };
        writer.snapshots.push_back(snapshot);
        id
    }

    /// Goes back to a snapshot, which is used up with all later ones; false if there is none.
    pub(crate) fn revert(&self, id: u64) -> Result<bool, Fault> {
        let mut writer = self.writer();
        let Some(index) = writer.snapshots.iter().position(|snapshot| snapshot.id == id) else {
            return Ok(false);
        };
        let (block, clock) = (writer.snapshots[index].block, writer.snapshots[index].clock.clone());
        self.roll_back(&mut writer, block)?;
        writer.snapshots.truncate(index);
        *self.clock() = clock;
        Ok(true)
    }

    /// The header of the block that would come next, its contents still missing.
    pub(crate) fn pending_header(&self, history: &History) -> Header {
        self.next_header(history, 0)
    }

    fn next_header(&self, history: &History, forks: u64) -> Header {
        let head = history.head();
        head.next_header(self.clock().next_timestamp(head.header.timestamp), forks)
    }

    pub(crate) fn rules(&self) -> CfgEnv {
        execute::rules(self.node.chain_id)
    }

    pub(crate) fn history(&self) -> RwLockReadGuard<'_, History> {
        self.node.history.read().expect(UNPOISONED)
    }

    pub(crate) fn filters(&self) -> MutexGuard<'_, Filters> {
        self.node.filters.lock().expect(UNPOISONED)
    }

    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.node.clock.lock().expect(UNPOISONED)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.node.writer.lock().expect(UNPOISONED)
    }
}

/// Does again what `record` says was done.
fn replay(history: &mut History, forks: &mut u64, chain_id: u64, record: Record) -> Result<(), Fault> {
    let (timestamp, hash, raws) = match record {
        Record::Block { timestamp, hash, raws } => (timestamp, hash, raws),
        Record::Rollback { to } => {
            *forks += 1;
            history.truncate(to);
            return Ok(());
        }
    };
    let head = history.head();
    let header = head.next_header(timestamp, *forks);
    let number = header.number;
    let fault = |what: String| Fault::Replay { number, what };
    let mut queue = Admissions::new(raws, chain_id).peekable();
    let mut results = Vec::new();
    let view = history.view(head.header.number);
    let executed = execute::execute(view, execute::rules(chain_id), &header, &mut queue, &mut results);
    if let Some(refusal) = results.into_iter().find_map(Result::err) {
        return Err(fault(refusal.to_string()));
    }
    let block = seal::seal(header, executed.transactions, executed.outcomes);
    if block.hash != hash || queue.peek().is_some() {
        return Err(fault(format!("its hash is {} instead of {hash}", block.hash)));
    }
    history.append(block, executed.changes);
    Ok(())
}
