//! What a run found, for a terminal.

use std::fmt::Write;

use usufruct_lab::findings::{Estimate, Findings, Measures, ScenarioSummary, StructureSummary};

/// Our own structure, which is told of whatever it comes to.
const OURS: &str = "S7";
/// The scenario that the project asks about, if it was run.
const ASKED: &str = "1-no-new-investors";
/// Structures that keep at least this part of their income are said to go on.
const GOES_ON: f64 = 0.5;

/// A table, what its numbers are, and two sentences.
pub fn of(findings: &Findings) -> String {
    let mut text = String::new();
    match &findings.scenarios[..] {
        [only] => of_one(&mut text, findings, only),
        all => of_many(&mut text, findings, all),
    }
    let _ = writeln!(text, "\n{}", headline(findings));
    if let Some(worst) = worst_of_ours(findings) {
        let _ = writeln!(text, "{worst}");
    }
    text
}

/// One scenario: its measures, structure by structure.
fn of_one(text: &mut String, findings: &Findings, scenario: &ScenarioSummary) {
    let _ = writeln!(text, "{}: {}\n", scenario.name, scenario.about);
    let _ = writeln!(
        text,
        "{:30} {:>6} {:>13} {:>8} {:>9} {:>7} {:>7} {:>8} {:>9}",
        "", "kept", "95 %", "survive", "half-life", "at risk", "organic", "frozen", "score"
    );
    for (index, structure) in findings.structures.iter().enumerate() {
        let _ = writeln!(text, "{:30} {}", label(structure), one_row(&findings.cell(index, 0).measures));
    }
    let _ = writeln!(
        text,
        "\nkept: income in the {} days from the shock on, of what it would have been had it gone on as in the 30 days before.\n\
         survive: part of {} paths. {}\n\
         half-life: days from the shock until the mean of 30 days is at most half; `-` is not within these days.\n\
         at risk: what the worst twentieth loses of the mean without the shock. organic: paid by recurring customers.\n\
         frozen: part of the paths on which somebody could not leave. {}",
        scenario.days - scenario.shock_day,
        findings.run.paths,
        findings.run.survival_rule,
        findings.run.score_rule,
    );
}

fn one_row(measures: &Measures) -> String {
    let kept = &measures.income_kept;
    let interval =
        if kept.n == 0 { "-".to_owned() } else { format!("{:.1} to {:.1}", 100.0 * kept.low, 100.0 * kept.high) };
    format!(
        "{:>6} {interval:>13} {:>8} {:>9} {:>7} {:>7} {:>8} {:>9}",
        percent(kept),
        percent(&measures.survival),
        days(&measures.half_life),
        percent(&measures.income_at_risk),
        percent(&measures.organic_ratio_low),
        percent(&measures.frozen_paths),
        score(measures),
    )
}

/// Many scenarios: a matrix of what is kept.
fn of_many(text: &mut String, findings: &Findings, scenarios: &[ScenarioSummary]) {
    let days = scenarios.iter().map(|scenario| scenario.days - scenario.shock_day).max().unwrap_or_default();
    let _ = writeln!(
        text,
        "Income in the {days} days from the shock on, in % of what it would have been had it gone on as in the 30 days before\n\
         (mean of {} paths; `f`: on most paths somebody could not leave; `x`: most paths did not survive)\n",
        findings.run.paths
    );
    let heads: Vec<String> = scenarios.iter().map(short).collect();
    let _ = write!(text, "{:30}", "");
    for head in &heads {
        let _ = write!(text, " {head:>6}");
    }
    let _ = writeln!(text, "     score");
    for (index, structure) in findings.structures.iter().enumerate() {
        let _ = write!(text, "{:30}", label(structure));
        for scenario in 0..scenarios.len() {
            let measures = &findings.cell(index, scenario).measures;
            let _ = write!(text, " {:>4}{:2}", number(&measures.income_kept), mark(measures));
        }
        let _ = writeln!(text, " {:>8}", score(&findings.cell(index, 0).measures));
    }
    let _ = writeln!(text);
    for (head, scenario) in heads.iter().zip(scenarios) {
        let _ = writeln!(text, "{head:>6}  {}", scenario.name);
    }
    let _ = writeln!(text, "\n{}\n{}", findings.run.survival_rule, findings.run.score_rule);
}

/// The number of a standard scenario, or the beginning of another one's key.
fn short(scenario: &ScenarioSummary) -> String {
    match scenario.key.split_once('-') {
        Some((number, _)) if number.parse::<u8>().is_ok() => number.to_owned(),
        _ => scenario.key.chars().take(6).collect(),
    }
}

fn mark(measures: &Measures) -> &'static str {
    let most = |part: &Estimate| part.n > 0 && part.value > 0.5;
    match (most(&measures.frozen_paths), measures.survival.n > 0 && !most(&measures.survival)) {
        (true, _) => "f",
        (false, true) => "x",
        (false, false) => "",
    }
}

/// Who goes on and who does not, in the scenario that the project asks about, or in the last one.
fn headline(findings: &Findings) -> String {
    let asked = findings.scenarios.iter().position(|scenario| scenario.key == ASKED);
    let scenario = asked.unwrap_or(findings.scenarios.len() - 1);
    let kept = |index: usize| &findings.cell(index, scenario).measures.income_kept;
    let mut order: Vec<usize> = (0..findings.structures.len()).filter(|index| kept(*index).n > 0).collect();
    order.sort_by(|one, other| kept(*other).value.total_cmp(&kept(*one).value));
    let list = |goes_on: bool| {
        let those = order.iter().filter(|index| (kept(**index).value >= GOES_ON) == goes_on);
        let those: Vec<_> =
            those.map(|index| format!("{} {} %", findings.structures[*index].key, number(kept(*index)))).collect();
        if those.is_empty() { "none".to_owned() } else { those.join(", ") }
    };
    format!(
        "{}: at least half of the income goes on in {}; less than half in {}.",
        findings.scenarios[scenario].name,
        list(true),
        list(false)
    )
}

fn worst_of_ours(findings: &Findings) -> Option<String> {
    let ours = findings.structures.iter().position(|structure| structure.key == OURS)?;
    let kept = |scenario: usize| findings.cell(ours, scenario).measures.income_kept;
    let all = (0..findings.scenarios.len()).filter(|scenario| kept(*scenario).n > 0);
    let worst = all.min_by(|one, other| kept(*one).value.total_cmp(&kept(*other).value))?;
    let measures = &findings.cell(ours, worst).measures;
    let half = if measures.half_life.value.is_finite() {
        format!("half of it is gone after {} days", days(&measures.half_life))
    } else {
        "it does not fall to half".to_owned()
    };
    Some(format!(
        "Our own structure ({OURS}, {}) is worst off in \"{}\": it keeps {} % of its income ({:.1} to {:.1}), {half}.",
        findings.structures[ours].name,
        findings.scenarios[worst].name,
        number(&kept(worst)),
        100.0 * kept(worst).low,
        100.0 * kept(worst).high,
    ))
}

fn label(structure: &StructureSummary) -> String {
    format!("{} {}", structure.key, structure.name)
}

fn percent(part: &Estimate) -> String {
    if part.n == 0 { "-".to_owned() } else { format!("{} %", number(part)) }
}

fn number(part: &Estimate) -> String {
    part.measured().map_or_else(|| "-".to_owned(), |part| format!("{:.0}", 100.0 * part))
}

fn days(days: &Estimate) -> String {
    days.measured().filter(|days| days.is_finite()).map_or_else(|| "-".to_owned(), |days| format!("{days:.0}"))
}

fn score(measures: &Measures) -> String {
    match (measures.score_low.measured(), measures.score_high.measured()) {
        (Some(low), Some(high)) => format!("{low:.0} to {high:.0}"),
        _ => "-".to_owned(),
    }
}
