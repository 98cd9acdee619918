//! Methods that only a development chain has: time, empty blocks, going back.

use alloy::primitives::{U64, U256};

use crate::{
    node::Chain,
    rpc::{
        errors::RpcError,
        methods::{Answer, answer},
        params::Params,
    },
};

/// Seals an empty block, at a timestamp if one is given.
pub(super) fn mine(chain: &Chain, params: &Params<'_>) -> Answer {
    if params.find::<serde_json::Value>(0, "timestamp")?.is_some() {
        fix_next(chain, params)?;
    }
    chain.mine()?;
    answer("0x0")
}

pub(super) fn set_time(chain: &Chain, params: &Params<'_>) -> Answer {
    chain.set_time(params.count(0, "timestamp")?);
    answer(&U64::from(chain.next_timestamp()))
}

pub(super) fn increase_time(chain: &Chain, params: &Params<'_>) -> Answer {
    chain.advance(params.count(0, "seconds")?);
    answer(&U64::from(chain.next_timestamp()))
}

pub(super) fn set_next_block_timestamp(chain: &Chain, params: &Params<'_>) -> Answer {
    fix_next(chain, params)?;
    answer(&())
}

fn fix_next(chain: &Chain, params: &Params<'_>) -> Result<(), RpcError> {
    let timestamp = params.count(0, "timestamp")?;
    if chain.fix_next_timestamp(timestamp) {
        Ok(())
    } else {
        Err(RpcError::refused(format!("timestamp {timestamp} is before that of the latest block")))
    }
}

pub(super) fn snapshot(chain: &Chain, _params: &Params<'_>) -> Answer {
    answer(&U256::from(chain.snapshot()))
}

pub(super) fn revert(chain: &Chain, params: &Params<'_>) -> Answer {
    answer(&chain.revert(params.count(0, "snapshot")?)?)
}
