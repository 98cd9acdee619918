//! `usufruct lab simulate`: ways of paying an income, under the same customers, investors, markets and shocks.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use usufruct_lab::findings::Findings;
use usufruct_lab::run::{self, Options};
use usufruct_lab::scenario::{self, Scenario, standard};
use usufruct_lab::structure::{self, Structure};
use usufruct_lab::{experiment, export, report};

use super::progress::Progress;
use super::telling;

/// Enough that the standard set is over in some ten seconds on two cores.
const PATHS: u64 = 500;

#[derive(clap::Args)]
pub struct Arguments {
    /// Standard scenarios by number or name, or TOML files; without any, the standard set
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// How many lives of the world are drawn for each scenario
    #[arg(long, value_name = "N", default_value_t = PATHS, value_parser = clap::value_parser!(u64).range(1..=run::PATHS_MAX))]
    paths: u64,
    /// All chance follows from this number
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many threads work; what they find is the same for any number [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<usize>>,
    /// Only this way of paying an income, as in S7; can be given several times
    #[arg(long = "structure", value_name = "KEY")]
    structures: Vec<String>,
    /// Write all figures to this file as CSV, one a row
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// The same as Parquet
    #[arg(long, value_name = "FILE")]
    parquet: Option<PathBuf>,
    /// The same as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write one HTML page with the pictures, which needs no network
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let scenarios = scenarios(&arguments.scenarios)?;
    let library = structure::standard();
    let structures = structures(&library, &arguments.structures)?;
    // Before the work and not after it is the time to learn that a file cannot be written.
    let outputs = Outputs::create(arguments)?;
    let (seed, paths, threads) = (arguments.seed, arguments.paths, arguments.threads);
    let options = Options { seed, paths, threads, ..Options::default() };

    let of_experiments = if outputs.report.is_some() { experiment::work(&options) } else { 0 };
    let progress = Progress::begin(run::work(&scenarios, &options) + of_experiments);
    let done = |paths| progress.add(paths);
    let mut findings = run::simulate(&structures, &scenarios, &options, &done)?;
    if outputs.report.is_some() {
        findings.experiments = experiment::all(&options, &done)?;
    }
    progress.end();
    print!("{}", telling::of(&findings));
    outputs.write(&findings)?;
    Ok(ExitCode::SUCCESS)
}

fn scenarios(asked: &[String]) -> Result<Vec<Scenario>> {
    if asked.is_empty() {
        return Ok(standard::all()?);
    }
    asked.iter().map(|name| one_scenario(name)).collect()
}

/// What looks like a file is one, so that a slip in a file's name does not become a question about standard scenarios.
fn one_scenario(name: &str) -> Result<Scenario> {
    let path = Path::new(name);
    let is_file = path.extension().is_some_and(|extension| extension == "toml") || path.components().count() > 1;
    if is_file {
        return Ok(scenario::read(name, &text(path)?)?);
    }
    let known = || standard::keys().collect::<Vec<_>>().join(", ");
    standard::by_name(name)?.ok_or_else(|| {
        anyhow!(
            "there is no scenario {name:?}; the standard ones are {}; your own is a file that ends in .toml",
            known()
        )
    })
}

/// No more of a file than a scenario can have, and one byte that says it is too long.
fn text(path: &Path) -> Result<String> {
    let file = File::open(path).with_context(|| format!("cannot open the scenario {}", path.display()))?;
    let mut text = String::new();
    file.take(scenario::BYTES_MAX as u64 + 1)
        .read_to_string(&mut text)
        .with_context(|| format!("the scenario {} is no text", path.display()))?;
    Ok(text)
}

fn structures<'a>(library: &'a [Box<dyn Structure>], asked: &[String]) -> Result<Vec<&'a dyn Structure>> {
    let all = || library.iter().map(AsRef::as_ref);
    for key in asked {
        if !all().any(|structure: &dyn Structure| structure.key().eq_ignore_ascii_case(key)) {
            let known: Vec<_> = all().map(|structure| format!("{} ({})", structure.key(), structure.name())).collect();
            bail!("there is no structure {key:?}; there are {}", known.join(", "));
        }
    }
    let wanted = |structure: &&dyn Structure| {
        asked.is_empty() || asked.iter().any(|key| structure.key().eq_ignore_ascii_case(key))
    };
    Ok(all().filter(wanted).collect())
}

/// Files that were asked for, open.
struct Outputs {
    csv: Option<Output>,
    parquet: Option<Output>,
    json: Option<Output>,
    report: Option<Output>,
}

struct Output {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Outputs {
    fn create(arguments: &Arguments) -> Result<Outputs> {
        let create = |path: &Option<PathBuf>| path.as_deref().map(Output::create).transpose();
        let Arguments { csv, parquet, json, report, .. } = arguments;
        Ok(Outputs { csv: create(csv)?, parquet: create(parquet)?, json: create(json)?, report: create(report)? })
    }

    fn write(self, findings: &Findings) -> Result<()> {
        let Outputs { csv, parquet, json, report } = self;
        write(csv, |file| Ok(export::csv(findings, file)?))?;
        write(parquet, |file| Ok(export::parquet(findings, file)?))?;
        write(json, |file| Ok(export::json(findings, file)?))?;
        write(report, |file| Ok(file.write_all(report::simulation(findings).as_bytes())?))
    }
}

impl Output {
    fn create(path: &Path) -> Result<Output> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Output { path: path.to_owned(), file: BufWriter::new(file) })
    }
}

fn write(output: Option<Output>, content: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<()> {
    let Some(Output { path, mut file }) = output else {
        return Ok(());
    };
    content(&mut file)
        .and_then(|()| Ok(file.flush()?))
        .with_context(|| format!("{} could not be written", path.display()))?;
    println!("Wrote {}", path.display());
    Ok(())
}
