//! Figure 7: the price that follows demand, on one path.

use maud::{Markup, html};

use super::fan::{day_number, days_axis, shock};
use super::{Figure, each_case, in_case, table};
use crate::findings::{Findings, ScenarioSummary};
use crate::report::picture::axis::{Chart, Plane, Side, word};
use crate::report::picture::line;
use crate::report::picture::scale::{Scale, round_up};
use crate::report::{reading, words};

/// What of a controller's day is where.
const PRICE: usize = 0;
const EXCESS: usize = 1;
const SOLD: usize = 2;
const TARGET: usize = 3;

pub fn figure(findings: &Findings) -> Figure {
    Figure {
        number: 7,
        key: "price",
        title: "The price that follows demand",
        says: html! {
            p {
                "Above the target, the price rises; below it, it falls, but never under its floor. At the floor the price tells nothing: demand may be a \
                 little or far below the target. Drawn is one path, day by day."
            }
        },
        picture: each_case(findings, |scenario| chosen(findings, scenario)),
        terms: vec![
            ("Price", html! { "floor · e^(X/κ), as a multiple of the floor, at the end of the day." }),
            (
                "X, the excess",
                html! { "X ← max(0, X + sold − target): units sold beyond the target that have not been made up for yet." },
            ),
            (
                "At the floor",
                html! { "Part of the days from the shock on at whose end the price was its floor, over all paths." },
            ),
        ],
        table: each_case(findings, |scenario| numbers(findings, scenario)),
    }
}

/// The first structure that has such a price, in this scenario.
fn controlled(findings: &Findings, scenario: usize) -> Option<(usize, &[[f64; 4]])> {
    let all = (0..findings.structures.len())
        .map(|structure| (structure, findings.cell(structure, scenario).controller.as_slice()));
    // Ours first, because the law is ours; any other that has one will do.
    let own = reading::ours(findings);
    let mut with: Vec<(usize, &[[f64; 4]])> = all.filter(|(_, days)| !days.is_empty()).collect();
    with.sort_by_key(|(structure, _)| Some(*structure) != own);
    with.first().copied()
}

fn chosen(findings: &Findings, scenario: usize) -> Markup {
    let case = &findings.scenarios[scenario];
    let Some((structure, days)) = controlled(findings, scenario) else {
        return html! { p { (in_case(case)) ", nothing has a price that follows demand." } };
    };
    let at_floor = &findings.cell(structure, scenario).measures.floor_occupancy;
    html! {
        p {
            (in_case(case)) ", the price of " (findings.structures[structure].name) " is at its floor on "
            (words::spoken(at_floor, words::percent)) " of the days from day " (case.shock_day) " on."
        }
        (strips(case, days))
    }
}

fn strips(case: &ScenarioSummary, days: &[[f64; 4]]) -> Markup {
    // Every day: whoever leaves out days of a price that swings draws another price.
    let series = |which: usize| -> Vec<(f64, f64)> {
        days.iter().enumerate().map(|(day, values)| (day_number(day), values[which])).collect()
    };
    let highest = |which: &[usize]| {
        let all = days.iter().flat_map(|day| which.iter().map(|place| day[*place]));
        ceiling(all.filter(|value| value.is_finite()).fold(0.0, f64::max))
    };
    let x = Scale::linear(0.0, f64::from(case.days.saturating_sub(1)));
    let price = Plane { x, y: Scale::linear(0.0, highest(&[PRICE]).max(2.0)) };
    let excess = Plane { x, y: Scale::linear(0.0, highest(&[EXCESS])) };
    let units = Plane { x, y: Scale::linear(0.0, highest(&[SOLD, TARGET])) };
    html! {
        h3.strip-title { "Price, in floors" }
        (strip(case, price, "Price as a multiple of its floor", &html! {
            (line::line(&price, &[(0.0, 1.0), (f64::from(case.days), 1.0)], "law"))
            (line::line(&price, &series(PRICE), "line"))
        }, &html! { (word(&price, (0.0, 1.0), Side::Right, "quiet below", "floor")) }))
        h3.strip-title { "X, sold beyond the target" }
        (strip(case, excess, "Excess of what was sold over the target", &line::line(&excess, &series(EXCESS), "line"), &html! {}))
        h3.strip-title { "Units sold a day, and the target" }
        (strip(case, units, "Units sold a day beside the target", &html! {
            (line::line(&units, &series(SOLD), "line"))
            (line::line(&units, &series(TARGET), "law"))
        }, &html! {
            @if let Some(day) = days.last() { (word(&units, (f64::from(case.days), day[TARGET]), Side::Left, "quiet above", "target")) }
        }))
    }
}

fn strip(case: &ScenarioSummary, plane: Plane, name: &str, geometry: &Markup, words: &Markup) -> Markup {
    let ys = plane.y.ticks(2).into_iter().map(|value| (value, words::plain(value))).collect();
    let chart = Chart { plane, name, form: "strip", xs: days_axis(case), ys };
    chart.draw(&html! { (geometry) (shock(&plane, case)) }, words)
}

/// A round end of an axis.
fn ceiling(highest: f64) -> f64 {
    let step = round_up(highest) / 4.0;
    ((highest * 1.05) / step).ceil() * step
}

fn numbers(findings: &Findings, scenario: usize) -> Markup {
    let case = &findings.scenarios[scenario];
    let Some((structure, days)) = controlled(findings, scenario) else { return html! {} };
    let rows = html! {
        @for day in reading::days_told(case, days.len()) {
            tr {
                th scope="row" { (super::day_label(case, day)) }
                @for value in days[day] { td { (words::plain(value)) } }
            }
        }
    };
    let caption = format!("One path of {}, {}", findings.structures[structure].name, case.name);
    table(&caption, &["Day", "Price / floor", "Excess X", "Sold", "Target"], &rows)
}
