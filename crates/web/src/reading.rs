//! One look at one block: every figure made from it agrees with every other.
//!
//! Cheap to take and to clone; hold one for as long as a page is made, not longer.

mod venture;
mod days;
mod silence;
mod holders;
mod position;

use crate::{
    config::Confidence,
    figures::{AsOf, Currency, Finality, Money},
    snapshot::Snapshot,
    web::Shared,
};
use std::sync::Arc;
use usufruct_model::{Cash, Timestamp, Venture};
use usufruct_protocol::deployment::Deployment;

#[derive(Clone, Debug)]
pub struct Reading {
    snapshot: Arc<Snapshot>,
    at: Deployment,
    currency: Currency,
    as_of: AsOf,
}

impl Reading {
    pub(crate) fn of(shared: &Shared) -> Option<Self> {
        let news = shared.news.borrow().clone();
        let snapshot = news.snapshot?;
        let clock = Timestamp((shared.clock)().0 / 1_000);
        let block = snapshot.block;
        let checked_seconds_ago = clock.seconds_since(news.checked.unwrap_or(Timestamp(block.timestamp)));
        let as_of = AsOf {
            number: block.number,
            hash: block.hash,
            timestamp: Timestamp(block.timestamp),
            finality: finality(shared.config.confidence),
            now: clock.max(Timestamp(block.timestamp)),
            checked_seconds_ago,
            stale: checked_seconds_ago > shared.config.stale_after.as_secs(),
        };
        let at = shared.at;
        Some(Self { snapshot, at, currency: shared.currency.clone(), as_of })
    }

    pub fn as_of(&self) -> AsOf {
        self.as_of
    }

    /// The venture's one currency; needed to write amounts.
    pub fn currency(&self) -> &Currency {
        &self.currency
    }

    /// The model's own state at this block.
    pub fn venture(&self) -> &Venture {
        &self.snapshot.folded.venture
    }

    pub fn at(&self) -> &Deployment {
        &self.at
    }

    fn money(&self, cash: Cash) -> Money {
        Money::from_cash(cash, self.snapshot.unit())
    }
}

fn finality(confidence: Confidence) -> Finality {
    match confidence {
        Confidence::Newest => Finality::Latest,
        Confidence::Behind(_) | Confidence::Safe => Finality::Safe,
        Confidence::AtOnce | Confidence::Finalized => Finality::Final,
    }
}
