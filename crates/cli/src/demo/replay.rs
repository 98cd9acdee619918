//! The trace happens again: wave after wave of requests, each paid for over real HTTP.
//!
//! What is counted here is the customers' side alone: what they were told and what they were charged. The report compares it
//! with what the gateway recorded and what the chain holds, and with the price law computed anew from the trace.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::future::join_all;
use usufruct_model::Cash;
use usufruct_model::price::{Demand, Millis, PriceQ64};

use super::customers::{self, Customer, Outcome};
use super::terms::Pricing;
use super::upstream::work_path;
use crate::clock::WorldClock;
use crate::trace::{Request, Trace};

/// How many of the requests that went wrong are described in the report; all are counted.
const ODDITIES_KEPT: usize = 10;
/// A request that takes longer is a fault of the machine, not an outcome.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// What the customers experienced.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub charged: u64,
    /// Base units of the currency that receipts say were charged.
    pub revenue: u128,
    /// Units that were charged for.
    pub units: u128,
    /// Failures of the service, by the trace's word for them; not charged.
    pub failed: BTreeMap<String, u64>,
    /// Requests that were neither charged as served nor failed as in the trace.
    pub odd: u64,
    pub oddities: Vec<String>,
    /// What the price law says that the charged requests cost, computed here from the trace, in cash units.
    pub recomputed: u128,
    pub price: PricePath,
}

/// The price of one unit over the requests that were charged.
#[derive(Clone, Copy, Debug, Default)]
pub struct PricePath {
    pub lowest: Option<PriceQ64>,
    pub highest: PriceQ64,
    pub last: PriceQ64,
}

impl PricePath {
    fn note(&mut self, price: PriceQ64) {
        self.lowest = Some(self.lowest.map_or(price, |lowest| lowest.min(price)));
        self.highest = self.highest.max(price);
        self.last = price;
    }
}

pub struct Replay<'a> {
    trace: &'a Trace,
    pricing: Pricing,
    customers: &'a [Customer],
    gateway: String,
    http: reqwest::Client,
    clock: WorldClock,
    /// The law's own course, beside the gateway's.
    demand: Demand,
    pub tally: Tally,
}

impl<'a> Replay<'a> {
    /// `customers` are the trace's payers, in its order; `gateway` is a base URL.
    pub fn new(
        trace: &'a Trace,
        pricing: Pricing,
        customers: &'a [Customer],
        gateway: String,
        clock: WorldClock,
    ) -> Result<Replay<'a>> {
        // A proxied redirect is an answer like any other, not an invitation.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(REQUEST_TIMEOUT)
            .build()
            .context("cannot make HTTP requests")?;
        let (demand, tally) = (Demand::default(), Tally::default());
        Ok(Replay { trace, pricing, customers, gateway, http, clock, demand, tally })
    }

    /// Makes the requests of one wave, at the time of its first.
    pub async fn wave(&mut self, wave: Range<usize>) -> Result<()> {
        let requests = &self.trace.requests[wave.clone()];
        let Some(first) = requests.first() else { return Ok(()) };
        self.clock.set(first.at);
        let urls: Vec<String> = requests.iter().map(|request| self.url(request)).collect();

        let asking = urls.iter().map(|url| {
            let (http, url) = (self.http.clone(), url.clone());
            tokio::spawn(async move { customers::ask(&http, &url).await })
        });
        let quotes = join_all(asking).await;

        let mut paying = Vec::with_capacity(requests.len());
        for ((quote, url), (number, request)) in quotes.into_iter().zip(urls).zip(wave.zip(requests)) {
            let quote = quote.context("a customer's task broke")??;
            let (http, customer) = (self.http.clone(), self.customers[request.payer as usize].clone());
            let now = first.at;
            paying.push(tokio::spawn(async move { customers::pay(&http, &url, &customer, &quote, now, number).await }));
        }
        let outcomes = join_all(paying).await;

        let quoted = self.demand.at(&self.pricing.class, Millis(first.at.saturating_mul(1_000)));
        self.demand = quoted;
        for (request, outcome) in requests.iter().zip(outcomes) {
            self.count(request, &quoted, outcome.context("a customer's task broke")??);
        }
        Ok(())
    }

    fn url(&self, request: &Request) -> String {
        format!("{}{}", self.gateway, work_path(request.units, self.trace.answer(request).status))
    }

    fn count(&mut self, request: &Request, quoted: &Demand, outcome: Outcome) {
        let expected = self.trace.answer(request);
        match outcome {
            Outcome::Charged(amount) if expected.served() => {
                let Cash(cost) = quoted.cost_up(&self.pricing.class, request.units);
                self.demand = self.demand.sell(&self.pricing.class, request.units, Millis(0)).0;
                self.tally.charged += 1;
                self.tally.revenue += amount;
                self.tally.units += u128::from(request.units);
                self.tally.recomputed += cost;
                self.tally.price.note(quoted.spot_down(&self.pricing.class));
            }
            Outcome::Failed(status) if status == expected.status => {
                *self.tally.failed.entry(expected.word.clone()).or_default() += 1;
            }
            odd => {
                self.tally.odd += 1;
                if self.tally.oddities.len() < ODDITIES_KEPT {
                    let payer = self.trace.payer(request);
                    let text = format!("{payer} at {}: expected {}, got {odd:?}", request.at, expected.word);
                    self.tally.oddities.push(text);
                }
            }
        }
    }
}
