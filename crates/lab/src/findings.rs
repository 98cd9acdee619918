//! What a run found: the one thing that the report and the tables are made from.

/// A figure with its 95 % interval and the number of paths behind it. An infinite value means that it did not happen, or
/// that nothing is missing; where there is nothing to measure (no promise, no sniper) n is 0 and the value is not a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub n: u64,
}

impl Estimate {
    /// There is nothing to measure.
    pub const NOTHING: Estimate = Estimate { value: f64::NAN, low: f64::NAN, high: f64::NAN, n: 0 };

    /// The value, if there was anything to measure.
    pub fn measured(&self) -> Option<f64> {
        (self.n > 0).then_some(self.value)
    }
}

/// All of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    pub run: Run,
    pub structures: Vec<StructureSummary>,
    pub scenarios: Vec<ScenarioSummary>,
    /// Structure by structure, scenario by scenario: see [`Findings::cell`].
    pub cells: Vec<Cell>,
    /// What was asked beyond the structures and scenarios; empty where it was not run.
    pub experiments: Experiments,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub seed: u64,
    pub paths: u64,
    /// By which a survivor is told, in words, to be printed beside the number.
    pub survival_rule: String,
    /// The score's rule in a sentence.
    pub score_rule: String,
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
    pub income_quantiles: [Estimate; 5],
    /// Mean dollars paid on this day by origin, o1 to o6.
    pub origins: [Estimate; 6],
    /// Part of the paths that survived until this day (1 before the shock).
    pub survival: Estimate,
    /// Median coverage and runway in days on this day; infinite where nothing is missing.
    pub coverage: Estimate,
    pub runway_days: Estimate,
}

/// The metrics, each by its exact definition (`metric`). Quantities of time are in days after the shock.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    /// Dollars paid in the year after the shock (in all days after it, if the scenario has fewer or more).
    pub income: Estimate,
    /// The same as a part of what the income of the 30 days before the shock would have come to, had it gone on; without what
    /// the issuer pays beyond what it paid then.
    pub income_kept: Estimate,
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
    /// What passive holders of the token lose to those who are paid, as a part of it a year: g (1 - sigma) / sigma.
    pub passive_transfer: Estimate,
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
    /// Part of the days after the shock that end with the price at its floor; only where demand sets the price.
    pub floor_occupancy: Estimate,
    /// The score of the present income before the shock, low and high end, 0..=100.
    pub score_low: Estimate,
    pub score_high: Estimate,
}

/// Questions that are asked of single structures, beside the table of all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Experiments {
    /// What somebody earns who holds shares only for a short while after a payment, by how slowly income is paid out.
    pub sniper: Vec<SniperPoint>,
    pub tornado: Option<Tornado>,
    pub concentration: Option<Concentration>,
}

/// One point of the sniper's gain against tau.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SniperPoint {
    /// Time constant of the smoothing; 0 is paying out at once.
    pub tau_days: f64,
    /// How long the shares were held, from just before the payment.
    pub held_days: f64,
    /// Gain as a part of what the sniper's shares would have got of the payment had it been paid out at once:
    /// as simulated with the structure, and by the law 1 - e^(-held / tau).
    pub simulated: Estimate,
    pub analytic: f64,
}

/// How far a headline figure moves when one assumption at a time is set low or high.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// In words: what is measured.
    pub figure: String,
    pub usual: Estimate,
    /// Longest bar first.
    pub bars: Vec<TornadoBar>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TornadoBar {
    /// As in `churn of customers`.
    pub parameter: String,
    /// The settings in words, as in `2.5 %/month`.
    pub low_setting: String,
    pub high_setting: String,
    pub low: Estimate,
    pub high: Estimate,
}

/// How much depends on few customers.
#[derive(Clone, Debug, PartialEq)]
pub struct Concentration {
    /// Structure and scenario that the waterfall is of.
    pub structure: String,
    pub scenario: String,
    /// Of one path on the day before the shock: (part of the customers, smallest first; part of the spending).
    pub lorenz: Vec<[f64; 2]>,
    /// From the income before the shock to the income at the end, dollars a day: the steps' sizes add up.
    pub waterfall: Vec<WaterfallStep>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WaterfallStep {
    pub label: String,
    /// The first and the last step are levels, those between are changes.
    pub level: bool,
    pub dollars_per_day: Estimate,
}

impl Findings {
    pub fn cell(&self, structure: usize, scenario: usize) -> &Cell {
        &self.cells[structure * self.scenarios.len() + scenario]
    }
}
