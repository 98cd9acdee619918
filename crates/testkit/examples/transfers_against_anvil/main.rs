//! How many share transfers per second the embedded chain carries out, and how many anvil does, in one run.
//!
//! Both get a venture of their own at the same addresses and then the same signed transactions. The embedded chain is
//! measured by its fastest interface, in process, and by the one that programs use most, JSON-RPC over HTTP; anvil by
//! the fastest way in that we found, and with `--every-way` by all that we tried. Rounds alternate, so that whatever
//! else the machine does hits all alike; medians are compared. Before a figure counts, every receipt must tell of
//! success and every holder must have the shares that the transfers give it.
//!
//! A measurement is a program of its own: it reads its arguments and the clock itself.

mod anvil;
mod burst;
mod load;
mod venture;

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Result, ensure};
use clap::Parser;
use usufruct_chain::{Chain, Clock, Genesis};
use usufruct_testkit::stage::BEGINNING;

use crate::{
    anvil::{Anvil, FASTEST, WAYS, Way},
    burst::{Bodies, Mining, stopwatch},
    load::Load,
};

/// A way into anvil that takes longer than this counts as no transfers at all: some take many minutes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Measures share transfers on the embedded chain and on anvil.
#[derive(Parser)]
struct Arguments {
    /// Transfers in each round.
    #[arg(long, default_value_t = 20_000)]
    transfers: usize,
    /// Holders who send them, in turn.
    #[arg(long, default_value_t = 100)]
    senders: usize,
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Measures every way into anvil that was tried, instead of the fastest alone.
    #[arg(long)]
    every_way: bool,
}

/// One line of the table, and the seconds that each round took.
struct Contender {
    name: String,
    seconds: Vec<f64>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    ensure!(arguments.rounds > 0 && arguments.transfers > 0 && arguments.senders > 0, "nothing to measure");
    let load = Load::sign(venture::address().await?, arguments.transfers, arguments.senders)?;
    let genesis = venture::genesis(&load.senders).await?;
    let ways = if arguments.every_way { WAYS } else { &[FASTEST] };

    let in_process = "embedded chain, in process".to_owned();
    let over_http = format!("embedded chain over HTTP, {}", FASTEST.sending());
    let names = [in_process, over_http].into_iter().chain(ways.iter().map(|way| format!("anvil over HTTP, {way}")));
    let mut table: Vec<Contender> = names.map(|name| Contender { name, seconds: Vec::new() }).collect();
    for round in 1..=arguments.rounds {
        eprintln!("round {round} of {}", arguments.rounds);
        table[0].seconds.push(embedded_in_process(&genesis, &load).await?.as_secs_f64());
        for (line, way) in table[2..].iter_mut().zip(ways) {
            line.seconds.push(anvil_over_http(&genesis, &load, way).await?.as_secs_f64());
        }
        table[1].seconds.push(embedded_over_http(&genesis, &load).await?.as_secs_f64());
    }
    print_table(&mut table, &arguments);
    Ok(())
}

async fn embedded_in_process(genesis: &Genesis, load: &Load) -> Result<Duration> {
    let chain = Chain::open(genesis, Clock::manual(BEGINNING), None)?;
    venture::create(&chain.provider(), load).await?;
    let raws = load.raws.clone();

    let begun = stopwatch();
    let mut succeeded = 0;
    for hash in chain.submit_batch(raws)? {
        succeeded += usize::from(chain.succeeded(hash?) == Some(true));
    }
    let took = begun.elapsed();

    ensure!(succeeded == load.raws.len(), "{succeeded} of {} transfers succeeded", load.raws.len());
    venture::check_balances(&chain.provider(), load).await?;
    Ok(took)
}

async fn embedded_over_http(genesis: &Genesis, load: &Load) -> Result<Duration> {
    let chain = Chain::open(genesis, Clock::manual(BEGINNING), None)?;
    venture::create(&chain.provider(), load).await?;
    let server = chain.serve_http(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let bodies = Bodies::write(load, FASTEST.connections, FASTEST.batch)?;

    let took = burst::send(&server.url(), bodies, load.raws.len(), Mining::AsTheyCome).await?;

    venture::check_balances(&chain.provider(), load).await?;
    server.shut_down().await?;
    Ok(took)
}

async fn anvil_over_http(genesis: &Genesis, load: &Load, way: &Way) -> Result<Duration> {
    let anvil = Anvil::start(genesis, way).await?;
    venture::create(&anvil.provider()?, load).await?;
    anvil.begin(way).await?;
    let bodies = Bodies::write(load, way.connections, way.batch)?;

    let sending = burst::send(anvil.url(), bodies, load.raws.len(), way.mining);
    let Ok(took) = tokio::time::timeout(PATIENCE, sending).await else {
        eprintln!("not done in {PATIENCE:?}: {way}");
        return Ok(Duration::MAX);
    };
    let took = took?;

    venture::check_balances(&anvil.provider()?, load).await?;
    Ok(took)
}

/// The table as it stands in `docs/performance.md`.
fn print_table(table: &mut [Contender], arguments: &Arguments) {
    let transfers = f64::from(u32::try_from(arguments.transfers).expect("a load is limited by the supply"));
    for line in table.iter_mut() {
        line.seconds.sort_by(f64::total_cmp);
    }
    let median = |line: &Contender| transfers / line.seconds[line.seconds.len() / 2];
    // The first way is the fastest: what is compared with.
    let anvil = median(&table[2]);
    let Arguments { transfers: count, senders, rounds, .. } = arguments;
    println!("{count} transfers by {senders} senders, median of {rounds} rounds (slowest to fastest):\n");
    println!("| chain and way in | transfers per second | against anvil |");
    println!("|---|---:|---:|");
    for line in table.iter() {
        let (fastest, slowest) = (transfers / line.seconds[0], transfers / line.seconds[line.seconds.len() - 1]);
        let (median, name) = (median(line), &line.name);
        println!("| {name} | {median:.0} ({slowest:.0} to {fastest:.0}) | {:.2} |", median / anvil);
    }
}
