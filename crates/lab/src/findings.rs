//! What a run found: the one thing that the report and the tables are made from.

/// A figure with its 95 % interval and the number of paths behind it. An infinite value means that it did not happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub n: u64,
}

/// All of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    pub run: Run,
    pub structures: Vec<StructureSummary>,
    pub scenarios: Vec<ScenarioSummary>,
    /// Structure by structure, scenario by scenario: see [`Findings::cell`].
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub seed: u64,
    pub paths: u64,
    pub capital: f64,
    pub income_per_day: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StructureSummary {
    pub key: String,
    pub name: String,
    pub about: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioSummary {
    pub key: String,
    pub name: String,
    pub about: String,
    pub days: u32,
    pub shock_day: u32,
}

/// One structure in one scenario, over all paths.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// One per day.
    pub days: Vec<DayOfCell>,
    pub measures: Measures,
    /// One path in full, of the price controller where there is one: (price / floor, excess, sold, target) a day.
    pub controller: Vec<[f64; 4]>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayOfCell {
    /// Dollars paid a day, mean of the last 30 days: its mean over the paths, and its 5, 25, 50, 75 and 95 % quantiles.
    pub income_mean: Estimate,
    pub income_quantiles: [f64; 5],
    /// Mean dollars paid on this day by origin, o1 to o6.
    pub origins: [f64; 6],
    /// Part of the paths that survived until this day (1 before the shock).
    pub survival: Estimate,
    /// Median coverage and runway in days on this day; infinite where nothing is missing.
    pub coverage: f64,
    pub runway_days: f64,
}

/// The metrics, each by its exact definition (`metric`). Quantities of time are in days after the shock.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    pub half_life: Estimate,
    pub time_to_tenth: Estimate,
    pub survival: Estimate,
    pub income_at_risk: Estimate,
    pub conditional_income_at_risk: Estimate,
    pub organic_ratio_low: Estimate,
    pub organic_ratio_high: Estimate,
    pub emission_share: Estimate,
    pub inflow_share: Estimate,
    pub real_yield: Estimate,
    pub self_dilution: Estimate,
    pub coverage: Estimate,
    pub runway_days: Estimate,
    pub liquidity_coverage: Estimate,
    pub freeze_day: Estimate,
    pub frozen_paths: Estimate,
    pub concentration_hhi: Estimate,
    pub top_share: Estimate,
    pub income_without_top: Estimate,
    pub circularity_low: Estimate,
    pub circularity_high: Estimate,
    pub snipe_ratio: Estimate,
    /// The score of the present income before the shock, low and high end, 0..=100.
    pub score_low: Estimate,
    pub score_high: Estimate,
}

impl Findings {
    pub fn cell(&self, structure: usize, scenario: usize) -> &Cell {
        &self.cells[structure * self.scenarios.len() + scenario]
    }
}
