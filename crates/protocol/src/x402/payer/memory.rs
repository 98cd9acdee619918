//! What the customer remembers of its channels, and what may change it.

use std::collections::BTreeMap;

use alloy::primitives::B256;

use super::{Means, PayRefusal, Payer, Payment};
use crate::x402::{
    BATCH_SETTLEMENT,
    batch::{BatchExtra, ChannelState, Charge},
    header::WireError,
    reason, signature,
    voucher::EscrowDomain,
    wire::{PaymentRequired, SettlementResponse},
};

/// What the customer knows of a channel, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    /// Charged since the channel began.
    pub charged: u128,
    /// Deposited, less what came back.
    pub balance: u128,
}

/// A channel as the escrow has it. Read it from the chain: a server's word for it is only a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnChain {
    pub balance: u128,
    pub total_claimed: u128,
}

impl From<&ChannelState> for OnChain {
    fn from(state: &ChannelState) -> Self {
        Self { balance: state.balance, total_claimed: state.total_claimed }
    }
}

/// What an answer meant for the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The payment was taken; the request cost this many base units.
    Charged(u128),
    /// The payment was not taken. Nothing changes.
    Refused,
    /// The server counts another total than this customer. Nothing changes: the next voucher will be corrected.
    OutOfStep,
    /// Money is on its way back.
    Refunded,
}

/// Why a 402 does not lead to a second try.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoResync {
    #[error("the 402 does not say that the totals differ")]
    OtherReason,
    #[error("the offer cannot be read: {0}")]
    Offer(#[from] PayRefusal),
    #[error("the server charged {charged}, more than the {signed} that was signed")]
    ChargedAboveSigned { charged: u128, signed: u128 },
    #[error("the server charged {charged}, less than the {claimed} claimed on chain")]
    ChargedBelowClaimed { charged: u128, claimed: u128 },
    #[error("the server shows no signature of ours")]
    NotOurs,
}

impl From<WireError> for NoResync {
    fn from(error: WireError) -> Self {
        Self::Offer(PayRefusal::Offer(error))
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Channels(BTreeMap<B256, Channel>);

impl Channels {
    pub(super) fn get(&self, id: B256) -> Option<Channel> {
        self.0.get(&id).copied()
    }
}

impl Payer {
    /// What is remembered of a channel.
    pub fn remembered(&self, channel_id: B256) -> Option<Channel> {
        self.channels.get(channel_id)
    }

    /// Starts from what the chain says, after a loss of memory. Charges that were never claimed are learnt from the
    /// server, by [`Self::resync`].
    pub fn recall(&mut self, channel_id: B256, on_chain: OnChain) {
        let channel = Channel { charged: on_chain.total_claimed, balance: on_chain.balance };
        self.channels.0.insert(channel_id, channel);
    }

    /// Takes note of the answer to `payment`.
    ///
    /// # Errors
    /// The server charged more than it had offered, or its answer cannot be read; nothing changes.
    pub fn settled(&mut self, payment: &Payment, response: &SettlementResponse) -> Result<Settled, PayRefusal> {
        if !response.success {
            return Ok(Settled::Refused);
        }
        let (channel_id, deposited) = match payment.means {
            Means::Transfer => return Ok(Settled::Charged(payment.price)),
            Means::Refund { channel_id, amount } => {
                self.refunded(channel_id, amount);
                return Ok(Settled::Refunded);
            }
            Means::Voucher { channel_id } => (channel_id, 0),
            Means::Deposit { channel_id, amount } => (channel_id, amount),
        };
        let charge = Charge::from_extra(&response.extra).map_err(PayRefusal::Answer)?;
        let charged = charge.charged_amount.unwrap_or(0);
        if charged > payment.price {
            return Err(PayRefusal::ChargedAboveOffer { charged, offered: payment.price });
        }

        let mut channel = self.channels.get(channel_id).unwrap_or_default();
        channel.charged = channel.charged.checked_add(charged).ok_or(PayRefusal::Overflow)?;
        channel.balance = channel.balance.checked_add(deposited).ok_or(PayRefusal::Overflow)?;
        let theirs = charge.channel_state.and_then(|state| state.charged_cumulative_amount);
        if theirs.is_some_and(|theirs| theirs != channel.charged) {
            return Ok(Settled::OutOfStep);
        }
        self.channels.0.insert(channel_id, channel);
        Ok(Settled::Charged(charged))
    }

    fn refunded(&mut self, channel_id: B256, amount: Option<u128>) {
        let Some(channel) = self.channels.0.get_mut(&channel_id) else { return };
        let left = channel.balance.saturating_sub(channel.charged);
        match amount {
            Some(amount) if amount < left => channel.balance -= amount,
            // Nothing is left. What the channel is from here on, the chain knows.
            _ => {
                self.channels.0.remove(&channel_id);
            }
        }
    }

    /// Accepts the server's total from a corrective 402, if the customer's own signature covers it. `on_chain` is the
    /// state of the channel that the 402's batch-settlement offer describes ([`Payer::channel_for`]).
    ///
    /// # Errors
    /// The 402 is not corrective, or its claims do not hold; nothing changes.
    pub fn resync(&mut self, required: &PaymentRequired, on_chain: OnChain) -> Result<Channel, NoResync> {
        let corrective = [reason::CUMULATIVE_AMOUNT_MISMATCH, reason::CUMULATIVE_BELOW_CLAIMED];
        if !required.error.as_deref().is_some_and(|error| corrective.contains(&error)) {
            return Err(NoResync::OtherReason);
        }
        let offer = required.accepts.iter().find(|offer| offer.scheme == BATCH_SETTLEMENT);
        let offer = offer.ok_or(NoResync::OtherReason)?;
        let terms = offer.terms()?;
        let extra: BatchExtra = offer.extra()?;
        let (_, channel_id) = self.channel(&terms, &extra)?;

        let charged = extra.channel_state.and_then(|state| state.charged_cumulative_amount);
        let shown = extra.voucher_state.and_then(|state| state.signed_max_claimable.zip(state.signature));
        let (Some(charged), Some((signed, signature))) = (charged, shown) else {
            // The server holds no voucher: then the chain is all there is.
            self.recall(channel_id, on_chain);
            return Ok(self.channels.get(channel_id).unwrap_or_default());
        };
        if charged > signed {
            return Err(NoResync::ChargedAboveSigned { charged, signed });
        }
        if charged < on_chain.total_claimed {
            return Err(NoResync::ChargedBelowClaimed { charged, claimed: on_chain.total_claimed });
        }
        let digest = EscrowDomain::new(terms.chain_id).voucher_digest(channel_id, signed);
        signature::verify(digest, &signature, self.address()).map_err(|_| NoResync::NotOurs)?;

        let channel = Channel { charged, balance: on_chain.balance };
        self.channels.0.insert(channel_id, channel);
        Ok(channel)
    }
}
