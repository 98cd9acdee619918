//! One structure in one scenario, over many lives.

use super::day::DaySums;
use super::figures::FigureSums;
use crate::findings::{Cell, Estimate};
use crate::scenario::Scenario;
use crate::structure::Flows;

#[derive(Clone, Debug)]
pub struct Sums {
    pub days: Vec<DaySums>,
    pub figures: FigureSums,
    /// Of the first path.
    controller: Vec<[f64; 4]>,
}

impl Sums {
    pub fn new(scenario: &Scenario) -> Sums {
        Sums {
            days: (0..scenario.days()).map(|_| DaySums::new()).collect(),
            figures: FigureSums::new(),
            controller: Vec::new(),
        }
    }

    /// Keeps what the price controller did, where there is one.
    pub fn show(&mut self, flows: &[Flows]) {
        let controllers = flows.iter().filter_map(|flows| flows.controller);
        self.controller = controllers.map(|c| [c.price / c.floor, c.excess, c.sold, c.target]).collect();
    }

    pub fn merge(&mut self, other: &Sums) {
        self.days.iter_mut().zip(&other.days).for_each(|(day, other)| day.merge(other));
        self.figures.merge(&other.figures);
        if self.controller.is_empty() {
            self.controller.clone_from(&other.controller);
        }
    }

    pub fn cell(&self, expected: &Estimate) -> Cell {
        let tell = |(number, day): (u32, &DaySums)| day.tell(self.figures.ends.not_until(number));
        Cell {
            days: (0..).zip(&self.days).map(tell).collect(),
            measures: self.figures.tell(expected),
            controller: self.controller.clone(),
        }
    }

    /// What it takes of memory, which is bounded whatever the number of lives is.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        let days: usize = self.days.iter().map(DaySums::bytes).sum();
        days + self.figures.bytes() + size_of_val(&self.controller[..])
    }
}
