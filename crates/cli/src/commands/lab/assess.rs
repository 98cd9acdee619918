//! `usufruct lab assess`: whose money an income was, and how much of it would go on if new money stopped today.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alloy::primitives::Address;
use anyhow::{Context, Result, bail, ensure};
use jiff::civil::Date;
use usufruct_lab::assess::column::Column;
use usufruct_lab::assess::figures::Figures;
use usufruct_lab::assess::mapping::Said;
use usufruct_lab::assess::payers::Payers;
use usufruct_lab::assess::reading::{self, Request};
use usufruct_lab::assess::{Question, assess, circulation, page};
use usufruct_lab::flow::{self, Roles};
use usufruct_lab::report;

use super::{assessed_json, transfers, venture};
use crate::commands::books::{self, Books};

#[derive(clap::Args)]
pub struct Arguments {
    /// Figures of a protocol, CSV or Parquet: a column for each, or date, metric, value, unit (docs/figures.md)
    #[arg(value_name = "FILE", required_unless_present = "venture", conflicts_with = "venture")]
    file: Option<PathBuf>,
    /// Assess a venture of Usufruct, by the address of its Share, from its books: with --data or --rpc
    #[arg(long, value_name = "ADDRESS")]
    venture: Option<Address>,
    /// The venture is that of a demo kept with `usufruct demo --data DIR`
    #[arg(long, value_name = "DIR", requires = "venture", conflicts_with = "rpc")]
    data: Option<PathBuf>,
    /// The venture is on the chain behind this JSON-RPC endpoint
    #[arg(long, value_name = "URL", requires_all = ["venture", "factory", "block"])]
    rpc: Option<String>,
    /// The Factory that created the venture
    #[arg(long, value_name = "ADDRESS", requires = "rpc")]
    factory: Option<Address>,
    /// The block in which it was created
    #[arg(long, value_name = "NUMBER", requires = "rpc")]
    block: Option<u64>,
    /// What a column of the file means: OURS=THEIRS, `OURS[percent]=THEIRS`, or a file MAP.toml with a table `[columns]`
    #[arg(long, value_name = "OURS=THEIRS|MAP.toml")]
    columns: Vec<String>,
    /// Read only rows that have this text in one of their cells: one pool of many
    #[arg(long, value_name = "TEXT")]
    pool: Vec<String>,
    /// Leave out what came later
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Take a figure that the file does not have for known, as in newcomer_share=0; it is printed beside the score
    #[arg(long, value_name = "FIGURE=VALUE")]
    assume: Vec<String>,
    /// Who paid: date, payer, amount. Tells new customers from old ones, and whether they stay
    #[arg(long, value_name = "FILE")]
    payers: Option<PathBuf>,
    /// Who paid whom: time, from, to, amount. Shows how much of the revenue was the issuer's own money
    #[arg(long, value_name = "FILE", requires = "till")]
    payments: Option<PathBuf>,
    /// An account of the issuer or its friends in the payments
    #[arg(long, value_name = "ACCOUNT", requires = "payments")]
    issuer: Vec<String>,
    /// The account at which customers' payments arrive
    #[arg(long, value_name = "ACCOUNT", requires = "payments")]
    till: Vec<String>,
    /// An account behind which nobody can see: an exchange, a mixer, a bridge
    #[arg(long, value_name = "ACCOUNT", requires = "payments")]
    opaque: Vec<String>,
    /// Write a report that a browser shows, without a network
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub async fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut question = Question { assumed: assumptions(&arguments.assume)?, ..Question::default() };
    let mut figures = match (arguments.venture, &arguments.file) {
        (Some(address), _) => of_venture(arguments, address, &mut question).await?,
        (None, Some(file)) => of_file(arguments, file)?,
        (None, None) => unreachable!("clap asks for FILE, or for --venture"),
    };
    if let Some(file) = &arguments.payers {
        let payers = Payers::read(file).with_context(|| format!("--payers {}", file.display()))?;
        question.payers = Some(payers.tell(&mut figures));
    }
    if let Some(file) = &arguments.payments {
        circular(arguments, file, &mut figures).with_context(|| format!("--payments {}", file.display()))?;
        question.looked_at_payments = true;
    }
    let found = assess(&figures, &question).with_context(|| format!("{} cannot be assessed", figures.name))?;
    if let Some(file) = &arguments.report {
        fs::write(file, report::assessment(&found)).with_context(|| format!("cannot write {}", file.display()))?;
    }
    if arguments.json {
        println!("{}", assessed_json::of(&found));
    } else {
        print!("{}", page::page(&found));
    }
    Ok(ExitCode::SUCCESS)
}

fn of_file(arguments: &Arguments, file: &Path) -> Result<Figures> {
    let request = Request { said: said(&arguments.columns)?, only: arguments.pool.clone(), as_of: arguments.as_of };
    reading::read(file, &request).with_context(|| format!("{} has no figures", file.display()))
}

/// From the ledger's events, and all transfers of the currency.
async fn of_venture(arguments: &Arguments, address: Address, question: &mut Question) -> Result<Figures> {
    let (mut books, first) = books(arguments, address).await?;
    books.ledger.catch_up().await.context("the ledger cannot follow the chain")?;
    let last = books.ledger.last().context("the chain has no block of this venture")?;
    let folded = books.ledger.folded();
    let mut told = venture::told(folded, last)?;
    let client = books.ledger.client();
    let (payments, roles) = transfers::read(client.provider(), client.deployment(), folded, first, last.number).await?;
    circulation::tell(&mut told.figures, &payments, &roles)?;
    venture::nothing_was_handed_back(&mut told.figures);
    question.payers = Some(told.payers);
    question.looked_at_payments = true;
    Ok(told.figures)
}

/// The venture's books, and the first block of the chain that can be asked about.
async fn books(arguments: &Arguments, address: Address) -> Result<(Books, u64)> {
    match (&arguments.data, &arguments.rpc, arguments.factory, arguments.block) {
        (Some(directory), ..) => {
            let kept = books::of_directory(directory).await?;
            let held = kept.manifest.share;
            let shown = directory.display();
            ensure!(held == address, "the venture in {shown} has the Share {held}, and --venture names {address}");
            Ok((kept.books, 0))
        }
        (None, Some(url), Some(factory), Some(block)) => {
            Ok((books::of_node(url, factory, address, block).await?, block))
        }
        _ => bail!("--venture {address}: say where it is, with --data DIR, or with --rpc URL, --factory and --block"),
    }
}

fn circular(arguments: &Arguments, file: &Path, figures: &mut Figures) -> Result<()> {
    let payments = flow::read(file)?;
    let mut roles = Roles::default();
    for name in &arguments.issuer {
        roles = roles.issuer(name)?;
    }
    for name in &arguments.till {
        roles = roles.till(name)?;
    }
    for name in &arguments.opaque {
        roles = roles.opaque(name)?;
    }
    Ok(circulation::tell(figures, &payments, &roles)?)
}

fn assumptions(texts: &[String]) -> Result<Vec<(Column, f64)>> {
    Ok(texts.iter().map(|text| assumed(text)).collect::<Result<Vec<_>>>()?.concat())
}

/// Mappings, and files of mappings.
fn said(columns: &[String]) -> Result<Said> {
    let mut said = Said::default();
    for text in columns {
        if Path::new(text).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            let map = fs::read_to_string(text).with_context(|| format!("--columns {text} cannot be read"))?;
            said.add_toml(&map).with_context(|| format!("--columns {text}"))?;
        } else {
            said.add(text).with_context(|| format!("--columns {text}"))?;
        }
    }
    Ok(said)
}

/// `circular=0` is both ends of it.
fn assumed(text: &str) -> Result<Vec<(Column, f64)>> {
    let Some((name, value)) = text.split_once('=') else { bail!("--assume {text}: write FIGURE=VALUE") };
    let value: f64 = value.trim().parse().with_context(|| format!("--assume {text}: {value:?} is not a number"))?;
    ensure!(value.is_finite() && value >= 0.0, "--assume {text}: a figure that is assumed is 0 or more");
    if name.trim() == "circular" {
        return Ok(vec![(Column::CircularLow, value), (Column::CircularHigh, value)]);
    }
    let column = Column::by_name(name.trim()).with_context(|| {
        let names = Column::ALL.map(Column::name).join(", ");
        format!("--assume {text}: there is no figure {name:?}; the figures are circular, {names}")
    })?;
    Ok(vec![(column, value)])
}
