//! `usufruct demo`: what a service would have earned, and its holders with it.

use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use crate::audit_line::{AuditLine, table};
use crate::clock;
use crate::demo::{Demo, Plan, Ports, World};
use crate::home::{Held, Home, Manifest};
use crate::trace::{self, Meter, Trace};

/// So many malformed lines are shown while a trace is read.
const MALFORMED_SHOWN: usize = 5;
const DAY: u64 = 86_400;
/// After the venture's stall period of 30 days without customers it would be wound down.
const IDLE_DAYS_MAX: u64 = 28;
/// As shells report a program that was interrupted.
const INTERRUPTED: u8 = 130;

#[derive(clap::Args)]
pub struct Arguments {
    /// A GenAI request CSV or a web server's access log, plain or gzip; without it one is generated
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// What is metered in an access log [default: requests]
    #[arg(long, value_enum, value_name = "WHAT")]
    meter: Option<Meter>,
    /// Replay at X times the trace's own speed; without it as fast as possible
    #[arg(long, value_name = "X", value_parser = positive)]
    speed: Option<f64>,
    /// Exit after the replay instead of serving on: with 0 only if the audit holds
    #[arg(long)]
    once: bool,
    /// Print the report as one JSON object on one line of stdout (and, when serving on, a second one that says where)
    #[arg(long)]
    json: bool,
    /// Keys, and the generated trace, follow from this number
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Let so many days pass between the end of the generated trace and today, so that the price is at rest
    #[arg(long, value_name = "DAYS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=IDLE_DAYS_MAX), conflicts_with_all = ["once", "trace"])]
    idle: u64,
    /// Port of the gateway on 127.0.0.1, the next one for JSON-RPC and the one after for the pages; 0 takes any free ones
    #[arg(long, value_name = "P", default_value = "0", value_parser = ports)]
    port: Ports,
    /// Keep everything in this directory and, if it holds a demo already, go on where that was; without it nothing is left behind
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed.is_finite() && speed > 0.0 => Ok(speed),
        _ => Err("expected a number above 0".to_owned()),
    }
}

fn ports(text: &str) -> Result<Ports, String> {
    text.parse().ok().and_then(Ports::from).ok_or_else(|| "expected a number from 0 to 65533".to_owned())
}

/// What an earlier demo's books come to.
#[derive(Serialize)]
struct Proved {
    block: u64,
    audit: Vec<AuditLine>,
    holds: bool,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Some(begun) = unless_interrupted(begin(&arguments)).await? else {
        eprintln!("interrupted");
        return Ok(ExitCode::from(INTERRUPTED));
    };
    let (mut world, holds) = begun?;
    if !arguments.once {
        let serving = world.serving();
        match arguments.json {
            true => println!("{}", serde_json::to_string(&serving).context("addresses are plain data")?),
            false => println!("\n{serving}"),
        }
        if let Some(failed) = unless_interrupted(world.serve_on()).await? {
            failed?;
        }
    }
    world.shut_down().await?;
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What `work` came to, or none if Ctrl-C was first.
async fn unless_interrupted<T>(work: impl Future<Output = T>) -> Result<Option<T>> {
    tokio::select! {
        done = work => Ok(Some(done)),
        interrupted = tokio::signal::ctrl_c() => interrupted.map(|()| None).context("cannot wait for Ctrl-C"),
    }
}

/// A world that is ready to serve, and whether its books hold.
async fn begin(arguments: &Arguments) -> Result<(World, bool)> {
    let home = match &arguments.data {
        Some(path) => match Home::at(path)? {
            Held::Nothing(home) => home,
            Held::Demo(home, manifest) => return resume(arguments, home, manifest).await,
        },
        None => Home::temporary()?,
    };
    let trace = read_trace(arguments)?;
    let plan = Plan { trace, seed: arguments.seed, speed: arguments.speed, ports: arguments.port };
    let mut demo = Demo::set_up(plan, home).await?;
    if !arguments.once {
        announce(arguments, &demo.open_pages().await?);
    }
    let report = demo.replay().await?;
    if arguments.json {
        println!("{}", serde_json::to_string(&report).context("a report is plain data")?);
    } else {
        print!("{report}");
    }
    Ok((demo.into_world(), report.holds()))
}

/// Programs are told at the end, with everything else.
fn announce(arguments: &Arguments, pages: &str) {
    if !arguments.json {
        println!("Look at it: {pages}\n");
    }
}

/// Goes on with an earlier demo. Its trace is not replayed again; with `--once` its books are proved instead.
async fn resume(arguments: &Arguments, home: Home, manifest: Manifest) -> Result<(World, bool)> {
    if !manifest.replayed {
        eprintln!("the replay of this demo was interrupted; the rest of its trace is dropped");
    }
    if arguments.trace.is_some() {
        eprintln!("this demo had its trace; --trace is not replayed");
    }
    let mut world = World::resume(home, manifest, arguments.port).await?;
    if !arguments.once {
        announce(arguments, &world.open_pages(arguments.port.web).await?);
        return Ok((world, true));
    }
    let audit = world.prove().await?;
    let proved = Proved { block: world.chain.head().number, holds: audit.iter().all(|line| line.holds), audit };
    if arguments.json {
        println!("{}", serde_json::to_string(&proved).context("an audit is plain data")?);
    } else {
        println!("At block {}:", proved.block);
        print!("{}", table(&proved.audit));
        println!("{}", if proved.holds { "Every line holds." } else { "The audit DOES NOT HOLD." });
    }
    Ok((world, proved.holds))
}

fn read_trace(arguments: &Arguments) -> Result<Trace> {
    let Some(path) = &arguments.trace else {
        if arguments.meter.is_some() {
            bail!("--meter says how to read an access log: it needs --trace FILE");
        }
        // What serves on has its history in the weeks before today; what only reports is the same every day.
        let end = if arguments.once {
            trace::END_DEFAULT
        } else {
            (clock::machine_seconds() / DAY).saturating_sub(arguments.idle) * DAY
        };
        return Ok(trace::generate(arguments.seed, end));
    };
    let trace = trace::open(path, arguments.meter)?;
    for malformed in trace.malformed.iter().take(MALFORMED_SHOWN) {
        eprintln!("{}:{}: skipped: {}", path.display(), malformed.line, malformed.reason);
    }
    if trace.malformed_count > MALFORMED_SHOWN as u64 {
        eprintln!("{}: {} malformed lines in all were skipped", path.display(), trace.malformed_count);
    }
    Ok(trace)
}
