//! An Ethereum chain in this process: an EVM on revm behind JSON-RPC, without a socket or over HTTP.
//!
//! It is meant to be embedded: one program, no other installed, good enough that wallets and
//! libraries take it for a node. It has one writer and no peers. A transaction is executed when it
//! is submitted and sealed before the submission is answered; there is no pool of waiting ones.
//! Time is the caller's (see [`Clock`]); blocks are kept in memory and, if a directory is given,
//! on disk. Every past block can be read.
//!
//! What differs from Ethereum: one sealer without consensus, a constant base fee, no blobs, no
//! withdrawals, no system contracts, no Merkle state (`stateRoot` is zero).
//!
//! In the order of a transaction's life:
//! `admit` → `execute` → `seal` → `store` → `history`; then who reads: `simulate` (calls and gas
//! estimates), `logs`, `rpc` (the methods), `serve` (the ways to reach them).
//!
//! This crate knows no contract: code comes with the [`Genesis`].

mod node;

mod clock;
mod genesis;

mod admit;
mod refusal;

mod execute;
mod seal;
mod store;

mod history;
mod state;

mod logs;
mod overrides;
mod simulate;

mod rpc;
mod serve;

pub use admit::TRANSACTION_BYTES_MAX;
pub use clock::Clock;
pub use execute::{BLOCK_GAS_LIMIT, TRANSACTION_GAS_MAX};
pub use genesis::{BASE_FEE_DEFAULT, Genesis, GenesisAccount};
pub use logs::{LOGS_BLOCKS_MAX, LOGS_MAX};
pub use node::{Chain, Fault, Head, SNAPSHOTS_MAX};
pub use refusal::TxRefusal;
pub use rpc::{errors::RpcError, filters::FILTERS_MAX, methods::method_names};
pub use serve::{
    http::{BATCH_MAX, BODY_BYTES_MAX, HttpServer, REQUESTS_AT_ONCE_MAX},
    in_process::InProcess,
};
pub use simulate::CALL_GAS_MAX;
pub use store::StoreError;
