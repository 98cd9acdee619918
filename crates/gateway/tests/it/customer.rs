//! A customer over HTTP: asks, gets a 402, pays, keeps the receipt.

use std::sync::atomic::{AtomicU64, Ordering};

use alloy::primitives::{B256, keccak256};
use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::Value;
use usufruct_protocol::{
    escrow::Escrow,
    x402::{
        batch::{ChannelConfig, Charge},
        header::{self, PAYMENT_REQUIRED, PAYMENT_RESPONSE, PAYMENT_SIGNATURE},
        payer::{Moment, Payer, Payment, Policy},
        signature::Key,
        wire::{PaymentRequired, SettlementResponse},
    },
};

use crate::world::World;

static SALTS: AtomicU64 = AtomicU64::new(0);

pub struct Customer {
    pub payer: Payer,
    pub key: Key,
    http: reqwest::Client,
    url: String,
    escrow: Escrow,
    /// Seconds since 1970, as this customer's signatures say.
    now: u64,
}

/// An answer, with its receipt.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn receipt(&self) -> Option<SettlementResponse> {
        let header = self.headers.get(PAYMENT_RESPONSE)?;
        Some(header::decode(PAYMENT_RESPONSE, header.as_bytes()).expect("receipts are read"))
    }

    pub fn charge(&self) -> Charge {
        let receipt = self.receipt().expect("a receipt");
        assert!(receipt.success, "{receipt:?}");
        Charge::from_extra(&receipt.extra).expect("a charge")
    }

    pub fn charged(&self) -> u128 {
        self.charge().charged_amount.expect("an amount")
    }

    /// Charged since the channel began.
    pub fn cumulative(&self) -> u128 {
        self.charge().channel_state.and_then(|state| state.charged_cumulative_amount).expect("a total")
    }

    pub fn required(&self) -> PaymentRequired {
        let header = self.headers.get(PAYMENT_REQUIRED).unwrap_or_else(|| panic!("no 402: {self:?}"));
        header::decode(PAYMENT_REQUIRED, header.as_bytes()).expect("challenges are read")
    }

    /// The last part of the problem's type; the document agrees with the status.
    pub fn problem(&self) -> String {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{self:?}");
        assert_eq!(self.headers["cache-control"], "no-store");
        let document: Value = serde_json::from_str(&self.body).expect("a document");
        assert_eq!(document["status"], self.status.as_u16());
        for member in ["title", "detail", "hint"] {
            assert!(document[member].as_str().is_some_and(|text| !text.is_empty()), "{member}: {document}");
        }
        let slug = document["type"].as_str().and_then(|uri| uri.strip_prefix("urn:usufruct:problem:"));
        slug.unwrap_or_else(|| panic!("{document}")).to_owned()
    }
}

impl Customer {
    pub fn new(world: &World, key: Key) -> Self {
        Self {
            payer: Payer::new(key.clone(), Policy::default()),
            key,
            http: reqwest::Client::builder().no_proxy().build().expect("a client"),
            url: world.url.clone(),
            escrow: world.escrow(),
            now: world.now().0 / 1_000,
        }
    }

    /// The same account with no memory of its channels.
    pub fn without_memory(&self) -> Self {
        let payer = Payer::new(self.key.clone(), Policy::default());
        let (http, url, escrow) = (self.http.clone(), self.url.clone(), self.escrow.clone());
        Self { payer, key: self.key.clone(), http, url, escrow, now: self.now }
    }

    /// Pays by transfers only.
    #[must_use]
    pub fn by_transfer(mut self) -> Self {
        self.payer = Payer::new(self.key.clone(), Policy { batch: false, ..Policy::default() });
        self
    }

    /// After the gateway moved, or time did.
    pub fn meets(&mut self, world: &World) {
        self.url = world.url.clone();
        self.now = world.now().0 / 1_000;
    }

    pub async fn send(&self, method: Method, path: &str, payment: Option<&str>, body: &str) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.url)).body(body.to_owned());
        if let Some(payment) = payment {
            request = request.header(PAYMENT_SIGNATURE, payment);
        }
        self.sent(request).await
    }

    pub async fn sent(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("the gateway answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.text().await.expect("the body arrives");
        Answer { status, headers, body }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// What it would cost.
    pub async fn quote(&self, path: &str) -> PaymentRequired {
        let answer = self.send(Method::GET, path, None, "").await;
        assert_eq!(answer.status, StatusCode::PAYMENT_REQUIRED, "{answer:?}");
        answer.required()
    }

    pub fn moment(&self) -> Moment {
        let salt = keccak256(SALTS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Moment { now: self.now, salt }
    }

    pub fn sign(&self, required: &PaymentRequired) -> Payment {
        self.payer.pay(required, self.moment()).expect("it can be paid")
    }

    /// Sends a signed payment, and remembers what came of it.
    pub async fn pay_with(&mut self, path: &str, payment: &Payment) -> Answer {
        let answer = self.send(Method::GET, path, Some(&payment.header), "").await;
        if let Some(receipt) = answer.receipt() {
            self.payer.settled(payment, &receipt).expect("an honest answer");
        }
        answer
    }

    /// Asks, pays, and once corrected pays again, as stock clients do.
    pub async fn buy(&mut self, path: &str) -> Answer {
        let required = self.quote(path).await;
        let payment = self.sign(&required);
        let answer = self.pay_with(path, &payment).await;
        if answer.status != StatusCode::PAYMENT_REQUIRED || answer.receipt().is_some() {
            return answer;
        }
        let corrective = answer.required();
        let (_, channel) = self.channel(&corrective);
        let on_chain = self.escrow.channel(channel).await.expect("the chain answers").into();
        if self.payer.resync(&corrective, on_chain).is_err() {
            return answer;
        }
        let payment = self.sign(&required);
        self.pay_with(path, &payment).await
    }

    /// A purchase that must succeed.
    pub async fn bought(&mut self, path: &str) -> Answer {
        let answer = self.buy(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer
    }

    pub fn channel(&self, required: &PaymentRequired) -> (ChannelConfig, B256) {
        let offer = required.accepts.iter().find(|offer| offer.scheme == "batch-settlement").expect("it is offered");
        self.payer.channel_for(offer).expect("a channel")
    }
}
