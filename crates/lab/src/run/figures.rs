//! Every measure of many lives.

use crate::findings::{Estimate, Measures};
use crate::metric::{
    Lived, circularity, concentration, controller, dilution, income, lasting, origin, real_yield, score, snipe,
    solvency, survival,
};
use crate::scenario::Scenario;
use crate::statistics::{DayCounts, Moments, Ratio, Sketch};

/// Sums from which all measures of a cell are told.
#[derive(Clone, Debug)]
pub struct FigureSums {
    pub income: Moments,
    incomes: Sketch,
    kept: Ratio,
    half_life: DayCounts,
    tenth: DayCounts,
    /// Days of the path on which lives cease to survive.
    pub ends: DayCounts,
    organic_low: Ratio,
    organic_high: Ratio,
    emission: Ratio,
    inflow: Ratio,
    real_yield: Moments,
    dilution: Moments,
    passive: Moments,
    coverage: Ratio,
    runway_days: Sketch,
    liquidity: Sketch,
    freeze: DayCounts,
    hhi: Moments,
    top: Ratio,
    without_top: Ratio,
    circular_low: Ratio,
    circular_high: Ratio,
    snipe: Ratio,
    floor: Ratio,
    score_low: Moments,
    score_high: Moments,
}

impl FigureSums {
    pub fn new() -> FigureSums {
        let sketch = || Sketch::new(Sketch::OF_FIGURES);
        FigureSums {
            income: Moments::default(),
            incomes: sketch(),
            kept: Ratio::default(),
            half_life: DayCounts::default(),
            tenth: DayCounts::default(),
            ends: DayCounts::default(),
            organic_low: Ratio::default(),
            organic_high: Ratio::default(),
            emission: Ratio::default(),
            inflow: Ratio::default(),
            real_yield: Moments::default(),
            dilution: Moments::default(),
            passive: Moments::default(),
            coverage: Ratio::default(),
            runway_days: sketch(),
            liquidity: sketch(),
            freeze: DayCounts::default(),
            hhi: Moments::default(),
            top: Ratio::default(),
            without_top: Ratio::default(),
            circular_low: Ratio::default(),
            circular_high: Ratio::default(),
            snipe: Ratio::default(),
            floor: Ratio::default(),
            score_low: Moments::default(),
            score_high: Moments::default(),
        }
    }

    /// Takes in the life of the path of this number.
    pub fn add(&mut self, number: u64, lived: &Lived, scenario: &Scenario) {
        self.add_income(lived);
        self.add_solvency(lived);
        let shares = origin::shares(lived);
        self.organic_low.add(shares.organic_low, shares.whole);
        self.organic_high.add(shares.organic_high, shares.whole);
        self.emission.add(shares.emission, shares.whole);
        self.inflow.add(shares.inflow, shares.whole);
        real_yield::a_year(lived).into_iter().for_each(|value| self.real_yield.add(value));
        self.dilution.add(dilution::a_year(lived));
        dilution::from_passive_holders(lived).into_iter().for_each(|value| self.passive.add(value));
        concentration::hhi(lived).into_iter().for_each(|value| self.hhi.add(value));
        concentration::top(lived).into_iter().for_each(|(top, all)| self.top.add(top, all));
        let (without, with) = concentration::without_top(lived);
        self.without_top.add(without, with);
        if let Some(seen) = circularity::seen(lived, number, scenario.shock.self_paid_hops) {
            self.circular_low.add(seen.low, seen.payments);
            self.circular_high.add(seen.high, seen.payments);
        }
        snipe::sniper_and_honest(lived).into_iter().for_each(|(sniper, honest)| self.snipe.add(sniper, honest));
        controller::at_floor(lived).into_iter().for_each(|(there, days)| self.floor.add(there, days));
        if let Some(score) = score::of_present(lived, scenario.customers.churn_per_day) {
            self.score_low.add(score.low);
            self.score_high.add(score.high);
        }
    }

    fn add_income(&mut self, lived: &Lived) {
        let income = income::after(lived);
        self.income.add(income);
        self.incomes.add(income);
        self.kept.add(income::kept(lived), income::had_it_gone_on(lived));
        self.half_life.add(lasting::days_until_part(lived, lasting::HALF));
        self.tenth.add(lasting::days_until_part(lived, lasting::TENTH));
        self.ends.add(survival::ends_on(lived).and_then(|day| u32::try_from(day).ok()));
    }

    fn add_solvency(&mut self, lived: &Lived) {
        solvency::coverage(lived.after())
            .into_iter()
            .for_each(|(covered, promised)| self.coverage.add(covered, promised));
        self.runway_days.add(solvency::runway_days(lived));
        solvency::liquidity_coverage(lived).into_iter().for_each(|value| self.liquidity.add(value));
        self.freeze.add(solvency::freeze_day(lived));
    }

    pub fn merge(&mut self, other: &FigureSums) {
        self.income.merge(&other.income);
        self.incomes.merge(&other.incomes);
        self.kept.merge(&other.kept);
        self.half_life.merge(&other.half_life);
        self.tenth.merge(&other.tenth);
        self.ends.merge(&other.ends);
        self.organic_low.merge(&other.organic_low);
        self.organic_high.merge(&other.organic_high);
        self.emission.merge(&other.emission);
        self.inflow.merge(&other.inflow);
        self.real_yield.merge(&other.real_yield);
        self.dilution.merge(&other.dilution);
        self.passive.merge(&other.passive);
        self.coverage.merge(&other.coverage);
        self.runway_days.merge(&other.runway_days);
        self.liquidity.merge(&other.liquidity);
        self.freeze.merge(&other.freeze);
        self.hhi.merge(&other.hhi);
        self.top.merge(&other.top);
        self.without_top.merge(&other.without_top);
        self.circular_low.merge(&other.circular_low);
        self.circular_high.merge(&other.circular_high);
        self.snipe.merge(&other.snipe);
        self.floor.merge(&other.floor);
        self.score_low.merge(&other.score_low);
        self.score_high.merge(&other.score_high);
    }

    /// All of it, `expected` being the income of the same world without its shock.
    pub fn tell(&self, expected: &Estimate) -> Measures {
        Measures {
            income: self.income.estimate(),
            income_kept: self.kept.estimate(),
            half_life: self.half_life.median(),
            time_to_tenth: self.tenth.median(),
            survival: self.ends.survived(),
            income_at_risk: income::at_risk(&self.incomes, expected),
            conditional_income_at_risk: income::conditional_at_risk(&self.incomes, expected),
            organic_ratio_low: self.organic_low.estimate(),
            organic_ratio_high: self.organic_high.estimate(),
            emission_share: self.emission.estimate(),
            inflow_share: self.inflow.estimate(),
            real_yield: self.real_yield.estimate(),
            self_dilution: self.dilution.estimate(),
            passive_transfer: self.passive.estimate(),
            coverage: self.coverage.estimate(),
            runway_days: self.runway_days.estimate(0.5),
            liquidity_coverage: self.liquidity.estimate(0.5),
            freeze_day: self.freeze.median(),
            frozen_paths: self.freeze.happened(),
            concentration_hhi: self.hhi.estimate(),
            top_share: self.top.estimate(),
            income_without_top: self.without_top.estimate(),
            circularity_low: self.circular_low.estimate(),
            circularity_high: self.circular_high.estimate(),
            snipe_ratio: self.snipe.estimate(),
            floor_occupancy: self.floor.estimate(),
            score_low: self.score_low.estimate(),
            score_high: self.score_high.estimate(),
        }
    }

    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        let sketches = [&self.incomes, &self.runway_days, &self.liquidity].map(|sketch| sketch.bytes());
        let counts = [&self.half_life, &self.tenth, &self.ends, &self.freeze].map(|counts| counts.bytes());
        size_of::<FigureSums>() + sketches.iter().chain(&counts).sum::<usize>()
    }
}
