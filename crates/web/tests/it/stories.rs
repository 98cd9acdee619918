//! Stories in their third world: the full stack over HTTP.
//!
//! ```text
//! deeds        ─► JSON-RPC ─► chain
//! "pays 1.00"  ─► gateway: 402, deposit and voucher ─► book ─► keeper: claim, settle ─► Till
//! figures      ◄─ JSON API ◄─ ledger ◄─ JSON-RPC
//! ```
//!
//! A payment into the Till is one of a customer here, so it goes the whole way of one. Only what people have in their own
//! pockets is asked of the chain: the web knows nothing about it.

use std::{
    collections::BTreeMap,
    fs,
    num::NonZeroU64,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use alloy::{
    eips::BlockId,
    primitives::{Address, B256, U256},
    providers::{DynProvider, Provider, ProviderBuilder},
};
use axum::{Router, extract::Query, http::HeaderName, routing::get};
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use usufruct_chain::{Chain, HttpServer};
use usufruct_gateway::{
    Asset, ClassConfig, Gateway, GatewayConfig, Limits, Metering, Millis,
    config::{QUOTE_LIFETIME_SECONDS_DEFAULT, WITHDRAW_DELAY_DEFAULT},
};
use usufruct_keeper::{Charged, Keeper, Policy};
use usufruct_ledger::Ledger;
use usufruct_model::{
    Cash, Command, Refusal, Shares,
    offering::Phase,
    price::{PriceClass, PriceQ64},
};
use usufruct_protocol::{
    client::Client,
    escrow::Escrow,
    refusals,
    sender::{Patience, SendError, Sender},
    standins::{CHAIN_ID, USDC},
    x402::{
        header::{self, PAYMENT_REQUIRED, PAYMENT_RESPONSE, PAYMENT_SIGNATURE},
        payer::{self, Moment, Payer},
        wire::PaymentRequired,
    },
};
use usufruct_testkit::{
    cast::{self, KEEPER, RELAYER},
    stage::Stage,
    story::{
        Figure, Sight, Story,
        on_chain::{self, World},
    },
};
use usufruct_web::{Confidence, Web, WebConfig};

const UNITS: HeaderName = HeaderName::from_static("x-units");
/// The most that one deed of a story pays, in cash units.
const PAYMENT_MAX: u64 = 1_000_000_000;

/// Every service, each on a port of its own.
struct Stack {
    stage: Stage,
    /// Reached through JSON-RPC, as everything below.
    client: Client,
    senders: BTreeMap<String, Sender>,
    gateway: Gateway,
    gateway_url: String,
    keeper: Keeper,
    web: Web,
    web_url: String,
    http: reqwest::Client,
    salts: AtomicU64,
    _rpc: HttpServer,
    _files: TempDir,
}

impl Stack {
    async fn open(story: &Story) -> Self {
        let stage = story.stage().await;
        let rpc = stage.chain().serve_http(([127, 0, 0, 1], 0).into()).await.expect("a port is free");
        let url = rpc.url().parse().expect("a URL");
        let provider = ProviderBuilder::default().connect_http(url).erased();
        let client = Client::new(provider.clone(), *stage.at());
        let mut senders = BTreeMap::new();
        for name in cast::CAST.into_iter().chain(story.people()) {
            senders.insert(name.to_owned(), sender(&provider, name).await);
        }

        let files = TempDir::new().expect("a directory");
        let (chain, authorizer) = (stage.chain().clone(), cast::key(KEEPER));
        let now = move || Millis(now(&chain) * 1_000);
        let book = files.path().join("book.sqlite");
        let gateway = Gateway::open(
            gateway_config(&stage, serve(service()).await),
            Escrow::new(provider.clone()),
            senders[RELAYER].clone(),
            Arc::new(now.clone()),
            &book,
        );
        let gateway = gateway.await.expect("a gateway");
        let keeper =
            Keeper::open(senders[KEEPER].clone(), *stage.at(), authorizer, carrying()).await.expect("a keeper");
        let ledger = Ledger::open(&files.path().join("ledger.sqlite"), client.clone()).await.expect("a ledger");
        let config = WebConfig { confidence: Confidence::AtOnce, ..WebConfig::default() };
        let web = Web::open(config, ledger, Some(gateway.clone()), Arc::new(now)).await.expect("a web server");

        let (gateway_listener, gateway_url) = listen().await;
        let (web_listener, web_url) = listen().await;
        let (open_gateway, open_web) = (gateway.clone(), web.clone());
        tokio::spawn(async move { open_gateway.serve(gateway_listener, std::future::pending()).await });
        tokio::spawn(async move { open_web.serve(web_listener, std::future::pending()).await });
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let (salts, _rpc, _files) = (AtomicU64::new(0), rpc, files);
        Self { stage, client, senders, gateway, gateway_url, keeper, web, web_url, http, salts, _rpc, _files }
    }

    /// A customer's payment, from the 402 until the money is in the Till.
    async fn pay(&self, name: &str, amount: u64) {
        let url = format!("{}/work?units={amount}", self.gateway_url);
        let unpaid = self.http.get(&url).send().await.expect("the gateway answers");
        assert_eq!(unpaid.status(), StatusCode::PAYMENT_REQUIRED);
        let quote = unpaid.headers().get(PAYMENT_REQUIRED).expect("a 402 says what it costs");
        let quote: PaymentRequired = header::decode(PAYMENT_REQUIRED, quote.as_bytes()).expect("a quote");

        let number = self.salts.fetch_add(1, Ordering::Relaxed);
        let salt = B256::from(U256::from(number));
        // A channel for each payment: then nothing has to be remembered.
        let policy = payer::Policy {
            amount_max: u128::from(PAYMENT_MAX),
            deposit_multiplier: 1,
            channel_salt: salt,
            ..payer::Policy::default()
        };
        let payer = Payer::new(cast::key(name), policy);
        let moment = Moment { now: now(self.stage.chain()), salt };
        let payment = payer.pay(&quote, moment).expect("a customer pays");
        let paid = self.http.get(&url).header(PAYMENT_SIGNATURE, payment.header).send().await;
        let paid = paid.expect("the gateway answers");
        let (status, receipt) = (paid.status(), paid.headers().contains_key(PAYMENT_RESPONSE));
        let answer = paid.text().await.expect("an answer");
        assert!(status == StatusCode::OK && receipt, "{status}: {answer}");

        let moment = self.stage.now();
        let line = |claim| Charged { claim, since: moment };
        let charged: Vec<Charged> = self.gateway.claimable().into_iter().map(line).collect();
        let report = self.keeper.cycle(&charged, &[], moment).await.expect("the keeper carries it on");
        assert_eq!((report.claimed, report.settled), (u128::from(amount), u128::from(amount)), "{report:?}");
        for (channel, total) in report.totals {
            self.gateway.note_claimed(channel, total).await.expect("the book is written");
        }
    }

    /// What the JSON API says under the venture.
    async fn api(&self, path: &str) -> Value {
        self.web.catch_up().await.expect("the ledger follows");
        let url = format!("{}/api/v1/ventures/{}{path}", self.web_url, self.stage.at().purses.share);
        let answer = self.http.get(&url).send().await.expect("the API answers");
        assert_eq!(answer.status(), StatusCode::OK, "{url}");
        let mut answer: Value = answer.json().await.expect("JSON");
        assert_eq!(answer["block"]["number"], self.stage.chain().head().number, "of the newest block: {answer}");
        answer["data"].take()
    }
}

impl World for Stack {
    fn stage(&self) -> &Stage {
        &self.stage
    }

    async fn ask(&self, actor: &str, command: &Command) -> Result<(), Refusal> {
        if let Command::TransferCash { to, amount } = command
            && *to == self.stage.at().purses.till
        {
            self.pay(actor, amount.saturating_to()).await;
            return Ok(());
        }
        match self.senders[actor].send(&self.stage.at().transaction(command)).await {
            Ok(_) => Ok(()),
            Err(SendError::Refused(revert)) => {
                Err(refusals::refusal(&revert.data).unwrap_or_else(|| panic!("{actor} met no rule: {revert}")))
            }
            Err(SendError::Fault(fault)) => panic!("the chain failed {actor}: {fault}"),
        }
    }

    async fn see(&self, figure: Figure) -> Sight {
        let at = self.stage.at().purses;
        let cash = |amount: &Value| Sight::Cash(Cash(number(amount)));
        let position = async |holder: Address| self.api(&format!("/positions/{holder}")).await;
        let purses = || self.api("/purses");
        match figure {
            Figure::Balance(holder) => Sight::Shares(Shares(number(&position(holder).await["balance"]))),
            Figure::Owed(holder) => cash(&position(holder).await["owed"]),
            Figure::Accrued(holder) => cash(&position(holder).await["accrued"]),
            Figure::Cash(account) if account == at.share => cash(&purses().await["income"]["balance"]),
            Figure::Cash(account) if account == at.till => cash(&purses().await["revenue"]["balance"]),
            Figure::Cash(account) if account == at.offering => cash(&purses().await["capital"]["balance"]),
            Figure::Cash(account) => {
                let amount = self.client.cash(account, BlockId::latest()).await.expect("the chain answers");
                Sight::Cash(Cash(amount.saturating_to()))
            }
            Figure::Reserve => cash(&purses().await["income"]["reserve"]),
            Figure::OperatorPart => cash(&purses().await["revenue"]["operators_part"]),
            Figure::Drawable => cash(&purses().await["capital"]["drawable"]),
            Figure::Sale => Sight::Sale(phase(&self.api("").await["phase"]["sale"])),
            Figure::Stalled => Sight::Stalled(self.api("").await["stall"]["stalled"].as_bool().expect("yes or no")),
        }
    }
}

/// Amounts are texts of digits.
fn number<T: std::str::FromStr>(amount: &Value) -> T {
    amount.as_str().and_then(|digits| digits.parse().ok()).unwrap_or_else(|| panic!("{amount} is no amount"))
}

fn phase(word: &Value) -> Phase {
    match word.as_str() {
        Some("open") => Phase::Open,
        Some("active") => Phase::Active,
        Some("failed") => Phase::Failed,
        Some("wound-down") => Phase::WoundDown,
        _ => panic!("{word} is no phase"),
    }
}

/// Seconds since 1970 by the chain, which is everybody's clock.
fn now(chain: &Chain) -> u64 {
    chain.next_timestamp()
}

async fn sender(provider: &DynProvider, name: &str) -> Sender {
    Sender::connect(provider.clone(), &cast::key(name), Patience::default()).await.expect("the chain answers")
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    (listener, url)
}

async fn serve(router: Router) -> String {
    let (listener, url) = listen().await;
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[derive(Deserialize)]
struct Work {
    units: u64,
}

/// The service that is sold: it says how many units an answer was.
fn service() -> Router {
    Router::new().route("/work", get(async |Query(work): Query<Work>| ([(UNITS, work.units.to_string())], "done")))
}

/// One cash unit for one unit, whatever the demand: what is asked for is what it costs.
fn gateway_config(stage: &Stage, upstream: String) -> GatewayConfig {
    // The price is rounded up from half a billionth below one, so that demand, which the largest sensitivity makes all but
    // nothing, never adds a whole cash unit to the largest payment.
    let floor = PriceQ64((1 << 64) - (1 << 33));
    let work = ClassConfig {
        name: "work".to_owned(),
        path_prefix: "/work".to_owned(),
        price: PriceClass { floor, target_q32: u64::MAX, sensitivity: NonZeroU64::MAX },
        metering: Metering::Header(UNITS),
        units_max: PAYMENT_MAX,
        description: "Work, by the unit".to_owned(),
    };
    GatewayConfig {
        upstream,
        chain_id: CHAIN_ID,
        asset: Asset { address: USDC, name: "USDC".to_owned(), version: "2".to_owned(), cash_unit: 1 },
        pay_to: stage.at().purses.till,
        receiver_authorizer: cast::address(KEEPER),
        refund_key: None,
        withdraw_delay: WITHDRAW_DELAY_DEFAULT,
        min_deposit: 1,
        unpinned_credit_max: 1,
        classes: vec![work],
        quote_key: [7; 32],
        quote_lifetime_seconds: QUOTE_LIFETIME_SECONDS_DEFAULT,
        limits: Limits::default(),
    }
}

/// A keeper that carries vouchers to the Till and leaves everything else to the people of the story.
fn carrying() -> Policy {
    Policy {
        claim_amount: 1,
        claim_age: 0,
        collect_amount: Cash::MAX,
        drip_interval: u64::MAX,
        wind_down: false,
        ..Policy::default()
    }
}

#[tokio::test]
async fn the_full_stack_over_http_tells_every_story() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../stories");
    let entries = fs::read_dir(folder).expect("the stories are in the repository");
    let mut told = 0;
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        if path.extension().is_none_or(|extension| extension != "story") {
            continue;
        }
        let story = Story::parse(&fs::read_to_string(&path).expect("a story is text")).expect("a story");
        let stack = Stack::open(&story).await;
        on_chain::play_in(&stack, &story).await.unwrap_or_else(|mistake| panic!("{}, {mistake}", path.display()));
        told += 1;
    }
    assert!(told >= 8, "the stories are missing");
}
