//! Made-up findings for tests: plausible, whole, and nobody's results.

use crate::findings::{
    Cell, Concentration, DayOfCell, Estimate, Experiments, Findings, Measures, Run, ScenarioSummary, SniperPoint,
    StructureSummary, Tornado, TornadoBar, WaterfallStep,
};

pub const DAYS: u32 = 365;
pub const SHOCK_DAY: u32 = 90;
const PATHS: u64 = 1_000;

const STRUCTURES: [(&str, &str); 10] = [
    ("S1", "staking pass-through"),
    ("S2", "lending with a kinked rate"),
    ("S3", "emission farm"),
    ("S4", "rebase with bonds"),
    ("S5", "fixed rate with reserve"),
    ("S6", "burn and mint"),
    ("S7", "revenue share, smoothed"),
    ("S8", "revenue share, at once"),
    ("C0", "external bond"),
    ("C1", "Ponzi"),
];
const SCENARIOS: [(&str, &str); 11] = [
    ("base", "nothing happens"),
    ("no-new-investors", "no new investors"),
    ("no-new-customers", "no new customers"),
    ("demand-halves", "demand halves"),
    ("demand-stops", "demand stops"),
    ("top-customer", "the top customer leaves"),
    ("token-crash", "own token loses 80 %"),
    ("run", "a run"),
    ("snipers", "snipers and hoarders"),
    ("self-payment", "the issuer pays itself"),
    ("costs", "costs rise by half"),
];

/// How fast each structure's income decays after the shock, a day, in each scenario.
const DECAY: [[f64; 11]; 10] = [
    [0.0, 0.002, 0.001, 0.0, 0.001, 0.0, 0.02, 0.004, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.004, 0.003, 0.05, 0.001, 0.01, 0.03, 0.0, 0.0, 0.0],
    [0.001, 0.04, 0.01, 0.01, 0.04, 0.03, 0.08, 0.06, 0.01, 0.001, 0.001],
    [0.004, 0.08, 0.02, 0.03, 0.05, 0.05, 0.09, 0.08, 0.004, 0.004, 0.004],
    [0.0, 0.015, 0.005, 0.006, 0.02, 0.01, 0.012, 0.05, 0.0, 0.002, 0.003],
    [0.0, 0.01, 0.006, 0.004, 0.05, 0.004, 0.03, 0.01, 0.0, 0.004, 0.001],
    [0.0, 0.0, 0.004, 0.003, 0.033, 0.002, 0.0, 0.0, 0.0, 0.002, 0.0005],
    [0.0, 0.0, 0.004, 0.003, 0.9, 0.002, 0.0, 0.0, 0.001, 0.002, 0.0005],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [0.001, 0.05, 0.02, 0.01, 0.02, 0.02, 0.02, 0.09, 0.001, 0.001, 0.001],
];

pub fn about(value: f64, spread: f64) -> Estimate {
    Estimate { value, low: value - spread, high: value + spread, n: PATHS }
}

pub fn findings() -> Findings {
    let structures = STRUCTURES.map(|(key, name)| StructureSummary {
        key: key.to_owned(),
        name: name.to_owned(),
        about: format!("What {name} does, in a sentence."),
    });
    let scenarios = SCENARIOS.map(|(key, name)| ScenarioSummary {
        key: key.to_owned(),
        name: name.to_owned(),
        about: format!("What happens in “{name}”, in a sentence."),
        days: DAYS,
        shock_day: SHOCK_DAY,
    });
    let cells = (0..STRUCTURES.len())
        .flat_map(|structure| (0..SCENARIOS.len()).map(move |scenario| cell(structure, scenario)))
        .collect();
    Findings {
        run: Run {
            seed: 7,
            paths: PATHS,
            survival_rule: "the mean income of 30 days is at least half of that before the shock, nothing is frozen and no reserve is empty, on every day".to_owned(),
            score_rule: "100 times the part of the present income that would still be paid over the next 365 days if new money stopped today".to_owned(),
            capital: 1_000_000.0,
            income_per_day: 200.0,
        },
        structures: structures.to_vec(),
        scenarios: scenarios.to_vec(),
        cells,
        experiments: experiments(),
    }
}

fn cell(structure: usize, scenario: usize) -> Cell {
    let decay = DECAY[structure][scenario];
    let days: Vec<DayOfCell> = (0..DAYS).map(|day| day_of(structure, decay, day)).collect();
    let kept = if decay == 0.0 { 1.0 } else { (1.0 - (-decay * 275.0).exp()) / (decay * 275.0) };
    let half = std::f64::consts::LN_2 / decay;
    let half = if half > 275.0 { about(f64::INFINITY, 0.0) } else { about(half, half * 0.1) };
    let survival = days.last().map_or(Estimate::NOTHING, |day| day.survival);
    let promise = matches!(structure, 4 | 9);
    Cell {
        controller: if matches!(structure, 6 | 7) { controller(decay) } else { Vec::new() },
        measures: measures(kept, half, survival, promise),
        days,
    }
}

fn day_of(structure: usize, decay: f64, day: u32) -> DayOfCell {
    let after = f64::from(day.saturating_sub(SHOCK_DAY));
    let wave = 1.0 + 0.04 * (f64::from(day) / 11.0).sin();
    let level = 200.0 * (-decay * after).exp() * wave;
    let spread = 0.1 + 0.001 * f64::from(day);
    let shares = match structure {
        0 => [0.3, 0.0, 0.7, 0.0, 0.0, 0.0],
        2 | 3 => [0.05, 0.05, 0.8, 0.0, 0.1, 0.0],
        4 => [0.3, 0.0, 0.0, 0.5, 0.2, 0.0],
        9 => [0.0, 0.1, 0.0, 0.0, 0.9, 0.0],
        8 => [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        _ => [0.85, 0.1, 0.0, 0.0, 0.0, 0.05],
    };
    let survived = (1.0 - decay * after / 1.2).clamp(0.0, 1.0);
    let promise = matches!(structure, 4 | 9);
    DayOfCell {
        income_mean: about(level, level * 0.02),
        income_quantiles: [-1.645, -0.674, 0.0, 0.674, 1.645].map(|z| about(level * (1.0 + z * spread), level * 0.01)),
        origins: shares.map(|share| about(share * level, share * level * 0.02)),
        survival: about(survived, if survived > 0.0 && survived < 1.0 { 0.03 } else { 0.0 }),
        coverage: about(if promise { (0.9 - decay * after * 0.3).max(0.0) } else { f64::INFINITY }, 0.0),
        runway_days: about(if promise { (300.0 - after * 1.05).max(0.0) } else { f64::INFINITY }, 0.0),
    }
}

fn measures(kept: f64, half_life: Estimate, survival: Estimate, promise: bool) -> Measures {
    let only = |promise: bool, value: f64| if promise { about(value, value * 0.05) } else { Estimate::NOTHING };
    Measures {
        income: about(kept * 55_000.0, 800.0),
        income_kept: about(kept, 0.01),
        half_life,
        time_to_tenth: about(f64::INFINITY, 0.0),
        survival,
        income_at_risk: about(1.0 - kept * 0.8, 0.02),
        conditional_income_at_risk: about(1.0 - kept * 0.75, 0.02),
        organic_ratio_low: about(0.85, 0.01),
        organic_ratio_high: about(0.95, 0.01),
        emission_share: about(0.0, 0.0),
        inflow_share: about(0.1, 0.01),
        real_yield: about(0.06, 0.002),
        self_dilution: about(0.0, 0.0),
        passive_transfer: about(0.0, 0.0),
        coverage: only(promise, 0.6),
        runway_days: only(promise, 120.0),
        liquidity_coverage: about(1.0, 0.0),
        freeze_day: about(f64::INFINITY, 0.0),
        frozen_paths: about(0.0, 0.0),
        concentration_hhi: about(0.04, 0.002),
        top_share: about(0.1, 0.01),
        income_without_top: about(180.0, 3.0),
        circularity_low: about(0.0, 0.0),
        circularity_high: about(0.02, 0.002),
        snipe_ratio: about(1.0, 0.1),
        floor_occupancy: about(0.2, 0.03),
        score_low: about(80.0 * kept, 2.0),
        score_high: about(90.0 * kept, 2.0),
    }
}

fn controller(decay: f64) -> Vec<[f64; 4]> {
    let mut excess = 240.0_f64;
    (0..DAYS)
        .map(|day| {
            let after = f64::from(day.saturating_sub(SHOCK_DAY));
            let sold = 600.0 * (-decay * after).exp() * (1.0 + 0.25 * (f64::from(day) * 0.9).sin());
            excess = (excess + sold - 600.0).clamp(0.0, 700.0);
            [(excess / 600.0).exp(), excess, sold, 600.0]
        })
        .collect()
}

fn experiments() -> Experiments {
    let taus = [0.0, 1.0, 7.0, 30.0, 90.0];
    let law = |held: f64, tau: f64| if tau == 0.0 { 1.0 } else { -(-held / tau).exp_m1() };
    let point = move |held: f64, tau: f64| SniperPoint {
        tau_days: tau,
        held_days: held,
        simulated: about(law(held, tau), law(held, tau) * 0.05),
        analytic: law(held, tau),
    };
    let bar = |parameter: &str, low: f64, high: f64| TornadoBar {
        parameter: parameter.to_owned(),
        low_setting: "half".to_owned(),
        high_setting: "double".to_owned(),
        low: about(low, 0.02),
        high: about(high, 0.02),
    };
    let step = |label: &str, level: bool, value: f64| WaterfallStep {
        label: label.to_owned(),
        level,
        dollars_per_day: about(value, 3.0),
    };
    Experiments {
        sniper: [12.0 / 86_400.0, 1.0 / 24.0, 1.0].iter().flat_map(|held| taus.map(|tau| point(*held, tau))).collect(),
        tornado: Some(Tornado {
            figure: "income kept by S7 less income kept by S3, no new investors".to_owned(),
            usual: about(0.6, 0.02),
            bars: vec![
                bar("sold part of the rewards", 0.2, 0.8),
                bar("churn of customers", 0.75, -0.1),
                bar("time constant of the reserve", 0.58, 0.63),
            ],
        }),
        concentration: Some(Concentration {
            structure: "revenue share, smoothed".to_owned(),
            scenario: "the top customer leaves".to_owned(),
            lorenz: (0..=20).map(|place| f64::from(place) / 20.0).map(|part| [part, part.powi(3)]).collect(),
            waterfall: vec![
                step("income before", true, 200.0),
                step("largest customer", false, -32.0),
                step("others, at a lower price", false, 9.0),
                step("income at the end", true, 177.0),
            ],
        }),
    }
}
