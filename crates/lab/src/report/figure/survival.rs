//! Figure 3: the part of the paths on which the income still is what the rule asks for.

use maud::{Markup, html};

use super::fan::{day_number, days_axis, shock};
use super::{Figure, day_label, each_case, in_case, name_of, panel, panels, table};
use crate::findings::{Findings, ScenarioSummary};
use crate::report::picture::axis::{Chart, Plane};
use crate::report::picture::scale::Scale;
use crate::report::picture::{area, line};
use crate::report::{reading, words};

const DAYS_DRAWN: usize = 92;

pub fn figure(findings: &Findings) -> Figure {
    Figure {
        number: 3,
        key: "survival",
        title: "How many survive",
        says: html! {
            p { "The line falls when a path dies: when its income, for the first time, is no longer what the rule asks for. At the bottom, all have died." }
            p.rule { b { "The rule. " } (findings.run.survival_rule) }
        },
        picture: each_case(findings, |scenario| chosen(findings, scenario)),
        terms: vec![
            (
                "Survival",
                html! { "Part of the paths on which the rule has held on every day until then: " (findings.run.survival_rule) },
            ),
            ("The band", html! { "The 95 % interval of that part, from the number of paths." }),
        ],
        table: each_case(findings, |scenario| numbers(findings, scenario)),
    }
}

fn chosen(findings: &Findings, scenario: usize) -> Markup {
    let case = &findings.scenarios[scenario];
    let parts: Vec<f64> = (0..findings.structures.len())
        .filter_map(|structure| findings.cell(structure, scenario).measures.survival.measured())
        .collect();
    let all_live = parts.iter().filter(|part| **part >= 1.0).count();
    let all_die = parts.iter().filter(|part| **part <= 0.0).count();
    let all: Vec<Markup> = (0..findings.structures.len()).map(|structure| one(findings, structure, scenario)).collect();
    html! {
        p {
            (in_case(case)) ", " (all_live) " of " (parts.len()) " survive on every path, " (all_die) " on none, and "
            (parts.len() - all_live - all_die) " on some."
        }
        (panels(&all))
    }
}

fn one(findings: &Findings, structure: usize, scenario: usize) -> Markup {
    let cell = findings.cell(structure, scenario);
    let case = &findings.scenarios[scenario];
    let survival = &cell.measures.survival;
    let title = format!(
        "{}, {}: {} of the paths survive",
        name_of(findings, structure),
        case.name,
        words::spoken(survival, words::percent)
    );
    let plane = Plane { x: Scale::linear(0.0, f64::from(case.days.saturating_sub(1))), y: Scale::linear(0.0, 1.0) };
    let days = reading::days_drawn(case, cell.days.len(), DAYS_DRAWN);
    let series = |of: &dyn Fn(usize) -> f64| -> Vec<(f64, f64)> {
        days.iter().map(|day| (day_number(*day), of(*day))).collect()
    };
    let geometry = html! {
        (area::band(&plane, &stepped(&series(&|day| cell.days[day].survival.low)), &stepped(&series(&|day| cell.days[day].survival.high)), "band half-band"))
        (line::steps(&plane, &series(&|day| cell.days[day].survival.value), "line"))
        (shock(&plane, case))
    };
    let ys = vec![(0.0, "0".to_owned()), (0.5, "50 %".to_owned()), (1.0, "100 %".to_owned())];
    let chart = Chart { plane, name: &title, form: "panel", xs: days_axis(case), ys };
    let aside = html! { b { (words::percent(survival.value)) } " survive" };
    panel(findings, structure, &aside, &chart.draw(&geometry, &html! {}))
}

fn stepped(points: &line::Points) -> Vec<(f64, f64)> {
    line::stepped(points)
}

fn numbers(findings: &Findings, scenario: usize) -> Markup {
    let case: &ScenarioSummary = &findings.scenarios[scenario];
    let waited = reading::days_after(case);
    let rows = html! {
        @for structure in 0..findings.structures.len() {
            @let cell = findings.cell(structure, scenario);
            @for day in reading::days_told(case, cell.days.len()) {
                tr {
                    th scope="row" { (name_of(findings, structure)) }
                    td { (day_label(case, day)) }
                    (words::cell(&cell.days[day].survival, words::percent))
                    td {} td {}
                }
            }
            tr {
                th scope="row" { (name_of(findings, structure)) }
                td { "to the end" }
                (words::cell(&cell.measures.survival, words::percent))
                (words::cell(&cell.measures.frozen_paths, words::percent))
                (words::cell(&cell.measures.freeze_day, |days| words::days(days, waited)))
            }
        }
    };
    let caption = format!("Part of the paths that survived, {}, with 95 % intervals", case.name);
    table(&caption, &["Structure", "Day", "Survived", "Paths that froze", "First day frozen"], &rows)
}
