//! `usufruct chain`: the embedded chain alone.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use alloy::primitives::U256;
use anyhow::{Context, Result};
use usufruct_chain::{Chain, Clock};
use usufruct_protocol::sender::{Patience, Sender};
use usufruct_protocol::standins::{CHAIN_ID, USDC};
use usufruct_protocol::verbs;
use usufruct_protocol::x402::signature::Key;

use crate::{clock, genesis, keys};

const ACCOUNTS: u64 = 10;
/// Base units of the dollar that each account starts with: a million.
const ACCOUNT_CASH: u64 = 1_000_000_000_000;

#[derive(clap::Args)]
pub struct Arguments {
    /// Port of the JSON-RPC server on 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "P", default_value_t = 8545)]
    port: u16,
    /// Keep the blocks in this directory and go on where it was; without it they live as long as the program
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Derives the accounts' keys
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Serves until Ctrl-C.
pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let accounts: Vec<Key> = (0..ACCOUNTS).map(|i| keys::derive(arguments.seed, "account", &i.to_string())).collect();
    let addresses: Vec<_> = accounts.iter().map(Key::address).collect();
    let genesis = genesis::with_stand_ins(clock::machine_seconds(), addresses[0], &addresses).await?;
    let clock = Clock::reading(clock::machine_seconds);
    let chain = match &arguments.data {
        Some(directory) => Chain::open(&genesis, clock, Some(directory))
            .with_context(|| format!("cannot open the chain in {}", directory.display()))?,
        None => Chain::open(&genesis, clock, None)?,
    };
    if chain.head().number == 0 {
        mint(&chain, &accounts).await?;
    }
    let address = SocketAddr::from(([127, 0, 0, 1], arguments.port));
    let server = chain.serve_http(address).await.with_context(|| format!("cannot listen on {address}"))?;
    println!("JSON-RPC     {}", server.url());
    println!("chain id     {CHAIN_ID}");
    println!("dollar       {USDC} (each account has 1,000,000; the first one mints more)");
    println!("block        {}", chain.head().number);
    println!(
        "accounts     10,000 ether each; the keys follow from --seed {}: never use them elsewhere",
        arguments.seed
    );
    for key in &accounts {
        println!("             {} {}", key.address(), key.expose_secret());
    }
    tokio::signal::ctrl_c().await.context("cannot wait for Ctrl-C")?;
    server.shut_down().await.context("the server ended badly")?;
    Ok(ExitCode::SUCCESS)
}

async fn mint(chain: &Chain, accounts: &[Key]) -> Result<()> {
    let minter = Sender::connect(chain.provider(), &accounts[0], Patience::default()).await?;
    for key in accounts {
        let request = verbs::mint_cash(USDC, key.address(), U256::from(ACCOUNT_CASH));
        minter.send(&request).await.context("cannot mint the accounts' dollars")?;
    }
    Ok(())
}
