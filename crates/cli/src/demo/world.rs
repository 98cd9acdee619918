//! The stage: chain, venture, service, gateway, keeper and ledger, wired together on one clock.

use std::net::SocketAddr;
use std::sync::Arc;

use alloy::primitives::keccak256;
use anyhow::{Context, Result, anyhow};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use usufruct_chain::{Chain, Clock, HttpServer};
use usufruct_gateway::config::{MIN_DEPOSIT_DEFAULT, QUOTE_LIFETIME_SECONDS_DEFAULT, WITHDRAW_DELAY_DEFAULT};
use usufruct_gateway::{Asset, ClassConfig, Gateway, GatewayConfig, Limits, Metering, Millis, ServeError};
use usufruct_ledger::Ledger;
use usufruct_model::Terms;
use usufruct_protocol::client::Client;
use usufruct_protocol::deployment::Deployment;
use usufruct_protocol::escrow::Escrow;
use usufruct_protocol::standins::{CHAIN_ID, USDC};

use super::Plan;
use super::cast::{Cast, sender};
use super::customers::Customer;
use super::keeping::Keeping;
use super::terms::{self, Pricing};
use super::upstream::{UNITS_HEADER, Upstream};
use super::{funding, money, venture};
use crate::audit_line::AuditLine;
use crate::clock::WorldClock;
use crate::genesis;
use crate::home::{Home, Manifest};
use crate::proof;
use crate::trace::Trace;

/// The venture is created and sold so long before the first request.
const SALE_SECONDS: u64 = 3_600;
/// The most that one request can take out of a customer's purse: a stock client's largest deposit, in base units.
const DEPOSIT_MAX: u128 = 5_000_000;
/// What a customer from outside may spend, in base units.
const VISITOR_CASH: u128 = 100_000_000;

pub struct World {
    pub clock: WorldClock,
    pub cast: Cast,
    pub chain: Chain,
    pub rpc: HttpServer,
    pub terms: Terms,
    pub deployment: Deployment,
    pub client: Client,
    pub ledger: Ledger,
    pub keeping: Keeping,
    gateway: Gateway,
    door: Door,
    _upstream: Upstream,
    _home: Home,
}

/// The gateway's server.
struct Door {
    address: SocketAddr,
    close: oneshot::Sender<()>,
    serving: JoinHandle<Result<(), ServeError>>,
}

impl World {
    /// Up to the point where customers can come.
    pub async fn build(plan: &Plan, pricing: Pricing, home: Home) -> Result<World> {
        let cast = Cast::of(plan.seed);
        let begin = plan.trace.begin().saturating_sub(SALE_SECONDS);
        let clock = WorldClock::standing_at(begin);
        let chain = open_chain(&cast, &clock, &home).await?;
        let (gateway_port, rpc_port) = ports(plan.port)?;
        let rpc = serve_rpc(&chain, rpc_port).await?;

        let provider = chain.provider();
        let terms = terms::venture(cast.operator.address(), begin);
        let deployment = venture::create(&provider, &cast, &terms).await?;
        home.keep(&Manifest::new(plan.seed, &deployment, pricing))?;
        venture::sell(&provider, &cast, &deployment, &terms).await?;

        let client = Client::new(provider.clone(), deployment);
        let ledger = Ledger::open(&home.ledger(), client.clone()).await.context("the ledger cannot begin")?;
        let upstream = Upstream::start().await?;
        let config = gateway_config(plan.seed, &deployment, pricing, upstream.url());
        let gateway = open_gateway(config, &cast, &client, &clock, &home).await?;
        let door = Door::open(&gateway, gateway_port).await?;

        let claimants = [&cast.holders[0].key, &cast.holders[2].key];
        let claimants = [sender(&provider, claimants[0]).await?, sender(&provider, claimants[1]).await?];
        let keeper = sender(&provider, &cast.keeper).await?;
        let keeping = Keeping::new(gateway.clone(), keeper, deployment, &cast.authorizer, claimants.to_vec()).await?;
        Ok(World {
            clock,
            cast,
            chain,
            rpc,
            terms,
            deployment,
            client,
            ledger,
            keeping,
            gateway,
            door,
            _upstream: upstream,
            _home: home,
        })
    }

    /// Gives every customer what its requests can take at most, and visitors something to spend.
    pub async fn fund(&self, trace: &Trace, customers: &[Customer]) -> Result<()> {
        let mut purses: Vec<_> = customers.iter().map(|customer| (customer.address(), 0)).collect();
        for request in &trace.requests {
            purses[request.payer as usize].1 += DEPOSIT_MAX;
        }
        purses.extend(self.cast.visitors.iter().map(|key| (key.address(), VISITOR_CASH)));
        funding::mint_all(&self.chain, &self.client, &self.cast.minter, &purses).await
    }

    pub fn gateway_url(&self) -> String {
        format!("http://{}", self.door.address)
    }

    /// All that the gateway has recorded as charged, in base units.
    pub fn recorded(&self) -> u128 {
        self.gateway.totals().revenue
    }

    /// What one whole share has earned by now, as the ledger sees it.
    pub async fn income_per_share(&mut self) -> Result<money::Usd> {
        self.ledger.catch_up().await.context("the ledger cannot follow the chain")?;
        Ok(money::income_per_share(&self.ledger.folded().venture))
    }

    /// The lines of the gateway's book and of the ledger.
    pub async fn prove(&mut self) -> Result<Vec<AuditLine>> {
        let audit = proof::of_ledger(&mut self.ledger).await?;
        let mut lines = proof::of_book(&self.gateway, &self.ledger).await?;
        lines.extend(proof::digest(&audit));
        Ok(lines)
    }

    /// Finishes what is in progress and closes every file.
    pub async fn shut_down(self) -> Result<()> {
        self.door.shut().await?;
        self.gateway.close().await;
        self.rpc.shut_down().await.context("the JSON-RPC server ended badly")
    }
}

impl Door {
    async fn open(gateway: &Gateway, port: u16) -> Result<Door> {
        let listener = TcpListener::bind(("127.0.0.1", port));
        let listener = listener.await.with_context(|| format!("the gateway cannot listen on port {port}"))?;
        let address = listener.local_addr()?;
        let (close, closed) = oneshot::channel::<()>();
        let gateway = gateway.clone();
        // A dropped sender closes the door as well as a message does.
        let serving = tokio::spawn(async move { gateway.serve(listener, async move { drop(closed.await) }).await });
        Ok(Door { address, close, serving })
    }

    async fn shut(self) -> Result<()> {
        drop(self.close);
        self.serving.await.context("the gateway broke")?.context("the gateway ended badly")
    }
}

async fn open_chain(cast: &Cast, clock: &WorldClock, home: &Home) -> Result<Chain> {
    let genesis = genesis::with_stand_ins(clock.now(), cast.minter.address(), &cast.senders()).await?;
    let (reading, directory) = (clock.clone(), home.chain());
    let clock = Clock::reading(move || reading.now());
    Chain::open(&genesis, clock, directory.as_deref()).context("the chain cannot begin")
}

async fn serve_rpc(chain: &Chain, port: u16) -> Result<HttpServer> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    chain.serve_http(address).await.with_context(|| format!("JSON-RPC cannot listen on {address}"))
}

/// The gateway's and JSON-RPC's.
fn ports(first: u16) -> Result<(u16, u16)> {
    match first {
        0 => Ok((0, 0)),
        _ => first.checked_add(1).map(|next| (first, next)).ok_or_else(|| anyhow!("--port is 65534 at most")),
    }
}

/// What the gateway sells, for how much, to whom the money goes.
pub fn gateway_config(seed: u64, venture: &Deployment, pricing: Pricing, upstream: String) -> GatewayConfig {
    let authorizer = Cast::of(seed).authorizer;
    let work = ClassConfig {
        name: "work".to_owned(),
        path_prefix: "/work".to_owned(),
        price: pricing.class,
        metering: Metering::Header(UNITS_HEADER),
        units_max: pricing.units_max,
        description: "Work of the sample service, by the unit".to_owned(),
    };
    GatewayConfig {
        upstream,
        chain_id: CHAIN_ID,
        asset: Asset { address: USDC, name: "USDC".to_owned(), version: "2".to_owned(), cash_unit: 1 },
        pay_to: venture.purses.till,
        receiver_authorizer: authorizer.address(),
        refund_key: Some(authorizer),
        withdraw_delay: WITHDRAW_DELAY_DEFAULT,
        min_deposit: MIN_DEPOSIT_DEFAULT,
        unpinned_credit_max: MIN_DEPOSIT_DEFAULT,
        classes: vec![work],
        quote_key: keccak256(format!("usufruct demo quotes\0{seed}")).0,
        quote_lifetime_seconds: QUOTE_LIFETIME_SECONDS_DEFAULT,
        limits: Limits::default(),
    }
}

/// Opens the gateway and its book, without serving.
pub async fn open_gateway(
    config: GatewayConfig,
    cast: &Cast,
    client: &Client,
    clock: &WorldClock,
    home: &Home,
) -> Result<Gateway> {
    let provider = client.provider();
    let (escrow, sender) = (Escrow::new(provider.clone()), sender(provider, &cast.gateway).await?);
    let clock = clock.clone();
    let now = move || Millis(clock.now().saturating_mul(1_000));
    Gateway::open(config, escrow, sender, Arc::new(now), &home.book()).await.context("the gateway cannot open")
}
