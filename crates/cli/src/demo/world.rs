//! The stage: chain, venture, service, gateway, keeper and ledger, wired together on one clock.
//!
//! ```text
//! new      ground (chain, ports) ─► create and sell the venture ─┐
//!                                                                ├─► stand: ledger, service, gateway, keeper
//! resumed  ground (chain, ports) ─► find the venture ────────────┘
//! ```

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use alloy::primitives::keccak256;
use anyhow::{Context, Result};
use tokio::net::TcpListener;
use usufruct_chain::{Chain, Clock, HttpServer};
use usufruct_gateway::config::{MIN_DEPOSIT_DEFAULT, QUOTE_LIFETIME_SECONDS_DEFAULT, WITHDRAW_DELAY_DEFAULT};
use usufruct_gateway::{Asset, ClassConfig, Gateway, GatewayConfig, Limits, Metering, Millis};
use usufruct_ledger::Ledger;
use usufruct_model::Terms;
use usufruct_protocol::client::Client;
use usufruct_protocol::deploy;
use usufruct_protocol::deployment::Deployment;
use usufruct_protocol::escrow::Escrow;
use usufruct_protocol::standins::{CHAIN_ID, USDC};
use usufruct_protocol::x402::signature::Key;

use super::cast::{Cast, Holder, sender};
use super::customers::Customer;
use super::door::Door;
use super::keeping::Keeping;
use super::serving::{self, Serving};
use super::terms::{self, Pricing};
use super::upstream::{UNITS_HEADER, Upstream};
use super::{Plan, Ports, pages};
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
/// While serving, the keeper looks so often (in real time) whether something is due: a withdrawal that a payer announced
/// is answered by a claim within this time.
const ROUNDS_WHILE_SERVING: Duration = Duration::from_secs(5);

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
    /// The web pages, once they are served.
    pages: Option<Door>,
    manifest: Manifest,
    home: Home,
    _upstream: Upstream,
}

/// What there is before the venture is there.
struct Ground {
    cast: Cast,
    clock: WorldClock,
    chain: Chain,
    rpc: HttpServer,
    /// The gateway's port, taken early: if another program has it, nothing is begun.
    listener: TcpListener,
    home: Home,
}

impl World {
    /// Up to the point where customers can come.
    pub async fn build(plan: &Plan, pricing: Pricing, home: Home) -> Result<World> {
        let begin = plan.trace.begin().saturating_sub(SALE_SECONDS);
        let ground = Ground::open(plan.seed, begin, plan.ports, home).await?;
        let (cast, provider) = (&ground.cast, ground.chain.provider());
        let terms = terms::venture(cast.operator.address(), begin);
        let deployment = venture::create(&provider, cast, &terms).await?;
        venture::sell(&provider, cast, &deployment, &terms).await?;
        let manifest = Manifest::new(plan.seed, &deployment, pricing);
        World::stand(ground, manifest, deployment, terms).await
    }

    /// An earlier demo, from its files, where it was.
    pub async fn resume(home: Home, manifest: Manifest, ports: Ports) -> Result<World> {
        let ground = Ground::open(manifest.seed, 0, ports, home).await?;
        ground.clock.set(ground.chain.head().timestamp);
        let Manifest { factory, share, first_block, .. } = manifest;
        let found = deploy::find_venture(&ground.chain.provider(), factory, share, first_block).await;
        let (deployment, terms) = found.context("the chain does not hold the demo's venture")?;
        let world = World::stand(ground, manifest, deployment, terms).await?;
        if let Some(last) = world.last_sale().await? {
            world.clock.set(last.0.div_ceil(1_000));
        }
        Ok(world)
    }

    async fn stand(ground: Ground, manifest: Manifest, deployment: Deployment, terms: Terms) -> Result<World> {
        let Ground { cast, clock, chain, rpc, listener, home } = ground;
        let provider = chain.provider();
        let client = Client::new(provider.clone(), deployment);
        let ledger = Ledger::open(&home.ledger(), client.clone()).await.context("the ledger cannot begin")?;
        let upstream = Upstream::start().await?;
        let config = gateway_config(manifest.seed, &deployment, manifest.pricing()?, upstream.url());
        let gateway = open_gateway(config, &cast, &client, &clock, &home).await?;
        let selling = gateway.clone();
        let door = Door::open(listener, |listener, closed| async move {
            selling.serve(listener, closed.wait()).await.context("the gateway ended badly")
        })?;

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
            pages: None,
            manifest,
            home,
            _upstream: upstream,
        })
    }

    /// From here on the demo can be resumed from its directory.
    pub fn keep(&self) -> Result<()> {
        self.home.keep(&self.manifest)
    }

    /// The trace was replayed to its end.
    pub fn keep_replayed(&mut self) -> Result<()> {
        self.manifest.replayed = true;
        self.keep()
    }

    /// When the gateway sold last.
    async fn last_sale(&self) -> Result<Option<Millis>> {
        let before = self.gateway.totals().charged.saturating_sub(1);
        let last = self.gateway.sales(before, 1).await.context("the gateway's book cannot be read")?;
        Ok(last.last().map(|sale| sale.at))
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

    /// Serves the web pages on `port` from now on; returns their address.
    pub async fn open_pages(&mut self, port: u16) -> Result<String> {
        let World { home, client, gateway, clock, rpc, .. } = self;
        let pages = pages::open(port, &home.pages(), client, gateway, clock, rpc.url()).await?;
        Ok(self.pages.insert(pages).url())
    }

    pub fn gateway_url(&self) -> String {
        self.door.url()
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

    /// From now on the clock runs with the machine's, so that customers from outside can pay.
    pub fn serving(&self) -> Serving {
        self.clock.release();
        let Deployment { factory, purses, first_block, .. } = self.deployment;
        let holder = |holder: &Holder| serving::Holder { name: holder.name, key: holder.key.expose_secret() };
        Serving {
            web: self.pages.as_ref().map(Door::url),
            gateway: self.gateway_url(),
            rpc: self.rpc.url(),
            factory,
            share: purses.share,
            till: purses.till,
            first_block,
            customers: self.cast.visitors.iter().map(Key::expose_secret).collect(),
            holders: self.cast.holders.iter().map(holder).collect(),
        }
    }

    /// Keeps the venture while others pay. Ends only by a fault.
    pub async fn serve_on(&mut self) -> Result<()> {
        loop {
            tokio::time::sleep(ROUNDS_WHILE_SERVING).await;
            let now = self.clock.now();
            self.keeping.attend(now).await?;
        }
    }

    /// Finishes what is in progress and closes every file.
    pub async fn shut_down(self) -> Result<()> {
        if let Some(pages) = self.pages {
            pages.shut().await?;
        }
        self.door.shut().await?;
        self.gateway.close().await;
        self.rpc.shut_down().await.context("the JSON-RPC server ended badly")
    }
}

impl Ground {
    /// Opens the chain in `home`, or begins it at `begin`, in seconds since 1970; JSON-RPC answers from here on.
    async fn open(seed: u64, begin: u64, ports: Ports, home: Home) -> Result<Ground> {
        let listener = Door::listen("the gateway", ports.gateway).await?;
        let (cast, clock) = (Cast::of(seed), WorldClock::standing_at(begin));
        let chain = open_chain(&cast, &clock, &home).await?;
        let rpc = serve_rpc(&chain, ports.rpc).await?;
        Ok(Ground { cast, clock, chain, rpc, listener, home })
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
