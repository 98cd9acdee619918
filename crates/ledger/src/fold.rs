//! Events become books: the model's `evolve`, and beside it what only history knows: who paid, on which day, and how each
//! position came about.
//!
//! Pure: the same events give the same books, wherever they were kept. A copy is cheap, so that readers can keep one
//! while the ledger goes on: it copies what grows with the holders and the payers, not what grows with time.

use crate::days::Days;
use crate::histories::Histories;
use crate::payments::Payments;
use alloy::primitives::{Address, B256, LogData, U256};
use std::collections::BTreeMap;
use usufruct_model::{Cash, Event, Timestamp, Venture, venture::PurseCash};
use usufruct_protocol::{
    deployment::Deployment,
    events::{EscrowEvent, NotAnEvent, escrow_event_of, event_of},
    x402::ESCROW,
};

/// A block's place in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    pub number: u64,
    pub hash: B256,
    /// Seconds since 1970.
    pub timestamp: u64,
}

/// One log as the chain has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub block: u64,
    /// Seconds since 1970, of the block.
    pub timestamp: u64,
    /// Within the block.
    pub index: u64,
    /// Hash of the transaction that logged it.
    pub transaction: B256,
    pub address: Address,
    pub log: LogData,
}

/// An event, when and by which transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    pub at: Timestamp,
    pub block: u64,
    pub transaction: B256,
    pub event: Logged,
}

/// Who logged it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Logged {
    /// A purse, or the currency.
    Venture(Event),
    Escrow(EscrowEvent),
}

/// What the entries say. Fails at the first that is no event of the venture or of the escrow.
pub fn decode(at: &Deployment, entries: &[Entry]) -> Result<Vec<Dated>, NotAnEvent> {
    let mut dated = Vec::with_capacity(entries.len());
    for entry in entries {
        let event = if entry.address == ESCROW {
            escrow_event_of(at, &entry.log, entry.block)?.map(Logged::Escrow)
        } else {
            Some(Logged::Venture(event_of(at, entry.address, &entry.log, entry.block)?))
        };
        dated.extend(event.map(|event| Dated {
            at: Timestamp(entry.timestamp),
            block: entry.block,
            transaction: entry.transaction,
            event,
        }));
    }
    Ok(dated)
}

/// Everything that a venture's events say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    pub venture: Venture,
    /// All that each purse ever received, in base units.
    pub received: PurseCash,
    /// Income paid out, by holder.
    pub claimed: BTreeMap<Address, Cash>,
    /// What the divisions of released income by the supply left over, in 2^-128 cash units: in nobody's favour.
    pub dropped_q128: U256,
    pub payments: Payments,
    pub days: Days,
    pub histories: Histories,
    /// Events taken in.
    pub events: u64,
}

impl Folded {
    /// `venture` is as the Factory left it.
    pub fn new(venture: Venture) -> Self {
        Self {
            payments: Payments::new(venture.terms.operator),
            venture,
            received: PurseCash::default(),
            claimed: BTreeMap::new(),
            dropped_q128: U256::ZERO,
            days: Days::default(),
            histories: Histories::default(),
            events: 0,
        }
    }

    /// Takes in events that follow, in the order of the chain, on those before.
    pub fn take(&mut self, events: &[Dated]) {
        for dated in events {
            match &dated.event {
                Logged::Venture(event) => self.evolve(event, dated),
                Logged::Escrow(event) => self.payments.take_escrow(event, &self.venture),
            }
            self.events += 1;
        }
    }

    fn evolve(&mut self, event: &Event, dated: &Dated) {
        self.remember(event);
        let split = self.payments.take(dated, event, &self.venture);
        self.days.take(event, &split, dated.at);
        self.histories.take(dated, event, self.venture.books.share.index);
        self.venture.evolve(event, dated.at);
    }

    /// What the state after an event no longer tells.
    fn remember(&mut self, event: &Event) {
        match *event {
            Event::CashTransferred { to, amount, .. } => {
                let purses = self.venture.purses;
                for (purse, received) in [
                    (purses.share, &mut self.received.share),
                    (purses.till, &mut self.received.till),
                    (purses.offering, &mut self.received.offering),
                ] {
                    if to == purse {
                        *received = received.saturating_add(amount);
                    }
                }
            }
            Event::Claimed { holder, amount, .. } => {
                let claimed = self.claimed.entry(holder).or_default();
                *claimed = claimed.saturating_add(amount);
            }
            Event::Dripped { released, .. } => {
                let supply = U256::from(self.venture.books.share.supply.0);
                let shared_out: U256 = U256::from(released.0) << 96;
                self.dropped_q128 =
                    self.dropped_q128.saturating_add(shared_out.checked_rem(supply).unwrap_or(shared_out));
            }
            _ => {}
        }
    }
}
