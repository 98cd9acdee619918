//! Unused money goes back at the customer's wish, without the withdrawal's delay.

use usufruct_model::price::Millis;
use usufruct_protocol::{
    sender::SendError,
    x402::{
        batch::Charge,
        header, reason,
        wire::{SettlementResponse, network},
    },
};

use super::{Outcome, voucher};
use crate::{
    channel::{ChannelRefusal, Tender},
    declined::{Declined, Refused},
    problem::{Kind, Problem},
    server::Shop,
};

/// Claims what was charged and returns `amount`, or all, of the rest, in one transaction. The voucher must be of exactly
/// the charged total: a customer who disagrees about it is corrected first.
pub async fn refund(shop: &Shop, tender: &Tender, amount: Option<u128>) -> Result<Outcome, Declined> {
    let Some(key) = &shop.config.refund_key else {
        return Err(Problem::new(Kind::RefundNotOffered, "this gateway cannot sign refunds").into());
    };
    let channel = voucher::read(shop, tender, shop.book.channel(tender.channel_id).as_ref()).await?;
    let (charged, signed) = (channel.charged, tender.signed.max_claimable);
    if signed != charged {
        let mismatch = ChannelRefusal::Mismatch { signed, charged, amount: 0, expected: charged };
        return Err(Refused::by_channel(&mismatch, Some(channel)).into());
    }
    let left = channel.chain.balance.saturating_sub(charged);
    if left == 0 {
        let detail = format!("all {} of the channel is charged for", channel.chain.balance);
        return Err(Refused::new(Kind::RefundRefused, reason::REFUND_NO_BALANCE, detail).into());
    }
    let amount = amount.unwrap_or(left).min(left);
    if amount == 0 {
        return Err(Refused::new(Kind::RefundRefused, reason::REFUND_AMOUNT_INVALID, "an amount of 0").into());
    }
    let claim = channel.claimable();
    let nonce = channel.chain.refund_nonce;
    let sent = shop.settlement.refund(claim.as_ref(), &tender.config, amount, nonce, key).await;
    // Whatever is known of the transaction: what was read before it is not believed after it.
    shop.book.observed(tender.channel_id, channel.chain, Millis(0));
    let transaction = sent.map_err(|error| match error {
        SendError::Fault(fault) => Declined::from(fault),
        SendError::Refused(revert) => {
            Refused::new(Kind::RefundRefused, reason::REFUND_TRANSACTION_FAILED, revert).into()
        }
    })?;
    if claim.is_some() {
        shop.book.note_claimed(tender.channel_id, charged).await?;
    }
    let after = voucher::read(shop, tender, Some(&channel)).await?;
    let receipt = SettlementResponse {
        success: true,
        payer: Some(tender.config.payer),
        transaction: transaction.to_string(),
        network: network(shop.config.chain_id),
        amount: Some(amount.to_string()),
        extra: Charge { charged_amount: None, channel_state: Some(after.state()) }.to_extra(),
        ..SettlementResponse::default()
    };
    Ok(Outcome::Refunded { receipt: header::encode(&receipt) })
}
