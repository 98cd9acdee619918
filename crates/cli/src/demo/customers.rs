//! The customers: every payer of the trace, with a key and a purse of its own, paying over real HTTP as stock clients do.
//!
//! ```text
//! request ─► 402 with a quote          phase 1, all customers of a wave
//! request + voucher ─► answer          phase 2
//! ```
//!
//! A customer never retries: whatever the gateway answers is the outcome, so that a replay has one course.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use alloy::primitives::{Address, B256, keccak256};
use anyhow::{Context, Result, bail};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use reqwest::{Client, Response};
use usufruct_protocol::x402::header::{self, PAYMENT_REQUIRED, PAYMENT_RESPONSE, PAYMENT_SIGNATURE};
use usufruct_protocol::x402::payer::{Moment, Payer, Payment, Policy, Settled};
use usufruct_protocol::x402::wire::{PaymentRequired, SettlementResponse};

use crate::keys;

/// How the gateway explains a refusal (RFC 9457).
const PROBLEM: &str = "application/problem+json";

/// What became of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Served, for so many base units of the currency.
    Charged(u128),
    /// The service failed with this status; nothing was charged.
    Failed(u16),
    /// Served without a charge, or charged for a failure: the gateway broke its word.
    Inconsistent(String),
    /// The gateway did not take the payment, or the customer would not make it.
    Refused(String),
}

/// One paying customer. Clones are the same customer.
#[derive(Clone)]
pub struct Customer {
    payer: Arc<Mutex<Payer>>,
    seed: u64,
}

impl Customer {
    /// The customer that the trace calls `name`.
    pub fn new(seed: u64, name: &str) -> Customer {
        let payer = Payer::new(keys::derive(seed, "customer", name), Policy::default());
        Customer { payer: Arc::new(Mutex::new(payer)), seed }
    }

    pub fn address(&self) -> Address {
        self.payer().address()
    }

    /// Signs a payment for `quote`; `number` is the request's place in the trace.
    fn sign(&self, quote: &PaymentRequired, now: u64, number: usize) -> Result<Payment, String> {
        let payer = self.payer();
        let moment = Moment { now, salt: self.salt(payer.address(), number) };
        payer.pay(quote, moment).map_err(|refusal| refusal.to_string())
    }

    /// Unique, and the same in every replay. (A customer with something to lose draws it at random.)
    fn salt(&self, address: Address, number: usize) -> B256 {
        keccak256(format!("usufruct demo salt\0{}\0{address}\0{number}", self.seed))
    }

    fn payer(&self) -> MutexGuard<'_, Payer> {
        self.payer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks without paying; the answer has to be a quote.
pub async fn ask(http: &Client, url: &str) -> Result<PaymentRequired> {
    let response = http.get(url).send().await.context("the gateway cannot be reached")?;
    let status = response.status();
    let quote = match response.headers().get(PAYMENT_REQUIRED) {
        Some(quote) if status == StatusCode::PAYMENT_REQUIRED => header::decode(PAYMENT_REQUIRED, quote.as_bytes())?,
        _ => bail!("an unpaid request was answered with {status} instead of a quote: {}", excerpt(response).await),
    };
    drain(response).await?;
    Ok(quote)
}

/// Pays for what was quoted; `number` is the request's place in the trace.
pub async fn pay(
    http: &Client,
    url: &str,
    customer: &Customer,
    quote: &PaymentRequired,
    now: u64,
    number: usize,
) -> Result<Outcome> {
    let payment = match customer.sign(quote, now, number) {
        Ok(payment) => payment,
        Err(refusal) => return Ok(Outcome::Refused(format!("the customer would not pay: {refusal}"))),
    };
    let request = http.get(url).header(PAYMENT_SIGNATURE, &payment.header);
    let response = request.send().await.context("the gateway cannot be reached")?;
    let status = response.status();
    if status == StatusCode::PAYMENT_REQUIRED {
        return Ok(Outcome::Refused(format!("payment refused: {}", reason(&response))));
    }
    let Some(receipt) = response.headers().get(PAYMENT_RESPONSE) else {
        return unpaid(response).await;
    };
    let receipt: SettlementResponse = header::decode(PAYMENT_RESPONSE, receipt.as_bytes())?;
    drain(response).await?;
    let settled = customer.payer().settled(&payment, &receipt);
    Ok(match settled {
        Ok(Settled::Charged(amount)) if status.as_u16() < 400 => Outcome::Charged(amount),
        Ok(Settled::Charged(0) | Settled::Refused) if status.as_u16() >= 400 => Outcome::Failed(status.as_u16()),
        Ok(other) => Outcome::Inconsistent(format!("answered with {status}, the payment was {other:?}")),
        Err(refusal) => Outcome::Inconsistent(refusal.to_string()),
    })
}

fn reason(response: &Response) -> String {
    let header = response.headers().get(PAYMENT_REQUIRED);
    let quote = header.and_then(|header| header::decode::<PaymentRequired>(PAYMENT_REQUIRED, header.as_bytes()).ok());
    quote.and_then(|quote| quote.error).unwrap_or_else(|| "without a reason".to_owned())
}

/// What an answer without a receipt means.
async fn unpaid(response: Response) -> Result<Outcome> {
    let status = response.status();
    if status.as_u16() < 400 {
        return Ok(Outcome::Inconsistent(format!("served with {status} and no receipt")));
    }
    // The sample service never answers with a problem document, the gateway does.
    let of_gateway = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM);
    if of_gateway {
        return Ok(Outcome::Refused(format!("{status}: {}", excerpt(response).await)));
    }
    drain(response).await?;
    Ok(Outcome::Failed(status.as_u16()))
}

/// The beginning of a body, for people.
async fn excerpt(response: Response) -> String {
    const CHARS: usize = 300;
    response.text().await.unwrap_or_default().chars().take(CHARS).collect()
}

/// Reads the rest of a response, so that its connection can be used again.
async fn drain(response: Response) -> Result<()> {
    response.bytes().await.context("the answer broke off")?;
    Ok(())
}
