//! Why a contract said no, in words.

use std::fmt;

use alloy::{
    primitives::{Bytes, hex},
    rpc::json_rpc::ErrorPayload,
    sol_types::decode_revert_reason,
};

use crate::{
    bindings::{Factory, Offering, Share, Till},
    escrow::{BatchSettlement, Erc3009},
};

/// The JSON-RPC code of "execution reverted".
const EXECUTION_REVERTED: i64 = 3;

/// A contract's refusal: what it returned, and the node's words when it returned nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revert {
    /// An ABI-encoded error; may be empty.
    pub data: Bytes,
    words: String,
}

impl Revert {
    pub(super) fn is_in(answer: &ErrorPayload) -> bool {
        answer.code == EXECUTION_REVERTED
            || answer.as_revert_data().is_some()
            || answer.message.contains("revert")
            || answer.message.contains("out of gas")
    }

    pub(super) fn of(answer: &ErrorPayload) -> Self {
        Self { data: answer.as_revert_data().unwrap_or_default(), words: answer.message.to_string() }
    }

    pub(super) fn unexplained(gas_used: u64) -> Self {
        Self { data: Bytes::new(), words: format!("failed in its block after {gas_used} gas, and would not fail now") }
    }

    /// The refusal that a part of a multicall returned.
    pub fn from_data(data: Bytes) -> Self {
        Self { data, words: "execution reverted".to_owned() }
    }

    /// Whether the contract returned the error `E`.
    pub fn is<E: alloy::sol_types::SolError>(&self) -> bool {
        self.data.starts_with(&E::SELECTOR)
    }
}

/// The name of a custom error of the contracts we call.
fn name(selector: [u8; 4]) -> Option<&'static str> {
    BatchSettlement::BatchSettlementErrors::name_by_selector(selector)
        .or_else(|| Erc3009::Erc3009Errors::name_by_selector(selector))
        .or_else(|| Share::ShareErrors::name_by_selector(selector))
        .or_else(|| Till::TillErrors::name_by_selector(selector))
        .or_else(|| Offering::OfferingErrors::name_by_selector(selector))
        .or_else(|| Factory::FactoryErrors::name_by_selector(selector))
}

impl fmt::Display for Revert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((selector, arguments)) = self.data.split_first_chunk::<4>() else { return f.write_str(&self.words) };
        match name(*selector) {
            Some(name) if arguments.is_empty() => write!(f, "{name}()"),
            Some(name) => write!(f, "{name}(0x{})", hex::encode(arguments)),
            None => match decode_revert_reason(&self.data) {
                Some(reason) => f.write_str(&reason),
                None => write!(f, "error {}", self.data),
            },
        }
    }
}
