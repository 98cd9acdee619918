//! Figure 4: every structure in every scenario: how long until half of the income is gone, and how much is at risk.

use maud::{Markup, html};

use super::{Figure, name_of, table};
use crate::findings::Findings;
use crate::report::picture::heat;
use crate::report::{reading, words};

pub fn figure(findings: &Findings) -> Figure {
    Figure {
        number: 4,
        key: "matrix",
        title: "Everything at a glance: days until half is gone",
        says: html! {
            p {
                "One row for each way of paying, one column for each case. The large figure is the days after the shock until the income has \
                 halved; the darker, the sooner. Below it is the income at risk: what is lost in the worst one of twenty lives. A frame marks \
                 the worst case of each row."
            }
            p { (said(findings)) }
        },
        picture: html! { (key()) (matrix(findings)) },
        terms: vec![
            (
                "Half-life",
                html! { "The first day after the shock on which the mean income of 30 days is at most half of that of the 30 days before the shock. Over all paths; “not halved” if it does not happen until the end." },
            ),
            (
                "Income at risk",
                html! { "1 − Q/E: Q is the 5 % quantile of the income from the shock to the end, E the mean of the same structure’s in the base case. Negative if even the worst paths earn more than that." },
            ),
            ("Worst case", html! { "The case in which the least of the income was kept (see figure 1)." }),
        ],
        table: numbers(findings),
    }
}

fn said(findings: &Findings) -> Markup {
    let halved = |structure: usize| {
        let cells = (0..findings.scenarios.len()).map(|scenario| findings.cell(structure, scenario));
        cells.filter(|cell| cell.measures.half_life.measured().is_some_and(f64::is_finite)).count()
    };
    let never: Vec<&str> = findings
        .structures
        .iter()
        .enumerate()
        .filter(|(structure, _)| halved(*structure) == 0)
        .map(|(_, summary)| summary.name.as_str())
        .collect();
    html! {
        @if never.is_empty() { "Each of them halves in at least one case." }
        @else { "In no case does the income halve of: " (words::listed(&never)) "." }
        @if let Some(ours) = reading::ours(findings) {
            " Ours (" (findings.structures[ours].name) ") halves in " (halved(ours)) " of " (findings.scenarios.len()) " cases."
        }
    }
}

fn key() -> Markup {
    html! { ul.key { @for (class, meaning) in heat::key() { li { span class={ "swatch " (class) } {} (meaning) } } } }
}

fn matrix(findings: &Findings) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Days until half of the income is gone, by structure and case" {
            table.matrix {
                thead {
                    tr {
                        th scope="col" { span.hidden { "Structure" } }
                        @for scenario in &findings.scenarios { th scope="col" title=(scenario.about) { (scenario.name) } }
                    }
                }
                tbody {
                    @for (structure, summary) in findings.structures.iter().enumerate() {
                        @let worst = reading::worst(findings, structure).filter(|worst| !worst.alike).map(|worst| worst.scenario);
                        tr {
                            th scope="row" title=(summary.about) { span.structure-key { (summary.key) } " " (summary.name) }
                            @for scenario in 0..findings.scenarios.len() { (square(findings, structure, scenario, worst == Some(scenario))) }
                        }
                    }
                }
            }
        }
    }
}

fn square(findings: &Findings, structure: usize, scenario: usize, worst: bool) -> Markup {
    let measures = &findings.cell(structure, scenario).measures;
    let case = &findings.scenarios[scenario];
    let waited = reading::days_after(case);
    let half_life = &measures.half_life;
    let title = format!(
        "{}, {}: halved after {}; income at risk {}",
        name_of(findings, structure),
        case.name,
        words::spoken(half_life, |days| words::days(days, waited)),
        words::spoken(&measures.income_at_risk, words::whole_percent)
    );
    html! {
        td class=(heat::of_days(half_life.value)) title=(title) {
            div.worst[worst] {
                span.value {
                    @if half_life.n == 0 { (words::NOTHING) }
                    @else if half_life.value.is_infinite() { span aria-hidden="true" { "–" } span.hidden { "not halved" } }
                    @else { (words::trimmed(half_life.value, 0)) }
                }
                small { (words::whole_percent(measures.income_at_risk.value)) }
                @if worst { span.hidden { " (its worst case)" } }
            }
        }
    }
}

fn numbers(findings: &Findings) -> Markup {
    let rows = html! {
        @for structure in 0..findings.structures.len() {
            @for (scenario, case) in findings.scenarios.iter().enumerate() {
                @let measures = &findings.cell(structure, scenario).measures;
                @let waited = reading::days_after(case);
                tr {
                    th scope="row" { (name_of(findings, structure)) }
                    td { (case.name) }
                    (words::cell(&measures.income_kept, words::percent))
                    (words::cell(&measures.half_life, |days| words::days(days, waited)))
                    (words::cell(&measures.time_to_tenth, |days| words::days(days, waited)))
                    (words::cell(&measures.survival, words::percent))
                    (words::cell(&measures.income_at_risk, words::whole_percent))
                    (words::cell(&measures.conditional_income_at_risk, words::whole_percent))
                    (words::cell(&measures.real_yield, words::percent))
                    (words::cell(&measures.score_low, |score| words::trimmed(score, 0)))
                    (words::cell(&measures.score_high, |score| words::trimmed(score, 0)))
                }
            }
        }
    };
    let heads = [
        "Structure",
        "Case",
        "Kept",
        "Halved after",
        "Down to a tenth after",
        "Survive",
        "Income at risk",
        "Conditional",
        "Real yield a year",
        "Score, low",
        "Score, high",
    ];
    table("Every structure in every case, with 95 % intervals and the number of paths", &heads, &rows)
}
