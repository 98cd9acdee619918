//! What the numbers say, before it is put into words: which case is each structure's worst, and who keeps its income.
//!
//! Everything here is computed from the findings and holds whatever they are; ours is a structure like the others.

use crate::findings::{Cell, Findings, ScenarioSummary};

/// The structure that is this project's own.
pub const OURS: &str = "S7";
/// "Most" of the paths.
const MOST: f64 = 0.5;
/// Of the income: less is no difference.
const ALIKE: f64 = 1e-4;

/// A structure in its worst scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worst {
    pub structure: usize,
    pub scenario: usize,
    /// Of 1, what was kept of the income.
    pub kept: f64,
    /// As much is kept in all others: none of them is bad.
    pub alike: bool,
}

pub fn ours(findings: &Findings) -> Option<usize> {
    findings.structures.iter().position(|structure| structure.key == OURS)
}

/// The scenario in which the least of the income was kept; of equals the first one in which something happens. None
/// where nothing was measured.
pub fn worst(findings: &Findings, structure: usize) -> Option<Worst> {
    let kept = |scenario: usize| findings.cell(structure, scenario).measures.income_kept.measured();
    let mut order: Vec<usize> = (0..findings.scenarios.len()).collect();
    order.sort_by_key(|scenario| is_base(&findings.scenarios[*scenario]));
    let all = order.into_iter().filter_map(|scenario| Some((scenario, kept(scenario)?)));
    let known: Vec<(usize, f64)> = all.filter(|(_, kept)| kept.is_finite()).collect();
    let (scenario, kept) = known.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let alike = known.len() > 1 && known.iter().all(|(_, other)| other - kept < ALIKE);
    Some(Worst { structure, scenario, kept, alike })
}

/// All structures in their worst scenarios, the best of them first.
pub fn worsts(findings: &Findings) -> Vec<Worst> {
    let mut all: Vec<Worst> =
        (0..findings.structures.len()).filter_map(|structure| worst(findings, structure)).collect();
    all.sort_by(|a, b| b.kept.total_cmp(&a.kept).then(a.structure.cmp(&b.structure)));
    all
}

/// 1 for the best; equals share a place.
pub fn place(all: &[Worst], structure: usize) -> Option<usize> {
    let own = all.iter().find(|worst| worst.structure == structure)?;
    Some(1 + all.iter().filter(|other| other.kept > own.kept).count())
}

/// Others keep just as much: there is no first and no last.
pub fn shares_its_place(all: &[Worst], structure: usize) -> bool {
    let kept = |structure: usize| all.iter().find(|worst| worst.structure == structure).map(|worst| worst.kept);
    all.iter().any(|other| other.structure != structure && Some(other.kept) == kept(structure))
}

/// The scenario that the project asks about: no new investors. If it was not run, the first in which something happens.
pub fn asked(findings: &Findings) -> usize {
    let about_investors = |scenario: &ScenarioSummary| scenario.key.contains("investor");
    let all = &findings.scenarios;
    all.iter().position(about_investors).or_else(|| all.iter().position(|scenario| !is_base(scenario))).unwrap_or(0)
}

/// Nothing happens in it.
pub fn is_base(scenario: &ScenarioSummary) -> bool {
    scenario.key == "base" || scenario.key.ends_with("-base")
}

/// Whether most of the paths survived, by the rule that is printed with the run.
pub fn survives(cell: &Cell) -> bool {
    cell.measures.survival.measured().is_some_and(|part| part >= MOST)
}

/// The structures that survive a scenario.
pub fn survivors(findings: &Findings, scenario: usize) -> Vec<usize> {
    (0..findings.structures.len()).filter(|structure| survives(findings.cell(*structure, scenario))).collect()
}

/// At least half of what is paid from the shock on is surely recurring customers' money.
pub fn paid_by_customers(cell: &Cell) -> bool {
    cell.measures.organic_ratio_low.measured().is_some_and(|part| part >= MOST)
}

/// How many of some structures are paid by customers in a scenario.
pub fn paid_by_customers_among(findings: &Findings, structures: &[usize], scenario: usize) -> usize {
    structures.iter().filter(|structure| paid_by_customers(findings.cell(**structure, scenario))).count()
}

/// Days from the shock to the end.
pub fn days_after(scenario: &ScenarioSummary) -> u32 {
    scenario.days.saturating_sub(scenario.shock_day)
}

/// The days that are drawn: evenly spread, and the day before the shock, the day of the shock and the last one always.
pub fn days_drawn(scenario: &ScenarioSummary, days: usize, about: usize) -> Vec<usize> {
    let Some(last) = days.checked_sub(1) else { return Vec::new() };
    let stride = (days / about.max(1)).max(1);
    let shock = usize::try_from(scenario.shock_day).unwrap_or(usize::MAX);
    let mut drawn: Vec<usize> = (0..days).step_by(stride).collect();
    drawn.extend([shock.saturating_sub(1), shock, last].into_iter().filter(|day| *day <= last));
    drawn.sort_unstable();
    drawn.dedup();
    drawn
}

/// The days that tables show: the day before the shock, some after it, and the last one.
pub fn days_told(scenario: &ScenarioSummary, days: usize) -> Vec<usize> {
    const AFTER: [usize; 4] = [7, 30, 90, 180];
    let Some(last) = days.checked_sub(1) else { return Vec::new() };
    let shock = usize::try_from(scenario.shock_day).unwrap_or(usize::MAX);
    let mut told = vec![shock.saturating_sub(1).min(last)];
    told.extend(AFTER.iter().map(|after| shock.saturating_add(*after)).filter(|day| *day < last));
    told.push(last);
    told.dedup();
    told
}
