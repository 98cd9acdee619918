//! Runs transactions by the mainnet's rules and writes down what each one changed, before the journal forgets it.

use alloy::primitives::{Address, U256};
use revm::{
    context::{
        JournalEntry,
        result::{EVMError, ExecutionResult, HaltReason, ResultGas},
    },
    database::{CacheDB, EmptyDB, WrapDatabaseRef},
    handler::{FrameResult, Handler, MainnetContext, MainnetEvm, MainnetHandler},
};
use std::convert::Infallible;

/// What was there before the first transaction: read, never written.
pub(super) type Genesis = WrapDatabaseRef<CacheDB<EmptyDB>>;

#[derive(Default)]
pub(super) struct Recorder {
    /// The words that the last transaction wrote anew.
    pub words: Vec<(Address, U256)>,
    /// It created or destroyed an account, changed code, or moved ether.
    pub more: bool,
}

impl Handler for Recorder {
    type Evm = MainnetEvm<MainnetContext<Genesis>>;
    type Error = EVMError<Infallible>;
    type HaltReason = HaltReason;

    /// Here the transaction is over, what failed in it is undone, and the rest is still in the journal.
    fn execution_result(
        &mut self,
        evm: &mut Self::Evm,
        result: FrameResult,
        gas: ResultGas,
    ) -> Result<ExecutionResult, Self::Error> {
        self.words.clear();
        self.more = false;
        for entry in &evm.ctx.journaled_state.inner.journal {
            match entry {
                JournalEntry::StorageChanged { address, key, .. } => self.words.push((*address, *key)),
                JournalEntry::BalanceTransfer { balance, .. } => self.more |= !balance.is_zero(),
                JournalEntry::AccountCreated { .. }
                | JournalEntry::AccountDestroyed { .. }
                | JournalEntry::BalanceChange { .. }
                | JournalEntry::CodeChange { .. } => self.more = true,
                JournalEntry::AccountWarmed { .. }
                | JournalEntry::AccountTouched { .. }
                | JournalEntry::NonceChange { .. }
                | JournalEntry::NonceBump { .. }
                | JournalEntry::StorageWarmed { .. }
                | JournalEntry::TransientStorageChange { .. } => {}
            }
        }
        MainnetHandler::default().execution_result(evm, result, gas)
    }
}
