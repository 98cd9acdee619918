//! The whole surface: every method and who answers it.

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::{
    node::Chain,
    rpc::{blocks, calls, dev, errors::RpcError, fees, filters, params::Params, receipts, send, state},
};

/// A result as JSON text, or the error.
pub(crate) type Answer = Result<Box<RawValue>, RpcError>;

type Handler = fn(&Chain, &Params<'_>) -> Answer;

/// Every method there is, by name.
const METHODS: &[(&str, Handler)] = &[
    ("web3_clientVersion", fees::client_version),
    ("net_version", fees::network_version),
    ("net_listening", fees::listening),
    ("eth_chainId", fees::chain_id),
    ("eth_syncing", fees::syncing),
    ("eth_accounts", fees::accounts),
    ("eth_gasPrice", fees::gas_price),
    ("eth_maxPriorityFeePerGas", fees::priority_fee),
    ("eth_feeHistory", fees::fee_history),
    ("eth_blobBaseFee", fees::blob_base_fee),
    ("eth_blockNumber", blocks::block_number),
    ("eth_getBlockByNumber", blocks::block),
    ("eth_getBlockByHash", blocks::block),
    ("eth_getHeaderByNumber", blocks::header),
    ("eth_getHeaderByHash", blocks::header),
    ("eth_getBlockTransactionCountByNumber", blocks::transaction_count),
    ("eth_getBlockTransactionCountByHash", blocks::transaction_count),
    ("eth_getUncleCountByBlockNumber", blocks::uncle_count),
    ("eth_getUncleCountByBlockHash", blocks::uncle_count),
    ("eth_getTransactionByHash", blocks::transaction),
    ("eth_getTransactionByBlockNumberAndIndex", blocks::transaction_at),
    ("eth_getTransactionByBlockHashAndIndex", blocks::transaction_at),
    ("eth_getRawTransactionByHash", blocks::raw_transaction),
    ("eth_getTransactionReceipt", receipts::receipt),
    ("eth_getBlockReceipts", receipts::block_receipts),
    ("eth_getLogs", filters::logs),
    ("eth_newFilter", filters::new_log_filter),
    ("eth_newBlockFilter", filters::new_block_filter),
    ("eth_getFilterChanges", filters::changes),
    ("eth_getFilterLogs", filters::filter_logs),
    ("eth_uninstallFilter", filters::uninstall),
    ("eth_getBalance", state::balance),
    ("eth_getTransactionCount", state::nonce),
    ("eth_getCode", state::code),
    ("eth_getStorageAt", state::storage),
    ("eth_call", calls::call),
    ("eth_estimateGas", calls::estimate_gas),
    ("eth_sendRawTransaction", send::send_raw_transaction),
    ("evm_mine", dev::mine),
    ("evm_setTime", dev::set_time),
    ("evm_increaseTime", dev::increase_time),
    ("evm_setNextBlockTimestamp", dev::set_next_block_timestamp),
    ("evm_snapshot", dev::snapshot),
    ("evm_revert", dev::revert),
];

/// The names of all methods, in the order of the documentation.
pub fn method_names() -> impl Iterator<Item = &'static str> {
    METHODS.iter().map(|(name, _)| *name)
}

impl Chain {
    /// Answers one JSON-RPC request. `params` is the text of the request's `params`, if any.
    ///
    /// This may take as long as executing and writing a block does; it does not wait for anything
    /// but the chain and the disk, and needs no runtime.
    pub fn answer(&self, method: &str, params: Option<&RawValue>) -> Answer {
        let Some((_, handler)) = METHODS.iter().find(|(name, _)| *name == method) else {
            return Err(RpcError::unknown_method(method));
        };
        handler(self, &Params::parse(params)?)
    }
}

pub(crate) fn answer<T: Serialize + ?Sized>(value: &T) -> Answer {
    to_raw_value(value).map_err(|error| RpcError::internal(&error))
}
