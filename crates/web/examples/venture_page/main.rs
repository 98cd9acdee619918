//! A venture with four weeks of income on an embedded chain, its pages and API, for looking at and for browser tests.
//!
//! ```text
//! cargo run --release -p usufruct-web --example venture_page
//! ```
//!
//! Prints one line of JSON when it serves: where pages, gateway and JSON-RPC are, and keys of holders and customers. Time
//! stands still from then on; everything else is real.

mod business;

use std::{net::SocketAddr, path::Path, sync::Arc};

use alloy::primitives::U256;
use business::Business;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;
use usufruct_gateway::Millis;
use usufruct_ledger::Ledger;
use usufruct_model::{Bps, Cash, Command, Shares, Terms, Timestamp};
use usufruct_testkit::{
    cast::{self, ALICE, BOB, CAROL, OPERATOR},
    stage::{self, Stage},
};
use usufruct_web::{Confidence, Web, WebConfig};

const DAY: u64 = 86_400;
const DAYS: u64 = 28;
/// Pay through the gateway; the last ones are for whoever tests.
const CUSTOMERS: [&str; 9] = ["dora", "emil", "fritz", "gerda", "hugo", "ida", "jakob", "klara", "lotte"];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = TempDir::new()?;
    let stage = sold().await;
    let business = Business::open(&stage, &directory.path().join("book.sqlite")).await;
    for day in 0..DAYS {
        one_day(&stage, &business, day).await;
    }
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let rpc = stage.chain().serve_http(any_port).await?;
    let config = WebConfig { confidence: Confidence::AtOnce, wallet_rpc: Some(rpc.url()), ..WebConfig::default() };
    let web = open_web(&stage, &business, &directory.path().join("web.sqlite"), config).await?;
    web.catch_up().await?;
    let listener = TcpListener::bind(any_port).await?;
    let holders = [ALICE, BOB, CAROL].map(|name| json!({ "name": name, "key": cast::key(name).expose_secret() }));
    let serving = json!({
        "web": format!("http://{}", listener.local_addr()?),
        "gateway": business.url(),
        "rpc": rpc.url(),
        "factory": stage.at().factory,
        "share": stage.at().purses.share,
        "till": stage.at().purses.till,
        "first_block": stage.at().first_block,
        "customers": CUSTOMERS[6..].iter().map(|name| cast::key(name).expose_secret()).collect::<Vec<_>>(),
        "holders": holders,
    });
    println!("{serving}");
    web.serve(listener, async { drop(tokio::signal::ctrl_c().await) }).await?;
    Ok(())
}

/// A venture of a thousand shares at a dollar, sold to three holders.
async fn sold() -> Stage {
    let bps = |part| Bps::new(part).expect("a part of the whole");
    let terms = Terms {
        decimals: 2,
        soft_cap: Shares(50_000),
        hard_cap: Shares(100_000),
        holders_bps: bps(6_000),
        tau: 259_200,
        match_bps: bps(2_500),
        demand_floor: Cash(1_000_000),
        stall_period: 2_592_000,
        deadline: Timestamp(stage::BEGINNING + 30 * DAY),
        ..stage::terms()
    };
    let stage = Stage::open_with(terms, &CUSTOMERS, None).await;
    stage.sell(&[(ALICE, 55_000), (BOB, 30_000), (CAROL, 15_000)]).await;
    stage.close().await;
    stage.must(OPERATOR, &Command::Draw { to: stage.address(OPERATOR) }).await;
    stage
}

/// Customers pay by voucher and by transfer, the operator brings something every ninth day, holders claim now and then.
async fn one_day(stage: &Stage, business: &Business, day: u64) {
    let till = stage.at().purses.till;
    for (place, name) in (0_u64..).zip(CUSTOMERS) {
        let visits = (day * 7 + place * 5) % 6 / (place / 2 + 1);
        for visit in 0..visits {
            stage.advance(600 + place * 97);
            business.buy(name, 10 + (day * 31 + place * 17 + visit * 7) % 90).await;
        }
    }
    if day % 4 == 1 {
        let customer = CUSTOMERS[usize::try_from(day % 5).expect("small")];
        let amount = U256::from(60_000 + day * 4_321);
        stage.must(customer, &Command::TransferCash { to: till, amount }).await;
    }
    if day % 9 == 3 {
        let report_hash = alloy::primitives::keccak256(format!("invoices of day {day}"));
        stage.must(OPERATOR, &Command::Remit { report_hash, amount: U256::from(350_000) }).await;
    }
    if day == 16 {
        stage.must(OPERATOR, &Command::TransferCash { to: till, amount: U256::from(200_000) }).await;
    }
    stage.chain().set_time(stage::BEGINNING + (day + 1) * DAY);
    business.keep(stage).await;
    match day {
        9 | 20 => drop(stage.must(BOB, &Command::Claim).await),
        12 => {
            let five = U256::from(500);
            drop(stage.must(ALICE, &Command::Transfer { to: stage.address(CAROL), value: five }).await);
        }
        _ => {}
    }
}

async fn open_web(
    stage: &Stage,
    business: &Business,
    path: &Path,
    config: WebConfig,
) -> Result<Web, Box<dyn std::error::Error>> {
    let ledger = Ledger::open(path, stage.client().clone()).await?;
    let chain = stage.chain().clone();
    let clock = Arc::new(move || Millis(chain.next_timestamp() * 1_000));
    Ok(Web::open(config, ledger, Some(business.gateway().clone()), clock).await?)
}
