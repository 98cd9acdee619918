//! What the selling subject is made of, and what is opened again after each power cut: a chain on disk, and a gateway with
//! its book on disk.

use std::num::NonZeroU64;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use alloy::primitives::{Address, U256};
use anyhow::{Context, Result};
use http::HeaderName;
use usufruct_chain::{Chain, Clock, Genesis};
use usufruct_gateway::config::{MIN_DEPOSIT_DEFAULT, QUOTE_LIFETIME_SECONDS_DEFAULT, WITHDRAW_DELAY_DEFAULT};
use usufruct_gateway::{Asset, ClassConfig, Gateway, GatewayConfig, Limits, Metering, Millis};
use usufruct_model::price::{PriceClass, PriceQ64};
use usufruct_protocol::escrow::Escrow;
use usufruct_protocol::sender::{Patience, Sender};
use usufruct_protocol::standins;
use usufruct_testkit::cast::{self, FOUNDER, KEEPER, RELAYER};
use usufruct_testkit::stage::BEGINNING;

/// Where the money goes.
pub const TILL: Address = Address::repeat_byte(0x71);
/// The upstream's word for how many units an answer was.
pub const UNITS: HeaderName = HeaderName::from_static("x-units");
/// Below a shop's directory.
pub const BOOK: &str = "book.sqlite";
pub const CHAIN: &str = "chain";

pub struct Shop {
    pub chain: Chain,
    pub gateway: Gateway,
    pub escrow: Escrow,
    now: Arc<AtomicU64>,
}

/// Block 0 of a shop's chain: the stand-ins, and ether for those who send.
pub async fn genesis() -> Result<Genesis> {
    let empty = Genesis::new(standins::CHAIN_ID, BEGINNING);
    let evm = Chain::open(&empty, Clock::manual(BEGINNING), None).context("an empty chain in memory")?;
    let codes = standins::runtime_codes(&evm.provider(), cast::address(FOUNDER)).await.context("no stand-ins")?;
    let genesis = codes.into_iter().fold(empty, |genesis, (address, code)| genesis.with_code(address, code));
    let ether = U256::from(10).pow(U256::from(21));
    let senders = [FOUNDER, RELAYER];
    Ok(senders.iter().fold(genesis, |genesis, name| genesis.with_balance(cast::address(name), ether)))
}

impl Shop {
    /// Opens what is in `directory`, or begins it. The gateway sells what `upstream` does.
    pub async fn open(genesis: &Genesis, directory: &Path, upstream: &str) -> Result<Shop> {
        let chain = Chain::open(genesis, Clock::manual(BEGINNING), Some(&directory.join(CHAIN)))
            .context("the chain does not open")?;
        let now = Arc::new(AtomicU64::new(chain.head().timestamp * 1_000));
        let reading = Arc::clone(&now);
        let clock = Arc::new(move || Millis(reading.load(Ordering::SeqCst)));
        let sender = sender(&chain, RELAYER).await?;
        let escrow = Escrow::new(chain.provider());
        let opening = Gateway::open(config(upstream), escrow.clone(), sender, clock, &directory.join(BOOK)).await;
        let gateway = opening.context("the gateway does not open")?;
        Ok(Shop { chain, gateway, escrow, now })
    }

    /// Milliseconds since 1970.
    pub fn now(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }

    pub fn advance(&self, millis: u64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }
}

/// Sends for one of the cast.
pub async fn sender(chain: &Chain, name: &str) -> Result<Sender> {
    Sender::connect(chain.provider(), &cast::key(name), Patience::default()).await.context("the chain does not answer")
}

fn config(upstream: &str) -> GatewayConfig {
    let price = PriceClass {
        floor: PriceQ64::from_cash(100),
        target_q32: 10 << 32,
        sensitivity: NonZeroU64::new(10_000).expect("not zero"),
    };
    let work = ClassConfig {
        name: "work".to_owned(),
        path_prefix: "/work".to_owned(),
        price,
        metering: Metering::Header(UNITS),
        units_max: 10,
        description: "work, by the unit".to_owned(),
    };
    GatewayConfig {
        upstream: upstream.to_owned(),
        chain_id: standins::CHAIN_ID,
        asset: Asset { address: standins::USDC, name: "USDC".into(), version: "2".into(), cash_unit: 1 },
        pay_to: TILL,
        receiver_authorizer: cast::address(KEEPER),
        refund_key: Some(cast::key(KEEPER)),
        withdraw_delay: WITHDRAW_DELAY_DEFAULT,
        min_deposit: MIN_DEPOSIT_DEFAULT / 10,
        unpinned_credit_max: 5_000,
        classes: vec![work],
        quote_key: [42; 32],
        quote_lifetime_seconds: QUOTE_LIFETIME_SECONDS_DEFAULT,
        limits: Limits::default(),
    }
}
