//! The compiled contracts on a bare EVM: no blocks, no signatures, no fees, only execution. For tests of many commands.
//!
//! Any account can send, at any time that is told. What a call logged or why it was refused is told by the same decoders
//! that the ledger uses.

use crate::machine_code;
use alloy::{
    primitives::{Address, B256, Bytes, Log, TxKind, U256, address},
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolValue},
};
use revm::{
    Context, ExecuteCommitEvm, ExecuteEvm, MainBuilder, MainContext,
    bytecode::Bytecode,
    context::{
        BlockEnv, CfgEnv, TxEnv,
        result::{ExecutionResult, Output},
    },
    database::{CacheDB, EmptyDB},
    handler::{MainnetContext, MainnetEvm},
    primitives::hardfork::SpecId,
    state::AccountInfo,
};
use usufruct_model::{Event, Purses, Refusal, Terms, Timestamp};
use usufruct_protocol::{
    artifacts,
    bindings::Factory,
    deploy::terms_on_chain,
    deployment::Deployment,
    events::{CASH_TRANSFERRED, event_of},
    refusals, verbs,
};

/// May mint both currencies.
pub const MINTER: Address = address!("00000000000000000000000000000000000d011a");
/// A currency with 18 decimals.
pub const FINE_CURRENCY: Address = address!("00000000000000000000000000000000000f18e0");
/// A contract that does what it is told: see `machine_code::relay`.
pub const RELAY: Address = address!("0000000000000000000000000000000000000e1a");
/// An account with a key whose code, by EIP-7702, is the relay's.
pub const DELEGATED: Address = address!("0000000000000000000000000000000000007702");

const CHAIN_ID: u64 = 84_532;
/// More than anything here needs; bounds what a runaway would cost.
const GAS: u64 = 200_000_000;

/// An EVM with the Factory and two currencies on it.
pub struct Bench {
    evm: MainnetEvm<MainnetContext<CacheDB<EmptyDB>>>,
    /// Where `reset` goes back to.
    beginning: CacheDB<EmptyDB>,
    factory: Address,
    dollar: Address,
    multicall: Address,
}

/// What a contract answered: what it logged, or the data it reverted with.
pub type Answer = Result<Vec<Log>, Bytes>;

impl Bench {
    /// With the committed contracts.
    pub fn new() -> Self {
        Self::with_factory(artifacts::FACTORY.creation_code())
    }

    /// With the contracts of another compilation: the creation code of a Factory contains that of the three purses.
    pub fn with_factory(creation_code: Bytes) -> Self {
        let mut cfg = CfgEnv::new_with_spec(SpecId::PRAGUE).with_chain_id(CHAIN_ID);
        cfg.tx_gas_limit_cap = Some(u64::MAX);
        cfg.disable_nonce_check = true;
        let block = BlockEnv { gas_limit: u64::MAX, ..Default::default() };
        let evm =
            Context::mainnet().with_db(CacheDB::new(EmptyDB::new())).with_cfg(cfg).with_block(block).build_mainnet();
        let beginning = CacheDB::new(EmptyDB::new());
        let nowhere = Address::ZERO;
        let mut bench = Self { evm, beginning, factory: nowhere, dollar: nowhere, multicall: nowhere };
        bench.factory = bench.create(creation_code);
        bench.multicall = bench.create(artifacts::MULTICALL3.creation_code());
        bench.dollar = bench.create([&artifacts::USDC.creation_code(), &MINTER.abi_encode()[..]].concat().into());
        bench.put(FINE_CURRENCY, Bytecode::new_raw(machine_code::currency(bench.dollar, 18)));
        bench.put(RELAY, Bytecode::new_raw(machine_code::relay()));
        bench.put(DELEGATED, Bytecode::new_eip7702(RELAY));
        bench.beginning = bench.evm.ctx.journaled_state.database.clone();
        bench
    }

    /// Forgets all ventures and all money, so that the same venture can be created at the same addresses again.
    pub fn reset(&mut self) {
        self.evm.ctx.journaled_state.database = self.beginning.clone();
    }

    /// The currency with 6 decimals.
    pub fn dollar(&self) -> Address {
        self.dollar
    }

    fn put(&mut self, account: Address, code: Bytecode) {
        let info = AccountInfo { nonce: 1, code_hash: code.hash_slow(), code: Some(code), ..Default::default() };
        self.evm.ctx.journaled_state.database.insert_account_info(account, info);
    }

    fn create(&mut self, code: Bytes) -> Address {
        match self.transact(MINTER, TxKind::Create, code) {
            ExecutionResult::Success { output: Output::Create(_, Some(address)), .. } => address,
            failed => panic!("a contract cannot be created: {failed:?}"),
        }
    }

    fn transact(&mut self, from: Address, kind: TxKind, data: Bytes) -> ExecutionResult {
        self.evm.transact_commit(transaction(from, kind, data)).expect("an EVM in memory has no faults")
    }

    /// Every later call happens at `now`.
    pub fn set_time(&mut self, now: Timestamp) {
        self.evm.ctx.block.timestamp = U256::from(now.0);
    }

    /// `from` sends `request`. The relay is told to, since a contract sends nothing by itself.
    pub fn send(&mut self, from: Address, request: &TransactionRequest) -> Answer {
        let to = request.to.and_then(|kind| kind.into_to()).expect("a call has somewhere to go");
        let data = request.input.input().cloned().unwrap_or_default();
        self.call(from, to, data)
    }

    fn call(&mut self, from: Address, to: Address, data: Bytes) -> Answer {
        let (from, to, data) =
            if from == RELAY { (MINTER, RELAY, machine_code::relayed(to, &data)) } else { (from, to, data) };
        match self.transact(from, TxKind::Call(to), data) {
            ExecutionResult::Success { logs, .. } => Ok(logs),
            ExecutionResult::Revert { output, .. } => Err(output),
            ExecutionResult::Halt { reason, .. } => panic!("a call to {to} stopped the machine: {reason:?}"),
        }
    }

    /// Asks without leaving a trace.
    pub fn ask(&mut self, to: Address, data: Bytes) -> Bytes {
        let asked = self.evm.transact(transaction(MINTER, TxKind::Call(to), data));
        match asked.expect("an EVM in memory has no faults").result {
            ExecutionResult::Success { output, .. } => output.into_data(),
            failed => panic!("a view of {to} failed: {failed:?}"),
        }
    }

    pub fn multicall(&self) -> Address {
        self.multicall
    }

    pub fn mint(&mut self, currency: Address, to: Address, amount: U256) {
        let minted = self.send(MINTER, &verbs::mint_cash(currency, to, amount));
        minted.expect("the minter may mint");
    }

    /// Where `create_venture` would create it.
    pub fn deployment(&mut self, terms: &Terms, salt: B256) -> Deployment {
        let addresses = Factory::addressesOfCall {
            creator: MINTER,
            terms: terms_on_chain(terms).expect("terms that the contract can hold"),
            salt,
        };
        let answer = self.ask(self.factory, addresses.abi_encode().into());
        let at = Factory::addressesOfCall::abi_decode_returns(&answer).expect("three addresses");
        Deployment {
            chain_id: CHAIN_ID,
            factory: self.factory,
            purses: Purses { share: at.share, till: at.till, offering: at.offering },
            currency: terms.currency,
            first_block: 0,
        }
    }

    pub fn create_venture(&mut self, terms: &Terms, salt: B256) -> Result<Deployment, Refusal> {
        let create =
            Factory::createCall { terms: terms_on_chain(terms).expect("terms that the contract can hold"), salt };
        let created = self.call(MINTER, self.factory, create.abi_encode().into());
        created.map_err(|data| refusals::refusal(&data).expect("the Factory refuses by the rules"))?;
        Ok(self.deployment(terms, salt))
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self::new()
    }
}

fn transaction(from: Address, kind: TxKind, data: Bytes) -> TxEnv {
    TxEnv { caller: from, kind, data, gas_limit: GAS, chain_id: Some(CHAIN_ID), ..Default::default() }
}

/// The events in `logs`, in their order, without the currency's `Approval`, which no venture needs.
pub fn events_in(at: &Deployment, logs: &[Log]) -> Vec<Event> {
    let concerns = |log: &&Log| log.address != at.currency || log.topics().first() == Some(&CASH_TRANSFERRED);
    let event =
        |log: &Log| event_of(at, log.address, &log.data, 0).expect("whatever is logged is an event of a venture");
    logs.iter().filter(concerns).map(event).collect()
}
