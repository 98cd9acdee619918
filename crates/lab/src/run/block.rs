//! Some paths of one scenario: drawn once, lived by every structure.

use std::ops::Range;

use super::Options;
use super::cell::Sums;
use super::day::DayOfLife;
use crate::metric::Lived;
use crate::path::{Path, draw};
use crate::scenario::Scenario;
use crate::structure::{Flows, Structure};

/// Paths of a block. Enough that a day's sums stay at hand while they are added to (the paths of a block are added day by
/// day), and few enough that a thousand paths keep many threads busy.
pub const BLOCK_PATHS: u64 = 32;

/// The sums of each structure over the paths.
pub fn simulate(structures: &[&dyn Structure], scenario: &Scenario, options: &Options, paths: Range<u64>) -> Vec<Sums> {
    let drawn: Vec<Path> = paths.clone().map(|path| draw(options.seed, path, scenario)).collect();
    let mut flows: Vec<Flows> = Vec::new();
    let mut of_structure = |structure: &&dyn Structure| {
        let mut sums = Sums::new(scenario);
        // Of every day, what it was in each life.
        let mut days: Vec<Vec<DayOfLife>> = (0..scenario.days()).map(|_| Vec::with_capacity(drawn.len())).collect();
        for (number, path) in paths.clone().zip(&drawn) {
            let mut life = structure.open(&options.start);
            flows.clear();
            flows.extend(path.days.iter().map(|day| life.live(day)));
            let lived = Lived::new(&path.days, &flows, scenario.time.shock_day as usize);
            sums.figures.add(number, &lived, scenario);
            for (day, days) in days.iter_mut().enumerate() {
                days.push(DayOfLife::of(&lived, day));
            }
            if number == 0 {
                sums.show(&flows);
            }
        }
        sums.days.iter_mut().zip(&days).for_each(|(sums, lives)| lives.iter().for_each(|life| sums.add(life)));
        sums
    };
    structures.iter().map(&mut of_structure).collect()
}
