//! The compiled contracts on a bare EVM: no blocks, no signatures, no fees, only execution. For tests of many commands.
//!
//! Any account can send, at any time that is told. Every call leaves behind which storage words it changed. What a call
//! logged or why it was refused is told by the same decoders that the ledger uses.
//!
//! Fast, because nothing is written back: the beginning is a database that is only read, all that happens since lies in
//! the EVM's journal, and going back is to forget it.

mod recorder;

use self::recorder::{Genesis, Recorder};
use crate::machine_code;
use alloy::{
    primitives::{Address, B256, Bytes, Log, TxKind, U256, address},
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolValue},
};
use revm::{
    Context, DatabaseCommit, DatabaseRef, ExecuteEvm, MainBuilder, MainContext,
    bytecode::Bytecode,
    context::{
        BlockEnv, CfgEnv, TxEnv,
        result::{ExecutionResult, Output},
    },
    database::{CacheDB, EmptyDB, WrapDatabaseRef},
    handler::{Handler, MainnetContext, MainnetEvm},
    primitives::hardfork::SpecId,
    state::{AccountInfo, EvmState},
};
use usufruct_model::{Event, Purses, Refusal, Terms, Timestamp};
use usufruct_protocol::{
    artifacts,
    bindings::{self, Factory},
    deploy::terms_on_chain,
    deployment::Deployment,
    events::{CASH_TRANSFERRED, NotAnEvent, event_of},
    refusals, verbs,
};

/// May mint every currency.
pub const MINTER: Address = address!("00000000000000000000000000000000000d011a");
/// A contract that does what it is told: see `machine_code::relay`.
pub const RELAY: Address = address!("0000000000000000000000000000000000000e1a");
/// An account whose code, by EIP-7702, is the relay's. Its private key is the number 7.
pub const DELEGATED: Address = address!("d41c057fd1c78805aac12b0a94a405c0461a6fbb");
/// A contract that holds and signs (ERC-1271): see `machine_code::wallet`.
pub const WALLET: Address = address!("0000000000000000000000000000000000001271");
/// Currencies that are the dollar with other decimals, by these.
const OTHER_CURRENCIES: [(u8, Address); 4] = [
    (0, address!("00000000000000000000000000000000000f00e0")),
    (2, address!("00000000000000000000000000000000000f02e0")),
    (8, address!("00000000000000000000000000000000000f08e0")),
    (18, address!("00000000000000000000000000000000000f18e0")),
];

pub const CHAIN_ID: u64 = 84_532;
/// More than anything here needs; bounds what a runaway would cost.
const GAS: u64 = 60_000_000;
/// Code that was compiled without the optimiser is longer than a chain would take.
const CODE_SIZE_MAX: usize = 65_536;

/// An EVM with the Factory and some currencies on it.
pub struct Bench {
    evm: MainnetEvm<MainnetContext<Genesis>>,
    recorder: Recorder,
    factory: Address,
    dollar: Address,
    multicall: Address,
}

/// Everything that has happened on a bench until some moment.
pub struct Moment(EvmState);

/// Why a call did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It reverted with this.
    Reverted(Bytes),
    /// It ran out of gas, met an invalid instruction, or the like.
    Stopped(String),
}

/// What a call that succeeded left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub logs: Vec<Log>,
    pub output: Bytes,
}

impl Bench {
    /// With the committed contracts.
    pub fn new() -> Self {
        Self::with_factory(artifacts::FACTORY.creation_code()).expect("the committed Factory can be created")
    }

    /// With the contracts of another compilation: the creation code of a Factory contains that of the three purses.
    pub fn with_factory(creation_code: Bytes) -> Result<Self, Failure> {
        let mut cfg = CfgEnv::new_with_spec(SpecId::PRAGUE).with_chain_id(CHAIN_ID);
        cfg.tx_gas_limit_cap = Some(u64::MAX);
        cfg.disable_nonce_check = true;
        // Code that was compiled without the optimiser is longer than a chain would take.
        cfg.limit_contract_code_size = Some(CODE_SIZE_MAX);
        cfg.limit_contract_initcode_size = Some(2 * CODE_SIZE_MAX);
        let block = BlockEnv { gas_limit: u64::MAX, ..Default::default() };
        let genesis = WrapDatabaseRef(CacheDB::new(EmptyDB::new()));
        let evm = Context::mainnet().with_db(genesis).with_cfg(cfg).with_block(block).build_mainnet();
        let (nowhere, recorder) = (Address::ZERO, Recorder::default());
        let mut bench = Self { evm, recorder, factory: nowhere, dollar: nowhere, multicall: nowhere };
        bench.factory = bench.create(creation_code)?;
        bench.multicall = bench.create(artifacts::MULTICALL3.creation_code())?;
        bench.dollar = bench.create([&artifacts::USDC.creation_code(), &MINTER.abi_encode()[..]].concat().into())?;
        let created = bench.evm.finalize();
        bench.genesis().commit(created);
        for (decimals, currency) in OTHER_CURRENCIES {
            bench.put(currency, Bytecode::new_raw(machine_code::currency(bench.dollar, decimals)));
        }
        bench.put(RELAY, Bytecode::new_raw(machine_code::relay()));
        bench.put(WALLET, Bytecode::new_raw(machine_code::wallet()));
        bench.put(DELEGATED, Bytecode::new_eip7702(RELAY));
        Ok(bench)
    }

    /// Forgets all ventures and all money, so that the same venture can be created at the same addresses again.
    pub fn reset(&mut self) {
        self.evm.ctx.journaled_state.inner.state.clear();
    }

    /// To go back to what is now.
    pub fn moment(&self) -> Moment {
        Moment(self.evm.ctx.journaled_state.inner.state.clone())
    }

    pub fn go_back_to(&mut self, moment: &Moment) {
        self.evm.ctx.journaled_state.inner.state.clone_from(&moment.0);
    }

    /// The currency with 6 decimals.
    pub fn dollar(&self) -> Address {
        self.dollar
    }

    /// The currencies and their decimals, the dollar first.
    pub fn currencies(&self) -> impl Iterator<Item = (u8, Address)> {
        [(6, self.dollar)].into_iter().chain(OTHER_CURRENCIES)
    }

    fn genesis(&mut self) -> &mut CacheDB<EmptyDB> {
        &mut self.evm.ctx.journaled_state.database.0
    }

    fn put(&mut self, account: Address, code: Bytecode) {
        let info = AccountInfo { nonce: 1, code_hash: code.hash_slow(), code: Some(code), ..Default::default() };
        self.genesis().insert_account_info(account, info);
    }

    fn create(&mut self, code: Bytes) -> Result<Address, Failure> {
        match self.transact(MINTER, TxKind::Create, code) {
            ExecutionResult::Success { output: Output::Create(_, Some(address)), .. } => Ok(address),
            ExecutionResult::Revert { output, .. } => Err(Failure::Reverted(output)),
            other => Err(Failure::Stopped(format!("{other:?}"))),
        }
    }

    fn transact(&mut self, from: Address, kind: TxKind, data: Bytes) -> ExecutionResult {
        self.evm.ctx.tx =
            TxEnv { caller: from, kind, data, gas_limit: GAS, chain_id: Some(CHAIN_ID), ..Default::default() };
        self.recorder.run(&mut self.evm).expect("an EVM in memory has no faults")
    }

    /// Every later call happens at `now`.
    pub fn set_time(&mut self, now: Timestamp) {
        self.evm.ctx.block.timestamp = U256::from(now.0);
    }

    /// `from` sends `request`. The relay is told to, since a contract sends nothing by itself.
    pub fn send(&mut self, from: Address, request: &TransactionRequest) -> Result<Done, Failure> {
        let to = request.to.and_then(|kind| kind.into_to()).expect("a call has somewhere to go");
        let data = request.input.input().cloned().unwrap_or_default();
        self.call(from, to, data)
    }

    pub fn call(&mut self, from: Address, to: Address, data: Bytes) -> Result<Done, Failure> {
        let (from, to, data) =
            if from == RELAY { (MINTER, RELAY, machine_code::relayed(to, &data)) } else { (from, to, data) };
        match self.transact(from, TxKind::Call(to), data) {
            ExecutionResult::Success { logs, output, .. } => Ok(Done { logs, output: output.into_data() }),
            ExecutionResult::Revert { output, .. } => Err(Failure::Reverted(output)),
            ExecutionResult::Halt { reason, .. } => Err(Failure::Stopped(format!("{reason:?}"))),
        }
    }

    /// Asks a question. That asking changed nothing is for the asker to see in `changed_words`.
    pub fn ask(&mut self, to: Address, data: Bytes) -> Result<Bytes, Failure> {
        self.call(MINTER, to, data).map(|done| done.output)
    }

    /// Which storage words the last call wrote anew, some of them perhaps twice: of whom, and where.
    pub fn changed_words(&self) -> &[(Address, U256)] {
        &self.recorder.words
    }

    /// True if the last call did what no verb does: created or destroyed an account, changed code, or moved ether.
    pub fn did_more_than_write(&self) -> bool {
        self.recorder.more
    }

    /// What lies in the word `key` of `account`'s storage.
    pub fn word(&self, account: Address, key: U256) -> U256 {
        let journal = &self.evm.ctx.journaled_state;
        let known = journal.inner.state.get(&account).and_then(|account| account.storage.get(&key));
        known.map_or_else(
            || journal.database.0.storage_ref(account, key).expect("a database in memory has no faults"),
            |slot| slot.present_value,
        )
    }

    /// All words of `account` that anything was ever written to since the bench was reset, and what lies there.
    pub fn words(&self, account: Address) -> impl Iterator<Item = (U256, U256)> {
        let storage = self.evm.ctx.journaled_state.inner.state.get(&account).map(|account| &account.storage);
        storage.into_iter().flatten().map(|(key, slot)| (*key, slot.present_value))
    }

    pub fn multicall(&self) -> Address {
        self.multicall
    }

    pub fn mint(&mut self, currency: Address, to: Address, amount: U256) {
        let minted = self.send(MINTER, &verbs::mint_cash(currency, to, amount));
        minted.expect("the minter may mint");
    }

    /// Where `create_venture` would create it, by this Factory's word.
    pub fn deployment(&mut self, terms: &Terms, salt: B256) -> Result<Deployment, Failure> {
        let terms_asked = terms_on_chain(terms).expect("terms that the contract can hold");
        let addresses = Factory::addressesOfCall { creator: MINTER, terms: terms_asked, salt };
        let answer = self.ask(self.factory, addresses.abi_encode().into())?;
        let at =
            Factory::addressesOfCall::abi_decode_returns(&answer).map_err(|_| Failure::Reverted(answer.clone()))?;
        Ok(Deployment {
            chain_id: CHAIN_ID,
            factory: self.factory,
            purses: Purses { share: at.share, till: at.till, offering: at.offering },
            currency: terms.currency,
            first_block: 0,
        })
    }

    /// Creates a venture; `Err(Ok(_))` if the Factory refuses its terms by the rules.
    pub fn create_venture(&mut self, terms: &Terms, salt: B256) -> Result<Deployment, Result<Refusal, Failure>> {
        self.create_on_chain(terms_on_chain(terms).expect("terms that the contract can hold"), salt)?;
        self.deployment(terms, salt).map_err(Err)
    }

    /// As `create_venture`, with terms that the model may be unable to hold.
    pub fn create_on_chain(&mut self, terms: bindings::Terms, salt: B256) -> Result<(), Result<Refusal, Failure>> {
        let create = Factory::createCall { terms, salt };
        self.call(MINTER, self.factory, create.abi_encode().into()).map(drop).map_err(refusal_in)
    }
}

/// The refusal by the rules, if the failure is one.
pub fn refusal_in(failure: Failure) -> Result<Refusal, Failure> {
    match &failure {
        Failure::Reverted(data) => refusals::refusal(data).ok_or(failure),
        Failure::Stopped(_) => Err(failure),
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self::new()
    }
}

/// The events in `logs`, in their order, without the currency's `Approval`, which no venture needs.
pub fn events_in(at: &Deployment, logs: &[Log]) -> Result<Vec<Event>, NotAnEvent> {
    let concerns = |log: &&Log| log.address != at.currency || log.topics().first() == Some(&CASH_TRANSFERRED);
    logs.iter().filter(concerns).map(|log| event_of(at, log.address, &log.data, 0)).collect()
}
