//! `eth_call` and `eth_estimateGas`.
//!
//! Without a block, and at the tags `latest` and `pending` (`safe` and `finalized` too), they run
//! in the block that would come next: on the newest state, with the timestamp that a transaction
//! sent now would see. A view that depends on time thus answers for now, not for the last time
//! somebody sent a transaction. A block named by number or hash gives its own header and the state
//! after it.

use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::U64,
    rpc::types::{TransactionRequest, state::StateOverride},
};

use crate::{
    history::History,
    node::Chain,
    overrides::Overridden,
    rpc::{
        errors::RpcError,
        methods::{Answer, answer},
        params::Params,
    },
    simulate::Stage,
};

pub(super) fn call(chain: &Chain, params: &Params<'_>) -> Answer {
    let request: TransactionRequest = params.get(0, "transaction")?;
    let history = chain.history();
    answer(&stage(chain, &history, params)?.call(&request)?)
}

pub(super) fn estimate_gas(chain: &Chain, params: &Params<'_>) -> Answer {
    let request: TransactionRequest = params.get(0, "transaction")?;
    let history = chain.history();
    answer(&U64::from(stage(chain, &history, params)?.estimate(&request)?))
}

fn stage<'a>(chain: &Chain, history: &'a History, params: &Params<'_>) -> Result<Stage<'a>, RpcError> {
    let id = params.block(1)?;
    let overrides: StateOverride = params.find(2, "state overrides")?.unwrap_or_default();
    if overrides.values().any(|change| change.move_precompile_to.is_some()) {
        return Err(RpcError::params("state overrides cannot move precompiles"));
    }
    let block = history.by_id(id).ok_or_else(|| RpcError::refused("block not found"))?;
    let header = match id {
        BlockId::Hash(_) | BlockId::Number(BlockNumberOrTag::Number(_) | BlockNumberOrTag::Earliest) => {
            block.header.clone()
        }
        BlockId::Number(_) => chain.pending_header(history),
    };
    Ok(Stage { state: Overridden { view: history.view(block.header.number), overrides }, rules: chain.rules(), header })
}
