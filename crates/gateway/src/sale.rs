//! A paid request, from the checked quote to the recorded charge.
//!
//! ```text
//!            ┌ voucher ─ (deposit) ┐
//! payment ─► ┤                     ├─► forward ─► meter ─► (settle) ─► record ─► answer with receipt
//!            └ transfer ───────────┘        │
//!                                           └─► the upstream's failure, uncharged
//! ```
//!
//! Invariants. Nothing is forwarded before the payment is known to be good, nothing is delivered before the charge is on
//! the disk (GATEWAY-1), nothing is charged for an answer that failed (GATEWAY-2). A payment that comes again with the
//! same request gets the same answer.

mod refund;
mod transfer;
mod voucher;

use std::net::IpAddr;

use alloy::primitives::{Address, B256, keccak256};
use usufruct_protocol::x402::{
    BATCH_SETTLEMENT, header,
    wire::{PaymentPayload, SettlementResponse},
};

use crate::{
    admit::Request,
    book::StoredAnswer,
    config::{ClassConfig, GatewayConfig},
    declined::{Declined, Failed},
    forward, meter,
    problem::{Kind, Problem},
    quote::Quote,
    server::Shop,
    upstream::Answer,
};

/// A request that is being paid for.
#[derive(Debug)]
pub struct Order {
    pub request: Request,
    pub client: IpAddr,
    pub quote: Quote,
    pub payment: PaymentPayload,
}

/// How an order ended.
#[derive(Debug)]
pub enum Outcome {
    /// Charged and recorded.
    Served { answer: Answer, receipt: String },
    /// Paid before; what was given then.
    Repeated(StoredAnswer),
    /// The upstream said no. Its answer is passed on, for nothing.
    Unsold { answer: Answer, receipt: Option<String> },
    /// Money went back to the payer.
    Refunded { receipt: String },
}

/// Sells one request.
pub async fn sell(shop: &Shop, order: Order) -> Result<Outcome, Declined> {
    if order.payment.accepted.scheme == BATCH_SETTLEMENT {
        voucher::sell(shop, order).await
    } else {
        transfer::sell(shop, order).await
    }
}

/// An answer with its use.
#[derive(Debug)]
struct Metered {
    answer: Answer,
    /// At most what was quoted for.
    units: u64,
}

/// What the upstream made of a paid request.
enum Worked {
    Done(Metered),
    /// It answered that it could not.
    Refused(Answer),
}

/// Forwards and meters. Failures are not charged for.
async fn work(shop: &Shop, order: &Order) -> Result<Worked, Failed> {
    let class = shop.class(order.request.class);
    let answer = shop.upstream.ask(forward::question(&order.request, order.client)).await?;
    if !answer.is_success() {
        return Ok(Worked::Refused(forward::answer(answer, &class.metering)));
    }
    let units = meter::units(&class.metering, &answer.headers, answer.body.len()).map_err(|error| Failed {
        problem: Problem::new(Kind::UpstreamUnmetered, &error),
        source: error.into(),
        receipt: None,
    })?;
    if units > class.units_max {
        tracing::warn!(class = class.name, units, units_max = class.units_max, "used more than is ever charged for");
    }
    let answer = forward::answer(answer, &class.metering);
    Ok(Worked::Done(Metered { answer, units: units.min(class.units_max) }))
}

/// What is kept of an answer for when the same payment comes again.
fn stored(answer: &Answer, receipt: &SettlementResponse, config: &GatewayConfig) -> StoredAnswer {
    let text = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        Some((name.to_string(), value.to_str().ok()?.to_owned()))
    };
    StoredAnswer {
        receipt: header::encode(receipt),
        status: answer.status.as_u16(),
        headers: answer.headers.iter().filter_map(text).collect(),
        body: (answer.body.len() <= config.limits.answer_kept_bytes).then(|| answer.body.clone()),
    }
}

/// Two quotes are never the same, so this tells a repetition from a new purchase at an old total.
fn payment_digest(payment: &PaymentPayload) -> B256 {
    let quote = payment.accepted.extra.get("quote").and_then(|quote| quote.as_str()).unwrap_or_default();
    keccak256([payment.payload.to_string().as_bytes(), &[0], quote.as_bytes()].concat())
}

/// The key of a single transfer: the token accepts each nonce of a payer once.
fn transfer_key(from: Address, nonce: B256) -> B256 {
    keccak256([from.as_slice(), nonce.as_slice()].concat())
}

impl Shop {
    pub fn class(&self, index: usize) -> &ClassConfig {
        &self.config.classes[index]
    }
}
