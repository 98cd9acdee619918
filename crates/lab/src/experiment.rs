//! Questions that are asked of single structures, beside the table of all of them.

pub mod sniper;
pub mod tornado;
pub mod concentration;

use crate::findings::Experiments;
use crate::path::{Path, draw};
use crate::run::{Options, RunError, pool};
use crate::scenario::Scenario;
use crate::structure::{Flows, Start, Structure};

/// Paths of each experiment, or as many as the run has if that is fewer: differences on common random numbers need few.
const PATHS_MAX: u64 = 200;

/// What all of them come to in paths, of which `progress` is told.
pub fn work(options: &Options) -> u64 {
    paths(options) * (tornado::SETTINGS + concentration::WORLDS)
}

/// All of them. They are the same for any number of threads.
pub fn all(options: &Options, progress: &(dyn Fn(u64) + Sync)) -> Result<Experiments, RunError> {
    pool(options)?.install(|| {
        Ok(Experiments {
            sniper: sniper::points(options),
            tornado: Some(tornado::tornado(options, progress)),
            concentration: Some(concentration::concentration(options, progress)),
        })
    })
}

fn paths(options: &Options) -> u64 {
    options.paths.min(PATHS_MAX)
}

/// One life of a structure on one path.
fn live(structure: &dyn Structure, path: &Path, start: &Start) -> Vec<Flows> {
    let mut life = structure.open(start);
    path.days.iter().map(|day| life.live(day)).collect()
}

/// The path of this number, and what the structure made of it.
fn lives(structure: &dyn Structure, scenario: &Scenario, options: &Options, path: u64) -> (Path, Vec<Flows>) {
    let path = draw(options.seed, path, scenario);
    let flows = live(structure, &path, &options.start);
    (path, flows)
}
