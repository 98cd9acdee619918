//! batch-settlement: a voucher for exactly what was charged plus the quoted amount, perhaps with a deposit before it.

use alloy::primitives::B256;
use usufruct_protocol::{
    sender::SendError,
    x402::{
        batch::{BatchPayload, ChannelConfig, Charge, Voucher},
        header, reason,
        wire::{SettlementResponse, network},
    },
};

use super::{Metered, Order, Outcome, Worked, payment_digest, refund, stored, work};
use crate::{
    book::{PaidBy, Sale},
    channel::{Channel, ChannelRefusal, Progress, Rules, Served, SignedTotal, Step, Tender, next_step},
    declined::{Declined, Failed, Refused},
    problem::{Kind, Problem},
    server::Shop,
};

/// Read, deposit, and one more look: no honest payment needs more steps.
const STEPS_MAX: usize = 6;

pub async fn sell(shop: &Shop, order: Order) -> Result<Outcome, Declined> {
    let payload = order.payment.batch()?;
    bound(shop, payload.config(), payload.voucher())?;
    let tender = tender(shop, &order, &payload);
    let signed = shop.settlement.check_voucher(&tender).await;
    signed.map_err(|check| Declined::unsigned(check, reason::VOUCHER_SIGNATURE))?;
    let turn = shop.turns.take(tender.channel_id, order.quote).await.ok_or_else(|| busy(shop))?;
    let sold = in_turn(shop, &order, &tender, &payload).await;
    if matches!(&sold, Err(Declined::Refused(refused)) if refused.is_correction()) {
        turn.keep_for(order.quote, shop.config.limits.second_try_patience);
    }
    sold
}

async fn in_turn(shop: &Shop, order: &Order, tender: &Tender, payload: &BatchPayload) -> Result<Outcome, Declined> {
    if let BatchPayload::Refund { amount, .. } = payload {
        return refund::refund(shop, tender, *amount).await;
    }
    match ready(shop, tender).await? {
        Ready::Again => Ok(Outcome::Repeated(shop.stored_answer(tender.channel_id).await?)),
        Ready::Serve(ready) => serve(shop, order, tender, &ready).await,
    }
}

/// The channel must be what was offered, and its id its own hash.
fn bound(shop: &Shop, channel: &ChannelConfig, voucher: &Voucher) -> Result<(), Refused> {
    let config = &shop.config;
    let differences = [
        (channel.receiver != config.pay_to, reason::RECEIVER_MISMATCH, "receiver is not payTo"),
        (channel.token != config.asset.address, reason::TOKEN_MISMATCH, "token is not the asset"),
        (
            channel.receiver_authorizer != config.receiver_authorizer,
            reason::RECEIVER_AUTHORIZER_MISMATCH,
            "receiverAuthorizer is not the one offered",
        ),
        (
            channel.withdraw_delay != config.withdraw_delay,
            reason::WITHDRAW_DELAY_MISMATCH,
            "withdrawDelay is not the one offered",
        ),
        (channel.payer.is_zero(), reason::INVALID_PAYLOAD, "payer is zero"),
        (
            voucher.channel_id != shop.settlement.domain.channel_id(channel),
            reason::CHANNEL_ID_MISMATCH,
            "channelId is not the hash of channelConfig",
        ),
    ];
    let first = differences.into_iter().find(|(differs, ..)| *differs);
    first.map_or(Ok(()), |(_, reason, detail)| Err(Refused::new(Kind::ChannelNotAsOffered, reason, detail)))
}

fn tender(shop: &Shop, order: &Order, payload: &BatchPayload) -> Tender {
    let voucher = payload.voucher();
    Tender {
        channel_id: voucher.channel_id,
        config: *payload.config(),
        signed: SignedTotal { max_claimable: voucher.max_claimable_amount, signature: voucher.signature.clone() },
        amount: order.quote.amount,
        deposit: match payload {
            BatchPayload::Deposit { deposit, .. } => Some(deposit.clone()),
            BatchPayload::Voucher { .. } | BatchPayload::Refund { .. } => None,
        },
        deposit_min: shop.quoter.deposit_min(&order.quote),
        served: Served { payment: payment_digest(&order.payment), request: order.request.digest() },
    }
}

fn busy(shop: &Shop) -> Refused {
    let detail = format!("{} requests wait on this channel", shop.config.limits.channel_queue);
    Refused::new(Kind::ChannelBusy, reason::CHANNEL_BUSY, detail)
}

enum Ready {
    /// Paid and answered before.
    Again,
    Serve(Box<ToServe>),
}

struct ToServe {
    channel: Channel,
    /// The transaction of this request's deposit.
    deposited: Option<B256>,
}

/// Takes the steps that [`next_step`] names until the request can be served.
async fn ready(shop: &Shop, tender: &Tender) -> Result<Ready, Declined> {
    let rules = Rules {
        reading_lifetime_millis: shop.config.chain_state_lifetime_millis(),
        unpinned_credit_max: shop.config.unpinned_credit_max,
    };
    let mut known = shop.book.channel(tender.channel_id);
    let (mut done, mut deposited) = (Progress::default(), None);
    for _ in 0..STEPS_MAX {
        match next_step(known.as_ref(), tender, done, rules, shop.now()) {
            Step::Replay => return Ok(Ready::Again),
            Step::Read => {
                known = Some(read(shop, tender, known.as_ref()).await?);
                done.read = true;
            }
            Step::Deposit => {
                deposited = deposit(shop, tender).await?;
                known = Some(read(shop, tender, known.as_ref()).await?);
                done.deposited = true;
            }
            Step::Serve => {
                let channel = known.expect("nothing is served before the channel is known");
                return Ok(Ready::Serve(Box::new(ToServe { channel, deposited })));
            }
            Step::Refuse(refusal) => return Err(Refused::by_channel(&refusal, known).into()),
        }
    }
    unreachable!("a channel is read once and gets one deposit, then it is served or refused")
}

/// Asks the chain, and remembers the answer if the channel has a record.
pub(super) async fn read(shop: &Shop, tender: &Tender, known: Option<&Channel>) -> Result<Channel, Declined> {
    let reading = shop.settlement.channel(tender.channel_id).await?;
    let now = shop.now();
    shop.book.observed(tender.channel_id, reading, now);
    Ok(Channel::after_reading(known, tender, reading, now))
}

async fn deposit(shop: &Shop, tender: &Tender) -> Result<Option<B256>, Declined> {
    let Some(deposit) = &tender.deposit else { return Ok(None) };
    if shop.settlement.is_deposited(tender, deposit).await? {
        return Ok(None);
    }
    match shop.settlement.deposit(&tender.config, deposit).await {
        Ok(transaction) => Ok(Some(transaction)),
        Err(SendError::Fault(fault)) => Err(fault.into()),
        Err(SendError::Refused(revert)) => {
            Err(Refused::new(Kind::DepositRefused, reason::DEPOSIT_SIMULATION_FAILED, revert).into())
        }
    }
}

async fn serve(shop: &Shop, order: &Order, tender: &Tender, ready: &ToServe) -> Result<Outcome, Declined> {
    let uncharged = || receipt(shop, tender, ready, &ready.channel, 0);
    let Metered { answer, units } = match work(shop, order).await {
        Ok(Worked::Done(metered)) => metered,
        Ok(Worked::Refused(answer)) => {
            let receipt = header::encode(&uncharged());
            return Ok(Outcome::Unsold { answer, receipt: Some(receipt) });
        }
        Err(failed) => return Err(Failed { receipt: Some(Box::new(uncharged())), ..failed }.into()),
    };
    let cost = shop.quoter.charge(shop.class(order.request.class), &order.quote, units);
    let Some(after) = ready.channel.after_charge(tender, cost) else {
        // GATEWAY-2, once more: a charge is capped at the quote, and the voucher covers it.
        let refusal = ChannelRefusal::Overflow;
        return Err(Failed {
            problem: Problem::new(Kind::Internal, "the charge exceeds the quote"),
            source: refusal.into(),
            receipt: Some(Box::new(uncharged())),
        }
        .into());
    };
    let receipt = receipt(shop, tender, ready, &after, cost);
    let stored = stored(&answer, &receipt, &shop.config);
    let receipt = stored.receipt.clone();
    shop.book
        .record(Sale {
            class: order.request.class,
            at: shop.now(),
            payer: tender.config.payer,
            units,
            quote: order.quote,
            charged: cost,
            paid_by: PaidBy::Channel(Box::new(after)),
            answer: stored,
        })
        .await?;
    Ok(Outcome::Served { answer, receipt })
}

/// What the customer is told: the charge, and the channel after it.
fn receipt(shop: &Shop, tender: &Tender, ready: &ToServe, channel: &Channel, cost: u128) -> SettlementResponse {
    let deposit = ready.deposited.zip(tender.deposit.as_ref());
    SettlementResponse {
        success: true,
        payer: Some(tender.config.payer),
        transaction: deposit.map_or_else(String::new, |(transaction, _)| transaction.to_string()),
        network: network(shop.config.chain_id),
        amount: Some(deposit.map_or_else(String::new, |(_, deposit)| deposit.amount.to_string())),
        extra: Charge { charged_amount: Some(cost), channel_state: Some(channel.state()) }.to_extra(),
        ..SettlementResponse::default()
    }
}
