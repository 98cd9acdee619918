//! `usufruct audit`: the books of a venture, recomputed from events alone and compared with the chain.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alloy::primitives::Address;
use anyhow::{Context, Result, ensure};
use serde::Serialize;
use usufruct_ledger::{Audit, Ledger};

use crate::audit_line::{AuditLine, table};
use crate::clock::WorldClock;
use crate::commands::books::{self, Kept};
use crate::demo::cast::Cast;
use crate::demo::world;
use crate::home::{Home, Manifest};
use crate::proof;

#[derive(clap::Args)]
pub struct Arguments {
    /// Prove the demo that `usufruct demo --data DIR` kept, from its files
    #[arg(long, value_name = "DIR", required_unless_present = "rpc", conflicts_with = "rpc")]
    data: Option<PathBuf>,
    /// Prove a venture on the chain behind this JSON-RPC endpoint
    #[arg(long, value_name = "URL", requires_all = ["factory", "share", "block"])]
    rpc: Option<String>,
    /// The Factory that created the venture
    #[arg(long, value_name = "ADDRESS", requires = "rpc")]
    factory: Option<Address>,
    /// The venture's Share
    #[arg(long, value_name = "ADDRESS", requires = "rpc")]
    share: Option<Address>,
    /// The block in which it was created
    #[arg(long, value_name = "NUMBER", requires = "rpc")]
    block: Option<u64>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What was proved.
#[derive(Serialize)]
struct Verdict {
    block: u64,
    events: u64,
    holders: usize,
    audit: Vec<AuditLine>,
    /// The same, short enough to read.
    #[serde(skip)]
    digest: Vec<AuditLine>,
    holds: bool,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let verdict = match (&arguments.data, &arguments.rpc, arguments.factory, arguments.share, arguments.block) {
        (Some(directory), ..) => of_directory(directory).await?,
        (None, Some(url), Some(factory), Some(share), Some(block)) => of_node(url, factory, share, block).await?,
        _ => unreachable!("clap asks for --data, or for --rpc with its companions"),
    };
    if arguments.json {
        println!("{}", serde_json::to_string(&verdict).context("a verdict is plain data")?);
    } else {
        println!("At block {}, from {} events, {} holders:", verdict.block, verdict.events, verdict.holders);
        print!("{}", table(&verdict.digest));
        println!("{}", if verdict.holds { "Every line holds." } else { "The audit DOES NOT HOLD." });
    }
    Ok(if verdict.holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn of_node(url: &str, factory: Address, share: Address, block: u64) -> Result<Verdict> {
    let mut books = books::of_node(url, factory, share, block).await?;
    let audit = proof::of_ledger(&mut books.ledger).await?;
    Ok(Verdict::of(&audit, Vec::new()))
}

async fn of_directory(directory: &Path) -> Result<Verdict> {
    let Kept { mut books, home, manifest, cast } = books::of_directory(directory).await?;
    let audit = proof::of_ledger(&mut books.ledger).await?;
    let book = book_lines(&home, &manifest, &cast, &books.ledger).await?;
    Ok(Verdict::of(&audit, book))
}

async fn book_lines(home: &Home, manifest: &Manifest, cast: &Cast, ledger: &Ledger) -> Result<Vec<AuditLine>> {
    ensure!(home.book().exists(), "the gateway's book is missing: {} is not there", home.book().display());
    let (client, nowhere) = (ledger.client(), "http://127.0.0.1:9".to_owned());
    let config = world::gateway_config(manifest.seed, client.deployment(), manifest.pricing()?, nowhere);
    let gateway = world::open_gateway(config, cast, client, &WorldClock::standing_at(0), home).await?;
    let lines = proof::of_book(&gateway, ledger).await?;
    gateway.close().await;
    Ok(lines)
}

impl Verdict {
    fn of(audit: &Audit, of_book: Vec<AuditLine>) -> Verdict {
        let digest = of_book.iter().cloned().chain(proof::digest(audit)).collect();
        let lines: Vec<AuditLine> = of_book.into_iter().chain(proof::lines(audit)).collect();
        let holds = lines.iter().all(|line| line.holds);
        Verdict { block: audit.block, events: audit.events, holders: audit.holders, audit: lines, digest, holds }
    }
}
