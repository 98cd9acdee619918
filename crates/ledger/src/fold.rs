//! Events become books: the model's `evolve`, and beside it the few sums that only history knows.
//!
//! Pure: the same events give the same books, wherever they were kept.

use alloy::primitives::{Address, B256, LogData, U256};
use std::collections::BTreeMap;
use usufruct_model::{Cash, Event, Timestamp, Venture, income::Index, reserve::ReserveQ32, venture::PurseCash};
use usufruct_protocol::{
    deployment::Deployment,
    events::{NotAnEvent, event_of},
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
    pub address: Address,
    pub log: LogData,
}

/// An event and the time of its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    pub at: Timestamp,
    pub event: Event,
}

/// What the entries say. Fails at the first that is no event of the venture.
pub fn decode(at: &Deployment, entries: &[Entry]) -> Result<Vec<Dated>, NotAnEvent> {
    let dated = entries.iter().map(|entry| {
        let event = event_of(at, entry.address, &entry.log, entry.block)?;
        Ok(Dated { at: Timestamp(entry.timestamp), event })
    });
    dated.collect()
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
    /// In the order of the chain.
    pub revenues: Vec<Revenue>,
    pub releases: Vec<Release>,
    /// Events taken in.
    pub events: u64,
}

/// Revenue that was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revenue {
    pub at: Timestamp,
    pub grade: Grade,
    pub amount: Cash,
    pub holders_part: Cash,
}

/// Where revenue came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// It arrived at the Till.
    Customers,
    /// The operator brought it and says that customers paid it.
    OffChain,
}

/// Income that left the reserve, and the index from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    pub at: Timestamp,
    pub released: ReserveQ32,
    pub index: Index,
}

impl Folded {
    /// `venture` is as the Factory left it.
    pub fn new(venture: Venture) -> Self {
        Self {
            venture,
            received: PurseCash::default(),
            claimed: BTreeMap::new(),
            dropped_q128: U256::ZERO,
            revenues: Vec::new(),
            releases: Vec::new(),
            events: 0,
        }
    }

    /// Takes in events that follow, in the order of the chain, on those before.
    pub fn take(&mut self, events: &[Dated]) {
        for Dated { at, event } in events {
            self.evolve(event, *at);
        }
    }

    fn evolve(&mut self, event: &Event, at: Timestamp) {
        self.remember(event, at);
        self.venture.evolve(event, at);
        self.events += 1;
    }

    /// What the state after an event no longer tells.
    fn remember(&mut self, event: &Event, at: Timestamp) {
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
            Event::Dripped { released, index } => {
                let supply = U256::from(self.venture.books.share.supply.0);
                let shared_out: U256 = U256::from(released.0) << 96;
                self.dropped_q128 =
                    self.dropped_q128.saturating_add(shared_out.checked_rem(supply).unwrap_or(shared_out));
                self.releases.push(Release { at, released, index });
            }
            Event::Collected { collected, holders_part } => {
                self.revenues.push(Revenue { at, grade: Grade::Customers, amount: collected, holders_part });
            }
            Event::Remitted { amount, holders_part, .. } => {
                self.revenues.push(Revenue { at, grade: Grade::OffChain, amount, holders_part });
            }
            _ => {}
        }
    }
}
