//! The demo: a whole venture on an embedded chain, earning from the requests of a trace.
//!
//! ```text
//! terms ─► world (chain, venture, service, gateway, keeper, ledger) ─► customers ─► replay ─► report ─► serving
//! ```
//!
//! Nothing is simulated but time: contracts run on the chain, customers pay the gateway over HTTP, vouchers are claimed by
//! the keeper, and the ledger learns of all that from the chain's logs alone.
//!
//! Invariants: every figure of the report but its timing follows from trace and seed; without `--data` nothing is left behind.

pub mod cast;
pub mod terms;

mod door;
mod funding;
mod upstream;
mod venture;
pub mod world;

mod customers;
mod keeping;
mod progress;
mod replay;
mod waves;

mod gas;
mod money;
mod report;
mod pages;
mod serving;

use std::time::Duration;

use alloy::eips::BlockId;
use anyhow::Result;
use usufruct_protocol::escrow::Escrow;

use crate::clock::Stopwatch;
use crate::home::Home;
use crate::trace::Trace;
use customers::Customer;
use gas::GasBook;
use keeping::ROUND_SECONDS;
use progress::{Progress, Standing};
use replay::{Replay, Tally};
pub use report::Report;
use report::{Findings, HolderFindings, Timing};
use terms::Pricing;
pub use world::World;

/// What is to be shown.
pub struct Plan {
    pub trace: Trace,
    pub seed: u64,
    /// Times the trace's own speed; none for as fast as possible.
    pub speed: Option<f64>,
    pub ports: Ports,
}

/// Where the demo listens on this machine; 0 takes any free port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ports {
    pub gateway: u16,
    pub rpc: u16,
    pub web: u16,
}

impl Ports {
    /// Three in a row; none if there are no three from `first` on.
    pub fn from(first: u16) -> Option<Ports> {
        match first {
            0 => Some(Ports::default()),
            _ => Some(Ports { gateway: first, rpc: first.checked_add(1)?, web: first.checked_add(2)? }),
        }
    }
}

pub struct Demo {
    plan: Plan,
    pricing: Pricing,
    world: World,
    customers: Vec<Customer>,
    setting_up: Duration,
    /// Blocks before it are the venture's creation and the customers' funding.
    first_block: u64,
}

impl Demo {
    /// Everything up to the first request.
    pub async fn set_up(plan: Plan, home: Home) -> Result<Demo> {
        let since = Stopwatch::start();
        let pricing = terms::pricing(&plan.trace);
        let world = World::build(&plan, pricing, home).await?;
        let customers: Vec<Customer> = plan.trace.payers.iter().map(|name| Customer::new(plan.seed, name)).collect();
        world.fund(&plan.trace, &customers).await?;
        world.keep()?;
        let first_block = world.chain.head().number + 1;
        Ok(Demo { plan, pricing, world, customers, setting_up: since.elapsed(), first_block })
    }

    /// Replays the trace and proves the books.
    pub async fn replay(&mut self) -> Result<Report> {
        let since = Stopwatch::start();
        let tally = self.requests(since).await?;
        let end = self.plan.trace.end();
        self.world.clock.set(end);
        self.world.keeping.finish(end).await?;
        self.world.keep_replayed()?;
        let elapsed = since.elapsed().as_secs_f64();
        let requests = u32::try_from(self.plan.trace.requests.len()).unwrap_or(u32::MAX);
        let timing = Timing {
            setup_seconds: self.setting_up.as_secs_f64(),
            replay_seconds: elapsed,
            requests_per_second: f64::from(requests) / elapsed,
        };
        self.prove(&tally, timing).await
    }

    /// Wave after wave, with the keeper's rounds between them. Rounds in which nothing can be due, because no request came
    /// since the last one, are left out.
    async fn requests(&mut self, since: Stopwatch) -> Result<Tally> {
        let Demo { plan, pricing, world, customers, .. } = self;
        let trace = &plan.trace;
        let mut replay = Replay::new(trace, *pricing, customers, world.gateway_url(), world.clock.clone())?;
        let mut progress = Progress::begin(trace.requests.len());
        let mut income_per_share = money::Usd(0).to_string();
        let mut round = trace.begin() / ROUND_SECONDS;
        for wave in waves::waves(&trace.requests, ROUND_SECONDS) {
            let (at, done) = (trace.requests[wave.start].at, wave.end);
            if at / ROUND_SECONDS > round {
                let now = (round + 1) * ROUND_SECONDS;
                world.clock.set(now);
                world.keeping.round(now).await?;
                income_per_share = world.income_per_share().await?.to_string();
                round = at / ROUND_SECONDS;
            }
            if let Some(speed) = plan.speed {
                pace(since, at - trace.begin(), speed).await;
            }
            replay.wave(wave).await?;
            let (revenue, price) = (replay.tally.revenue, money::per_unit(replay.tally.price.last));
            progress.show(&Standing { requests: done, revenue, price, income_per_share: income_per_share.clone() });
        }
        progress.end();
        Ok(replay.tally)
    }

    async fn prove(&mut self, tally: &Tally, timing: Timing) -> Result<Report> {
        let world = &mut self.world;
        let proved = world.prove().await?;
        let head = world.chain.head().number;
        let gas = GasBook::of_blocks(world.client.provider(), &world.deployment, self.first_block..=head).await?;
        let till = world.deployment.purses.till;
        let escrow = Escrow::new(world.client.provider().clone());
        let findings = Findings {
            trace: &self.plan.trace,
            pricing: self.pricing,
            terms: &world.terms,
            deployment: world.deployment,
            tally,
            recorded: world.recorded(),
            receiver: escrow.receiver(till, world.deployment.currency).await?,
            holders: holders(world).await?,
            folded: world.ledger.folded(),
            proved,
            gas: &gas,
            timing,
        };
        Ok(Report::of(&findings))
    }

    /// Serves the web pages from now on; returns their address.
    pub async fn open_pages(&mut self) -> Result<String> {
        self.world.open_pages(self.plan.ports.web).await
    }

    /// What stays when the replay is over.
    pub fn into_world(self) -> World {
        self.world
    }
}

/// Waits until the trace's time is due at `speed`.
async fn pace(since: Stopwatch, trace_seconds: u64, speed: f64) {
    let trace_seconds = Duration::from_secs(trace_seconds).as_secs_f64();
    let due = Duration::try_from_secs_f64(trace_seconds / speed).unwrap_or(Duration::MAX);
    tokio::time::sleep(due.saturating_sub(since.elapsed())).await;
}

async fn holders(world: &World) -> Result<Vec<HolderFindings>> {
    let addresses: Vec<_> = world.cast.holders.iter().map(|holder| holder.key.address()).collect();
    let holdings = world.client.holdings(&addresses, BlockId::latest()).await?;
    let found = world.cast.holders.iter().cloned().zip(holdings);
    Ok(found.map(|(holder, holding)| HolderFindings { holder, holding }).collect())
}
