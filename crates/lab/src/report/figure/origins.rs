//! Figure 2: whose money it was, through time.

use maud::{Markup, html};

use super::fan::{day_number, days_axis, shock};
use super::{Figure, day_label, each_case, in_case, name_of, panel, panels, table};
use crate::findings::{Cell, Findings, ScenarioSummary};
use crate::report::picture::area;
use crate::report::picture::axis::{Chart, Plane, Side, word};
use crate::report::picture::scale::{Scale, round_up};
use crate::report::{reading, words};

/// Columns of a stack: each is the mean of its days.
const COLUMNS: usize = 40;
/// Of the usual income, as in the fans.
const TOP_MAX: f64 = 2.5;
/// Of a panel's height: a thinner layer has no room for its name.
const NAMED_FROM: f64 = 0.17;
/// Of a panel's width: what the longest name needs.
const ROOM_MIN: f64 = 0.55;

/// o1 to o6: class, what it is called, and what it is exactly.
pub const ORIGINS: [(&str, &str, &str); 6] = [
    ("o1", "customers", "Customers from outside who came 60 days ago or earlier, and are not the issuer (o1)."),
    ("o2", "newcomers", "Customers who came less than 60 days ago, and entry tickets (o2)."),
    ("o3", "new tokens", "Newly issued tokens, at the price that they bring (o3)."),
    ("o4", "issuer", "Top-ups by the issuer and its friends, circular payments among them (o4)."),
    ("o5", "others’ capital", "Principal that other people brought (o5)."),
    ("o6", "unknown", "Nobody knows (o6). It is not counted as customers’ money."),
];

pub fn figure(findings: &Findings) -> Figure {
    Figure {
        number: 2,
        key: "origins",
        title: "Whose money it was",
        says: html! { p { "Every dollar paid came from somebody. The height is what is paid a day; the colours say whose money it was." } },
        picture: html! {
            (key())
            (each_case(findings, |scenario| chosen(findings, scenario)))
        },
        terms: ORIGINS.iter().map(|(_, name, meaning)| (*name, html! { (meaning) })).collect(),
        table: each_case(findings, |scenario| numbers(findings, scenario)),
    }
}

/// The colours and their names, in the order in which they lie on each other.
pub fn key() -> Markup {
    html! {
        ul.key { @for (class, name, _) in ORIGINS { li { span class={ "swatch " (class) } {} (name) } } }
    }
}

fn chosen(findings: &Findings, scenario: usize) -> Markup {
    let case = &findings.scenarios[scenario];
    let stacks: Vec<Stack> =
        (0..findings.structures.len()).map(|structure| stack(findings.cell(structure, scenario), case)).collect();
    let usual = findings.run.income_per_day;
    let totals = stacks.iter().flatten().map(|(_, parts)| parts.iter().sum::<f64>());
    let highest = totals.fold(usual, f64::max).min(usual * TOP_MAX);
    let step = round_up(usual) / 4.0;
    let top = (highest / step).ceil() * step;
    let all: Vec<Markup> =
        stacks.iter().enumerate().map(|(structure, stack)| one(findings, structure, case, stack, top)).collect();
    html! { p { (said(findings, case, &stacks)) } (panels(&all)) }
}

/// Mean dollars a day, of the days around each place.
type Stack = Vec<(f64, [f64; 6])>;

fn stack(cell: &Cell, case: &ScenarioSummary) -> Stack {
    let edges = reading::days_drawn(case, cell.days.len(), COLUMNS);
    let columns = edges.iter().enumerate().map(|(place, &from)| {
        let to = edges.get(place + 1).copied().unwrap_or(cell.days.len());
        let days = &cell.days[from..to];
        let mut mean = [0.0; 6];
        for (layer, value) in mean.iter_mut().enumerate() {
            let sum: f64 = days.iter().map(|day| day.origins[layer].value.max(0.0)).sum();
            *value = if days.is_empty() { 0.0 } else { sum / day_number(days.len()) };
        }
        (day_number(from), mean)
    });
    columns.collect()
}

/// After the shock: the part of each origin in all that was paid.
fn parts_after(stack: &Stack, case: &ScenarioSummary) -> Option<[f64; 6]> {
    let mut sums = [0.0; 6];
    for (_, parts) in stack.iter().filter(|(day, _)| *day >= f64::from(case.shock_day)) {
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum += part;
        }
    }
    let total: f64 = sums.iter().sum();
    (total > 0.0).then(|| sums.map(|sum| sum / total))
}

fn said(findings: &Findings, case: &ScenarioSummary, stacks: &[Stack]) -> Markup {
    let by_customers = |stack: &Stack| parts_after(stack, case).is_some_and(|parts| parts[0] >= 0.5);
    let names: Vec<&str> = stacks
        .iter()
        .zip(&findings.structures)
        .filter(|(stack, _)| by_customers(stack))
        .map(|(_, summary)| summary.name.as_str())
        .collect();
    html! {
        (in_case(case)) ", recurring customers’ money is at least half of what is paid from day " (case.shock_day) " on in "
        @if names.is_empty() { "none of them." } @else { (names.len()) " of " (stacks.len()) ": " (words::listed(&names)) "." }
    }
}

fn one(findings: &Findings, structure: usize, case: &ScenarioSummary, stack: &Stack, top: f64) -> Markup {
    let plane = Plane { x: Scale::linear(0.0, f64::from(case.days.saturating_sub(1))), y: Scale::linear(0.0, top) };
    let after = parts_after(stack, case);
    let aside = html! {
        @match after {
            None => "nothing is paid",
            Some(parts) => { "after day " (case.shock_day) ": " b { (words::percent(parts[0])) } " customers’" }
        }
    };
    let told: Vec<String> = after
        .iter()
        .flat_map(|parts| parts.iter().zip(ORIGINS))
        .filter(|(part, _)| **part >= 0.0005)
        .map(|(part, (_, name, _))| format!("{name} {}", words::percent(*part)))
        .collect();
    let title = format!(
        "{}, {}, paid from day {} on: {}",
        name_of(findings, structure),
        case.name,
        case.shock_day,
        told.join(", ")
    );
    let names = html! {
        @for (layer, (class, name, _)) in ORIGINS.iter().enumerate() {
            @if let Some(room) = area::roomiest(stack, layer, top * NAMED_FROM).filter(|room| room.length >= plane.x.to() * ROOM_MIN) {
                (word(&plane, room.at, Side::Middle, &format!("chip {class}"), name))
            }
        }
    };
    let geometry = html! {
        (area::stack(&plane, stack, ORIGINS.map(|(class, ..)| class)))
        (shock(&plane, case))
    };
    let usual = findings.run.income_per_day;
    let ys = vec![(0.0, "0".to_owned()), (usual, words::dollars(usual))];
    let chart = Chart { plane, name: &title, form: "panel", xs: days_axis(case), ys };
    panel(findings, structure, &aside, &chart.draw(&geometry, &names))
}

fn numbers(findings: &Findings, scenario: usize) -> Markup {
    let case = &findings.scenarios[scenario];
    let rows = html! {
        @for structure in 0..findings.structures.len() {
            @let cell = findings.cell(structure, scenario);
            @for day in reading::days_told(case, cell.days.len()) {
                tr {
                    th scope="row" { (name_of(findings, structure)) }
                    td { (day_label(case, day)) }
                    @for origin in &cell.days[day].origins { (words::cell_of_all(origin, words::dollars)) }
                }
            }
        }
    };
    let rows = html! { (rows) (ratios(findings, scenario)) };
    let caption = format!(
        "Mean dollars paid on a day by origin, {}: over {} paths, with 95 % intervals",
        case.name,
        words::count(findings.run.paths)
    );
    table(
        &caption,
        &["Structure", "Day", "Customers", "Newcomers", "New tokens", "Issuer", "Others’ capital", "Unknown"],
        &rows,
    )
}

/// Organic ratio and emission share as measured over the window, with their intervals.
fn ratios(findings: &Findings, scenario: usize) -> Markup {
    html! {
        @for structure in 0..findings.structures.len() {
            @let measures = &findings.cell(structure, scenario).measures;
            tr {
                th scope="row" { (name_of(findings, structure)) }
                td { "parts, all days after" }
                td colspan="2" { "customers’ " (words::spoken(&measures.organic_ratio_low, words::percent)) " at least" }
                td colspan="2" { "new tokens " (words::spoken(&measures.emission_share, words::percent)) }
                td colspan="2" { "inflow " (words::spoken(&measures.inflow_share, words::percent)) }
            }
        }
    }
}
