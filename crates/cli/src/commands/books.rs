//! The books of a venture, opened from a demo's files or from a node.

use std::path::Path;

use alloy::primitives::Address;
use alloy::providers::{DynProvider, Provider, ProviderBuilder};
use anyhow::{Context, Result, ensure};
use usufruct_chain::{Chain, Clock};
use usufruct_ledger::Ledger;
use usufruct_protocol::client::Client;
use usufruct_protocol::deploy;

use crate::demo::cast::Cast;
use crate::genesis;
use crate::home::{Home, Manifest};

/// A ledger that knows nothing yet, and what it needs to be there while it is read.
pub struct Books {
    pub ledger: Ledger,
    /// Where the ledger keeps its file; removed when dropped.
    _scratch: Home,
    /// None if the chain is somebody else's.
    _chain: Option<Chain>,
}

/// The books of a demo, and what else its directory holds.
pub struct Kept {
    pub books: Books,
    pub home: Home,
    pub manifest: Manifest,
    pub cast: Cast,
}

/// The chain is opened from its files, which executes every block again; the ledger begins anew.
pub async fn of_directory(directory: &Path) -> Result<Kept> {
    let (home, manifest) = Home::open(directory)?;
    let blocks = home.chain().with_context(|| format!("{} has no chain", directory.display()))?;
    ensure!(blocks.exists(), "the chain's blocks are missing: {} is not there", blocks.display());
    let cast = Cast::of(manifest.seed);
    let genesis = genesis::with_stand_ins(0, cast.minter.address(), &cast.senders()).await?;
    let chain = Chain::open(&genesis, Clock::manual(0), Some(&blocks))
        .with_context(|| format!("the blocks in {} do not read", blocks.display()))?;
    let Manifest { factory, share, first_block, .. } = manifest;
    let (scratch, ledger) = open(chain.provider(), factory, share, first_block).await?;
    Ok(Kept { books: Books { ledger, _scratch: scratch, _chain: Some(chain) }, home, manifest, cast })
}

pub async fn of_node(url: &str, factory: Address, share: Address, block: u64) -> Result<Books> {
    let url = url.parse().with_context(|| format!("--rpc {url:?} is no URL"))?;
    let provider = ProviderBuilder::default().connect_http(url).erased();
    let (scratch, ledger) = open(provider, factory, share, block).await?;
    Ok(Books { ledger, _scratch: scratch, _chain: None })
}

async fn open(provider: DynProvider, factory: Address, share: Address, block: u64) -> Result<(Home, Ledger)> {
    let scratch = Home::temporary()?;
    let (deployment, _) = deploy::find_venture(&provider, factory, share, block)
        .await
        .with_context(|| format!("no venture with the Share {share} in block {block}"))?;
    let ledger =
        Ledger::open(&scratch.ledger(), Client::new(provider, deployment)).await.context("the ledger cannot begin")?;
    Ok((scratch, ledger))
}
