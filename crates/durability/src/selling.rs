//! The selling subject: a real gateway over real HTTP, with customers who pay by voucher and by transfer, all at once.
//!
//! A second run on the same directory finds customers who have forgotten what they were charged, and learn it from the chain
//! and the gateway.

use std::future::IntoFuture;
use std::path::Path;

use alloy::primitives::{Address, B256, U256, keccak256};
use anyhow::{Context, Result, anyhow, ensure};
use axum::Router;
use axum::http::Uri;
use axum::routing::get;
use http::StatusCode;
use tokio::net::TcpListener;
use usufruct_protocol::escrow::Escrow;
use usufruct_protocol::standins::USDC;
use usufruct_protocol::verbs;
use usufruct_protocol::x402::batch::Charge;
use usufruct_protocol::x402::header::{self, PAYMENT_REQUIRED, PAYMENT_RESPONSE, PAYMENT_SIGNATURE};
use usufruct_protocol::x402::payer::{Means, Moment, Payer, Payment, Policy, Settled};
use usufruct_protocol::x402::wire::{PaymentRequired, SettlementResponse};
use usufruct_testkit::cast::{self, FOUNDER};

use crate::said::{Said, say};
use crate::shop::{self, Shop, UNITS};

/// Those who pay by voucher.
const REGULARS: [&str; 4] = ["wanda", "viktor", "uma", "theo"];
/// Pays each request by a transfer of its own, and so makes a transaction each time.
const OCCASIONAL: &str = "olga";
/// The occasional customer buys once while a regular buys so often.
const REGULAR_PER_OCCASIONAL: usize = 12;
/// What each has to spend, in base units.
const PURSE: u64 = 50_000_000;
/// Between two requests, in milliseconds of the shop's time.
const STEP: u64 = 20;
/// Purchases in a row that may fail before a customer gives up.
const FAILURES_MAX: usize = 3;

/// Sells `purchases` requests to each regular customer.
///
/// # Errors
/// What is in `directory` does not open, or the machine failed outside the gateway.
pub async fn sell(directory: &Path, purchases: usize) -> Result<()> {
    let (upstream, upstream_url) = listen().await?;
    let service = Router::new().route("/work", get(|uri: Uri| async move { ([(UNITS, units(&uri))], "done\n") }));
    tokio::spawn(axum::serve(upstream, service).into_future());
    let shop = Shop::open(&shop::genesis().await?, directory, &upstream_url).await?;
    let (listener, url) = listen().await?;
    let gateway = shop.gateway.clone();
    tokio::spawn(async move { gateway.serve(listener, std::future::pending()).await });

    if shop.chain.head().number == 0 {
        let founder = shop::sender(&shop.chain, FOUNDER).await?;
        for name in REGULARS.iter().chain([&OCCASIONAL]) {
            let mint = verbs::mint_cash(USDC, cast::address(name), U256::from(PURSE));
            if let Err(error) = founder.send(&mint).await {
                say(&Said::Declined { word: "chain-unavailable".to_owned() });
                return Err(anyhow!(error).context("the founder cannot mint"));
            }
        }
    }
    let mut buying = Vec::new();
    for name in REGULARS {
        buying.push(Customer::new(&shop, &url, name, true)?.buy_often(&shop, purchases));
    }
    let occasional = Customer::new(&shop, &url, OCCASIONAL, false)?;
    let (_, _) = tokio::join!(all(buying), occasional.buy_often(&shop, purchases.div_ceil(REGULAR_PER_OCCASIONAL)));
    shop.gateway.close().await;
    Ok(())
}

async fn all(buying: Vec<impl Future<Output = ()>>) {
    let mut buying: Vec<_> = buying.into_iter().map(Box::pin).collect();
    std::future::poll_fn(|context| {
        buying.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if buying.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

async fn listen() -> Result<(TcpListener, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await.context("no port is free")?;
    let url = format!("http://{}", listener.local_addr().context("it is bound")?);
    Ok((listener, url))
}

fn units(uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default();
    query.strip_prefix("units=").unwrap_or("1").to_owned()
}

struct Customer {
    payer: Payer,
    http: reqwest::Client,
    url: String,
    escrow: Escrow,
    /// Makes its transfers and deposits differ from those of an earlier run.
    salt: B256,
    signed: u64,
}

impl Customer {
    fn new(shop: &Shop, url: &str, name: &str, batch: bool) -> Result<Customer> {
        let policy = Policy { batch, ..Policy::default() };
        let http = reqwest::Client::builder().no_proxy().build().context("no HTTP client")?;
        let salt = keccak256(format!("{name} {}", shop.chain.head().hash));
        let (url, escrow) = (format!("{url}/work"), shop.escrow.clone());
        Ok(Customer { payer: Payer::new(cast::key(name), policy), http, url, escrow, salt, signed: 0 })
    }

    async fn buy_often(mut self, shop: &Shop, purchases: usize) {
        let mut failures = 0;
        for number in 0..purchases {
            shop.advance(STEP);
            match self.buy(shop.now() / 1_000, 1 + number % 10).await {
                Ok(()) => failures = 0,
                Err(declined) => {
                    say(&Said::Declined { word: format!("{declined:#}").replace(char::is_whitespace, "-") });
                    failures += 1;
                    if failures == FAILURES_MAX {
                        return;
                    }
                }
            }
        }
    }

    /// Asks, pays, and once corrected pays again, as stock clients do.
    async fn buy(&mut self, now: u64, units: usize) -> Result<()> {
        let url = format!("{}?units={units}", self.url);
        let response = self.http.get(&url).send().await.context("unreachable")?;
        let required = required(&response).context("no-quote")?;
        self.recall(&required).await?;
        for _ in 0..2 {
            self.signed += 1;
            let salt = keccak256([self.salt.as_slice(), &self.signed.to_be_bytes()].concat());
            let payment = self.payer.pay(&required, Moment { now, salt })?;
            let known = payment_id(&payment, self.payer.address(), salt);
            say(&Said::Asked { payment: known });
            let request = self.http.get(&url).header(PAYMENT_SIGNATURE, &payment.header);
            let response = request.send().await.context("unreachable")?;
            if let Some(receipt) = response.headers().get(PAYMENT_RESPONSE) {
                let receipt: SettlementResponse = header::decode(PAYMENT_RESPONSE, receipt.as_bytes())?;
                ensure!(response.status() == StatusCode::OK, "{}", word(response).await);
                return self.paid(known, &payment, &receipt);
            }
            let Some(corrective) = self::required(&response) else {
                return Err(anyhow!(word(response).await));
            };
            self.corrected(known, &corrective).await?;
        }
        Err(anyhow!("corrected-twice"))
    }

    /// Without memory, what the chain says of the channel.
    async fn recall(&mut self, required: &PaymentRequired) -> Result<()> {
        let offer = self.payer.choose(required)?;
        let Ok((_, channel)) = self.payer.channel_for(offer) else { return Ok(()) };
        if self.payer.remembered(channel).is_none() {
            let reading = self.escrow.channel(channel).await.context("chain-unavailable")?;
            if reading.balance > 0 {
                self.payer.recall(channel, reading.into());
            }
        }
        Ok(())
    }

    fn paid(&mut self, known: B256, payment: &Payment, receipt: &SettlementResponse) -> Result<()> {
        let Settled::Charged(charge) = self.payer.settled(payment, receipt)? else {
            return Err(anyhow!("out-of-step"));
        };
        if let Ok(transaction) = receipt.transaction.parse() {
            say(&Said::Settled { transaction });
        }
        let state = Charge::from_extra(&receipt.extra).ok().and_then(|charge| charge.channel_state);
        let total = match payment.means {
            Means::Transfer => charge,
            _ => state.and_then(|state| state.charged_cumulative_amount).context("a receipt without a total")?,
        };
        say(&Said::Charged { payment: known, charge, total });
        Ok(())
    }

    async fn corrected(&mut self, known: B256, corrective: &PaymentRequired) -> Result<()> {
        let reading = self.escrow.channel(known).await.context("chain-unavailable")?;
        let channel = self.payer.resync(corrective, reading.into()).map_err(|no| anyhow!("no-resync: {no}"))?;
        say(&Said::Told { payment: known, total: channel.charged });
        Ok(())
    }
}

/// As the gateway's book knows it.
fn payment_id(payment: &Payment, payer: Address, nonce: B256) -> B256 {
    match payment.means {
        Means::Transfer => keccak256([payer.as_slice(), nonce.as_slice()].concat()),
        Means::Voucher { channel_id } | Means::Deposit { channel_id, .. } | Means::Refund { channel_id, .. } => {
            channel_id
        }
    }
}

fn required(response: &reqwest::Response) -> Option<PaymentRequired> {
    let header = response.headers().get(PAYMENT_REQUIRED)?;
    header::decode(PAYMENT_REQUIRED, header.as_bytes()).ok()
}

/// The last part of a problem's type.
async fn word(response: reqwest::Response) -> String {
    let status = response.status();
    let document: serde_json::Value = response.json().await.unwrap_or_default();
    let kind = document["type"].as_str().and_then(|kind| kind.rsplit(':').next());
    kind.map_or_else(|| status.to_string(), str::to_owned)
}
