//! `mutants`: breaks the contracts in every small way and tells which change no test notices.
//!
//! `cargo xtask contracts mutants` installs what it needs and runs it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use usufruct_mutants::cascade::{Bar, Memory, Verdict, silence_judges};
use usufruct_mutants::compiler::Compiler;
use usufruct_mutants::equivalents::{self, Equivalent};
use usufruct_mutants::mutant::Mutant;
use usufruct_mutants::operators;
use usufruct_mutants::project::Project;
use usufruct_mutants::report::Run;
use usufruct_mutants::roll::Tests;
use usufruct_mutants::suite::Suite;
use usufruct_mutants::verdicts::Verdicts;

/// How often progress is told, in mutants.
const TOLD_EVERY: usize = 25;

#[derive(Parser)]
struct Arguments {
    /// The Solidity project
    #[arg(long, default_value = "contracts")]
    contracts: PathBuf,
    /// The native forge
    #[arg(long)]
    forge: PathBuf,
    /// Where compiled tests are kept
    #[arg(long, default_value = "target/mutants")]
    scratch: PathBuf,
    /// The survivors that are the same program
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/equivalent.toml"))]
    equivalents: PathBuf,
    /// Judge so many, drawn by the seed, instead of all
    #[arg(long)]
    sample: Option<usize>,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Judge those of a file, or of a line: `src/Share.sol:120`; may be given several times
    #[arg(long)]
    only: Vec<String>,
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Judge only what was not judged the last time; and survivors only by tests that are new since
    #[arg(long)]
    resume: bool,
    /// Write the report here
    #[arg(long)]
    write: Option<PathBuf>,
    /// Only tell which mutants there are, and with --resume what was decided about them
    #[arg(long)]
    list: bool,
}

fn main() -> Result<ExitCode> {
    let mut arguments = Arguments::parse();
    silence_judges();
    // forge is started in another folder than this.
    arguments.forge = arguments.forge.canonicalize().context("no such forge")?;
    let project = Project::open(&arguments.contracts.canonicalize().context("no such project")?)?;
    let mutants = all_mutants(&project)?;
    let chosen = choose(&arguments, &mutants)?;
    if arguments.list {
        return list(&arguments, &project, &mutants, &chosen);
    }
    let listed = equivalents::read(&arguments.equivalents)?;
    let judged = judge_all(&arguments, &project, &mutants, &listed, &chosen)?;
    let run = Run { mutants: &mutants, judged: &judged, listed: &listed };
    finish(&arguments, &run, &listed)
}

fn list(arguments: &Arguments, project: &Project, mutants: &[Mutant], chosen: &[usize]) -> Result<ExitCode> {
    fs::create_dir_all(&arguments.scratch)?;
    let verdicts = arguments.resume.then(|| Verdicts::open(project, &arguments.scratch, true));
    let verdicts = verdicts.transpose()?;
    for mutant in chosen.iter().map(|index| &mutants[*index]) {
        match verdicts.as_ref().map(|verdicts| verdicts.of(mutant)) {
            None => println!("{mutant}"),
            Some(None) => println!("open {mutant}"),
            Some(Some(verdict)) => println!("{verdict:?} {mutant}"),
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn finish(arguments: &Arguments, run: &Run<'_>, listed: &[Equivalent]) -> Result<ExitCode> {
    for (mutant, verdict) in run.survivors() {
        if let Verdict::Undecided(why) = verdict {
            println!("UNDECIDED {mutant}\n    {why}");
        } else if equivalents::reason(listed, mutant).is_none() {
            println!("SURVIVED {mutant}\n{}", equivalents::entry(mutant));
        }
    }
    let objections = equivalents::objections(listed, run.mutants, run.judged);
    objections.iter().for_each(|objection| println!("WRONG {objection}"));
    if let Some(path) = &arguments.write {
        fs::write(path, run.page()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    println!("{}", run.summary());
    let all = run.counts(|_| true);
    let failed = all.survived + all.undecided + u64::try_from(objections.len())?;
    println!("{} passed, {failed} failed", all.killed() + all.same + all.explained);
    Ok(if failed == 0 && !run.judged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn all_mutants(project: &Project) -> Result<Vec<Mutant>> {
    let mut compiler = Compiler::start(project)?;
    let mut mutants = Vec::new();
    for file in project.subjects() {
        let tree = compiler.tree(project, &file)?;
        mutants.extend(operators::mutants(&file, project.source(&file), &tree));
    }
    Ok(mutants)
}

/// Indices of the mutants to judge, in their order.
fn choose(arguments: &Arguments, mutants: &[Mutant]) -> Result<Vec<usize>> {
    let mut chosen: Vec<usize> = (0..mutants.len()).collect();
    if !arguments.only.is_empty() {
        let wanted = |mutant: &Mutant| {
            let whole_line = format!("{}:{}", mutant.file, mutant.line);
            arguments.only.iter().any(|only| *only == mutant.file || *only == whole_line)
        };
        chosen.retain(|index| wanted(&mutants[*index]));
    }
    if let Some(sample) = arguments.sample {
        chosen.shuffle(&mut ChaCha8Rng::seed_from_u64(arguments.seed));
        chosen.truncate(sample);
        chosen.sort_unstable();
    }
    ensure!(!chosen.is_empty(), "there are no such mutants");
    Ok(chosen)
}

fn judge_all(
    arguments: &Arguments,
    project: &Project,
    mutants: &[Mutant],
    listed: &[Equivalent],
    chosen: &[usize],
) -> Result<Vec<(usize, Verdict)>> {
    fs::create_dir_all(&arguments.scratch)?;
    let verdicts = Verdicts::open(project, &arguments.scratch, arguments.resume)?;
    let tests = Tests::of(project, &Suite::how())?;
    let memory = Memory::default();
    let mut bars = (0..arguments.threads.max(1)).map(|_| Bar::open(project, &memory)).collect::<Result<Vec<_>>>()?;

    bars[0].let_the_model_acquit_the_original()?;
    let noticed = in_parallel("by the model", &mut bars, chosen, |bar, index| {
        let mutant = &mutants[index];
        if let Some(known) = verdicts.of(mutant) {
            return Ok(Some(known));
        }
        if verdicts.is_unnoticed(mutant) {
            return Ok(None);
        }
        let verdict = bar.judge_by_model(mutant)?;
        match &verdict {
            Some(verdict) => verdicts.keep(mutant, verdict, &tests.roll)?,
            None => verdicts.keep_unnoticed(mutant)?,
        }
        Ok(verdict)
    })?;
    let (decided, open): (Vec<_>, Vec<_>) = noticed.into_iter().partition(|(_, verdict)| verdict.is_some());
    let mut judged: Vec<_> = decided.into_iter().filter_map(|(index, verdict)| Some((index, verdict?))).collect();
    let open: Vec<usize> = open.into_iter().map(|(index, _)| index).collect();
    if !open.is_empty() {
        let first = Suite::prepare(project, &arguments.forge, &arguments.scratch.join("0"))?;
        for (thread, bar) in bars.iter_mut().enumerate().skip(1) {
            bar.seat(first.copy(&arguments.scratch.join(thread.to_string()))?);
        }
        bars[0].seat(first);
        bars[0].let_the_tests_acquit_the_original(&tests)?;
        let cheap = tests.clone().without_the_dear();
        judged.extend(in_parallel("by bytecode and tests", &mut bars, &open, |bar, index| {
            let mutant = &mutants[index];
            let explained = equivalents::reason(listed, mutant).is_some();
            let tests = if explained { &cheap } else { &tests };
            let verdict = bar.judge_by_tests(mutant, tests, verdicts.survived(mutant))?;
            verdicts.keep(mutant, &verdict, &tests.roll)?;
            if verdict == Verdict::Survived && !explained {
                eprintln!("survived: {mutant}");
            }
            Ok(verdict)
        })?);
    }
    judged.sort_by_key(|(index, _)| *index);
    Ok(judged)
}

/// Lets each worker take the next item when it is done with one. In the order of the items.
fn in_parallel<W: Send, T: Send>(
    how: &str,
    workers: &mut [W],
    items: &[usize],
    work: impl Fn(&mut W, usize) -> Result<T> + Sync,
) -> Result<Vec<(usize, T)>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for worker in workers {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = work(worker, *item).map(|result| (*item, result));
                    let mut done = done.lock().expect("nothing panics with it");
                    done.push(result);
                    if done.len().is_multiple_of(TOLD_EVERY) || done.len() == items.len() {
                        eprintln!("{how}: {} of {}", done.len(), items.len());
                    }
                }
            });
        }
    });
    let done = done.into_inner().expect("nothing panics with it");
    let mut done = done.into_iter().collect::<Result<Vec<_>>>()?;
    done.sort_by_key(|(item, _)| *item);
    Ok(done)
}
