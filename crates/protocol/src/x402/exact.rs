//! The exact scheme on the wire: one EIP-3009 transfer per request.

use alloy::primitives::{Address, B256, Bytes, U256};
use serde::{Deserialize, Serialize};

use super::{decimal, wire::Extra};

/// A transfer that whoever holds it may submit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExactAuthorization {
    pub from: Address,
    pub to: Address,
    /// Token base units.
    #[serde(with = "decimal")]
    pub value: U256,
    /// Seconds since the Unix epoch, both bounds exclusive.
    #[serde(with = "decimal")]
    pub valid_after: U256,
    #[serde(with = "decimal")]
    pub valid_before: U256,
    /// Random: the token accepts each once.
    pub nonce: B256,
}

/// What the customer sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExactPayload {
    pub signature: Bytes,
    pub authorization: ExactAuthorization,
}

/// `extra` of an exact offer: the asset's EIP-712 name and version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExactExtra {
    pub name: String,
    pub version: String,
    /// `eip3009` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_transfer_method: Option<String>,
    #[serde(flatten)]
    pub rest: Extra,
}
