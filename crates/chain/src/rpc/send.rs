//! `eth_sendRawTransaction`: answered when the transaction is in a sealed, stored block.

use alloy::primitives::Bytes;

use crate::{
    node::Chain,
    rpc::{
        methods::{Answer, answer},
        params::Params,
    },
};

pub(super) fn send_raw_transaction(chain: &Chain, params: &Params<'_>) -> Answer {
    let raw: Bytes = params.get(0, "raw transaction")?;
    answer(&chain.submit(raw)??)
}
