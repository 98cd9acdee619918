//! A paying customer without a network: what stock clients do, as a state machine.
//!
//! ```text
//! 402 ─► pay ─► PAYMENT-SIGNATURE ─► 200 ─► settled        the memory advances by what was charged
//!                                └─► 402 ─► resync ─► pay  once, with the first 402's offer
//! ```
//!
//! Per channel it remembers what has been charged and what has been deposited, and nothing else. Time, salts and the
//! state of the chain are arguments.
//!
//! Invariants. It never signs for more than the charged total plus the offer's price. It believes no balance but the
//! chain's and its own deposits, and no charge above the price that it signed for.

mod choice;
mod memory;

use alloy::primitives::{Address, B256, Bytes, U256};

pub use self::{
    choice::Policy,
    memory::{Channel, NoResync, OnChain, Settled},
};
use super::{
    BATCH_SETTLEMENT, VERSION,
    authorization::{TokenDomain, deposit_authorization},
    batch::{BatchExtra, BatchPayload, ChannelConfig, Deposit, DepositAuthorization},
    decimal,
    exact::{ExactAuthorization, ExactExtra, ExactPayload},
    header::{self, WireError},
    signature::Key,
    voucher::EscrowDomain,
    wire::{PaymentPayload, PaymentRequired, PaymentRequirements, Terms},
};

/// Why the customer does not pay.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayRefusal {
    #[error("nothing offered has a scheme that this customer speaks")]
    NoScheme,
    #[error("the offer cannot be read: {0}")]
    Offer(#[from] WireError),
    #[error("token {asset} on chain {chain_id} is not one this customer knows")]
    UnknownAsset { chain_id: u64, asset: Address },
    #[error("{amount} is more than the {max} this customer pays at once")]
    AboveMax { amount: u128, max: u128 },
    #[error("deposits by {0} are not supported")]
    TransferMethod(String),
    #[error("the offer names no receiverAuthorizer")]
    NoReceiverAuthorizer,
    #[error("a deposit of {needed} is needed, more than the {max} this customer deposits at once")]
    DepositAboveMax { needed: u128, max: u128 },
    #[error("amounts above 128 bits")]
    Overflow,
    #[error("no channel is open here")]
    NoChannel,
    #[error("all {balance} of the channel has been charged for")]
    NothingToRefund { balance: u128 },
    #[error("charged {charged} where {offered} was offered")]
    ChargedAboveOffer { charged: u128, offered: u128 },
    #[error("the answer cannot be read: {0}")]
    Answer(WireError),
}

/// What differs between two payments of the same offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since the Unix epoch.
    pub now: u64,
    /// Unpredictable, and never used twice.
    pub salt: B256,
}

/// A payment to send with the request.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// The value of the `PAYMENT-SIGNATURE` header.
    pub header: String,
    pub payload: PaymentPayload,
    /// The price that was signed for, in base units; 0 for a refund.
    pub price: u128,
    pub means: Means,
}

/// How a payment pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    Transfer,
    Voucher { channel_id: B256 },
    Deposit { channel_id: B256, amount: u128 },
    Refund { channel_id: B256, amount: Option<u128> },
}

/// A customer: one key, a purse policy, and what it remembers of its channels.
#[derive(Clone, Debug)]
pub struct Payer {
    key: Key,
    policy: Policy,
    channels: memory::Channels,
}

impl Payer {
    pub fn new(key: Key, policy: Policy) -> Self {
        Self { key, policy, channels: memory::Channels::default() }
    }

    pub fn address(&self) -> Address {
        self.key.address()
    }

    /// The channel that paying `offer` uses, and its id.
    ///
    /// # Errors
    /// The offer is not a readable batch-settlement offer.
    pub fn channel_for(&self, offer: &PaymentRequirements) -> Result<(ChannelConfig, B256), PayRefusal> {
        let terms = offer.terms()?;
        let extra: BatchExtra = offer.extra()?;
        self.channel(&terms, &extra)
    }

    fn channel(&self, terms: &Terms, extra: &BatchExtra) -> Result<(ChannelConfig, B256), PayRefusal> {
        if extra.receiver_authorizer.is_zero() {
            return Err(PayRefusal::NoReceiverAuthorizer);
        }
        let config = ChannelConfig {
            payer: self.address(),
            payer_authorizer: self.address(),
            receiver: terms.pay_to,
            receiver_authorizer: extra.receiver_authorizer,
            token: terms.asset,
            withdraw_delay: extra.withdraw_delay,
            salt: self.policy.channel_salt,
        };
        Ok((config, EscrowDomain::new(terms.chain_id).channel_id(&config)))
    }

    /// The first offer that this customer can and may pay.
    ///
    /// # Errors
    /// None; the reason is that of the first offer in a scheme it speaks.
    pub fn choose<'a>(&self, required: &'a PaymentRequired) -> Result<&'a PaymentRequirements, PayRefusal> {
        self.policy.choose(&required.accepts)
    }

    /// Signs a payment for what `required` asks.
    ///
    /// A channel that is not remembered is taken to be empty: with access to the chain, [`Self::recall`] it first. The
    /// memory does not change until [`Self::settled`], so a payment that was never sent costs nothing.
    ///
    /// # Errors
    /// Nothing on offer can or may be paid.
    pub fn pay(&self, required: &PaymentRequired, moment: Moment) -> Result<Payment, PayRefusal> {
        let offer = self.choose(required)?;
        let terms = offer.terms()?;
        let (payload, means) = if offer.scheme == BATCH_SETTLEMENT {
            self.pay_by_voucher(offer, &terms, moment)?
        } else {
            (self.pay_by_transfer(offer, &terms, moment)?, Means::Transfer)
        };
        Ok(envelope(required, offer, payload, terms.amount, means))
    }

    fn pay_by_voucher(
        &self,
        offer: &PaymentRequirements,
        terms: &Terms,
        moment: Moment,
    ) -> Result<(serde_json::Value, Means), PayRefusal> {
        let extra: BatchExtra = offer.extra()?;
        let (config, channel_id) = self.channel(terms, &extra)?;
        let known = self.channels.get(channel_id).unwrap_or_default();
        let max_claimable = known.charged.checked_add(terms.amount).ok_or(PayRefusal::Overflow)?;
        let voucher = EscrowDomain::new(terms.chain_id).sign_voucher(&self.key, channel_id, max_claimable);
        if known.balance > 0 && max_claimable <= known.balance {
            return Ok((BatchPayload::Voucher { config, voucher }.to_json(), Means::Voucher { channel_id }));
        }

        if let Some(method) = extra.asset_transfer_method.filter(|method| method != "eip3009") {
            return Err(PayRefusal::TransferMethod(method));
        }
        let needed = max_claimable.saturating_sub(known.balance);
        let announced = extra.min_deposit.and_then(|text| decimal::parse(&text).ok());
        let amount = self.policy.deposit(terms.amount, needed, announced)?;
        let mut authorization = DepositAuthorization {
            valid_after: 0,
            valid_before: moment.now.saturating_add(terms.max_timeout_seconds),
            salt: moment.salt,
            signature: Bytes::new(),
        };
        let signed = deposit_authorization(self.address(), channel_id, amount, &authorization);
        let token = TokenDomain::new(&extra.name, &extra.version, terms.chain_id, terms.asset);
        authorization.signature = self.key.sign(token.receive_digest(&signed));
        let deposit = Deposit { amount, authorization };
        Ok((BatchPayload::Deposit { config, voucher, deposit }.to_json(), Means::Deposit { channel_id, amount }))
    }

    fn pay_by_transfer(
        &self,
        offer: &PaymentRequirements,
        terms: &Terms,
        moment: Moment,
    ) -> Result<serde_json::Value, PayRefusal> {
        let extra: ExactExtra = offer.extra()?;
        if let Some(method) = extra.asset_transfer_method.filter(|method| method != "eip3009") {
            return Err(PayRefusal::TransferMethod(method));
        }
        let authorization = ExactAuthorization {
            from: self.address(),
            to: terms.pay_to,
            value: U256::from(terms.amount),
            valid_after: U256::ZERO,
            valid_before: U256::from(moment.now.saturating_add(terms.max_timeout_seconds)),
            nonce: moment.salt,
        };
        let token = TokenDomain::new(&extra.name, &extra.version, terms.chain_id, terms.asset);
        let signature = self.key.sign(token.transfer_digest(&authorization));
        let payload = ExactPayload { signature, authorization };
        Ok(serde_json::to_value(payload).expect("wire types always serialise"))
    }

    /// Asks for unused money back: `amount` base units, or all of it.
    ///
    /// # Errors
    /// The first offer is not batch-settlement, or no money is known to be there.
    pub fn refund(&self, required: &PaymentRequired, amount: Option<u128>) -> Result<Payment, PayRefusal> {
        let offer =
            required.accepts.iter().find(|offer| offer.scheme == BATCH_SETTLEMENT).ok_or(PayRefusal::NoScheme)?;
        let terms = offer.terms()?;
        let (config, channel_id) = self.channel(&terms, &offer.extra()?)?;
        let known = self.channels.get(channel_id).ok_or(PayRefusal::NoChannel)?;
        if known.balance <= known.charged {
            return Err(PayRefusal::NothingToRefund { balance: known.balance });
        }
        let voucher = EscrowDomain::new(terms.chain_id).sign_voucher(&self.key, channel_id, known.charged);
        let payload = BatchPayload::Refund { config, voucher, amount };
        Ok(envelope(required, offer, payload.to_json(), 0, Means::Refund { channel_id, amount }))
    }
}

fn envelope(
    required: &PaymentRequired,
    offer: &PaymentRequirements,
    payload: serde_json::Value,
    price: u128,
    means: Means,
) -> Payment {
    let payload = PaymentPayload {
        x402_version: VERSION,
        resource: Some(required.resource.clone()),
        accepted: offer.clone(),
        payload,
        extensions: required.extensions.clone(),
    };
    Payment { header: header::encode(&payload), payload, price, means }
}

#[cfg(test)]
mod tests;
