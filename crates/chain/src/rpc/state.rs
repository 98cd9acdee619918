//! Accounts and storage, at any block.

use alloy::{
    eips::BlockId,
    primitives::{Address, B256, U64},
};

use crate::{
    history::History,
    node::Chain,
    rpc::{
        errors::RpcError,
        methods::{Answer, answer},
        params::Params,
    },
};

pub(super) fn balance(chain: &Chain, params: &Params<'_>) -> Answer {
    let address: Address = params.get(0, "address")?;
    let history = chain.history();
    let holding = history.state.holding(address, block_of(&history, params.block(1)?)?);
    answer(&holding.map(|holding| holding.balance).unwrap_or_default())
}

/// `pending` is `latest`: a transaction that was acknowledged is sealed.
pub(super) fn nonce(chain: &Chain, params: &Params<'_>) -> Answer {
    let address: Address = params.get(0, "address")?;
    let history = chain.history();
    let holding = history.state.holding(address, block_of(&history, params.block(1)?)?);
    answer(&U64::from(holding.map_or(0, |holding| holding.nonce)))
}

pub(super) fn code(chain: &Chain, params: &Params<'_>) -> Answer {
    let address: Address = params.get(0, "address")?;
    let history = chain.history();
    answer(&history.state.code(address, block_of(&history, params.block(1)?)?))
}

pub(super) fn storage(chain: &Chain, params: &Params<'_>) -> Answer {
    let address: Address = params.get(0, "address")?;
    let slot = params.slot(1)?;
    let history = chain.history();
    let word = history.state.storage(address, slot, block_of(&history, params.block(2)?)?);
    answer(&B256::from(word))
}

/// The number of the block after which the state is read.
fn block_of(history: &History, id: BlockId) -> Result<u64, RpcError> {
    let block = history.by_id(id).ok_or_else(|| RpcError::refused("block not found"))?;
    Ok(block.header.number)
}
