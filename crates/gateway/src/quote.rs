//! What a request would cost now, in a form that needs no memory: a quote carries its own proof.
//!
//! ```text
//! demand now ─► Quote ─► offers (amount, payTo, ..., extra.quote = "1.excess.issued.after.serial.MAC")
//!                                        │ echoed by the customer as `accepted`
//!                            recognise ◄─┘ rebuilds the offer, checks the MAC, compares every field
//! ```
//!
//! The MAC covers every field of the offer and the method and target of the request, so a quote for one resource buys no
//! other, and nothing in an echo can be changed. A quote is honoured for its lifetime whatever the price does meanwhile.
//! `after` names the last sale that the quote saw: with it the sales log can recompute every quoted price.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use usufruct_model::price::{Demand, Excess, Millis};
use usufruct_protocol::x402::{
    BATCH_SETTLEMENT, EXACT,
    batch::BatchExtra,
    exact::ExactExtra,
    wire::{Extra, PaymentRequirements, network},
};

use crate::config::{ClassConfig, GatewayConfig};

/// The field of `extra` that carries the quote.
const QUOTE: &str = "quote";
/// Written into every quote; a later form gets another number.
const FORM: &str = "1";
/// What a corrective 402 adds to `extra`; it comes back with the echo and is not part of the offer.
const CORRECTIVE: [&str; 2] = ["channelState", "voucherState"];

/// The demand for a class, and the last sale that is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub demand: Demand,
    /// Sequence number of the last sale of the class; 0 before the first.
    pub after: u64,
}

/// A price for one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The demand at the moment of the quote.
    pub demand: Demand,
    pub after: u64,
    /// Makes two quotes of one moment different, so that asking again is not mistaken for a repetition.
    pub serial: u64,
    /// The most that the request may cost, in base units.
    pub amount: u128,
}

/// What is wanted: a quote is for this and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub method: &'a str,
    /// Path and query, as they came.
    pub target: &'a str,
    pub class: &'a ClassConfig,
}

/// Why an echoed offer is not paid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteRefusal {
    #[error("the scheme {0:?} was not offered")]
    Scheme(String),
    #[error("the network {0:?} was not offered")]
    Network(String),
    #[error("`accepted` carries no quote of this gateway")]
    NoQuote,
    #[error("`accepted` is not what was offered for this method and URL")]
    Tampered,
    #[error("quoted {age_seconds} s ago; quotes are honoured for {lifetime_seconds} s")]
    Stale { quote: Quote, age_seconds: u64, lifetime_seconds: u64 },
}

/// Makes quotes and recognises them.
#[derive(Debug)]
pub struct Quoter {
    config: Arc<GatewayConfig>,
    serial: AtomicU64,
}

impl Quoter {
    pub fn new(config: Arc<GatewayConfig>) -> Self {
        Self { config, serial: AtomicU64::new(0) }
    }

    /// A quote for the most that one request of the class may use.
    pub fn quote(&self, class: &ClassConfig, seen: Seen, now: Millis) -> Quote {
        let demand = seen.demand.at(&class.price, now);
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let amount = self.cost_up(class, demand, class.units_max);
        Quote { demand, after: seen.after, serial, amount }
    }

    /// What `units` cost under a quote, in base units; never more than the quoted amount.
    pub fn charge(&self, class: &ClassConfig, quote: &Quote, units: u64) -> u128 {
        self.cost_up(class, quote.demand, units.min(class.units_max)).min(quote.amount)
    }

    fn cost_up(&self, class: &ClassConfig, demand: Demand, units: u64) -> u128 {
        demand.cost_up(&class.price, units).0.saturating_mul(self.config.asset.cash_unit)
    }

    /// The quote as offers, the preferred first.
    pub fn offers(&self, quote: &Quote, wanted: Wanted<'_>) -> Vec<PaymentRequirements> {
        [BATCH_SETTLEMENT, EXACT].map(|scheme| self.offer(scheme, quote, wanted)).into()
    }

    fn offer(&self, scheme: &str, quote: &Quote, wanted: Wanted<'_>) -> PaymentRequirements {
        let mut offer = self.unsigned_offer(scheme, quote, &unsigned(quote));
        let mac = URL_SAFE_NO_PAD.encode(self.mac(&offer, wanted).finalize().into_bytes());
        offer.extra.insert(QUOTE.to_owned(), json!(format!("{}.{mac}", unsigned(quote))));
        offer
    }

    fn unsigned_offer(&self, scheme: &str, quote: &Quote, text: &str) -> PaymentRequirements {
        let config = &self.config;
        let rest = Extra::from_iter([(QUOTE.to_owned(), json!(text))]);
        let (name, version) = (config.asset.name.clone(), config.asset.version.clone());
        let extra = if scheme == BATCH_SETTLEMENT {
            let batch = BatchExtra {
                receiver_authorizer: config.receiver_authorizer,
                withdraw_delay: config.withdraw_delay,
                name,
                version,
                asset_transfer_method: None,
                min_deposit: Some(self.deposit_min(quote).to_string()),
                channel_state: None,
                voucher_state: None,
                rest,
            };
            batch.to_extra()
        } else {
            let exact = ExactExtra { name, version, asset_transfer_method: None, rest };
            match serde_json::to_value(exact) {
                Ok(Value::Object(extra)) => extra,
                _ => unreachable!("a struct with named fields serialises to an object"),
            }
        };
        PaymentRequirements {
            scheme: scheme.to_owned(),
            network: network(config.chain_id),
            amount: quote.amount.to_string(),
            // Stock clients compare and hash addresses in the mixed-case form.
            asset: config.asset.address.to_checksum(None),
            pay_to: config.pay_to.to_checksum(None),
            max_timeout_seconds: config.payment_timeout_seconds(),
            extra,
            rest: Extra::new(),
        }
    }

    /// The smallest deposit that is taken under a quote. Clients ignore a wish that is below the price.
    pub fn deposit_min(&self, quote: &Quote) -> u128 {
        self.config.min_deposit.max(quote.amount)
    }

    fn mac(&self, offer: &PaymentRequirements, wanted: Wanted<'_>) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.config.quote_key).expect("HMAC takes keys of any length");
        let offer = serde_json::to_vec(offer).expect("wire types always serialise");
        for part in [wanted.method.as_bytes(), wanted.target.as_bytes(), wanted.class.name.as_bytes(), &offer] {
            // With its length before it, no part can run into the next.
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac
    }

    /// The quote that a customer accepted.
    ///
    /// # Errors
    /// It is not ours, not for this request, altered, or too old.
    pub fn recognise(
        &self,
        accepted: &PaymentRequirements,
        wanted: Wanted<'_>,
        now: Millis,
    ) -> Result<Quote, QuoteRefusal> {
        if ![BATCH_SETTLEMENT, EXACT].contains(&accepted.scheme.as_str()) {
            return Err(QuoteRefusal::Scheme(accepted.scheme.clone()));
        }
        if accepted.network != network(self.config.chain_id) {
            return Err(QuoteRefusal::Network(accepted.network.clone()));
        }
        let text = accepted.extra.get(QUOTE).and_then(Value::as_str).ok_or(QuoteRefusal::NoQuote)?;
        let (text, mac) = text.rsplit_once('.').ok_or(QuoteRefusal::NoQuote)?;
        let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| QuoteRefusal::NoQuote)?;
        let mut quote = read(text).ok_or(QuoteRefusal::NoQuote)?;
        quote.amount = self.cost_up(wanted.class, quote.demand, wanted.class.units_max);

        let offer = self.unsigned_offer(&accepted.scheme, &quote, text);
        self.mac(&offer, wanted).verify_slice(&mac).map_err(|_| QuoteRefusal::Tampered)?;
        if !is_echo(accepted, &offer) {
            return Err(QuoteRefusal::Tampered);
        }
        let (age, lifetime_seconds) = (now.0.saturating_sub(quote.demand.last().0), self.config.quote_lifetime_seconds);
        if age > lifetime_seconds.saturating_mul(1_000) {
            return Err(QuoteRefusal::Stale { quote, age_seconds: age / 1_000, lifetime_seconds });
        }
        Ok(quote)
    }
}

/// Whether `accepted` is `offer`, apart from the quote, which was compared by its MAC.
fn is_echo(accepted: &PaymentRequirements, offer: &PaymentRequirements) -> bool {
    let mut accepted = accepted.clone();
    accepted.extra.retain(|name, _| name != QUOTE && !CORRECTIVE.contains(&name.as_str()));
    let mut offer = offer.clone();
    offer.extra.remove(QUOTE);
    accepted == offer
}

/// `1.<excess>.<milliseconds>.<after>.<serial>`; the amount follows from these.
fn unsigned(quote: &Quote) -> String {
    let (Excess(excess), Millis(issued)) = (quote.demand.excess(), quote.demand.last());
    format!("{FORM}.{excess:x}.{issued}.{}.{}", quote.after, quote.serial)
}

fn read(text: &str) -> Option<Quote> {
    let mut parts = text.split('.');
    (parts.next()? == FORM).then_some(())?;
    let excess = Excess(u128::from_str_radix(parts.next()?, 16).ok()?);
    let issued = Millis(parts.next()?.parse().ok()?);
    let (after, serial) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(Quote { demand: Demand::new(excess, issued), after, serial, amount: 0 })
}

#[cfg(test)]
mod tests;
