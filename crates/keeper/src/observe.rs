//! What there is to see: the gateway's book, the escrow, the venture.

use alloy::{
    eips::BlockId,
    primitives::{Address, B256, U256},
    providers::Provider,
};
use usufruct_model::{Cash, Terms, Timestamp};
use usufruct_protocol::{
    client::Views,
    escrow::{ChannelReading, VoucherClaim},
    sender::Fault,
};

use crate::{claims::SetAside, cycle::Keeper};

/// A line of the gateway's book: the newest voucher of a channel, and what was charged under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charged {
    /// `total_claimed` is all that was ever charged, in base units.
    pub claim: VoucherClaim,
    /// When the oldest charge was made that has not been claimed.
    pub since: Timestamp,
}

/// A channel with something to claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimable {
    pub channel_id: B256,
    pub claim: VoucherClaim,
    /// What the claim would add, in base units.
    pub unclaimed: u128,
    pub since: Timestamp,
    /// The payer has announced a withdrawal: after its delay the money may be gone.
    pub withdrawing: bool,
}

/// All that a plan is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    pub now: Timestamp,
    pub terms: Terms,
    /// Base units per cash unit.
    pub cash_unit: U256,
    pub views: Views,
    /// Claimed for the Till and not yet settled, in base units.
    pub waiting: u128,
    pub channels: Vec<Claimable>,
    /// What the chain will not give, known without asking it.
    pub set_aside: Vec<SetAside>,
    /// What the holders that the caller cares for are owed.
    pub owed: Vec<(Address, Cash)>,
}

impl Keeper {
    /// Looks at everything once. `charged` is the gateway's book; `holders` those to pay out, if that is the policy.
    pub(crate) async fn observe(
        &self,
        charged: &[Charged],
        holders: &[Address],
        now: Timestamp,
    ) -> Result<Observation, Fault> {
        let ids: Vec<B256> = charged.iter().map(|line| self.domain.channel_id(&line.claim.config)).collect();
        let readings = self.escrow.channels(&ids).await?;
        let mut channels = Vec::new();
        let mut set_aside = Vec::new();
        for ((line, id), reading) in charged.iter().zip(ids).zip(readings) {
            let (claimable, refused) = self.sort(line, id, &reading);
            channels.extend(claimable);
            set_aside.extend(refused);
        }
        let till = self.client.deployment().purses.till;
        let holdings = self.client.holdings(holders, BlockId::latest()).await?;
        let owed = holders.iter().zip(holdings).map(|(&holder, holding)| (holder, holding.owed)).collect();
        Ok(Observation {
            now,
            terms: self.terms.clone(),
            cash_unit: self.cash_unit,
            views: self.client.views(BlockId::latest()).await?,
            waiting: self.escrow.receiver(till, self.client.deployment().currency).await?.waiting(),
            channels,
            set_aside,
            owed,
        })
    }

    /// What of one line can be claimed, and what cannot.
    fn sort(
        &self,
        line: &Charged,
        channel_id: B256,
        reading: &ChannelReading,
    ) -> (Option<Claimable>, Option<SetAside>) {
        let mut claim = line.claim.clone();
        let set_aside = |amount, reason: String| Some(SetAside { channel_id, amount, reason });
        let unclaimed = claim.total_claimed.saturating_sub(reading.total_claimed);
        if unclaimed == 0 {
            return (None, None);
        }
        if let Some(reason) = self.not_ours(&claim) {
            return (None, set_aside(unclaimed, reason));
        }
        // A total above the balance would be refused whole; what the escrow still holds need not be lost with the rest.
        let held = claim.total_claimed.min(reading.balance);
        let short = claim.total_claimed - held;
        let refused = (short > 0)
            .then(|| set_aside(short, format!("the escrow holds only {} for this channel", reading.balance)))
            .flatten();
        claim.total_claimed = held;
        let unclaimed = held.saturating_sub(reading.total_claimed);
        let claimable = (unclaimed > 0).then(|| Claimable {
            channel_id,
            claim,
            unclaimed,
            since: line.since,
            withdrawing: reading.withdrawal.is_some(),
        });
        (claimable, refused)
    }

    /// Why no claim of ours can carry this voucher into the Till.
    fn not_ours(&self, claim: &VoucherClaim) -> Option<String> {
        let (config, at) = (&claim.config, self.client.deployment());
        if config.receiver_authorizer != self.authorizer.address() {
            return Some(format!("claims are signed by {}, not by us", config.receiver_authorizer));
        }
        if config.receiver != at.purses.till {
            return Some(format!("paid to {}, not to the Till", config.receiver));
        }
        if config.token != at.currency {
            return Some(format!("paid in {}, not in the venture's currency", config.token));
        }
        None
    }

    /// The time of the newest block, for callers that have no clock of their own.
    ///
    /// # Errors
    /// The node did not answer.
    pub async fn block_time(&self) -> Result<Timestamp, Fault> {
        const DOING: &str = "tell its newest block";
        let block = self.client.provider().get_block(BlockId::latest()).await;
        let block = block.map_err(|source| Fault::Node { doing: DOING, source })?;
        Ok(Timestamp(block.ok_or(Fault::Answer { doing: DOING })?.header.timestamp))
    }
}
