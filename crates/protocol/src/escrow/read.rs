//! What the escrow holds, read for many channels at once.

use alloy::{
    eips::BlockId,
    primitives::{Address, B256, Bytes},
    providers::{DynProvider, Provider},
    rpc::types::Filter,
    sol_types::{SolCall, SolEvent},
};

use super::{BatchSettlement, Erc3009};
use crate::{
    bindings::Multicall3,
    sender::{Fault, node},
    standins::MULTICALL3,
    verbs,
    x402::{ESCROW, batch::ChannelState, payer::OnChain},
};

/// Channels read by one `eth_call`: three calls each, about 20,000 gas and 1,400 bytes of JSON, where nodes allow tens
/// of millions and a megabyte.
const CHANNELS_PER_CALL: usize = 400;

/// A withdrawal that a payer has announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub amount: u128,
    /// Seconds since the Unix epoch. The payer may take the money `withdrawDelay` later.
    pub initiated_at: u64,
}

/// A channel as the escrow has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChannelReading {
    /// Deposits less withdrawals and refunds, in base units.
    pub balance: u128,
    pub total_claimed: u128,
    pub withdrawal: Option<Withdrawal>,
    /// What the next refund has to carry.
    pub refund_nonce: u64,
}

impl ChannelReading {
    /// As it is told to the customer.
    pub fn state(&self, channel_id: B256, charged: Option<u128>) -> ChannelState {
        ChannelState {
            channel_id,
            balance: self.balance,
            total_claimed: self.total_claimed,
            withdraw_requested_at: self.withdrawal.map_or(0, |withdrawal| withdrawal.initiated_at),
            refund_nonce: self.refund_nonce,
            charged_cumulative_amount: charged,
        }
    }
}

impl From<ChannelReading> for OnChain {
    fn from(reading: ChannelReading) -> Self {
        Self { balance: reading.balance, total_claimed: reading.total_claimed }
    }
}

/// What has been claimed for a receiver, and how much of it was sent, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceiverReading {
    pub claimed: u128,
    pub settled: u128,
}

impl ReceiverReading {
    /// What a `settle` would send now.
    pub fn waiting(&self) -> u128 {
        self.claimed.saturating_sub(self.settled)
    }
}

/// Reads the escrow of one chain.
#[derive(Clone, Debug)]
pub struct Escrow {
    provider: DynProvider,
}

impl Escrow {
    pub fn new(provider: DynProvider) -> Self {
        Self { provider }
    }

    /// One channel; one that was never opened reads as empty.
    ///
    /// # Errors
    /// The node did not answer as an escrow does.
    pub async fn channel(&self, id: B256) -> Result<ChannelReading, Fault> {
        let readings = self.channels(&[id]).await?;
        readings.first().copied().ok_or(Fault::Answer { doing: "read a channel" })
    }

    /// Many channels, in the order of `ids`. Each chunk is read at one block; different chunks may differ.
    ///
    /// # Errors
    /// The node did not answer as an escrow does.
    pub async fn channels(&self, ids: &[B256]) -> Result<Vec<ChannelReading>, Fault> {
        let mut readings = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHANNELS_PER_CALL) {
            let calls = chunk.iter().flat_map(|&channel| {
                [
                    BatchSettlement::channelsCall { channelId: channel }.abi_encode(),
                    BatchSettlement::pendingWithdrawalsCall { channelId: channel }.abi_encode(),
                    BatchSettlement::refundNonceCall { channelId: channel }.abi_encode(),
                ]
            });
            let answers = self.aggregate(calls).await?;
            for answer in answers.chunks(3) {
                readings.push(reading(answer).ok_or(Fault::Answer { doing: "read channels" })?);
            }
        }
        if readings.len() == ids.len() { Ok(readings) } else { Err(Fault::Answer { doing: "read channels" }) }
    }

    /// # Errors
    /// The node did not answer as an escrow does.
    pub async fn receiver(&self, receiver: Address, token: Address) -> Result<ReceiverReading, Fault> {
        self.receiver_at(receiver, token, BlockId::latest()).await
    }

    /// As of a block.
    ///
    /// # Errors
    /// The node did not answer as an escrow does.
    pub async fn receiver_at(
        &self,
        receiver: Address,
        token: Address,
        block: BlockId,
    ) -> Result<ReceiverReading, Fault> {
        let call = BatchSettlement::receiversCall { receiver, token };
        let read = self.view_at(ESCROW, call, block, "read a receiver").await?;
        Ok(ReceiverReading { claimed: read.totalClaimed, settled: read.totalSettled })
    }

    /// Whether an EIP-3009 authorisation has been used.
    ///
    /// # Errors
    /// The node did not answer, or the token has no such function.
    pub async fn authorization_used(&self, token: Address, authorizer: Address, nonce: B256) -> Result<bool, Fault> {
        self.view(token, Erc3009::authorizationStateCall { authorizer, nonce }, "read an authorisation").await
    }

    /// The channels whose payers announced withdrawals in the blocks `from..=to`. The money can leave them, so they are
    /// claimed first.
    ///
    /// # Errors
    /// The node did not answer, or not with the escrow's events.
    pub async fn withdrawals_announced(&self, from: u64, to: u64) -> Result<Vec<B256>, Fault> {
        let filter = Filter::new()
            .address(ESCROW)
            .event_signature(BatchSettlement::WithdrawInitiated::SIGNATURE_HASH)
            .from_block(from)
            .to_block(to);
        let logs = self.provider.get_logs(&filter).await.map_err(node("find withdrawals"))?;
        logs.iter().map(|log| log.topics().get(1).copied().ok_or(Fault::Answer { doing: "find withdrawals" })).collect()
    }

    /// Calls of the escrow, all at one block; each must succeed.
    async fn aggregate(&self, calls: impl Iterator<Item = Vec<u8>>) -> Result<Vec<Bytes>, Fault> {
        let calls = calls
            .map(|data| Multicall3::Call3 { target: ESCROW, allowFailure: false, callData: data.into() })
            .collect();
        let results = self.view(MULTICALL3, Multicall3::aggregate3Call { calls }, "read many values").await?;
        Ok(results.into_iter().map(|result| result.returnData).collect())
    }

    async fn view<C: SolCall>(&self, contract: Address, call: C, doing: &'static str) -> Result<C::Return, Fault> {
        self.view_at(contract, call, BlockId::latest(), doing).await
    }

    async fn view_at<C: SolCall>(
        &self,
        contract: Address,
        call: C,
        block: BlockId,
        doing: &'static str,
    ) -> Result<C::Return, Fault> {
        let answer = self.provider.call(verbs::call(contract, &call)).block(block).await.map_err(node(doing))?;
        C::abi_decode_returns(&answer).map_err(|_| Fault::Answer { doing })
    }
}

fn reading(answer: &[Bytes]) -> Option<ChannelReading> {
    let [channel, withdrawal, nonce] = answer else { return None };
    let channel = BatchSettlement::channelsCall::abi_decode_returns(channel).ok()?;
    let withdrawal = BatchSettlement::pendingWithdrawalsCall::abi_decode_returns(withdrawal).ok()?;
    let nonce = BatchSettlement::refundNonceCall::abi_decode_returns(nonce).ok()?;
    let initiated_at = withdrawal.initiatedAt.to::<u64>();
    Some(ChannelReading {
        balance: channel.balance,
        total_claimed: channel.totalClaimed,
        withdrawal: (initiated_at != 0).then_some(Withdrawal { amount: withdrawal.amount, initiated_at }),
        refund_nonce: u64::try_from(nonce).ok()?,
    })
}
