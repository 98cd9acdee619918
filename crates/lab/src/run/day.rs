//! One day of many lives.

use crate::findings::{DayOfCell, Estimate};
use crate::metric::{Lived, solvency};
use crate::statistics::{Moments, Sketch};

/// What is told of a day: the quantiles of the fan.
const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// What one life adds to a day's sums.
pub struct DayOfLife {
    income: f64,
    origins: [f64; 6],
    coverage: f64,
    runway_days: f64,
}

impl DayOfLife {
    pub fn of(lived: &Lived, day: usize) -> DayOfLife {
        DayOfLife {
            income: lived.income(day),
            origins: lived.flows[day].paid.as_array(),
            coverage: solvency::coverage_on(lived, day),
            runway_days: solvency::runway_days_on(lived, day),
        }
    }
}

/// Sums of one day over many lives.
#[derive(Clone, Debug)]
pub struct DaySums {
    income: Moments,
    incomes: Sketch,
    origins: [Moments; 6],
    coverage: Sketch,
    runway_days: Sketch,
}

impl DaySums {
    pub fn new() -> DaySums {
        let sketch = || Sketch::new(Sketch::OF_DAYS);
        DaySums {
            income: Moments::default(),
            incomes: sketch(),
            origins: [Moments::default(); 6],
            coverage: sketch(),
            runway_days: sketch(),
        }
    }

    pub fn add(&mut self, life: &DayOfLife) {
        self.income.add(life.income);
        self.incomes.add(life.income);
        self.origins.iter_mut().zip(life.origins).for_each(|(sum, dollars)| sum.add(dollars));
        self.coverage.add(life.coverage);
        self.runway_days.add(life.runway_days);
    }

    pub fn merge(&mut self, other: &DaySums) {
        self.income.merge(&other.income);
        self.incomes.merge(&other.incomes);
        self.origins.iter_mut().zip(&other.origins).for_each(|(sum, other)| sum.merge(other));
        self.coverage.merge(&other.coverage);
        self.runway_days.merge(&other.runway_days);
    }

    pub fn tell(&self, survival: Estimate) -> DayOfCell {
        DayOfCell {
            income_mean: self.income.estimate(),
            income_quantiles: QUANTILES.map(|quantile| self.incomes.estimate(quantile)),
            origins: self.origins.map(|dollars| dollars.estimate()),
            survival,
            coverage: self.coverage.estimate(0.5),
            runway_days: self.runway_days.estimate(0.5),
        }
    }

    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        // The sketches' own sizes are in their `bytes` already.
        size_of::<DaySums>() - 3 * size_of::<Sketch>()
            + [&self.incomes, &self.coverage, &self.runway_days].map(Sketch::bytes).iter().sum::<usize>()
    }
}
