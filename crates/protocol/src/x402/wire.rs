//! The envelopes of x402 version 2, as they travel.
//!
//! Texts stay texts: an offer comes back inside the payment word for word, whatever chain or notation it is in, and
//! fields that this version does not know survive the round trip. [`PaymentRequirements::terms`] is the checked view.

use alloy::primitives::Address;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    batch::BatchPayload,
    decimal,
    exact::ExactPayload,
    header::{self, PAYMENT_SIGNATURE, WireError},
};

/// A JSON object that is kept and echoed as it came.
pub type Extra = Map<String, Value>;

/// What is being paid for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "mimeType", default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// Fields of later versions, echoed.
    #[serde(flatten)]
    pub rest: Extra,
}

/// One way to pay: an element of `accepts`, and the choice a payment names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentRequirements {
    pub scheme: String,
    /// CAIP-2, here `eip155:<chain id>`.
    pub network: String,
    /// Base units of the asset, in decimal digits.
    pub amount: String,
    pub asset: String,
    pub pay_to: String,
    /// Seconds for which a signed authorisation is asked to be valid.
    pub max_timeout_seconds: u64,
    /// What the scheme needs besides; see [`BatchExtra`](super::batch::BatchExtra) and
    /// [`ExactExtra`](super::exact::ExactExtra).
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Extra,
    /// Fields of later versions, echoed.
    #[serde(flatten)]
    pub rest: Extra,
}

/// The checked reading of [`PaymentRequirements`] on an EVM chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub chain_id: u64,
    /// Base units of the asset. x402's escrow counts in 128 bits; more is refused.
    pub amount: u128,
    pub asset: Address,
    pub pay_to: Address,
    pub max_timeout_seconds: u64,
}

impl PaymentRequirements {
    /// # Errors
    /// Not an EVM network, or an amount or address that does not parse.
    pub fn terms(&self) -> Result<Terms, WireError> {
        Ok(Terms {
            chain_id: chain_id(&self.network)?,
            amount: decimal::parse(&self.amount).map_err(|reason| WireError::field("amount", reason))?,
            asset: address("asset", &self.asset)?,
            pay_to: address("payTo", &self.pay_to)?,
            max_timeout_seconds: self.max_timeout_seconds,
        })
    }

    /// `extra` as the scheme defines it.
    ///
    /// # Errors
    /// A field is missing or of another type.
    pub fn extra<T: DeserializeOwned>(&self) -> Result<T, WireError> {
        header::read("extra", &Value::Object(self.extra.clone()))
    }
}

/// The 402 answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentRequired {
    pub x402_version: u64,
    /// Why a payment was not enough; one of [`reason`](super::reason) or free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(default)]
    pub resource: Resource,
    /// In order of preference: a client takes the first that it can pay.
    pub accepts: Vec<PaymentRequirements>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Value>,
}

/// The payment that accompanies a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentPayload {
    pub x402_version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Resource>,
    /// The offer that is being paid, word for word.
    pub accepted: PaymentRequirements,
    /// What the scheme defines; see [`Self::batch`] and [`Self::exact`].
    pub payload: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Value>,
}

impl PaymentPayload {
    /// Reads a `PAYMENT-SIGNATURE` header.
    ///
    /// # Errors
    /// See [`header::decode`]; also another `x402Version`.
    pub fn from_header(value: &[u8]) -> Result<Self, WireError> {
        let payload: Self = header::decode(PAYMENT_SIGNATURE, value)?;
        if payload.x402_version != super::VERSION {
            let reason = format!("version {} is not spoken, only {}", payload.x402_version, super::VERSION);
            return Err(WireError::field("PAYMENT-SIGNATURE x402Version", reason));
        }
        Ok(payload)
    }

    /// The payload of the batch-settlement scheme.
    ///
    /// # Errors
    /// Another shape, with the path of the field.
    pub fn batch(&self) -> Result<BatchPayload, WireError> {
        BatchPayload::read(&self.payload)
    }

    /// The payload of the exact scheme.
    ///
    /// # Errors
    /// Another shape, with the path of the field.
    pub fn exact(&self) -> Result<ExactPayload, WireError> {
        header::read("payload", &self.payload)
    }
}

/// What became of a payment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettlementResponse {
    pub success: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Address>,
    /// The transaction's hash; empty when it failed or nothing went on chain (a voucher).
    pub transaction: String,
    pub network: String,
    /// Base units that moved on chain, in decimal digits; empty for a voucher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Value>,
    /// For batch-settlement a [`Charge`](super::batch::Charge).
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Extra,
}

/// `eip155:<chain id>`.
pub fn network(chain_id: u64) -> String {
    format!("eip155:{chain_id}")
}

/// The chain id of an EVM network in CAIP-2 notation.
///
/// # Errors
/// Another namespace, or not a number below 2^64.
pub fn chain_id(network: &str) -> Result<u64, WireError> {
    let digits = network
        .strip_prefix("eip155:")
        .ok_or_else(|| WireError::field("network", "not an EVM network (expected eip155:<chain id>)"))?;
    decimal::parse(digits).map_err(|reason| WireError::field("network", reason))
}

fn address(at: &str, text: &str) -> Result<Address, WireError> {
    text.parse().map_err(|_| WireError::field(at, "expected an address: 0x and 40 hex digits"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_offer_comes_back_word_for_word() {
        let offer = json!({ "scheme": "new", "network": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "amount": "0007",
            "asset": "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "payTo": "aBc", "maxTimeoutSeconds": 60,
            "extra": { "b": [1, { "c": null }], "a": 1.5 }, "later": true });
        let read: PaymentRequirements = serde_json::from_value(offer.clone()).expect("any scheme is read");
        assert_eq!(serde_json::to_value(&read).expect("serialises"), offer);
        assert!(read.terms().is_err());
    }

    #[test]
    fn networks_are_checked() {
        assert_eq!(chain_id(&network(84_532)), Ok(84_532));
        for bad in ["eip155:", "eip155:-1", "eip155:18446744073709551616", "84532", "eip155:*"] {
            assert!(chain_id(bad).is_err(), "{bad}");
        }
    }
}
