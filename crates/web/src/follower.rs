//! Keeps up with the chain and publishes what it finds, one block's history after another's, never a mixture.

use crate::{
    config::{Clock, Confidence},
    figures::days::SECONDS_PER_DAY,
    snapshot::Snapshot,
};
use alloy::{eips::BlockNumberOrTag, providers::Provider};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;
use usufruct_gateway::Gateway;
use usufruct_ledger::{Ledger, LedgerError, follow::FollowError};
use usufruct_model::Timestamp;

/// Blocks followed before something is published: the first look at a long history shows how far it has come.
const BLOCKS_AT_ONCE: u64 = 100_000;

/// The longest pause between attempts while the chain cannot be followed.
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// What the follower has found so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct News {
    pub snapshot: Option<Arc<Snapshot>>,
    /// When the chain was last asked with success.
    pub checked: Option<Timestamp>,
    /// Attempts since then that failed.
    pub failures: u32,
    /// Sums over all sales of the gateway, if there is one.
    pub sales: Option<Sales>,
}

/// What was ever sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sales {
    pub count: u64,
    pub units: u128,
    /// Base units.
    pub revenue: u128,
}

pub(crate) struct Follower {
    ledger: Ledger,
    confidence: Confidence,
    /// In days since 1970.
    first_day: Option<u64>,
    news: watch::Sender<News>,
}

impl Follower {
    pub fn new(ledger: Ledger, confidence: Confidence) -> (Self, watch::Receiver<News>) {
        let (news, reader) = watch::channel(News::default());
        (Self { ledger, confidence, first_day: None, news }, reader)
    }

    /// Follows to the newest block that counts. Whatever was reached is published, also when the rest failed.
    pub async fn catch_up(&mut self, clock: &Clock, gateway: Option<&Gateway>) -> Result<(), LedgerError> {
        let caught_up = self.follow().await;
        self.publish();
        let now = Timestamp(clock().0 / 1_000);
        self.news.send_if_modified(|news| {
            match caught_up {
                Ok(()) => (news.checked, news.failures) = (Some(now), 0),
                Err(_) => news.failures = news.failures.saturating_add(1),
            }
            // Nobody needs to be woken for this, but for sales.
            let sales = gateway.map(|gateway| {
                let totals = gateway.totals();
                Sales { count: totals.charged, units: totals.units, revenue: totals.revenue }
            });
            std::mem::replace(&mut news.sales, sales) != sales
        });
        caught_up
    }

    async fn follow(&mut self) -> Result<(), LedgerError> {
        let Some(target) = self.target().await? else { return Ok(()) };
        self.learn_first_day().await?;
        loop {
            let first = self.ledger.client().deployment().first_block;
            let from = self.ledger.last().map_or(first, |last| last.number);
            let until = target.min(from.saturating_add(BLOCKS_AT_ONCE));
            self.ledger.catch_up_to(until).await?;
            if until == target || self.ledger.last().is_none_or(|last| last.number < until) {
                return Ok(());
            }
            self.publish();
        }
    }

    async fn learn_first_day(&mut self) -> Result<(), FollowError> {
        if self.first_day.is_none() {
            let client = self.ledger.client();
            let first = BlockNumberOrTag::Number(client.deployment().first_block);
            let node = |source| FollowError::Node { doing: "tell the first block", source };
            let block = client.provider().get_block_by_number(first).await.map_err(node)?;
            self.first_day = block.map(|block| block.header.timestamp / SECONDS_PER_DAY);
        }
        Ok(())
    }

    /// The last block to follow to; none if there is no such block yet.
    async fn target(&self) -> Result<Option<u64>, LedgerError> {
        let provider = self.ledger.client().provider();
        let node = |source| FollowError::Node { doing: "tell a block that counts", source };
        let tag = match self.confidence {
            Confidence::AtOnce | Confidence::Newest => return Ok(Some(u64::MAX)),
            Confidence::Behind(blocks) => {
                let newest = provider.get_block_number().await.map_err(node)?;
                return Ok(newest.checked_sub(blocks));
            }
            Confidence::Safe => BlockNumberOrTag::Safe,
            Confidence::Finalized => BlockNumberOrTag::Finalized,
        };
        let block = provider.get_block_by_number(tag).await.map_err(node)?;
        Ok(block.map(|block| block.header.number))
    }

    fn publish(&self) {
        let last = self.ledger.last();
        self.news.send_if_modified(|news| {
            if news.snapshot.as_ref().map(|snapshot| snapshot.block) == last {
                return false;
            }
            news.snapshot = last.map(|block| {
                let first_day = self.first_day.unwrap_or(block.timestamp / SECONDS_PER_DAY);
                Arc::new(Snapshot::new(block, self.ledger.folded().clone(), first_day))
            });
            true
        });
    }
}

/// How long to wait after so many failures in a row: twice as long after each, up to a bound.
pub(crate) fn pause(interval: Duration, failures: u32) -> Duration {
    interval.saturating_mul(1 << failures.min(16)).min(PAUSE_MAX.max(interval))
}

#[cfg(test)]
mod tests {
    use super::{PAUSE_MAX, pause};
    use std::time::Duration;

    #[test]
    fn faults_are_met_with_longer_pauses_up_to_a_bound() {
        let second = Duration::from_secs(1);
        let pauses: Vec<u64> = [0, 1, 2, 4, 5, u32::MAX].map(|failures| pause(second, failures).as_secs()).into();
        assert_eq!(pauses, [1, 2, 4, 16, 30, 30]);
        assert_eq!(pause(PAUSE_MAX * 2, 9), PAUSE_MAX * 2);
    }
}
