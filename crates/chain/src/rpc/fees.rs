//! What the chain is and what gas costs on it.

use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::{Address, U64, U128},
    rpc::types::FeeHistory,
};

use crate::{
    node::Chain,
    rpc::{
        errors::RpcError,
        methods::{Answer, answer},
        params::Params,
    },
    seal::Block,
};

/// Blocks that one fee history covers, as in geth.
const FEE_HISTORY_BLOCKS_MAX: u64 = 1_024;

/// Percentiles that one fee history answers, as in geth.
const FEE_PERCENTILES_MAX: usize = 100;

/// What is suggested as a tip: nothing, because no tip buys anything here.
const TIP: u128 = 0;

pub(super) fn client_version(_chain: &Chain, _params: &Params<'_>) -> Answer {
    answer(concat!(env!("CARGO_PKG_NAME"), "/v", env!("CARGO_PKG_VERSION")))
}

pub(super) fn network_version(chain: &Chain, _params: &Params<'_>) -> Answer {
    answer(&chain.chain_id().to_string())
}

pub(super) fn listening(_chain: &Chain, _params: &Params<'_>) -> Answer {
    answer(&true)
}

pub(super) fn chain_id(chain: &Chain, _params: &Params<'_>) -> Answer {
    answer(&U64::from(chain.chain_id()))
}

pub(super) fn syncing(_chain: &Chain, _params: &Params<'_>) -> Answer {
    answer(&false)
}

/// The chain holds no keys.
pub(super) fn accounts(_chain: &Chain, _params: &Params<'_>) -> Answer {
    answer::<[Address]>(&[])
}

pub(super) fn gas_price(chain: &Chain, _params: &Params<'_>) -> Answer {
    let base_fee = chain.history().head().header.base_fee_per_gas.unwrap_or_default();
    answer(&U128::from(u128::from(base_fee) + TIP))
}

pub(super) fn priority_fee(_chain: &Chain, _params: &Params<'_>) -> Answer {
    answer(&U128::from(TIP))
}

pub(super) fn blob_base_fee(_chain: &Chain, _params: &Params<'_>) -> Answer {
    answer(&U64::from(1))
}

pub(super) fn fee_history(chain: &Chain, params: &Params<'_>) -> Answer {
    let count = params.count(0, "block count")?.clamp(1, FEE_HISTORY_BLOCKS_MAX);
    let newest: BlockNumberOrTag = params.find(1, "newest block")?.unwrap_or_default();
    let percentiles: Option<Vec<f64>> = params.find(2, "reward percentiles")?;
    if let Some(percentiles) = &percentiles {
        let rising = percentiles.is_sorted();
        if !rising || percentiles.iter().any(|p| !(0.0..=100.0).contains(p)) {
            return Err(RpcError::params("reward percentiles must rise from 0 to 100"));
        }
        if percentiles.len() > FEE_PERCENTILES_MAX {
            return Err(RpcError::params("too many reward percentiles"));
        }
    }
    let history = chain.history();
    let newest = history.by_id(BlockId::Number(newest)).ok_or_else(|| RpcError::refused("newest block not found"))?;
    let oldest = (newest.header.number + 1).saturating_sub(count);
    let blocks = || (oldest..=newest.header.number).filter_map(|number| history.by_number(number));
    let base_fee = u128::from(newest.header.base_fee_per_gas.unwrap_or_default());
    let count = blocks().count();
    answer(&FeeHistory {
        base_fee_per_gas: vec![base_fee; count + 1],
        gas_used_ratio: blocks().map(|block| gas_used_ratio(block)).collect(),
        base_fee_per_blob_gas: vec![1; count + 1],
        blob_gas_used_ratio: vec![0.0; count],
        oldest_block: oldest,
        reward: percentiles.map(|percentiles| blocks().map(|block| tips(block, &percentiles)).collect()),
    })
}

fn gas_used_ratio(block: &Block) -> f64 {
    let exact = |gas: u64| f64::from(u32::try_from(gas).unwrap_or(u32::MAX));
    exact(block.header.gas_used) / exact(block.header.gas_limit)
}

/// The tip per gas at each percentile of the block's gas, in wei.
fn tips(block: &Block, percentiles: &[f64]) -> Vec<u128> {
    let base_fee = u128::from(block.header.base_fee_per_gas.unwrap_or_default());
    let mut tips: Vec<(u128, u64)> =
        block.receipts.iter().map(|receipt| (receipt.gas_price.saturating_sub(base_fee), receipt.gas_used)).collect();
    tips.sort_unstable();
    let exact = |gas: u64| f64::from(u32::try_from(gas).unwrap_or(u32::MAX));
    let total = exact(block.header.gas_used);
    let at = |percentile: f64| {
        let mut gas = 0;
        let reached = tips.iter().find(|(_, used)| {
            gas += used;
            exact(gas) >= total * percentile / 100.0
        });
        reached.or(tips.last()).map_or(0, |(tip, _)| *tip)
    };
    percentiles.iter().map(|percentile| at(*percentile)).collect()
}
