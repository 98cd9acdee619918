//! The batch-settlement scheme on the wire: channels, vouchers, deposits, refunds, and what the server reports back.
//!
//! A channel is its configuration: both sides compute the same id from it. A voucher says "of this channel you may
//! claim up to this much in all", so the newest voucher replaces every earlier one.

use alloy::primitives::{Address, B256, Bytes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    decimal,
    header::{self, WireError},
    wire::Extra,
};

/// What a channel is. Two configurations that differ in anything are two channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelConfig {
    pub payer: Address,
    /// The plain account that signs vouchers. Zero: the payer itself does, and may be a contract (ERC-1271).
    pub payer_authorizer: Address,
    pub receiver: Address,
    /// Signs claims and refunds for the receiver.
    pub receiver_authorizer: Address,
    pub token: Address,
    /// Seconds between a payer's wish to withdraw and the withdrawal.
    pub withdraw_delay: u32,
    pub salt: B256,
}

/// A cumulative permission to claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Voucher {
    pub channel_id: B256,
    /// Token base units, since the channel began.
    #[serde(with = "decimal")]
    pub max_claimable_amount: u128,
    pub signature: Bytes,
}

/// An EIP-3009 permission to bring money into the channel. Its nonce binds it to the channel, see
/// [`deposit_nonce`](super::authorization::deposit_nonce).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DepositAuthorization {
    #[serde(with = "decimal")]
    pub valid_after: u64,
    #[serde(with = "decimal")]
    pub valid_before: u64,
    pub salt: B256,
    pub signature: Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Token base units.
    pub amount: u128,
    pub authorization: DepositAuthorization,
}

/// What the customer sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchPayload {
    /// Money for the channel, with the voucher for this request.
    Deposit { config: ChannelConfig, voucher: Voucher, deposit: Deposit },
    /// A voucher alone.
    Voucher { config: ChannelConfig, voucher: Voucher },
    /// The customer wants unused money back: `amount`, or all of it. The voucher is the last total, nothing more.
    Refund { config: ChannelConfig, voucher: Voucher, amount: Option<u128> },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DepositWire {
    channel_config: ChannelConfig,
    voucher: Voucher,
    deposit: DepositPartWire,
}

#[derive(Serialize, Deserialize)]
struct DepositPartWire {
    #[serde(with = "decimal")]
    amount: u128,
    authorization: AuthorizationWire,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuthorizationWire {
    erc3009_authorization: DepositAuthorization,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct VoucherWire {
    channel_config: ChannelConfig,
    voucher: Voucher,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RefundWire {
    channel_config: ChannelConfig,
    voucher: Voucher,
    #[serde(default, with = "decimal::option", skip_serializing_if = "Option::is_none")]
    amount: Option<u128>,
}

impl BatchPayload {
    pub fn config(&self) -> &ChannelConfig {
        match self {
            Self::Deposit { config, .. } | Self::Voucher { config, .. } | Self::Refund { config, .. } => config,
        }
    }

    pub fn voucher(&self) -> &Voucher {
        match self {
            Self::Deposit { voucher, .. } | Self::Voucher { voucher, .. } | Self::Refund { voucher, .. } => voucher,
        }
    }

    /// Reads the `payload` of a payment by its `type`.
    pub(super) fn read(payload: &Value) -> Result<Self, WireError> {
        const AT: &str = "payload";
        match payload.get("type").and_then(Value::as_str) {
            Some("deposit") => {
                let DepositWire { channel_config: config, voucher, deposit } = header::read(AT, payload)?;
                let authorization = deposit.authorization.erc3009_authorization;
                Ok(Self::Deposit { config, voucher, deposit: Deposit { amount: deposit.amount, authorization } })
            }
            Some("voucher") => {
                let VoucherWire { channel_config: config, voucher } = header::read(AT, payload)?;
                Ok(Self::Voucher { config, voucher })
            }
            Some("refund") => {
                let RefundWire { channel_config: config, voucher, amount } = header::read(AT, payload)?;
                Ok(Self::Refund { config, voucher, amount })
            }
            Some(_) => Err(WireError::field("payload type", "expected deposit, voucher or refund")),
            None => Err(WireError::field("payload type", "missing")),
        }
    }

    /// The `payload` of a payment.
    pub fn to_json(&self) -> Value {
        match self.clone() {
            Self::Deposit { config, voucher, deposit } => json!({
                "type": "deposit",
                "channelConfig": checksummed(&config),
                "voucher": voucher,
                "deposit": DepositPartWire {
                    amount: deposit.amount,
                    authorization: AuthorizationWire { erc3009_authorization: deposit.authorization },
                },
            }),
            Self::Voucher { config, voucher } => {
                json!({ "type": "voucher", "channelConfig": checksummed(&config), "voucher": voucher })
            }
            Self::Refund { config, voucher, amount: Some(amount) } => json!({
                "type": "refund", "channelConfig": checksummed(&config), "voucher": voucher,
                "amount": amount.to_string(),
            }),
            Self::Refund { config, voucher, amount: None } => {
                json!({ "type": "refund", "channelConfig": checksummed(&config), "voucher": voucher })
            }
        }
    }
}

/// Some servers compare addresses as texts; the mixed-case form is the one they expect.
fn checksummed(config: &ChannelConfig) -> Value {
    json!({
        "payer": config.payer.to_checksum(None),
        "payerAuthorizer": config.payer_authorizer.to_checksum(None),
        "receiver": config.receiver.to_checksum(None),
        "receiverAuthorizer": config.receiver_authorizer.to_checksum(None),
        "token": config.token.to_checksum(None),
        "withdrawDelay": config.withdraw_delay,
        "salt": config.salt,
    })
}

/// `extra` of a batch-settlement offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchExtra {
    pub receiver_authorizer: Address,
    #[serde(default = "stock_withdraw_delay")]
    pub withdraw_delay: u32,
    /// EIP-712 name and version of the asset.
    pub name: String,
    pub version: String,
    /// `eip3009` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_transfer_method: Option<String>,
    /// What a deposit should be at least, in base units and decimal digits. A text: clients ignore a bad one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_deposit: Option<String>,
    /// Only on a corrective 402: where the server is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_state: Option<ChannelState>,
    /// Only on a corrective 402: the customer's own signature that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher_state: Option<VoucherState>,
    /// What this scheme does not define.
    #[serde(flatten)]
    pub rest: Extra,
}

// What stock clients assume when the offer does not say.
fn stock_withdraw_delay() -> u32 {
    super::WITHDRAW_DELAY_MIN
}

impl BatchExtra {
    /// As the `extra` of an offer.
    pub fn to_extra(&self) -> Extra {
        object(self)
    }
}

/// A channel as the server knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelState {
    pub channel_id: B256,
    /// Deposits less withdrawals and refunds, in base units. Claimed money stays counted in it.
    #[serde(with = "decimal")]
    pub balance: u128,
    #[serde(with = "decimal")]
    pub total_claimed: u128,
    /// Seconds since the Unix epoch; 0: no withdrawal has been announced.
    pub withdraw_requested_at: u64,
    #[serde(with = "decimal")]
    pub refund_nonce: u64,
    /// What has been charged since the channel began.
    #[serde(default, with = "decimal::option", skip_serializing_if = "Option::is_none")]
    pub charged_cumulative_amount: Option<u128>,
}

/// The newest voucher that the server holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VoucherState {
    #[serde(default, with = "decimal::option", skip_serializing_if = "Option::is_none")]
    pub signed_max_claimable: Option<u128>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Bytes>,
}

/// `extra` of the answer to a paid request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Charge {
    /// What this request cost, in base units: at most what was offered.
    #[serde(default, with = "decimal::option", skip_serializing_if = "Option::is_none")]
    pub charged_amount: Option<u128>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_state: Option<ChannelState>,
}

impl Charge {
    /// As the `extra` of a [`SettlementResponse`](super::wire::SettlementResponse).
    pub fn to_extra(&self) -> Extra {
        object(self)
    }

    /// # Errors
    /// A field of another type.
    pub fn from_extra(extra: &Extra) -> Result<Self, WireError> {
        header::read("extra", &Value::Object(extra.clone()))
    }
}

fn object(part: &impl Serialize) -> Extra {
    match serde_json::to_value(part) {
        Ok(Value::Object(object)) => object,
        _ => unreachable!("a struct with named fields serialises to an object"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> ChannelConfig {
        ChannelConfig {
            payer: Address::repeat_byte(1),
            payer_authorizer: Address::repeat_byte(1),
            receiver: Address::repeat_byte(2),
            receiver_authorizer: Address::repeat_byte(3),
            token: Address::repeat_byte(4),
            withdraw_delay: 86_400,
            salt: B256::ZERO,
        }
    }

    fn voucher() -> Voucher {
        Voucher { channel_id: B256::repeat_byte(9), max_claimable_amount: u128::MAX, signature: Bytes::from([7; 65]) }
    }

    #[test]
    fn every_payload_survives_the_wire() {
        let authorization = DepositAuthorization {
            valid_after: 0,
            valid_before: u64::MAX,
            salt: B256::repeat_byte(5),
            signature: Bytes::from([8; 65]),
        };
        let deposit = Deposit { amount: 1, authorization };
        for payload in [
            BatchPayload::Deposit { config: config(), voucher: voucher(), deposit },
            BatchPayload::Voucher { config: config(), voucher: voucher() },
            BatchPayload::Refund { config: config(), voucher: voucher(), amount: None },
            BatchPayload::Refund { config: config(), voucher: voucher(), amount: Some(3) },
        ] {
            assert_eq!(BatchPayload::read(&payload.to_json()), Ok(payload));
        }
    }

    #[test]
    fn a_payload_is_refused_with_the_field() {
        let mut payload = BatchPayload::Voucher { config: config(), voucher: voucher() }.to_json();
        payload["channelConfig"]["withdrawDelay"] = json!(1_u64 << 32);
        let error = BatchPayload::read(&payload).expect_err("the delay does not fit").to_string();
        assert!(error.starts_with("payload channelConfig.withdrawDelay: "), "{error}");
        payload["type"] = json!("claim");
        assert!(BatchPayload::read(&payload).is_err());
        assert!(BatchPayload::read(&json!(7)).is_err());
    }

    #[test]
    fn what_the_scheme_does_not_define_stays_in_extra() {
        let extra = json!({ "receiverAuthorizer": Address::repeat_byte(3), "withdrawDelay": 900, "name": "USDC",
            "version": "2", "minDeposit": "1000000", "quote": "abc" });
        let read: BatchExtra = serde_json::from_value(extra.clone()).expect("reads");
        assert_eq!(read.rest["quote"], json!("abc"));
        assert_eq!(Value::Object(read.to_extra()), extra);
    }
}
