//! What is due. Pure: the same observation always gives the same plan.

use alloy::primitives::{Address, U256};
use usufruct_model::{Cash, offering, share};

use crate::observe::{Claimable, Observation};

/// When something is worth a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// A channel is claimed when at least this much of it waits, in base units,
    pub claim_amount: u128,
    /// or when the oldest of it waits this long, in seconds, or when its payer withdraws.
    pub claim_age: u64,
    /// Channels in one transaction. A channel takes about 24,000 gas, and a transaction may take 16.7 million.
    pub claims_per_batch: usize,
    /// Collect when the Till would find at least this much.
    pub collect_amount: Cash,
    /// Seconds between drips. Holders lose nothing by a late one; their claims show less until then.
    pub drip_interval: u64,
    /// Pay holders out, or leave claiming to them.
    pub pay_out: Option<PayOut>,
    /// Wind a stalled venture down, as anybody may.
    pub wind_down: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayOut {
    /// A holder is paid when it is owed at least this much.
    pub owed: Cash,
    /// Holders in one transaction, each about 30,000 gas.
    pub holders_per_batch: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            claim_amount: 1_000_000,
            claim_age: 24 * 60 * 60,
            claims_per_batch: 150,
            collect_amount: Cash(1),
            drip_interval: 60 * 60,
            pay_out: None,
            wind_down: true,
        }
    }
}

/// One thing to do; see the crate's header for why each may be repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Duty {
    CloseOffering,
    Claim(Vec<Claimable>),
    Settle,
    Collect,
    Drip,
    WindDown,
    PayOut(Vec<Address>),
}

/// A duty without what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DutyKind {
    CloseOffering,
    Claim,
    Settle,
    Collect,
    Drip,
    WindDown,
    PayOut,
}

impl Duty {
    pub fn kind(&self) -> DutyKind {
        match self {
            Self::CloseOffering => DutyKind::CloseOffering,
            Self::Claim(_) => DutyKind::Claim,
            Self::Settle => DutyKind::Settle,
            Self::Collect => DutyKind::Collect,
            Self::Drip => DutyKind::Drip,
            Self::WindDown => DutyKind::WindDown,
            Self::PayOut(_) => DutyKind::PayOut,
        }
    }
}

/// Decides what is due, in the order in which it is to be done: money is moved one purse further by each duty, so that
/// one cycle carries it from the voucher to the holder.
pub fn plan(seen: &Observation, policy: &Policy) -> Vec<Duty> {
    let mut duties = Vec::new();
    if offering_over(seen) {
        duties.push(Duty::CloseOffering);
    }
    let (claims, claiming) = claims_due(seen, policy);
    duties.extend(claims);

    // Settling is also due for what others claimed, or what a keeper claimed before it was killed.
    let settling = seen.waiting.saturating_add(claiming);
    if settling > 0 {
        duties.push(Duty::Settle);
    }
    let collecting = seen.views.till.collectable.saturating_add(in_cash_down(settling, seen.cash_unit));
    let collect = !collecting.is_zero() && collecting >= policy.collect_amount;
    if collect {
        // A credit drips as well.
        duties.push(Duty::Collect);
    } else {
        if drip_due(seen, policy) {
            duties.push(Duty::Drip);
        }
        // Only when no income is on its way: it might be the floor that keeps the venture alive.
        if policy.wind_down && stalled(seen) {
            duties.push(Duty::WindDown);
        }
    }
    if let Some(pay_out) = policy.pay_out {
        duties.extend(payments_due(seen, pay_out));
    }
    duties
}

fn offering_over(seen: &Observation) -> bool {
    let sold_out = seen.views.share.supply == seen.terms.hard_cap;
    seen.views.offering.phase == offering::Phase::Open && (sold_out || seen.now > seen.terms.deadline)
}

/// The claims, and how much they bring. Channels that are being withdrawn from come first.
fn claims_due(seen: &Observation, policy: &Policy) -> (Vec<Duty>, u128) {
    let due = |channel: &&Claimable| {
        channel.withdrawing
            || channel.unclaimed >= policy.claim_amount
            || seen.now.seconds_since(channel.since) >= policy.claim_age
    };
    let mut due: Vec<&Claimable> = seen.channels.iter().filter(due).collect();
    due.sort_by_key(|channel| (!channel.withdrawing, channel.channel_id));
    let bringing = due.iter().fold(0_u128, |sum, channel| sum.saturating_add(channel.unclaimed));

    // A contract that signs by its own code (ERC-1271) can answer one thing to a simulation and another in the block.
    // Alone in its transaction it fails alone.
    let (alone, together): (Vec<&Claimable>, Vec<&Claimable>) =
        due.into_iter().partition(|channel| channel.claim.config.payer_authorizer.is_zero());
    let batches = together.chunks(policy.claims_per_batch.max(1)).chain(alone.chunks(1));
    let claims = batches.map(|batch| Duty::Claim(batch.iter().map(|&channel| channel.clone()).collect()));
    (claims.collect(), bringing)
}

fn drip_due(seen: &Observation, policy: &Policy) -> bool {
    let share = &seen.views.share;
    share.phase != share::Phase::Selling
        && !share.supply.is_zero()
        && !share.reserve.is_zero()
        && seen.now.seconds_since(share.last_drip) >= policy.drip_interval
}

fn stalled(seen: &Observation) -> bool {
    let share = &seen.views.share;
    seen.views.offering.phase == offering::Phase::Active
        && share.phase == share::Phase::Dripping
        && seen.now > share.window_start.saturating_add(u64::from(seen.terms.stall_period))
}

fn payments_due(seen: &Observation, pay_out: PayOut) -> Vec<Duty> {
    let due = |(_, owed): &&(Address, Cash)| !owed.is_zero() && *owed >= pay_out.owed;
    let holders: Vec<Address> = seen.owed.iter().filter(due).map(|(holder, _)| *holder).collect();
    holders.chunks(pay_out.holders_per_batch.max(1)).map(|batch| Duty::PayOut(batch.to_vec())).collect()
}

fn in_cash_down(base_units: u128, cash_unit: U256) -> Cash {
    // A unit of zero is no currency; what it would hold is nothing.
    Cash::from_base_down(U256::from(base_units), cash_unit).unwrap_or(Cash(0))
}
