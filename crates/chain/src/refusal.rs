//! Every reason why the chain may say no to a transaction.
//!
//! The texts begin as geth's do, because wallets and libraries recognise those. A refusal is about
//! the transaction; when the machine fails instead, that is a [`Fault`](crate::Fault).

use alloy::primitives::{Address, U256};
use revm::context::{TxEnv, result::InvalidTransaction};

/// Why a transaction is not in a block. It changed nothing and may be sent again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TxRefusal {
    #[error("oversized data: transaction size {bytes}, limit {limit}")]
    TooLarge { bytes: usize, limit: usize },
    #[error("malformed transaction: {0}")]
    Malformed(String),
    #[error("transaction type not supported: this chain has no blobs")]
    Blobs,
    #[error("invalid sender: no account made this signature")]
    Signature,
    #[error("invalid chain id for signer: have {have} want {want}")]
    ChainId { have: u64, want: u64 },
    #[error("nonce too low: address {address}, tx: {tx} state: {state}")]
    NonceTooLow { address: Address, tx: u64, state: u64 },
    #[error("nonce too high: address {address}, tx: {tx} state: {state}")]
    NonceTooHigh { address: Address, tx: u64, state: u64 },
    #[error("insufficient funds for gas * price + value: address {address} have {have} want {want}")]
    InsufficientFunds { address: Address, have: U256, want: U256 },
    #[error("insufficient funds for gas * price + value: {address} would pay 2^256 wei or more")]
    PaymentOverflow { address: Address },
    #[error("intrinsic gas too low: gas {have}, minimum needed {want}")]
    IntrinsicGas { have: u64, want: u64 },
    #[error("transaction gas limit too high (cap: {cap}, tx: {have})")]
    GasLimit { have: u64, cap: u64 },
    #[error("max fee per gas less than block base fee: maxFeePerGas: {have}, baseFee: {base_fee}")]
    FeeTooLow { have: u128, base_fee: u64 },
    #[error("max priority fee per gas higher than max fee per gas: {tip} above {max}")]
    TipAboveMax { tip: u128, max: u128 },
    #[error("max initcode size exceeded: code size {bytes}")]
    InitcodeTooLarge { bytes: usize },
    #[error("sender not an eoa: address {address}")]
    SenderHasCode { address: Address },
    #[error("EIP-7702 transaction with empty auth list")]
    NoAuthorizations,
    #[error("invalid transaction: {0}")]
    Other(String),
}

impl TxRefusal {
    pub(crate) fn from_evm(error: &InvalidTransaction, env: &TxEnv, base_fee: u64) -> Self {
        let address = env.caller;
        match error {
            InvalidTransaction::NonceTooLow { tx, state } => Self::NonceTooLow { address, tx: *tx, state: *state },
            InvalidTransaction::NonceTooHigh { tx, state } => Self::NonceTooHigh { address, tx: *tx, state: *state },
            InvalidTransaction::LackOfFundForMaxFee { fee, balance } => {
                Self::InsufficientFunds { address, have: **balance, want: **fee }
            }
            InvalidTransaction::OverflowPaymentInTransaction => Self::PaymentOverflow { address },
            InvalidTransaction::CallGasCostMoreThanGasLimit { initial_gas, gas_limit } => {
                Self::IntrinsicGas { have: *gas_limit, want: *initial_gas }
            }
            InvalidTransaction::GasFloorMoreThanGasLimit { gas_floor, gas_limit } => {
                Self::IntrinsicGas { have: *gas_limit, want: *gas_floor }
            }
            InvalidTransaction::TxGasLimitGreaterThanCap { gas_limit, cap } => {
                Self::GasLimit { have: *gas_limit, cap: *cap }
            }
            InvalidTransaction::GasPriceLessThanBasefee => Self::FeeTooLow { have: env.gas_price, base_fee },
            InvalidTransaction::PriorityFeeGreaterThanMaxFee => {
                let tip = env.gas_priority_fee.unwrap_or_default();
                Self::TipAboveMax { tip, max: env.gas_price }
            }
            InvalidTransaction::CreateInitCodeSizeLimit => Self::InitcodeTooLarge { bytes: env.data.len() },
            InvalidTransaction::RejectCallerWithCode => Self::SenderHasCode { address },
            InvalidTransaction::EmptyAuthorizationList => Self::NoAuthorizations,
            other => Self::Other(other.to_string()),
        }
    }
}
