//! A chain, an upstream, a gateway in front of it, and a clock that tests move.

use std::{
    num::NonZeroU64,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use alloy::{
    primitives::{Address, U256},
    providers::DynProvider,
};
use axum::http::HeaderName;
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use usufruct_chain::Chain;
use usufruct_gateway::{
    Asset, ClassConfig, Gateway, GatewayConfig, Limits, Metering, Millis, ServeError,
    config::{MIN_DEPOSIT_DEFAULT, QUOTE_LIFETIME_SECONDS_DEFAULT, WITHDRAW_DELAY_DEFAULT},
};
use usufruct_model::price::{PriceClass, PriceQ64};
use usufruct_protocol::{
    escrow::Escrow,
    sender::{Patience, Sender},
    standins, verbs,
};
use usufruct_testkit::{
    cast::{self, FOUNDER, KEEPER, MALLORY, RELAYER},
    stage,
};

use crate::{customer::Customer, upstream::Upstream};

/// Where the money goes.
pub const TILL: Address = Address::repeat_byte(0x71);

/// Prices of the three classes, in base units: the floor for one unit.
pub const ONCE_FLOOR: u64 = 1_000;
pub const WORK_FLOOR: u64 = 100;
pub const TEXT_FLOOR: u64 = 1;

pub struct World {
    pub chain: Chain,
    pub upstream: Upstream,
    pub gateway: Gateway,
    /// Of the gateway.
    pub url: String,
    pub config: GatewayConfig,
    pub founder: Sender,
    now: Arc<AtomicU64>,
    directory: TempDir,
    crashes: AtomicU64,
    running: Option<Running>,
}

struct Running {
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<(), ServeError>>,
}

impl World {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// With a configuration that differs from the usual one.
    pub async fn open_with(change: impl FnOnce(&mut GatewayConfig)) -> Self {
        let chain = stage::open_chain(&[FOUNDER, RELAYER, KEEPER, MALLORY], None).await;
        let (upstream, upstream_url) = Upstream::start().await;
        let mut config = config(upstream_url);
        change(&mut config);
        let directory = TempDir::new().expect("a directory");
        let now = Arc::new(AtomicU64::new(stage::BEGINNING * 1_000));
        let founder = sender(&chain.provider(), FOUNDER).await;
        let gateway = open_gateway(&chain, config.clone(), &now, directory.path().join("book.sqlite")).await;
        let (url, running) = serve(&gateway).await;
        let (crashes, running) = (AtomicU64::new(0), Some(running));
        Self { chain, upstream, gateway, url, config, founder, now, directory, crashes, running }
    }

    pub fn book_path(&self) -> PathBuf {
        self.directory.path().join("book.sqlite")
    }

    pub fn now(&self) -> Millis {
        Millis(self.now.load(Ordering::SeqCst))
    }

    /// Moves the clocks of gateway and chain.
    pub fn advance(&self, millis: u64) {
        let now = self.now.fetch_add(millis, Ordering::SeqCst) + millis;
        self.chain.set_time(now / 1_000);
    }

    /// A customer with `dollars` base units.
    pub async fn customer(&self, name: &str, dollars: u64) -> Customer {
        let key = cast::key(name);
        if dollars > 0 {
            let mint = verbs::mint_cash(standins::USDC, key.address(), U256::from(dollars));
            self.founder.send(&mint).await.expect("the founder mints");
        }
        Customer::new(self, key)
    }

    pub fn escrow(&self) -> Escrow {
        Escrow::new(self.chain.provider())
    }

    pub async fn sender(&self, name: &str) -> Sender {
        sender(&self.chain.provider(), name).await
    }

    /// Closes the gateway and opens it anew from the disk.
    pub async fn reopen(&mut self) {
        self.stop().await;
        self.gateway.close().await;
        self.gateway = open_gateway(&self.chain, self.config.clone(), &self.now, self.book_path()).await;
        let (url, running) = serve(&self.gateway).await;
        (self.url, self.running) = (url, Some(running));
    }

    /// A second gateway on a copy of the book's files as they are on the disk at this moment: what a crash now would
    /// leave.
    pub async fn after_a_crash(&self) -> Gateway {
        let copy = self.directory.path().join(format!("crash-{}.sqlite", self.crashes.fetch_add(1, Ordering::SeqCst)));
        for suffix in ["", "-wal"] {
            let file = |path: &PathBuf| PathBuf::from(format!("{}{suffix}", path.display()));
            std::fs::copy(file(&self.book_path()), file(&copy)).expect("the files are there");
        }
        open_gateway(&self.chain, self.config.clone(), &self.now, copy).await
    }

    /// Stops serving; what is in progress is finished.
    pub async fn stop(&mut self) {
        let Some(running) = self.running.take() else { return };
        running.stop.send(()).expect("it is running");
        running.served.await.expect("no panic").expect("no fault");
    }
}

fn config(upstream: String) -> GatewayConfig {
    GatewayConfig {
        upstream,
        chain_id: standins::CHAIN_ID,
        asset: Asset { address: standins::USDC, name: "USDC".into(), version: "2".into(), cash_unit: 1 },
        pay_to: TILL,
        receiver_authorizer: cast::address(KEEPER),
        refund_key: Some(cast::key(KEEPER)),
        withdraw_delay: WITHDRAW_DELAY_DEFAULT,
        min_deposit: MIN_DEPOSIT_DEFAULT,
        unpinned_credit_max: 5_000,
        classes: vec![
            class("once", "/once", ONCE_FLOOR, Metering::Request, 1),
            class("work", "/work", WORK_FLOOR, Metering::Header(HeaderName::from_static("x-units")), 10),
            class("text", "/text", TEXT_FLOOR, Metering::ResponseBytes, 1_000),
        ],
        quote_key: [42; 32],
        quote_lifetime_seconds: QUOTE_LIFETIME_SECONDS_DEFAULT,
        limits: Limits { answer_body_bytes: 200_000, ..Limits::default() },
    }
}

fn class(name: &str, path: &str, floor: u64, metering: Metering, units_max: u64) -> ClassConfig {
    ClassConfig {
        name: name.to_owned(),
        path_prefix: path.to_owned(),
        // Ten times the most that a request may use raises the price e-fold; as much a second is expected.
        price: PriceClass {
            floor: PriceQ64::from_cash(floor),
            target_q32: units_max << 32,
            sensitivity: NonZeroU64::new(units_max * 100).expect("not zero"),
        },
        metering,
        units_max,
        description: format!("{name}, by the unit"),
    }
}

async fn sender(provider: &DynProvider, name: &str) -> Sender {
    Sender::connect(provider.clone(), &cast::key(name), Patience::default()).await.expect("the chain answers")
}

async fn open_gateway(chain: &Chain, config: GatewayConfig, now: &Arc<AtomicU64>, book: PathBuf) -> Gateway {
    let (escrow, relayer) = (Escrow::new(chain.provider()), sender(&chain.provider(), RELAYER).await);
    let now = Arc::clone(now);
    let clock = Arc::new(move || Millis(now.load(Ordering::SeqCst)));
    Gateway::open(config, escrow, relayer, clock, &book).await.expect("the gateway opens")
}

async fn serve(gateway: &Gateway) -> (String, Running) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (stop, stopped) = oneshot::channel::<()>();
    let gateway = gateway.clone();
    let served = tokio::spawn(async move { gateway.serve(listener, async move { drop(stopped.await) }).await });
    (url, Running { stop, served })
}
