//! The keeper's rounds: every few hours of the trace's time it carries vouchers from the gateway's book to the holders.
//!
//! Between rounds some holders claim what they are owed, by transactions of their own.

use std::collections::BTreeMap;

use alloy::primitives::B256;
use anyhow::{Context, Result};
use usufruct_gateway::Gateway;
use usufruct_keeper::{Charged, Keeper, Policy, Report};
use usufruct_model::Timestamp;
use usufruct_protocol::deployment::Deployment;
use usufruct_protocol::escrow::VoucherClaim;
use usufruct_protocol::sender::Sender;
use usufruct_protocol::x402::signature::Key;
use usufruct_protocol::x402::voucher::EscrowDomain;

/// Seconds between rounds.
pub const ROUND_SECONDS: u64 = 6 * 3_600;
/// A holder that claims does so every so many rounds.
const ROUNDS_PER_CLAIM: u64 = 4;

pub struct Keeping {
    gateway: Gateway,
    regular: Keeper,
    /// Leaves nothing for later.
    last: Keeper,
    domain: EscrowDomain,
    venture: Deployment,
    /// Holders that claim regularly; the others let their income stand.
    claimants: Vec<Sender>,
    /// When unclaimed charges were first seen on a channel.
    since: BTreeMap<B256, Timestamp>,
    rounds: u64,
}

impl Keeping {
    /// `authorizer` is the key that the gateway's offers name.
    pub async fn new(
        gateway: Gateway,
        sender: Sender,
        venture: Deployment,
        authorizer: &Key,
        claimants: Vec<Sender>,
    ) -> Result<Keeping> {
        let domain = EscrowDomain::new(sender.chain_id());
        // Between the trace's end and the present there may be years in which nobody could pay: that is no silence.
        let policy = Policy { wind_down: false, ..Policy::default() };
        let thorough = Policy { claim_amount: 1, claim_age: 0, drip_interval: 0, ..policy };
        let open = async |policy| {
            let keeper = Keeper::open(sender.clone(), venture, authorizer.clone(), policy).await;
            keeper.context("the keeper cannot begin")
        };
        let (regular, last) = (open(policy).await?, open(thorough).await?);
        Ok(Keeping { gateway, regular, last, domain, venture, claimants, since: BTreeMap::new(), rounds: 0 })
    }

    /// One round at `now`, in seconds since 1970.
    pub async fn round(&mut self, now: u64) -> Result<()> {
        self.rounds += 1;
        let keeper = self.regular.clone();
        self.carry(&keeper, now).await?;
        if self.rounds.is_multiple_of(ROUNDS_PER_CLAIM) {
            self.claim().await?;
        }
        Ok(())
    }

    /// Does what is due at `now` while the venture serves. Holders from the cast do not claim then.
    pub async fn attend(&mut self, now: u64) -> Result<()> {
        let keeper = self.regular.clone();
        self.carry(&keeper, now).await
    }

    /// The last round of a replay: everything that was recorded reaches the purses.
    pub async fn finish(&mut self, now: u64) -> Result<()> {
        let keeper = self.last.clone();
        self.carry(&keeper, now).await?;
        self.claim().await
    }

    async fn carry(&mut self, keeper: &Keeper, now: u64) -> Result<()> {
        let charged = self.charged(Timestamp(now));
        let (duties, _) = keeper.due(&charged, &[], Timestamp(now)).await.context("the keeper cannot see")?;
        let mut report = Report::default();
        for duty in &duties {
            keeper.act(duty, &mut report).await.context("the keeper cannot act")?;
        }
        for (channel, total) in &report.totals {
            self.since.remove(channel);
            let noted = self.gateway.note_claimed(*channel, *total).await;
            noted.context("the gateway's book cannot be written")?;
        }
        for (duty, reason) in &report.refused {
            tracing::warn!(?duty, reason, "a duty was refused");
        }
        Ok(())
    }

    /// The gateway's book as the keeper reads it.
    fn charged(&mut self, now: Timestamp) -> Vec<Charged> {
        let line = |claim: VoucherClaim| {
            let since = *self.since.entry(self.domain.channel_id(&claim.config)).or_insert(now);
            Charged { claim, since }
        };
        self.gateway.claimable().into_iter().map(line).collect()
    }

    async fn claim(&self) -> Result<()> {
        for holder in &self.claimants {
            holder.send(&self.venture.claim()).await.context("a holder cannot claim")?;
        }
        Ok(())
    }
}
