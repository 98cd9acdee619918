//! Runs transactions on revm, one after the other, until they end or the block is full.
//!
//! revm's journal is kept for the whole block: a transaction sees what those before it did
//! without a detour through the state, and the state is written once per block.

use std::iter::Peekable;

use alloy::{
    consensus::{Header, Transaction as _},
    primitives::{Address, B256, Log, U256},
};
use revm::{
    Context, ExecuteEvm, MainBuilder, MainContext,
    context::{
        BlockEnv, CfgEnv,
        result::{EVMError, ExecutionResult, Output},
    },
    context_interface::block::BlobExcessGasAndPrice,
    handler::{MainnetContext, MainnetEvm},
    primitives::{eip7825::TX_GAS_LIMIT_CAP, hardfork::SpecId},
    state::EvmState,
};

use crate::{
    admit::{Admission, Admissions, Transaction},
    refusal::TxRefusal,
    state::View,
};

/// Gas of one block: some 27,000 token transfers, so that a large batch takes few blocks.
pub const BLOCK_GAS_LIMIT: u64 = 1_000_000_000;

/// Gas of one transaction: EIP-7825's cap, so that what passes here passes on public chains.
pub const TRANSACTION_GAS_MAX: u64 = TX_GAS_LIMIT_CAP;

pub(crate) type Machine<DB> = MainnetEvm<MainnetContext<DB>>;

/// The rules of the EVM, the same in every block: Prague, code size limits on.
pub(crate) fn rules(chain_id: u64) -> CfgEnv {
    let mut rules = CfgEnv::new_with_spec(SpecId::PRAGUE).with_chain_id(chain_id);
    rules.tx_gas_limit_cap = Some(TRANSACTION_GAS_MAX);
    rules
}

/// What a contract sees of the block with this header.
pub(crate) fn block_env(header: &Header) -> BlockEnv {
    BlockEnv {
        number: U256::from(header.number),
        beneficiary: header.beneficiary,
        timestamp: U256::from(header.timestamp),
        gas_limit: header.gas_limit,
        basefee: header.base_fee_per_gas.unwrap_or_default(),
        difficulty: U256::ZERO,
        prevrandao: Some(header.mix_hash),
        blob_excess_gas_and_price: Some(BlobExcessGasAndPrice::new_with_spec(0, SpecId::PRAGUE)),
        slot_num: 0,
    }
}

pub(crate) fn machine<DB: revm::Database>(db: DB, rules: CfgEnv, block: BlockEnv) -> Machine<DB> {
    Context::mainnet().with_db(db).with_cfg(rules).with_block(block).build_mainnet()
}

/// What one transaction did.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub success: bool,
    pub gas_used: u64,
    pub gas_price: u128,
    pub logs: Vec<Log>,
    pub created: Option<Address>,
}

/// The contents of a block that is not sealed yet.
#[derive(Debug)]
pub(crate) struct Executed {
    pub transactions: Vec<Transaction>,
    pub outcomes: Vec<Outcome>,
    pub changes: EvmState,
}

/// What waits to be executed.
pub(crate) type Queue = Peekable<Admissions>;

/// Executes from the front of `queue` as long as the block has room. The results of those it took,
/// in their order, go to the end of `results`.
pub(crate) fn execute(
    view: View<'_>,
    rules: CfgEnv,
    header: &Header,
    queue: &mut Queue,
    results: &mut Vec<Result<B256, TxRefusal>>,
) -> Executed {
    let base_fee = header.base_fee_per_gas.unwrap_or_default();
    let mut evm = machine(view, rules, block_env(header));
    let mut gas_left = header.gas_limit;
    let (mut transactions, mut outcomes) = (Vec::new(), Vec::new());
    // One that could never fit is taken, and refused by the EVM.
    let fits = |gas_limit: u64, gas_left| gas_limit <= gas_left || gas_limit > TRANSACTION_GAS_MAX;
    while let Some(admitted) =
        queue.next_if(|admitted| admitted.as_ref().map_or(true, |admission| fits(admission.env.gas_limit, gas_left)))
    {
        let Admission { transaction, env } = match admitted {
            Ok(admission) => admission,
            Err(refusal) => {
                results.push(Err(refusal));
                continue;
            }
        };
        results.push(match evm.transact_one(env) {
            Ok(result) => {
                let gas_price = transaction.signed.effective_gas_price(Some(base_fee));
                let outcome = outcome(result, gas_price);
                gas_left = gas_left.saturating_sub(outcome.gas_used);
                outcomes.push(outcome);
                let hash = transaction.hash;
                transactions.push(transaction);
                Ok(hash)
            }
            Err(EVMError::Transaction(error)) => Err(TxRefusal::from_evm(&error, &evm.ctx.tx, base_fee)),
            Err(error) => Err(TxRefusal::Other(error.to_string())),
        });
    }
    Executed { transactions, outcomes, changes: evm.finalize() }
}

fn outcome(result: ExecutionResult, gas_price: u128) -> Outcome {
    let gas_used = result.tx_gas_used();
    match result {
        ExecutionResult::Success { logs, output, .. } => {
            let created = match output {
                Output::Create(_, address) => address,
                Output::Call(_) => None,
            };
            Outcome { success: true, gas_used, gas_price, logs, created }
        }
        ExecutionResult::Revert { .. } | ExecutionResult::Halt { .. } => {
            Outcome { success: false, gas_used, gas_price, logs: Vec::new(), created: None }
        }
    }
}
