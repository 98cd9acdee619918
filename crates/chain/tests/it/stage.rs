//! A chain with three funded accounts, and two contracts small enough to assemble by hand.

use std::path::Path;

use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEnvelope},
    eips::Encodable2718,
    network::{EthereumWallet, TxSignerSync},
    primitives::{Address, B256, Bytes, TxKind, U256, b256, hex},
    providers::{DynProvider, Provider, ProviderBuilder},
    signers::local::PrivateKeySigner,
};
use usufruct_chain::{BASE_FEE_DEFAULT, Chain, Clock, Genesis};

pub const CHAIN_ID: u64 = 84_532;
pub const START: u64 = 1_700_000_000;
pub const ETHER: u128 = 1_000_000_000_000_000_000;

/// The first topic of every log of the counter.
pub const COUNTED: B256 = b256!("0xc0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00");

pub fn key(number: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::with_last_byte(number)).expect("a small key is a key")
}

pub fn address(number: u8) -> Address {
    key(number).address()
}

pub fn genesis() -> Genesis {
    let funds = U256::from(1_000 * ETHER);
    (1..=3).fold(Genesis::new(CHAIN_ID, START), |genesis, number| genesis.with_balance(address(number), funds))
}

pub fn open() -> Chain {
    open_with(genesis())
}

pub fn open_with(genesis: Genesis) -> Chain {
    Chain::open(&genesis, Clock::manual(START), None).expect("a chain in memory opens")
}

pub fn open_in(directory: &Path) -> Chain {
    Chain::open(&genesis(), Clock::manual(START), Some(directory)).expect("the chain opens")
}

/// A provider that signs for account 1.
pub fn provider(chain: &Chain) -> DynProvider {
    let wallet = EthereumWallet::from(key(1));
    ProviderBuilder::new().wallet(wallet).connect_client(chain.client()).erased()
}

/// An unsigned transaction of ours; tests change what they are about.
pub fn transaction(nonce: u64, to: TxKind, input: Bytes) -> TxEip1559 {
    TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: 200_000,
        max_fee_per_gas: u128::from(BASE_FEE_DEFAULT),
        max_priority_fee_per_gas: 0,
        to,
        value: U256::ZERO,
        access_list: Default::default(),
        input,
    }
}

pub fn sign(from: u8, mut transaction: TxEip1559) -> Bytes {
    let signature = key(from).sign_transaction_sync(&mut transaction).expect("keys here can sign");
    TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into()
}

pub fn transfer(from: u8, nonce: u64, to: Address, wei: u64) -> Bytes {
    let value = U256::from(wei);
    sign(from, TxEip1559 { value, ..transaction(nonce, to.into(), Bytes::new()) })
}

/// Creation code that deploys `runtime`.
pub fn creation(runtime: &[u8]) -> Bytes {
    let length = u8::try_from(runtime.len()).expect("contracts here are tiny");
    // PUSH1 length, DUP1, PUSH1 9, PUSH0, CODECOPY, PUSH0, RETURN
    let mut code = vec![0x60, length, 0x80, 0x60, 9, 0x5f, 0x39, 0x5f, 0xf3];
    code.extend_from_slice(runtime);
    code.into()
}

/// Called without data it counts in slot 0 and logs `(COUNTED, caller)` with the timestamp;
/// called with data it reverts with that data.
pub fn counter() -> Vec<u8> {
    let mut code = hex!("36 60 35 57").to_vec(); // CALLDATASIZE, jump to 0x35 if there is any
    code.extend(hex!("5f 54 60 01 01 5f 55")); // slot 0 += 1
    code.extend(hex!("42 5f 52")); // memory = TIMESTAMP
    code.extend(hex!("33 7f")); // CALLER, PUSH32
    code.extend(COUNTED);
    code.extend(hex!("60 20 5f a2 00")); // LOG2 of one word, STOP
    assert_eq!(code.len(), 0x35, "the jump goes to the next byte");
    code.extend(hex!("5b 36 5f 5f 37 36 5f fd")); // copy the data and REVERT with it
    code
}

/// Returns the timestamp.
pub fn watch() -> Vec<u8> {
    hex!("42 5f 52 60 20 5f f3").to_vec()
}

/// Where the genesis of these tests puts a contract.
pub const CONTRACT: Address = Address::repeat_byte(0xcc);

pub fn open_with_contract(code: Vec<u8>) -> Chain {
    open_with(genesis().with_code(CONTRACT, code.into()))
}

pub fn count(from: u8, nonce: u64) -> Bytes {
    sign(from, transaction(nonce, CONTRACT.into(), Bytes::new()))
}

/// Submits what must not be refused.
pub fn submit(chain: &Chain, raw: Bytes) -> B256 {
    chain.submit(raw).expect("no fault").expect("no refusal")
}
