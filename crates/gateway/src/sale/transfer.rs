//! exact: one signed transfer of the quoted amount, settled after the upstream has done its work.
//!
//! Where use is metered after the fact, a transfer still pays the quoted maximum: a signature over one amount cannot pay
//! another. The settlement comes before the record. A crash between them loses nothing: the same payment sent again
//! finds its transfer on the chain and is served for it.

use alloy::primitives::{B256, U256};
use usufruct_protocol::{
    sender::SendError,
    x402::{
        exact::{ExactAuthorization, ExactPayload},
        reason,
        wire::{SettlementResponse, network},
    },
};

use super::{Metered, Order, Outcome, Worked, stored, transfer_key, work};
use crate::{
    book::{PaidBy, Sale},
    declined::{Declined, Refused},
    problem::Kind,
    server::Shop,
};

pub async fn sell(shop: &Shop, order: Order) -> Result<Outcome, Declined> {
    let payload = order.payment.exact()?;
    as_offered(shop, &order, &payload.authorization)?;
    let signed = shop.settlement.check_transfer(&payload).await;
    signed.map_err(|check| Declined::unsigned(check, reason::EXACT_SIGNATURE))?;
    let key = transfer_key(payload.authorization.from, payload.authorization.nonce);
    let _turn = shop.turns.take(key, order.quote).await.ok_or_else(|| {
        Refused::new(Kind::ChannelBusy, reason::INVALID_TRANSACTION_STATE, "this transfer is being used")
    })?;
    let request = order.request.digest();
    if let Some(paid_for) = shop.book.transfer(key).await? {
        if paid_for == request {
            return Ok(Outcome::Repeated(shop.stored_answer(key).await?));
        }
        return Err(used("it has paid for another request").into());
    }
    let settled = would_settle(shop, &payload).await?;
    let Metered { answer, units } = match work(shop, &order).await? {
        Worked::Done(metered) => metered,
        Worked::Refused(answer) => return Ok(Outcome::Unsold { answer, receipt: None }),
    };
    let transaction = match settled {
        Some(transaction) => transaction,
        None => settle(shop, &payload).await?,
    };
    let receipt = settled_receipt(shop, &order, &payload.authorization, transaction);
    let stored = stored(&answer, &receipt, &shop.config);
    let receipt = stored.receipt.clone();
    shop.book
        .record(Sale {
            class: order.request.class,
            at: shop.now(),
            payer: payload.authorization.from,
            units,
            quote: order.quote,
            charged: order.quote.amount,
            paid_by: PaidBy::Transfer { payment: key, request },
            answer: stored,
        })
        .await?;
    Ok(Outcome::Served { answer, receipt })
}

/// The transfer must be of the quoted amount to the offered account, and valid until it can be settled.
fn as_offered(shop: &Shop, order: &Order, a: &ExactAuthorization) -> Result<(), Refused> {
    let refused = |kind, reason, detail: &str| Err(Refused::new(kind, reason, detail));
    if a.to != shop.config.pay_to {
        return refused(Kind::AuthorizationNotAsOffered, reason::EXACT_RECIPIENT_MISMATCH, "`to` is not payTo");
    }
    if a.value != U256::from(order.quote.amount) {
        return refused(Kind::AuthorizationNotAsOffered, reason::EXACT_VALUE, "`value` is not the amount");
    }
    let now = shop.now().0 / 1_000;
    if a.valid_after >= U256::from(now) {
        return refused(Kind::AuthorizationExpired, reason::EXACT_VALID_AFTER, "not valid yet");
    }
    let settled_by = now.saturating_add(shop.config.limits.upstream_timeout.as_secs());
    if a.valid_before <= U256::from(settled_by) {
        let detail = format!("valid until {}, but may be settled as late as {settled_by}", a.valid_before);
        return refused(Kind::AuthorizationExpired, reason::EXACT_VALID_BEFORE, &detail);
    }
    Ok(())
}

fn used(detail: &str) -> Refused {
    Refused::new(Kind::AuthorizationUsed, reason::EXACT_NONCE_ALREADY_USED, detail)
}

/// Tries the transfer without sending it. If it has moved its money already, returns the transaction that did.
async fn would_settle(shop: &Shop, payload: &ExactPayload) -> Result<Option<B256>, Declined> {
    match shop.settlement.try_transfer(payload).await {
        Ok(()) => Ok(None),
        Err(SendError::Fault(fault)) => Err(fault.into()),
        Err(SendError::Refused(revert)) => moved_before(shop, payload, &revert.to_string()).await.map(Some),
    }
}

async fn settle(shop: &Shop, payload: &ExactPayload) -> Result<B256, Declined> {
    match shop.settlement.transfer(payload).await {
        Ok(transaction) => Ok(transaction),
        Err(SendError::Fault(fault)) => Err(fault.into()),
        // Somebody else may have submitted it meanwhile: the money is there all the same.
        Err(SendError::Refused(revert)) => moved_before(shop, payload, &revert.to_string()).await,
    }
}

/// The transaction that moved the money, or the refusal that says why none can.
async fn moved_before(shop: &Shop, payload: &ExactPayload, revert: &str) -> Result<B256, Declined> {
    let a = &payload.authorization;
    if let Some(transaction) = shop.settlement.transferred(a).await? {
        return Ok(transaction);
    }
    if shop.settlement.is_used(a).await? {
        return Err(used("its nonce is used, for something else").into());
    }
    let receipt = SettlementResponse {
        success: false,
        error_reason: Some(reason::EXACT_TRANSACTION_FAILED.to_owned()),
        error_message: Some(revert.to_owned()),
        payer: Some(a.from),
        network: network(shop.config.chain_id),
        ..SettlementResponse::default()
    };
    let refused = Refused::new(Kind::SettlementFailed, reason::EXACT_TRANSACTION_FAILED, revert);
    Err(Refused { receipt: Some(Box::new(receipt)), ..refused }.into())
}

fn settled_receipt(shop: &Shop, order: &Order, a: &ExactAuthorization, transaction: B256) -> SettlementResponse {
    SettlementResponse {
        success: true,
        payer: Some(a.from),
        transaction: transaction.to_string(),
        network: network(shop.config.chain_id),
        amount: Some(order.quote.amount.to_string()),
        ..SettlementResponse::default()
    }
}
