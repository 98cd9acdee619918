//! Claims a batch of vouchers, whatever is wrong with some of them.
//!
//! The escrow takes a batch whole or not at all. A batch that it would refuse is halved until the bad vouchers stand
//! alone; the good ones go in one transaction.

use alloy::{
    primitives::B256,
    rpc::types::{TransactionReceipt, TransactionRequest},
    sol_types::SolEvent,
};
use usufruct_protocol::{
    escrow::{BatchSettlement, VoucherClaim, claim_with_signature},
    sender::{Fault, Revert, SendError},
    x402::ESCROW,
};

use crate::{cycle::Keeper, observe::Claimable};

/// A channel, or a part of its charges, that was not claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    pub channel_id: B256,
    /// Base units.
    pub amount: u128,
    pub reason: String,
}

/// What became of a batch.
#[derive(Debug, Default)]
pub(crate) struct Claiming {
    pub receipt: Option<TransactionReceipt>,
    pub set_aside: Vec<SetAside>,
}

/// Why a batch was not claimed.
#[derive(Debug)]
pub(crate) enum ClaimError {
    /// It was accepted in simulation and refused in its block. The next cycle sees what has changed.
    Refused(Revert),
    Fault(Fault),
}

impl Keeper {
    pub(crate) async fn claim(&self, claims: &[Claimable]) -> Result<Claiming, ClaimError> {
        let (good, set_aside) = self.sift(claims).await.map_err(ClaimError::Fault)?;
        if good.is_empty() {
            return Ok(Claiming { receipt: None, set_aside });
        }
        let call = self.claim_call(&good);
        match self.sender.send(&call).await {
            Ok(receipt) => Ok(Claiming { receipt: Some(receipt), set_aside }),
            Err(SendError::Refused(revert)) => Err(ClaimError::Refused(revert)),
            Err(SendError::Fault(fault)) => Err(ClaimError::Fault(fault)),
        }
    }

    /// Parts the vouchers that the escrow would take from those that it would not, in at most `2n` simulations.
    async fn sift(&self, claims: &[Claimable]) -> Result<(Vec<Claimable>, Vec<SetAside>), Fault> {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        let mut left = vec![claims];
        while let Some(part) = left.pop() {
            let Some((first, rest)) = part.split_first() else { continue };
            let call = self.claim_call(part);
            match self.sender.simulate(&call).await {
                Ok(_) => good.extend_from_slice(part),
                Err(SendError::Refused(revert)) if rest.is_empty() => bad.push(refused(first, &revert)),
                Err(SendError::Refused(_)) => {
                    let (front, back) = part.split_at(part.len() / 2);
                    // The last in is the next out, so the order stays.
                    left.push(back);
                    left.push(front);
                }
                Err(SendError::Fault(fault)) => return Err(fault),
            }
        }
        Ok((good, bad))
    }

    fn claim_call(&self, claims: &[Claimable]) -> TransactionRequest {
        let vouchers: Vec<VoucherClaim> = claims.iter().map(|channel| channel.claim.clone()).collect();
        claim_with_signature(&vouchers, &self.domain, &self.authorizer)
    }
}

fn refused(channel: &Claimable, revert: &Revert) -> SetAside {
    SetAside { channel_id: channel.channel_id, amount: channel.unclaimed, reason: revert.to_string() }
}

/// What a transaction claimed, in the order of its log: the channel, what was added, the channel's total.
pub(crate) fn claimed(receipt: &TransactionReceipt) -> impl Iterator<Item = (B256, u128, u128)> + '_ {
    let events = receipt.logs().iter().filter(|log| log.address() == ESCROW);
    let events = events.filter_map(|log| BatchSettlement::Claimed::decode_log_data(log.data()).ok());
    events.map(|event| (event.channelId, event.claimAmount, event.newTotalClaimed))
}
