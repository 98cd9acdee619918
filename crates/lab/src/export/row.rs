//! One figure, with what it is of.

use crate::findings::{Cell, DayOfCell, Estimate, Findings, Measures};

#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    pub structure: &'a str,
    pub scenario: &'a str,
    pub day: Option<u32>,
    pub metric: &'static str,
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub n: u64,
}

/// Names of the quantiles of a day's income.
const QUANTILES: [&str; 5] =
    ["income_30_days_q05", "income_30_days_q25", "income_30_days_q50", "income_30_days_q75", "income_30_days_q95"];
const ORIGINS: [&str; 6] = [
    "paid_by_recurring_customers",
    "paid_by_newcomers",
    "paid_by_emission",
    "paid_by_issuer",
    "paid_by_principal",
    "paid_by_unknown",
];

/// All figures: of each cell the measures first, then day by day. What there was to measure nothing of is left out.
pub fn rows(findings: &Findings) -> impl Iterator<Item = Row<'_>> {
    let structures = findings.structures.iter().enumerate();
    structures.flat_map(move |(s, structure)| {
        findings.scenarios.iter().enumerate().flat_map(move |(c, scenario)| {
            let cell = findings.cell(s, c);
            of_cell(cell).map(move |figure| Row { structure: &structure.key, scenario: &scenario.key, ..figure })
        })
    })
}

fn of_cell(cell: &Cell) -> impl Iterator<Item = Row<'static>> {
    let whole = measures(&cell.measures).into_iter().map(|(metric, figure)| row(None, metric, figure));
    let days = (0_u32..).zip(&cell.days).flat_map(|(number, day)| of_day(number, day));
    whole.chain(days).filter(|row| row.n > 0)
}

fn of_day(number: u32, day: &DayOfCell) -> impl Iterator<Item = Row<'static>> {
    let DayOfCell { income_mean, income_quantiles, origins, survival, coverage, runway_days } = *day;
    let single = [("income_30_days", income_mean), ("survival", survival)];
    let medians = [("coverage_q50", coverage), ("runway_days_q50", runway_days)];
    let quantiles = QUANTILES.into_iter().zip(income_quantiles);
    let all = single.into_iter().chain(quantiles).chain(ORIGINS.into_iter().zip(origins)).chain(medians);
    all.map(move |(metric, figure)| row(Some(number), metric, figure))
}

fn row(day: Option<u32>, metric: &'static str, figure: Estimate) -> Row<'static> {
    let Estimate { value, low, high, n } = figure;
    let number = |value: f64| (!value.is_nan()).then_some(value);
    Row { structure: "", scenario: "", day, metric, value: number(value), low: number(low), high: number(high), n }
}

/// Every measure with its name; a measure that is added and not named here does not compile.
fn measures(measures: &Measures) -> [(&'static str, Estimate); 28] {
    macro_rules! named {
        ($($name:ident),* $(,)?) => {{
            let Measures { $($name),* } = measures.clone();
            [$((stringify!($name), $name)),*]
        }};
    }
    named![
        income,
        income_kept,
        half_life,
        time_to_tenth,
        survival,
        income_at_risk,
        conditional_income_at_risk,
        organic_ratio_low,
        organic_ratio_high,
        emission_share,
        inflow_share,
        real_yield,
        self_dilution,
        passive_transfer,
        coverage,
        runway_days,
        liquidity_coverage,
        freeze_day,
        frozen_paths,
        concentration_hhi,
        top_share,
        income_without_top,
        circularity_low,
        circularity_high,
        snipe_ratio,
        floor_occupancy,
        score_low,
        score_high,
    ]
}
