//! The service behind the venture: it sells work by the unit through a gateway, and a keeper carries vouchers to the Till.

use std::{
    collections::BTreeMap,
    num::NonZeroU64,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use alloy::primitives::keccak256;
use axum::{
    Router,
    http::{HeaderName, HeaderValue, Uri},
    routing::get,
};
use tokio::net::TcpListener;
use usufruct_gateway::{
    Asset, ClassConfig, Gateway, GatewayConfig, Limits, Metering, Millis,
    config::{MIN_DEPOSIT_DEFAULT, QUOTE_LIFETIME_SECONDS_DEFAULT, WITHDRAW_DELAY_DEFAULT},
};
use usufruct_keeper::{Charged, Duty, Keeper, Policy, Report};
use usufruct_model::price::{PriceClass, PriceQ64};
use usufruct_protocol::{
    escrow::Escrow,
    standins,
    x402::{
        header::{self, PAYMENT_REQUIRED, PAYMENT_RESPONSE, PAYMENT_SIGNATURE},
        payer::{self, Moment, Payer},
    },
};
use usufruct_testkit::{
    cast::{self, KEEPER, RELAYER},
    stage::Stage,
};

const UNITS: HeaderName = HeaderName::from_static("x-units");

pub struct Business {
    gateway: Gateway,
    keeper: Keeper,
    url: String,
    http: reqwest::Client,
    payers: Mutex<BTreeMap<String, Payer>>,
    now: Arc<dyn Fn() -> u64 + Send + Sync>,
}

impl Business {
    /// Begins to serve, on any port.
    pub async fn open(stage: &Stage, book: &Path) -> Self {
        let upstream = serve_work().await;
        let chain = stage.chain().clone();
        let now: Arc<dyn Fn() -> u64 + Send + Sync> = Arc::new(move || chain.next_timestamp());
        let reading = Arc::clone(&now);
        let clock = Arc::new(move || Millis(reading() * 1_000));
        let (escrow, relayer) = (Escrow::new(stage.provider()), stage.sender(RELAYER).clone());
        let gateway =
            Gateway::open(config(stage, upstream), escrow, relayer, clock, book).await.expect("the gateway opens");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let serving = gateway.clone();
        tokio::spawn(async move { serving.serve(listener, std::future::pending()).await });

        let policy = Policy { claim_amount: 1, claim_age: 0, drip_interval: 0, ..Policy::default() };
        let keeper = Keeper::open(stage.sender(KEEPER).clone(), *stage.at(), cast::key(KEEPER), policy).await;
        let (keeper, http) = (keeper.expect("the keeper opens"), reqwest::Client::new());
        Self { gateway, keeper, url, http, payers: Mutex::default(), now }
    }

    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// The customer `name` buys `units` of work, by voucher.
    pub async fn buy(&self, name: &str, units: u64) {
        let url = format!("{}/work?units={units}", self.url);
        let quote = self.http.get(&url).send().await.expect("the gateway answers");
        let quote = header::decode(PAYMENT_REQUIRED, quote.headers()[PAYMENT_REQUIRED].as_bytes()).expect("a quote");
        let payment = {
            let mut payers = self.payers.lock().unwrap_or_else(PoisonError::into_inner);
            let payer =
                payers.entry(name.to_owned()).or_insert_with(|| Payer::new(cast::key(name), payer::Policy::default()));
            let now = (self.now)();
            payer.pay(&quote, Moment { now, salt: keccak256(format!("{name} {now}")) }).expect("payable")
        };
        let answer = self.http.get(&url).header(PAYMENT_SIGNATURE, &payment.header).send().await;
        let answer = answer.expect("the gateway answers");
        let receipt =
            header::decode(PAYMENT_RESPONSE, answer.headers()[PAYMENT_RESPONSE].as_bytes()).expect("a receipt");
        let mut payers = self.payers.lock().unwrap_or_else(PoisonError::into_inner);
        let payer = payers.get_mut(name).expect("it has just paid");
        payer.settled(&payment, &receipt).expect("charged as offered");
    }

    /// Everything that was charged reaches the purses.
    pub async fn keep(&self, stage: &Stage) {
        let now = stage.now();
        let charged: Vec<Charged> =
            self.gateway.claimable().into_iter().map(|claim| Charged { claim, since: now }).collect();
        let (duties, _) = self.keeper.due(&charged, &[], now).await.expect("the keeper sees");
        let mut report = Report::default();
        for duty in &duties {
            self.keeper.act(duty, &mut report).await.expect("the keeper acts");
            if let Duty::Claim(claimed) = duty {
                for channel in claimed {
                    let noted = self.gateway.note_claimed(channel.channel_id, channel.claim.total_claimed).await;
                    noted.expect("the book can be written");
                }
            }
        }
    }
}

fn config(stage: &Stage, upstream: String) -> GatewayConfig {
    let work = ClassConfig {
        name: "work".to_owned(),
        path_prefix: "/work".to_owned(),
        price: PriceClass {
            floor: PriceQ64::from_cash(400),
            target_q32: (1 << 32) / 100,
            sensitivity: NonZeroU64::new(800).expect("not zero"),
        },
        metering: Metering::Header(UNITS),
        units_max: 100,
        description: "Work, by the unit".to_owned(),
    };
    GatewayConfig {
        upstream,
        chain_id: standins::CHAIN_ID,
        asset: Asset { address: standins::USDC, name: "USDC".into(), version: "2".into(), cash_unit: 1 },
        pay_to: stage.at().purses.till,
        receiver_authorizer: cast::address(KEEPER),
        refund_key: Some(cast::key(KEEPER)),
        withdraw_delay: WITHDRAW_DELAY_DEFAULT,
        min_deposit: MIN_DEPOSIT_DEFAULT,
        unpinned_credit_max: 5_000,
        classes: vec![work],
        quote_key: [42; 32],
        quote_lifetime_seconds: QUOTE_LIFETIME_SECONDS_DEFAULT,
        limits: Limits::default(),
    }
}

/// A service that says how much work it did.
async fn serve_work() -> String {
    let router = Router::new().route("/work", get(work));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn work(uri: Uri) -> ([(HeaderName, HeaderValue); 1], &'static str) {
    let units = uri.query().and_then(|query| query.strip_prefix("units=")).unwrap_or("1");
    ([(UNITS, HeaderValue::from_str(units).unwrap_or(HeaderValue::from_static("1")))], "done")
}
