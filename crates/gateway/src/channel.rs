//! The decisions about a channel, without I/O: what to do with a payment, and what a channel is afterwards.
//!
//! ```text
//!              ┌────────────── Read: what does the chain say? ◄─┐
//!              ▼                                                │ no record, or old, or about to say no
//! tender ─► next_step ─► Replay | Deposit ─(then again)─ | Serve | Refuse
//!                                                          └─► after_charge: the record to write
//! ```
//!
//! Invariants. A channel is served only for a voucher of exactly what was charged plus the quoted amount, never above
//! its balance (GATEWAY-2). What is charged is at most what was quoted, so the newest voucher always covers it. No
//! refusal that rests on the chain's state is made on an old reading of it.

use alloy::primitives::{B256, Bytes};
use usufruct_model::price::Millis;
use usufruct_protocol::{
    escrow::{ChannelReading, VoucherClaim},
    x402::batch::{ChannelConfig, ChannelState, Deposit, VoucherState},
};

/// A channel as this gateway knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    pub id: B256,
    pub config: ChannelConfig,
    /// Charged since the channel began, in base units.
    pub charged: u128,
    /// The newest voucher that something was charged for. It covers `charged`.
    pub newest: Option<SignedTotal>,
    /// The chain's side, as it was at `read_at`.
    pub chain: ChannelReading,
    /// When the chain was asked; `None` after a restart.
    pub read_at: Option<Millis>,
    /// The last request that was served, to recognise it when it comes again.
    pub last: Option<Served>,
}

/// What the payer signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTotal {
    pub max_claimable: u128,
    pub signature: Bytes,
}

/// A payment together with the request that it paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// Digest of voucher and quote.
    pub payment: B256,
    /// Digest of method, path, query and body.
    pub request: B256,
}

/// A checked and signed offer to pay for one request.
#[derive(Clone, Debug)]
pub struct Tender {
    pub channel_id: B256,
    pub config: ChannelConfig,
    pub signed: SignedTotal,
    /// The quoted amount: the most this request may cost.
    pub amount: u128,
    pub deposit: Option<Deposit>,
    /// The smallest deposit that was offered to be taken.
    pub deposit_min: u128,
    pub served: Served,
}

/// What has been done for this request already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The chain was read during this request.
    pub read: bool,
    /// The deposit is in the escrow.
    pub deposited: bool,
}

/// What the operator's configuration has to say.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    pub reading_lifetime_millis: u64,
    pub unpinned_credit_max: u128,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Give the stored answer again.
    Replay,
    /// Ask the chain, then decide again.
    Read,
    /// Submit the deposit and wait for it, then decide again.
    Deposit,
    /// Forward the request, then charge.
    Serve,
    Refuse(ChannelRefusal),
}

/// Why a payment is not enough. Nothing is changed by any of these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelRefusal {
    #[error("the voucher is for {signed} in all; {charged} charged and {amount} quoted make {expected}")]
    Mismatch { signed: u128, charged: u128, amount: u128, expected: u128 },
    #[error("the voucher is for {signed} in all; {claimed} is claimed on chain already")]
    BelowClaimed { signed: u128, claimed: u128 },
    #[error("the voucher is for {signed} in all; the channel holds {balance}")]
    ExceedsBalance { signed: u128, balance: u128 },
    #[error("the channel holds nothing")]
    Unknown,
    #[error("a withdrawal was announced at {initiated_at}; until it is over the channel pays for nothing")]
    Withdrawing { initiated_at: u64 },
    #[error("{owed} would be owed unclaimed; without a pinned key at most {max} may be")]
    CreditExhausted { owed: u128, max: u128 },
    #[error("a deposit of {amount} is below the minimum of {min}")]
    DepositBelowMin { amount: u128, min: u128 },
    #[error("the deposit's authorisation is valid from {valid_after} to {valid_before}; it is {now}")]
    DepositOutsideWindow { valid_after: u64, valid_before: u64, now: u64 },
    #[error("amounts above 128 bits")]
    Overflow,
}

/// Decides about a payment whose signature and terms are already checked. `known` is the record, or what the chain told
/// during this request.
pub fn next_step(known: Option<&Channel>, tender: &Tender, done: Progress, rules: Rules, now: Millis) -> Step {
    let Some(channel) = known else { return Step::Read };
    if channel.last == Some(tender.served) {
        return Step::Replay;
    }
    let fresh = channel.read_at.is_some_and(|at| at <= now && now.0 - at.0 <= rules.reading_lifetime_millis);
    if !done.read && !fresh {
        return Step::Read;
    }
    match judge(channel, tender, done, rules, now) {
        // The chain may have moved since it was read: no refusal rests on an old reading.
        Step::Refuse(_) if !done.read => Step::Read,
        step => step,
    }
}

fn judge(channel: &Channel, tender: &Tender, done: Progress, rules: Rules, now: Millis) -> Step {
    use ChannelRefusal::{BelowClaimed, CreditExhausted, ExceedsBalance, Mismatch, Overflow, Unknown, Withdrawing};
    let (charged, amount, signed) = (channel.charged, tender.amount, tender.signed.max_claimable);
    let ChannelReading { balance, total_claimed, withdrawal, .. } = channel.chain;
    if let Some(withdrawal) = withdrawal {
        return Step::Refuse(Withdrawing { initiated_at: withdrawal.initiated_at });
    }
    let deposit = tender.deposit.as_ref().filter(|_| !done.deposited);
    if balance == 0 && deposit.is_none() {
        return Step::Refuse(Unknown);
    }
    let Some(expected) = charged.checked_add(amount) else { return Step::Refuse(Overflow) };
    if signed != expected {
        return Step::Refuse(Mismatch { signed, charged, amount, expected });
    }
    if signed < total_claimed {
        return Step::Refuse(BelowClaimed { signed, claimed: total_claimed });
    }
    let owed = signed - total_claimed;
    if channel.config.payer_authorizer.is_zero() && owed > rules.unpinned_credit_max {
        return Step::Refuse(CreditExhausted { owed, max: rules.unpinned_credit_max });
    }
    let Some(held) = balance.checked_add(deposit.map_or(0, |d| d.amount)) else { return Step::Refuse(Overflow) };
    if signed > held {
        return Step::Refuse(ExceedsBalance { signed, balance: held });
    }
    match deposit {
        None => Step::Serve,
        Some(deposit) => acceptable(deposit, tender.deposit_min, now).map_or_else(Step::Refuse, |()| Step::Deposit),
    }
}

/// Whether a deposit is worth its transaction and could succeed now.
fn acceptable(deposit: &Deposit, min: u128, now: Millis) -> Result<(), ChannelRefusal> {
    if deposit.amount < min {
        return Err(ChannelRefusal::DepositBelowMin { amount: deposit.amount, min });
    }
    let (valid_after, valid_before) = (deposit.authorization.valid_after, deposit.authorization.valid_before);
    let now = now.0 / 1_000;
    // Both bounds exclusive, as in EIP-3009.
    if valid_after < now && now < valid_before {
        return Ok(());
    }
    Err(ChannelRefusal::DepositOutsideWindow { valid_after, valid_before, now })
}

impl Channel {
    /// What is known of a channel once the chain was asked. A channel without a record begins where its claims are:
    /// charges that were never claimed are lost with the record, in the payer's favour.
    pub fn after_reading(known: Option<&Self>, tender: &Tender, chain: ChannelReading, now: Millis) -> Self {
        match known {
            None => Self {
                id: tender.channel_id,
                config: tender.config,
                charged: chain.total_claimed,
                newest: None,
                chain,
                read_at: Some(now),
                last: None,
            },
            Some(known) => known.clone().with_reading(chain, now),
        }
    }

    /// The same channel after the chain was asked. A record older than the chain (a restored backup) gives way.
    #[must_use]
    pub fn with_reading(mut self, chain: ChannelReading, now: Millis) -> Self {
        self.charged = self.charged.max(chain.total_claimed);
        self.chain = chain;
        self.read_at = Some(now);
        self
    }

    /// The same channel with the newer of two readings: another may have been made while a request was served, and a
    /// withdrawal that was seen must not be forgotten.
    #[must_use]
    pub fn with_newer_reading(mut self, other: &Self) -> Self {
        let claimed = self.chain.total_claimed.max(other.chain.total_claimed);
        if other.read_at > self.read_at {
            (self.chain, self.read_at) = (other.chain, other.read_at);
        }
        self.chain.total_claimed = claimed;
        self
    }

    /// The record after a request was served for `cost`; `None` if that is more than was quoted (GATEWAY-2).
    #[must_use]
    pub fn after_charge(&self, tender: &Tender, cost: u128) -> Option<Self> {
        if cost > tender.amount {
            return None;
        }
        let charged = self.charged.checked_add(cost).filter(|&charged| charged <= tender.signed.max_claimable)?;
        Some(Self { charged, newest: Some(tender.signed.clone()), last: Some(tender.served), ..self.clone() })
    }

    /// What can be claimed on chain, if anything.
    pub fn claimable(&self) -> Option<VoucherClaim> {
        let newest = self.newest.as_ref().filter(|_| self.charged > self.chain.total_claimed)?;
        Some(VoucherClaim {
            config: self.config,
            max_claimable: newest.max_claimable,
            signature: newest.signature.clone(),
            total_claimed: self.charged,
        })
    }

    /// As the customer is told.
    pub fn state(&self) -> ChannelState {
        self.chain.state(self.id, Some(self.charged))
    }

    /// The customer's own proof of the state.
    pub fn voucher_state(&self) -> Option<VoucherState> {
        self.newest.as_ref().map(|newest| VoucherState {
            signed_max_claimable: Some(newest.max_claimable),
            signature: Some(newest.signature.clone()),
        })
    }
}

#[cfg(test)]
mod tests;
