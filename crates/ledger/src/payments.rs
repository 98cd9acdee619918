//! Who paid: money on its way from a customer's signature to the split, by payer.
//!
//! ```text
//! voucher ─ Claimed ─► in the escrow ─ Settled ─┐
//!                                               ├─► at the Till, not split ─ Collected ─► the day's revenue
//! single transfer, x402 exact or plain ─────────┘
//! ```
//!
//! A settlement sends all that was claimed and a collection splits all that arrived, so each stage hands on whole sums and
//! the payers' parts add up to them exactly. What cannot be told is [`Source::UNKNOWN`]'s, never somebody's.

use crate::fold::Dated;
use alloy::primitives::{Address, B256, U256};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use usufruct_model::{Cash, Event, Venture};
use usufruct_protocol::{events::EscrowEvent, x402::ESCROW};

/// One payer, in one of the ways to pay, as what it was to the venture when it paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// Zero for minted and for unknown money.
    pub payer: Address,
    pub way: Way,
    pub standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By voucher, through the escrow.
    Voucher,
    /// By a transfer of its own: x402 `exact`, or a plain one.
    Transfer,
    Unknown,
}

/// What a payer was to the venture when it paid. An insider's payment is not demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Customer,
    /// An operator, present or former, or a purse that an operator sent money from.
    Operator,
    /// Held shares, and was no operator.
    Holder,
}

impl Source {
    pub const UNKNOWN: Self = Self { payer: Address::ZERO, way: Way::Unknown, standing: Standing::Customer };
}

/// Money that was paid and not yet split, and who opened which channel. Amounts in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payments {
    /// Everybody who ever was the operator.
    pub operators: BTreeSet<Address>,
    /// Payers of the channels that pay the Till.
    channels: Arc<BTreeMap<B256, Address>>,
    in_escrow: Arc<BTreeMap<Source, U256>>,
    at_till: Arc<BTreeMap<Source, U256>>,
    /// All vouchers claimed through these channels.
    pub claimed: U256,
    /// All that the escrow says it sent to the Till, and all that arrived from there.
    pub settled: U256,
    pub arrived: U256,
    /// Arrived from the escrow without a claim that was seen: through channels opened before the venture was.
    pub unclaimed: U256,
    /// The last transfer to the Till, until it is known not to be a remittance.
    last_transfer: Option<(B256, Source, U256)>,
}

impl Payments {
    pub(crate) fn new(operator: Address) -> Self {
        Self {
            operators: BTreeSet::from([operator]),
            channels: Arc::default(),
            in_escrow: Arc::default(),
            at_till: Arc::default(),
            claimed: U256::ZERO,
            settled: U256::ZERO,
            arrived: U256::ZERO,
            unclaimed: U256::ZERO,
            last_transfer: None,
        }
    }

    /// Whether the channel pays the Till.
    pub fn knows(&self, channel: B256) -> bool {
        self.channels.contains_key(&channel)
    }

    /// Claimed, not yet settled, as far as its payers are known.
    pub fn waiting(&self) -> U256 {
        self.in_escrow.values().fold(U256::ZERO, |sum, amount| sum.saturating_add(*amount))
    }

    /// Arrived, not yet split, by payer.
    pub fn at_till(&self) -> &BTreeMap<Source, U256> {
        &self.at_till
    }

    pub(crate) fn take_escrow(&mut self, event: &EscrowEvent, venture: &Venture) {
        match *event {
            EscrowEvent::Opened { channel, payer } => {
                Arc::make_mut(&mut self.channels).insert(channel, payer);
            }
            EscrowEvent::Claimed { channel, amount } => {
                let Some(&payer) = self.channels.get(&channel) else { return };
                let amount = U256::from(amount);
                let source = Source { payer, way: Way::Voucher, standing: self.standing(payer, venture) };
                add(&mut self.in_escrow, source, amount);
                self.claimed = self.claimed.saturating_add(amount);
            }
            EscrowEvent::Settled { amount } => self.settled = self.settled.saturating_add(U256::from(amount)),
        }
    }

    /// The revenue that `event` splits, by where it came from; empty for events that split nothing.
    ///
    /// `venture` is as before the event.
    pub(crate) fn take(&mut self, dated: &Dated, event: &Event, venture: &Venture) -> BTreeMap<Source, U256> {
        let base = |cash: Cash| U256::from(cash.0).saturating_mul(venture.unit);
        match *event {
            Event::CashTransferred { from, to, amount } if to == venture.purses.till => {
                self.arrive(dated.transaction, from, amount, venture);
            }
            Event::Collected { collected, .. } => return drained(&mut self.at_till, base(collected)),
            Event::Remitted { operator, amount, .. } => self.remitted(dated.transaction, operator, base(amount)),
            Event::OperatorChanged { to, .. } => {
                self.operators.insert(to);
            }
            _ => {}
        }
        BTreeMap::new()
    }

    fn arrive(&mut self, transaction: B256, from: Address, amount: U256, venture: &Venture) {
        if from == ESCROW {
            self.arrived = self.arrived.saturating_add(amount);
            for (source, part) in drained(&mut self.in_escrow, amount) {
                if source == Source::UNKNOWN {
                    self.unclaimed = self.unclaimed.saturating_add(part);
                }
                add(&mut self.at_till, source, part);
            }
            return;
        }
        let source = Source { payer: from, way: Way::Transfer, standing: self.standing(from, venture) };
        add(&mut self.at_till, source, amount);
        self.last_transfer = Some((transaction, source, amount));
    }

    /// The operator's own transfer, just before in the same transaction, was a remittance: it is split already.
    fn remitted(&mut self, transaction: B256, operator: Address, amount: U256) {
        let Some((sent_in, source, arrived)) = self.last_transfer.take() else { return };
        if sent_in == transaction && source.payer == operator {
            subtract(&mut self.at_till, source, amount.min(arrived));
        }
    }

    fn standing(&self, payer: Address, venture: &Venture) -> Standing {
        let purses = venture.purses;
        if self.operators.contains(&payer) || payer == purses.till || payer == purses.offering {
            Standing::Operator
        } else if payer == purses.share || !venture.balance(payer).is_zero() {
            // From the Share comes what a holder had paid out to the Till.
            Standing::Holder
        } else {
            Standing::Customer
        }
    }
}

fn add(amounts: &mut Arc<BTreeMap<Source, U256>>, source: Source, amount: U256) {
    if !amount.is_zero() {
        let sum = Arc::make_mut(amounts).entry(source).or_default();
        *sum = sum.saturating_add(amount);
    }
}

fn subtract(amounts: &mut Arc<BTreeMap<Source, U256>>, source: Source, amount: U256) {
    let amounts = Arc::make_mut(amounts);
    if let Some(sum) = amounts.get_mut(&source) {
        *sum = sum.saturating_sub(amount);
        if sum.is_zero() {
            amounts.remove(&source);
        }
    }
}

/// Takes `amount` out, by source; what is not there is unknown. What is left over, less than a cash unit, stays with the
/// last sources.
fn drained(amounts: &mut Arc<BTreeMap<Source, U256>>, amount: U256) -> BTreeMap<Source, U256> {
    let (mut taken, mut missing) = (BTreeMap::new(), amount);
    Arc::make_mut(amounts).retain(|source, sum| {
        let part = missing.min(*sum);
        if !part.is_zero() {
            taken.insert(*source, part);
        }
        missing -= part;
        *sum -= part;
        !sum.is_zero()
    });
    if !missing.is_zero() {
        let unknown: &mut U256 = taken.entry(Source::UNKNOWN).or_default();
        *unknown = unknown.saturating_add(missing);
    }
    taken
}
