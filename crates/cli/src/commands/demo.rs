//! `usufruct demo`: what a service would have earned, and its holders with it.

use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::clock;
use crate::demo::{Demo, Plan, Report};
use crate::home::Home;
use crate::trace::{self, Meter, Trace};

/// So many malformed lines are shown while a trace is read.
const MALFORMED_SHOWN: usize = 5;
const DAY: u64 = 86_400;
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
    /// Port of the gateway on 127.0.0.1, and the next one for JSON-RPC; 0 takes any free ones
    #[arg(long, value_name = "P", default_value_t = 0)]
    port: u16,
    /// Keep everything in this new directory, for `usufruct audit`; without it nothing is left behind
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed.is_finite() && speed > 0.0 => Ok(speed),
        _ => Err("expected a number above 0".to_owned()),
    }
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Some(begun) = unless_interrupted(begin(&arguments)).await? else {
        eprintln!("interrupted");
        return Ok(ExitCode::from(INTERRUPTED));
    };
    let (mut demo, report) = begun?;
    if arguments.json {
        println!("{}", serde_json::to_string(&report).context("a report is plain data")?);
    } else {
        print!("{report}");
    }
    if !arguments.once {
        let serving = demo.serving();
        match arguments.json {
            true => println!("{}", serde_json::to_string(&serving).context("addresses are plain data")?),
            false => println!("\n{serving}"),
        }
        if let Some(failed) = unless_interrupted(demo.serve_on()).await? {
            failed?;
        }
    }
    demo.shut_down().await?;
    Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What `work` came to, or none if Ctrl-C was first.
async fn unless_interrupted<T>(work: impl Future<Output = T>) -> Result<Option<T>> {
    tokio::select! {
        done = work => Ok(Some(done)),
        interrupted = tokio::signal::ctrl_c() => interrupted.map(|()| None).context("cannot wait for Ctrl-C"),
    }
}

async fn begin(arguments: &Arguments) -> Result<(Demo, Report)> {
    let trace = read_trace(arguments)?;
    let home = match &arguments.data {
        Some(path) => Home::create(path)?,
        None => Home::temporary()?,
    };
    let plan = Plan { trace, seed: arguments.seed, speed: arguments.speed, port: arguments.port };
    let mut demo = Demo::set_up(plan, home).await?;
    let report = demo.replay().await?;
    Ok((demo, report))
}

fn read_trace(arguments: &Arguments) -> Result<Trace> {
    let Some(path) = &arguments.trace else {
        if arguments.meter.is_some() {
            bail!("--meter says how to read an access log: it needs --trace FILE");
        }
        // What serves on has its history in the weeks before today; what only reports is the same every day.
        let end = if arguments.once { trace::END_DEFAULT } else { clock::machine_seconds() / DAY * DAY };
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
