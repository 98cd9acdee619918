//! Structures by scenarios by paths, to findings.
//!
//! ```text
//!  scenario ─► blocks of 32 paths, on all threads ─► each path drawn once, shown to every structure ─► metric
//!                                                      └─► sums of the block ─► merged in the order of the paths
//! ```
//!
//! Nothing is kept of a path but what it adds to sums, counts and sketches, so that memory does not grow with their number.
//! Blocks are the same whoever computes them and are merged in one order, so that the findings are the same, bit for bit,
//! for any number of threads.

mod block;
mod cell;
mod day;
mod figures;

use std::collections::BTreeSet;
use std::num::NonZero;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use crate::findings::{Estimate, Experiments, Findings, Run, ScenarioSummary, StructureSummary};
use crate::metric::survival;
use crate::scenario::Scenario;
use crate::structure::{Start, Structure};
use block::BLOCK_PATHS;
use cell::Sums;

/// Paths are counted by 32 bits in the sketches' buckets.
pub const PATHS_MAX: u64 = u32::MAX as u64;
/// Blocks that are computed before they are merged, per thread: two, so that a thread which is done early has another.
const BLOCKS_AHEAD: u64 = 2;

const SCORE_RULE: &str = "The score is the share, of 100, of the income before the shock that would still be paid over the next year if \
new money stopped: what recurring customers pay, less their churn, and what free reserves cover of the rest.";

/// How a run is done. Nothing else decides what it finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    pub seed: u64,
    pub paths: u64,
    /// All cores if none. The findings do not depend on it.
    pub threads: Option<NonZero<usize>>,
    pub start: Start,
}

impl Default for Options {
    /// A million dollars that are paid a tenth a year, as each structure usually pays.
    fn default() -> Self {
        let start = Start { capital: 1_000_000.0, income_per_day: 100_000.0 / 365.0 };
        Self { seed: 1, paths: 1_000, threads: None, start }
    }
}

/// Why a run cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("{paths} paths cannot be simulated; from 1 to {PATHS_MAX} can")]
    Paths { paths: u64 },
    #[error("there is no structure to simulate")]
    NoStructure,
    #[error("there is no scenario to simulate")]
    NoScenario,
    #[error("two structures are called {key}")]
    SameKey { key: &'static str },
    #[error("two scenarios are called {key}")]
    SameScenario { key: String },
    #[error("threads could not be started")]
    Threads(#[source] rayon::ThreadPoolBuildError),
}

/// What a run of these scenarios comes to in paths, of which `progress` is told.
pub fn work(scenarios: &[Scenario], options: &Options) -> u64 {
    worlds(scenarios).0.len() as u64 * options.paths
}

/// Lets every structure live through every scenario. `progress` is called now and then, on any thread, with the number of
/// paths that were done since.
pub fn simulate(
    structures: &[&dyn Structure],
    scenarios: &[Scenario],
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Findings, RunError> {
    check(structures, scenarios, options)?;
    let pool = pool(options)?;
    let (worlds, unshocked) = worlds(scenarios);
    let sums: Vec<Vec<Sums>> =
        pool.install(|| worlds.iter().map(|world| of_world(structures, world, options, progress)).collect());
    let mut cells = Vec::with_capacity(structures.len() * scenarios.len());
    for structure in 0..structures.len() {
        let expected: Vec<Estimate> = sums.iter().map(|world| world[structure].figures.income.estimate()).collect();
        for scenario in 0..scenarios.len() {
            cells.push(sums[scenario][structure].cell(&expected[unshocked[scenario]]));
        }
    }
    Ok(Findings {
        run: Run {
            seed: options.seed,
            paths: options.paths,
            survival_rule: survival::RULE.to_owned(),
            score_rule: SCORE_RULE.to_owned(),
            capital: options.start.capital,
            income_per_day: options.start.income_per_day,
        },
        structures: structures.iter().map(|structure| summary(*structure)).collect(),
        scenarios: scenarios.iter().map(summary_of_scenario).collect(),
        cells,
        experiments: Experiments::default(),
    })
}

/// The threads that the options ask for.
pub(crate) fn pool(options: &Options) -> Result<rayon::ThreadPool, RunError> {
    let threads = options.threads.map_or(0, NonZero::get);
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(RunError::Threads)
}

fn check(structures: &[&dyn Structure], scenarios: &[Scenario], options: &Options) -> Result<(), RunError> {
    if !(1..=PATHS_MAX).contains(&options.paths) {
        return Err(RunError::Paths { paths: options.paths });
    }
    if structures.is_empty() {
        return Err(RunError::NoStructure);
    }
    if scenarios.is_empty() {
        return Err(RunError::NoScenario);
    }
    let mut keys = BTreeSet::new();
    if let Some(structure) = structures.iter().find(|structure| !keys.insert(structure.key())) {
        return Err(RunError::SameKey { key: structure.key() });
    }
    let mut keys = BTreeSet::new();
    match scenarios.iter().find(|scenario| !keys.insert(&scenario.key)) {
        Some(scenario) => Err(RunError::SameScenario { key: scenario.key.clone() }),
        None => Ok(()),
    }
}

/// The scenarios, and behind them the same worlds without their shocks as far as none of the scenarios is that; and where
/// each scenario's own is.
fn worlds(scenarios: &[Scenario]) -> (Vec<Scenario>, Vec<usize>) {
    let mut worlds = scenarios.to_vec();
    let unshocked = scenarios.iter().map(|scenario| {
        let unshocked = scenario.without_shock();
        worlds.iter().position(|world| world.assumes_the_same(&unshocked)).unwrap_or_else(|| {
            worlds.push(unshocked);
            worlds.len() - 1
        })
    });
    let unshocked = unshocked.collect();
    (worlds, unshocked)
}

/// The sums of each structure over all paths of one scenario.
fn of_world(
    structures: &[&dyn Structure],
    scenario: &Scenario,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Vec<Sums> {
    let blocks = options.paths.div_ceil(BLOCK_PATHS);
    let ahead = rayon::current_num_threads() as u64 * BLOCKS_AHEAD;
    let mut sums: Vec<Sums> = structures.iter().map(|_| Sums::new(scenario)).collect();
    let mut next = 0;
    while next < blocks {
        let end = blocks.min(next + ahead);
        let of_block = |block: u64| {
            let paths = block * BLOCK_PATHS..options.paths.min((block + 1) * BLOCK_PATHS);
            let sums = block::simulate(structures, scenario, options, paths.clone());
            progress(paths.end - paths.start);
            sums
        };
        let computed: Vec<Vec<Sums>> = (next..end).into_par_iter().map(of_block).collect();
        for block in &computed {
            sums.iter_mut().zip(block).for_each(|(sums, block)| sums.merge(block));
        }
        next = end;
    }
    sums
}

fn summary(structure: &dyn Structure) -> StructureSummary {
    StructureSummary {
        key: structure.key().to_owned(),
        name: structure.name().to_owned(),
        about: structure.about().to_owned(),
    }
}

fn summary_of_scenario(scenario: &Scenario) -> ScenarioSummary {
    ScenarioSummary {
        key: scenario.key.clone(),
        name: scenario.name.clone(),
        about: scenario.about.clone(),
        days: scenario.days(),
        shock_day: scenario.time.shock_day,
    }
}

#[cfg(test)]
mod tests;
