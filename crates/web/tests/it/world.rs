//! A venture that runs: its chain, a gateway with a service behind it, a keeper, customers, and the server in question. One
//! clock, the chain's, which only tests move.

use std::{num::NonZeroU64, sync::Arc, time::Duration};

use alloy::{
    eips::BlockId,
    primitives::{Address, U256, keccak256},
};
use axum::{Router, http::HeaderName, routing::get};
use reqwest::StatusCode;
use serde_json::Value;
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot};
use usufruct_gateway::{
    Asset, ClassConfig, Clock, Gateway, GatewayConfig, Limits, Metering, Millis,
    config::{MIN_DEPOSIT_DEFAULT, QUOTE_LIFETIME_SECONDS_DEFAULT, WITHDRAW_DELAY_DEFAULT},
};
use usufruct_keeper::{Charged, Keeper, Policy};
use usufruct_ledger::Ledger;
use usufruct_model::{
    Cash, Command,
    price::{PriceClass, PriceQ64},
};
use usufruct_protocol::{
    client::{Client, Views},
    escrow::Escrow,
    standins::{CHAIN_ID, USDC},
    x402::{
        header::{self, PAYMENT_REQUIRED, PAYMENT_RESPONSE, PAYMENT_SIGNATURE},
        payer::{self, Moment, Payer},
        wire::PaymentRequired,
    },
};
use usufruct_testkit::{
    cast::{self, ALICE, BOB, CAROL, KEEPER, RELAYER},
    stage::{Stage, terms},
};
use usufruct_web::{Confidence, Web, WebConfig};

/// Customers who pay through the gateway.
pub const WANDA: &str = "wanda";
pub const XAVER: &str = "xaver";
pub const YVES: &str = "yves";
const AUTHORIZER: &str = "authorizer";

/// What one unit costs before any demand, in base units.
pub const FLOOR: u64 = 1_000;

pub struct World {
    pub stage: Stage,
    pub gateway: Gateway,
    pub web: Web,
    /// Of the server in question.
    pub url: String,
    pub http: reqwest::Client,
    keeper: Keeper,
    gateway_url: String,
    folder: TempDir,
    /// Dropping them ends the servers.
    _running: Vec<oneshot::Sender<()>>,
}

impl World {
    /// A venture that was sold out to alice (60 %), bob (30 %) and carol (10 %).
    pub async fn open() -> Self {
        Self::open_with(config()).await
    }

    pub async fn open_with(config: WebConfig) -> Self {
        let stage = Stage::open_with(terms(), &[WANDA, XAVER, YVES, AUTHORIZER], None).await;
        stage.sell(&[(ALICE, 600_000), (BOB, 300_000), (CAROL, 100_000)]).await;
        stage.close().await;
        let folder = tempfile::tempdir().expect("a folder");
        let upstream = upstream().await;
        let gateway = gateway(&stage, upstream, &folder).await;
        let (gateway_url, gateway_runs) = serve_gateway(&gateway).await;
        let policy = Policy { claim_amount: 1, collect_amount: Cash(1), drip_interval: 1, ..Policy::default() };
        let keeper = Keeper::open(stage.sender(KEEPER).clone(), *stage.at(), cast::key(AUTHORIZER), policy).await;
        let keeper = keeper.expect("the venture is there");
        let ledger = Ledger::open(&folder.path().join("web.sqlite"), stage.client().clone()).await.expect("a ledger");
        let web = Web::open(config, ledger, Some(gateway.clone()), clock(&stage)).await.expect("a server");
        web.catch_up().await.expect("the chain can be followed");
        let (url, web_runs) = serve(&web).await;
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let _running = vec![gateway_runs, web_runs];
        Self { stage, gateway, web, url, http, keeper, gateway_url, folder, _running }
    }

    /// Another server of the same venture, with a file of its own.
    pub async fn another(&self, name: &str, config: WebConfig, gateway: Option<Gateway>) -> Web {
        self.another_by(self.stage.client().clone(), name, config, gateway).await
    }

    /// As [`Self::another`], which asks the chain by other means.
    pub async fn another_by(&self, client: Client, name: &str, config: WebConfig, gateway: Option<Gateway>) -> Web {
        let path = self.folder.path().join(name);
        let ledger = Ledger::open(&path, client).await.expect("a ledger");
        Web::open(config, ledger, gateway, clock(&self.stage)).await.expect("a server")
    }

    /// The same world, asked through another server.
    pub fn through(self, url: String) -> Self {
        Self { url, ..self }
    }

    pub fn share(&self) -> Address {
        self.stage.at().purses.share
    }

    /// What the server answers about the venture, which is something.
    pub async fn get(&self, path: &str) -> Value {
        let (status, value) = self.ask(&format!("/api/v1/ventures/{}{path}", self.share())).await;
        assert_eq!(status, StatusCode::OK, "{path}: {value}");
        value
    }

    pub async fn ask(&self, path: &str) -> (StatusCode, Value) {
        let response = self.http.get(format!("{}{path}", self.url)).send().await.expect("the server answers");
        let status = response.status();
        let text = response.text().await.expect("a body");
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// Follows the chain to its head.
    pub async fn look(&self) {
        self.web.catch_up().await.expect("the chain can be followed");
    }

    /// The purses' own words at the head.
    pub async fn views(&self) -> Views {
        self.stage.client().views(BlockId::hash(self.stage.chain().head().hash)).await.expect("views")
    }

    /// Hands in all vouchers, settles, collects and drips.
    pub async fn keep(&self) {
        let since = self.stage.now();
        let charged: Vec<Charged> =
            self.gateway.claimable().into_iter().map(|claim| Charged { claim, since }).collect();
        let report = self.keeper.cycle(&charged, &[], since).await.expect("a cycle");
        assert!(report.set_aside.is_empty() && report.refused.is_empty(), "{report:?}");
        for charged in &charged {
            let domain = usufruct_protocol::x402::voucher::EscrowDomain::new(CHAIN_ID);
            let channel = domain.channel_id(&charged.claim.config);
            self.gateway.note_claimed(channel, charged.claim.total_claimed).await.expect("the book is written");
        }
    }

    /// `name` buys `units` through the gateway and pays by voucher, or by a single transfer; returns what it was charged.
    pub async fn buy(&self, name: &str, units: u64, by_voucher: bool) -> u128 {
        let before = self.gateway.totals().revenue;
        let policy = payer::Policy { batch: by_voucher, ..payer::Policy::default() };
        let mut payer = Payer::new(cast::key(name), policy);
        let url = format!("{}/work?units={units}", self.gateway_url);
        let required = self.quote(&url).await;
        let salt = keccak256(format!("{name} {before}"));
        let moment = Moment { now: self.stage.now().0, salt };
        let mut payment = payer.pay(&required, moment).expect("it can be paid");
        let mut answer = self.pay(&url, &payment.header).await;
        if answer.status() == StatusCode::PAYMENT_REQUIRED {
            // It has paid before and has no memory of it.
            let corrective = challenge(&answer);
            let offer = corrective.accepts.iter().find(|offer| offer.scheme == "batch-settlement").expect("an offer");
            let (_, channel) = payer.channel_for(offer).expect("a channel");
            let on_chain = Escrow::new(self.stage.provider()).channel(channel).await.expect("a channel").into();
            payer.resync(&corrective, on_chain).expect("its own voucher");
            payment = payer.pay(&required, moment).expect("it can be paid");
            answer = self.pay(&url, &payment.header).await;
        }
        assert_eq!(answer.status(), StatusCode::OK, "{answer:?}");
        assert!(answer.headers().contains_key(PAYMENT_RESPONSE));
        self.gateway.totals().revenue - before
    }

    async fn quote(&self, url: &str) -> PaymentRequired {
        challenge(&self.http.get(url).send().await.expect("the gateway answers"))
    }

    async fn pay(&self, url: &str, header: &str) -> reqwest::Response {
        self.http.get(url).header(PAYMENT_SIGNATURE, header).send().await.expect("the gateway answers")
    }

    /// `name` sends `amount` base units to the Till, without any gateway.
    pub async fn donate(&self, name: &str, amount: u64) {
        let till = self.stage.at().purses.till;
        self.stage.must(name, &Command::TransferCash { to: till, amount: U256::from(amount) }).await;
    }
}

fn challenge(answer: &reqwest::Response) -> PaymentRequired {
    let header = answer.headers().get(PAYMENT_REQUIRED).unwrap_or_else(|| panic!("no challenge: {answer:?}"));
    header::decode(PAYMENT_REQUIRED, header.as_bytes()).expect("challenges are read")
}

/// For a chain that tests move: nothing is followed unless they say so.
pub fn config() -> WebConfig {
    WebConfig { confidence: Confidence::AtOnce, poll_interval: Duration::from_secs(3_600), ..WebConfig::default() }
}

fn clock(stage: &Stage) -> Clock {
    let chain = stage.chain().clone();
    Arc::new(move || Millis(chain.next_timestamp() * 1_000))
}

/// Serves until the sender is dropped.
pub async fn serve(web: &Web) -> (String, oneshot::Sender<()>) {
    let (url, listener) = listen().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let web = web.clone();
    tokio::spawn(async move { web.serve(listener, async move { drop(stopped.await) }).await });
    (url, stop)
}

async fn listen() -> (String, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    (format!("http://{}", listener.local_addr().expect("it is bound")), listener)
}

/// The service that is sold: says how many units an answer took.
async fn upstream() -> String {
    let work = |uri: axum::http::Uri| async move {
        let units = uri.query().and_then(|query| query.strip_prefix("units=")).unwrap_or("1").to_owned();
        ([(HeaderName::from_static("x-units"), units)], "done")
    };
    let (url, listener) = listen().await;
    let router = Router::new().route("/work", get(work));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn gateway(stage: &Stage, upstream: String, folder: &TempDir) -> Gateway {
    let work = ClassConfig {
        name: "work".to_owned(),
        path_prefix: "/work".to_owned(),
        price: PriceClass {
            floor: PriceQ64::from_cash(FLOOR),
            target_q32: 1 << 32,
            sensitivity: NonZeroU64::new(100).expect("not zero"),
        },
        metering: Metering::Header(HeaderName::from_static("x-units")),
        units_max: 50,
        description: "work, by the unit".to_owned(),
    };
    let config = GatewayConfig {
        upstream,
        chain_id: CHAIN_ID,
        asset: Asset { address: USDC, name: "USDC".to_owned(), version: "2".to_owned(), cash_unit: 1 },
        pay_to: stage.at().purses.till,
        receiver_authorizer: cast::address(AUTHORIZER),
        refund_key: Some(cast::key(AUTHORIZER)),
        withdraw_delay: WITHDRAW_DELAY_DEFAULT,
        min_deposit: MIN_DEPOSIT_DEFAULT,
        unpinned_credit_max: 5_000,
        classes: vec![work],
        quote_key: [7; 32],
        quote_lifetime_seconds: QUOTE_LIFETIME_SECONDS_DEFAULT,
        limits: Limits::default(),
    };
    let escrow = Escrow::new(stage.provider());
    let path = folder.path().join("book.sqlite");
    Gateway::open(config, escrow, stage.sender(RELAYER).clone(), clock(stage), &path).await.expect("a gateway")
}

async fn serve_gateway(gateway: &Gateway) -> (String, oneshot::Sender<()>) {
    let (url, listener) = listen().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let gateway = gateway.clone();
    tokio::spawn(async move { gateway.serve(listener, async move { drop(stopped.await) }).await });
    (url, stop)
}
