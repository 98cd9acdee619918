//! anvil as a process, and the ways in which it can be fed.

use std::{
    env::consts::{ARCH, EXE_SUFFIX, OS},
    fmt,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use alloy::{
    primitives::U256,
    providers::{DynProvider, Provider, ProviderBuilder},
};
use anyhow::{Context, Result, bail, ensure};
use tokio::process::{Child, Command};
use usufruct_chain::Genesis;

use crate::burst::Mining;

/// How often, and how long, it is asked whether it answers yet.
const STARTING: (u32, Duration) = (400, Duration::from_millis(25));

/// What helps in every way: no log, no limit to a request, no look at its senders' balances, no fee, first come first
/// served.
const ALWAYS: [&str; 8] = [
    "--quiet",
    "--no-request-size-limit",
    "--disable-pool-balance-checks",
    "--disable-console-log",
    "--order=fifo",
    "--block-base-fee-per-gas=0",
    "--no-cors",
    "--host=127.0.0.1",
];

/// A way of sending a load to anvil.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub connections: usize,
    /// Transactions in one JSON-RPC batch.
    pub batch: usize,
    pub mining: Mining,
    /// Gas of a block. The receipts of a large one are slow: anvil goes through the whole block for each of them.
    pub block_gas: u64,
    /// Keeps only the newest states.
    pub pruned: bool,
}

/// The fastest of [`WAYS`].
pub const FASTEST: Way = WAYS[0];

/// What was tried. Each differs from the fastest in one thing, or from one that does.
pub const WAYS: &[Way] = &[
    way(4, 100, Mining::Meanwhile, 10_000_000, true),
    way(4, 100, Mining::Meanwhile, 5_000_000, true),
    way(4, 100, Mining::Meanwhile, 20_000_000, true),
    way(4, 100, Mining::Meanwhile, 10_000_000, false),
    way(2, 1_000, Mining::Meanwhile, 10_000_000, true),
    way(1, 1_000, Mining::Meanwhile, 10_000_000, true),
    way(16, 100, Mining::Meanwhile, 10_000_000, true),
    way(16, 1, Mining::Meanwhile, 10_000_000, true),
    way(4, 100, Mining::AtTheEnd, 10_000_000, true),
    way(4, 100, Mining::AtTheEnd, 100_000_000, true),
    way(4, 100, Mining::AtTheEnd, 1_000_000_000, true),
    way(4, 100, Mining::EverySecond, 200_000_000, true),
    way(4, 100, Mining::AsTheyCome, 10_000_000, true),
];

const fn way(connections: usize, batch: usize, mining: Mining, block_gas: u64, pruned: bool) -> Way {
    Way { connections, batch, mining, block_gas, pruned }
}

impl Way {
    pub fn sending(&self) -> String {
        let noun = if self.connections == 1 { "connection" } else { "connections" };
        format!("{} {noun}, batches of {}", self.connections, self.batch)
    }
}

impl fmt::Display for Way {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mining = match self.mining {
            Mining::Meanwhile => "mined meanwhile",
            Mining::AtTheEnd => "mined at the end",
            Mining::AsTheyCome => "mined as they come",
            Mining::EverySecond => "mined every second",
        };
        let pruned = if self.pruned { ", history pruned" } else { "" };
        write!(formatter, "{}, {mining}, blocks of {} million gas{pruned}", self.sending(), self.block_gas / 1_000_000)
    }
}

/// A running anvil. Dropping it ends it.
pub struct Anvil {
    url: String,
    _process: Child,
}

impl Anvil {
    pub async fn start(genesis: &Genesis, way: &Way) -> Result<Self> {
        // Free a moment ago; if somebody was faster, anvil ends and nobody answers for it.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = Command::new(program()?);
        command.args(ALWAYS).arg(format!("--port={port}")).arg(format!("--chain-id={}", genesis.chain_id));
        command.arg(format!("--timestamp={}", genesis.timestamp));
        if way.pruned {
            command.arg("--prune-history");
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        let process = command.spawn().context("anvil cannot be started")?;
        let anvil = Self { url: format!("http://127.0.0.1:{port}"), _process: process };
        anvil.wait(genesis.chain_id).await?;
        let provider = anvil.provider()?;
        for (address, account) in &genesis.accounts {
            ensure!(account.storage.is_empty(), "a genesis here is code and ether");
            provider.raw_request::<_, ()>("anvil_setBalance".into(), (address, account.balance)).await?;
            provider.raw_request::<_, ()>("anvil_setCode".into(), (address, &account.code)).await?;
        }
        Ok(anvil)
    }

    async fn wait(&self, chain_id: u64) -> Result<()> {
        let provider = self.provider()?;
        let (tries, interval) = STARTING;
        for _ in 0..tries {
            if provider.get_chain_id().await.is_ok_and(|answer| answer == chain_id) {
                return Ok(());
            }
            tokio::time::sleep(interval).await;
        }
        bail!("anvil does not answer at {}", self.url)
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn provider(&self) -> Result<DynProvider> {
        Ok(ProviderBuilder::default().connect_http(self.url.parse()?).erased())
    }

    /// From here on it mines as `way` says; until then, as transactions come.
    pub async fn begin(&self, way: &Way) -> Result<()> {
        let provider = self.provider()?;
        let set: bool = provider.raw_request("evm_setBlockGasLimit".into(), (U256::from(way.block_gas),)).await?;
        ensure!(set, "anvil keeps its block gas limit");
        match way.mining {
            Mining::AsTheyCome => {}
            Mining::Meanwhile | Mining::AtTheEnd => provider.raw_request("evm_setAutomine".into(), (false,)).await?,
            Mining::EverySecond => provider.raw_request("evm_setIntervalMining".into(), (1,)).await?,
        }
        Ok(())
    }
}

/// The native program, which the checks of the contracts install.
fn program() -> Result<PathBuf> {
    let os = match OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let arch = match ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = root.join(format!("contracts/node_modules/@foundry-rs/anvil-{os}-{arch}/bin/anvil{EXE_SUFFIX}"));
    ensure!(program.is_file(), "{} is missing: `cargo xtask contracts test` installs it", program.display());
    Ok(program)
}
