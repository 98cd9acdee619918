//! Calls and gas estimates: executions that change nothing.
//!
//! A simulation differs from a transaction in what is checked of its sender: any account may be
//! named, also one with code, and its nonce does not matter. If no price is given the base fee
//! counts as zero, so that an account without money can ask.

use std::{convert::Infallible, marker::PhantomData};

use alloy::{
    consensus::Header,
    primitives::{Address, Bytes, TxKind, U256},
    rpc::types::TransactionRequest,
};
use revm::{
    Database, ExecuteEvm,
    context::{
        CfgEnv, ContextSetters, ContextTr, JournalTr, TxEnv,
        either::Either,
        result::{EVMError, ExecutionResult, HaltReason, InvalidTransaction},
    },
    context_interface::{journaled_state::account::JournaledAccountTr, transaction::Transaction},
    handler::{EvmTr, Handler, pre_execution::calculate_caller_fee},
    interpreter::InitialAndFloorGas,
};

use crate::{
    admit,
    execute::{Machine, TRANSACTION_GAS_MAX, block_env, machine},
    overrides::Overridden,
    refusal::TxRefusal,
};

/// Gas that one call may use; more than a transaction, because views may walk much state.
pub const CALL_GAS_MAX: u64 = 100_000_000;

/// What a call gives to the callee beyond what it counts as spent (EIP-150's stipend).
const STIPEND: u64 = 2_300;

/// Why a simulation has no result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The code said no, with this data.
    Reverted(Bytes),
    /// The EVM stopped it.
    Halted(HaltReason),
    /// It could not even begin.
    Refused(TxRefusal),
    /// No gas limit that is allowed suffices.
    GasAboveAllowance(u64),
}

/// One place in history to simulate at.
pub(crate) struct Stage<'a> {
    pub state: Overridden<'a>,
    pub rules: CfgEnv,
    pub header: Header,
}

impl<'a> Stage<'a> {
    /// What the call returns.
    pub(crate) fn call(self, request: &TransactionRequest) -> Result<Bytes, Failure> {
        let mut simulation = self.prepare(request, CALL_GAS_MAX);
        let gas_limit = request.gas.unwrap_or(CALL_GAS_MAX).min(CALL_GAS_MAX);
        match simulation.run(gas_limit)? {
            ExecutionResult::Success { output, .. } => Ok(output.into_data()),
            ExecutionResult::Revert { output, .. } => Err(Failure::Reverted(output)),
            ExecutionResult::Halt { reason, .. } => Err(Failure::Halted(reason)),
        }
    }

    /// A gas limit with which the transaction succeeds: it was tried. Usually the least.
    pub(crate) fn estimate(self, request: &TransactionRequest) -> Result<u64, Failure> {
        let allowance = self.allowance(request);
        let mut simulation = self.prepare(request, TRANSACTION_GAS_MAX);
        let gas = match simulation.run(allowance) {
            Ok(ExecutionResult::Success { gas, .. }) => gas,
            Ok(ExecutionResult::Revert { output, .. }) => return Err(Failure::Reverted(output)),
            Ok(ExecutionResult::Halt { reason: HaltReason::OutOfGas(_), .. })
            | Err(Failure::Refused(TxRefusal::IntrinsicGas { .. })) => {
                return Err(Failure::GasAboveAllowance(allowance));
            }
            Ok(ExecutionResult::Halt { reason, .. }) => return Err(Failure::Halted(reason)),
            Err(failure) => return Err(failure),
        };
        let spent = gas.total_gas_spent().max(gas.floor_gas());
        if simulation.suffices(spent) {
            return Ok(spent);
        }
        // Inner calls get at most 63/64 of what is left, so some need more than they spend.
        let generous = (spent + STIPEND).saturating_mul(64) / 63;
        let (mut fails, mut works) = (spent, allowance);
        if generous < works {
            if simulation.suffices(generous) {
                works = generous;
            } else {
                fails = generous;
            }
        }
        while fails + 1 < works {
            let middle = fails + (works - fails) / 2;
            if simulation.suffices(middle) {
                works = middle;
            } else {
                fails = middle;
            }
        }
        Ok(works)
    }

    /// The most gas that may be tried: what was asked, what a transaction may have, and what the
    /// sender can pay for if a price is given.
    fn allowance(&self, request: &TransactionRequest) -> u64 {
        let most = request.gas.unwrap_or(TRANSACTION_GAS_MAX).min(TRANSACTION_GAS_MAX);
        let price = U256::from(price(request));
        if price.is_zero() {
            return most;
        }
        let sender = request.from.unwrap_or_default();
        let balance = self.state.account(sender).balance;
        let payable = balance.saturating_sub(request.value.unwrap_or_default()) / price;
        most.min(payable.saturating_to())
    }

    fn prepare(self, request: &TransactionRequest, gas_max: u64) -> Simulation<Overridden<'a>> {
        let Self { state, mut rules, header } = self;
        rules.tx_gas_limit_cap = Some(gas_max);
        let mut block = block_env(&header);
        if price(request) == 0 {
            block.basefee = 0;
        }
        let base_fee = block.basefee;
        let sender = request.from.unwrap_or_default();
        let nonce = state.account(sender).nonce;
        let env = environment(request, sender, nonce, rules.chain_id);
        Simulation { evm: machine(state, rules, block), env, base_fee }
    }
}

struct Simulation<DB: Database> {
    evm: Machine<DB>,
    env: TxEnv,
    base_fee: u64,
}

impl<DB: Database<Error = Infallible>> Simulation<DB> {
    fn run(&mut self, gas_limit: u64) -> Result<ExecutionResult, Failure> {
        self.evm.ctx.set_tx(TxEnv { gas_limit, ..self.env.clone() });
        let result = AnySender(PhantomData).run(&mut self.evm);
        // The next run begins where this one began.
        let _ = self.evm.finalize();
        result.map_err(|error| {
            Failure::Refused(match error {
                EVMError::Transaction(error) => TxRefusal::from_evm(&error, &self.evm.ctx.tx, self.base_fee),
                error => TxRefusal::Other(error.to_string()),
            })
        })
    }

    fn suffices(&mut self, gas_limit: u64) -> bool {
        matches!(self.run(gas_limit), Ok(ExecutionResult::Success { .. }))
    }
}

/// The mainnet rules, except that nobody asks whether the sender could have signed this.
struct AnySender<DB>(PhantomData<DB>);

impl<DB: Database> Handler for AnySender<DB> {
    type Evm = Machine<DB>;
    type Error = EVMError<DB::Error, InvalidTransaction>;
    type HaltReason = HaltReason;

    fn validate_against_state_and_deduct_caller(
        &self,
        evm: &mut Self::Evm,
        _gas: &mut InitialAndFloorGas,
    ) -> Result<(), Self::Error> {
        let (block, tx, cfg, journal, _, _) = evm.ctx().all_mut();
        let mut caller = journal.load_account_with_code_mut(tx.caller())?.data;
        let balance = calculate_caller_fee(*caller.balance(), tx, block, cfg)?;
        caller.set_balance(balance);
        if tx.kind().is_call() {
            caller.bump_nonce();
        }
        Ok(())
    }
}

/// Wei per gas, zero if none is named.
fn price(request: &TransactionRequest) -> u128 {
    request.gas_price.or(request.max_fee_per_gas).unwrap_or_default()
}

fn environment(request: &TransactionRequest, sender: Address, nonce: u64, chain_id: u64) -> TxEnv {
    let authorizations = request.authorization_list.as_deref().unwrap_or_default();
    let tx_type = match request {
        _ if !authorizations.is_empty() => 4,
        TransactionRequest { max_fee_per_gas: Some(_), .. }
        | TransactionRequest { max_priority_fee_per_gas: Some(_), .. } => 2,
        TransactionRequest { access_list: Some(_), .. } => 1,
        _ => 0,
    };
    TxEnv {
        tx_type,
        caller: sender,
        gas_limit: 0,
        gas_price: price(request),
        kind: request.to.unwrap_or(TxKind::Create),
        value: request.value.unwrap_or_default(),
        data: request.input.input().cloned().unwrap_or_default(),
        nonce: request.nonce.unwrap_or(nonce),
        chain_id: Some(chain_id),
        access_list: request.access_list.clone().unwrap_or_default(),
        gas_priority_fee: request.max_priority_fee_per_gas.filter(|_| price(request) > 0),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: authorizations
            .iter()
            .map(|signed| Either::Right(admit::recover_authority(signed)))
            .collect(),
    }
}
