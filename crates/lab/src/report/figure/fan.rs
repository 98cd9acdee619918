//! Figures 1: the income of each structure, on one axis; in the chosen scenario, and each in its own worst.

use maud::{Markup, html};

use super::{Figure, day_label, each_case, in_case, name_of, panel, panels, table};
use crate::findings::{Cell, DayOfCell, Findings, ScenarioSummary};
use crate::report::picture::axis::{Chart, Labels, Plane};
use crate::report::picture::scale::{EXTENT, Scale, round_up};
use crate::report::picture::{area, line};
use crate::report::{reading, words};

/// Days drawn of a fan: more than a panel has room for would only make the file larger.
const DAYS_DRAWN: usize = 52;
/// Of the usual income: an axis that ends higher would flatten everybody else for the luckiest paths of one structure.
const TOP_MAX: f64 = 2.5;

pub fn figure(findings: &Findings) -> Figure {
    Figure {
        number: 1,
        key: "income",
        title: "What is paid, day by day",
        says: html! {
            p {
                "Each small picture is one way of paying an income, all on the same axis. The line is the income of the middle \
                 path; half of all paths run in the dark band, nine of ten in the light one. The dashed line is the day of the shock."
            }
        },
        picture: html! {
            (each_case(findings, |scenario| chosen(findings, scenario)))
            h3.second { "Each in its own worst case" }
            p { (worst_said(findings)) }
            (worst_panels(findings))
        },
        terms: vec![
            (
                "Income",
                html! { "Dollars paid a day to those who hold it, valued when they were paid: the mean of the 30 days before. All start with the same capital and the same income." },
            ),
            (
                "Bands",
                html! { "On each day, the 5, 25, 50, 75 and 95 % quantiles over all paths, by order statistics: not one path's life." },
            ),
            (
                "Kept",
                html! { "Income from the shock on (a year at most), as a part of what the income of the 30 days before the shock would have come to, had it gone on; what the issuer pays beyond what it paid then is left out. Mean over all paths, with its 95 % interval." },
            ),
            ("Worst case", html! { "Of the cases that were run, the one in which the least was kept." }),
        ],
        table: each_case(findings, |scenario| numbers(findings, scenario)),
    }
}

fn chosen(findings: &Findings, scenario: usize) -> Markup {
    let survivors = reading::survivors(findings, scenario);
    let by_customers = reading::paid_by_customers_among(findings, &survivors, scenario);
    let top = top(findings, (0..findings.structures.len()).map(|structure| (structure, scenario)));
    let all: Vec<Markup> =
        (0..findings.structures.len()).map(|structure| fan(findings, structure, scenario, top, false)).collect();
    html! {
        p {
            (in_case(&findings.scenarios[scenario])) ", " (survivors.len()) " of " (findings.structures.len())
            " pay at least half of their income until the end, in most of the paths; " (by_customers) " of them mostly out of customers’ money (see figure 2)."
        }
        (panels(&all))
    }
}

fn worst_said(findings: &Findings) -> Markup {
    let worsts = reading::worsts(findings);
    html! {
        @match worsts.first().zip(worsts.last()) {
            None => "Nothing was measured.",
            Some((best, last)) => {
                "Where each does worst, " (findings.structures[best.structure].name) " keeps most (" (words::percent(best.kept))
                ") and " (findings.structures[last.structure].name) " least (" (words::percent(last.kept)) ")."
            }
        }
    }
}

fn worst_panels(findings: &Findings) -> Markup {
    let cells: Vec<(usize, usize)> = (0..findings.structures.len())
        .filter_map(|structure| reading::worst(findings, structure).map(|worst| (structure, worst.scenario)))
        .collect();
    let top = top(findings, cells.iter().copied());
    let all: Vec<Markup> =
        cells.iter().map(|(structure, scenario)| fan(findings, *structure, *scenario, top, true)).collect();
    panels(&all)
}

/// The end of the axis for some structures in some scenarios.
fn top(findings: &Findings, cells: impl Iterator<Item = (usize, usize)>) -> f64 {
    let usual = findings.run.income_per_day;
    let days = cells.flat_map(|(structure, scenario)| &findings.cell(structure, scenario).days);
    let highest =
        days.map(|day| day.income_quantiles[4].value).filter(|income| income.is_finite()).fold(usual, f64::max);
    let wanted = highest.min(usual * TOP_MAX);
    // In quarters of the usual income's round size, so that it ends close above what is drawn.
    let step = round_up(usual) / 4.0;
    (wanted / step).ceil() * step
}

fn fan(findings: &Findings, structure: usize, scenario: usize, top: f64, name_case: bool) -> Markup {
    let cell = findings.cell(structure, scenario);
    let case = &findings.scenarios[scenario];
    let kept = &cell.measures.income_kept;
    let title = format!(
        "{}, {}: kept {}; halved after {}",
        name_of(findings, structure),
        case.name,
        words::spoken(kept, words::percent),
        words::spoken(&cell.measures.half_life, |days| words::days(days, reading::days_after(case)))
    );
    let aside = html! {
        @if name_case { (worst_name(findings, structure, case)) ": " }
        "kept " b { (words::percent(kept.value)) }
    };
    panel(findings, structure, &aside, &drawn(cell, case, top, findings.run.income_per_day, &title))
}

fn worst_name<'a>(findings: &Findings, structure: usize, case: &'a ScenarioSummary) -> &'a str {
    if reading::worst(findings, structure).is_some_and(|worst| worst.alike) { "all alike" } else { &case.name }
}

fn drawn(cell: &Cell, case: &ScenarioSummary, top: f64, usual: f64, name: &str) -> Markup {
    let plane = Plane { x: Scale::linear(0.0, f64::from(case.days.saturating_sub(1))), y: Scale::linear(0.0, top) };
    let days = reading::days_drawn(case, cell.days.len(), DAYS_DRAWN);
    let series = |of: &dyn Fn(&DayOfCell) -> f64| -> Vec<(f64, f64)> {
        days.iter().map(|day| (day_number(*day), of(&cell.days[*day]))).collect()
    };
    let quantile = |which: usize| series(&|day| day.income_quantiles[which].value);
    let geometry = html! {
        (area::band(&plane, &quantile(0), &quantile(4), "band wide-band"))
        (area::band(&plane, &quantile(1), &quantile(3), "band half-band"))
        (line::line(&plane, &quantile(2), "line"))
        (shock(&plane, case))
    };
    let mut ys = vec![(0.0, "0".to_owned()), (usual, words::dollars(usual))];
    if top > usual * 1.3 {
        ys.push((top, words::dollars(top)));
    }
    let chart = Chart { plane, name, form: "panel", xs: days_axis(case), ys };
    chart.draw(&geometry, &html! {})
}

/// The line of the shock, where there is one.
pub fn shock(plane: &Plane, case: &ScenarioSummary) -> Markup {
    let x = plane.x.along(f64::from(case.shock_day));
    html! { @if !reading::is_base(case) { path.shock d=(format!("M{x} 0V{EXTENT}")) {} } }
}

/// Shock and end.
pub fn days_axis(case: &ScenarioSummary) -> Labels {
    let last = case.days.saturating_sub(1);
    let mut labels = vec![(f64::from(last), format!("day {}", case.days))];
    if !reading::is_base(case) && f64::from(case.shock_day) < f64::from(last) * 0.7 {
        labels.insert(0, (f64::from(case.shock_day), format!("day {}", case.shock_day)));
    }
    labels
}

/// A day's place along the axis.
pub fn day_number(day: usize) -> f64 {
    u32::try_from(day).map_or(f64::INFINITY, f64::from)
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
                    (words::cell_of_all(&cell.days[day].income_mean, words::dollars))
                    @for quantile in &cell.days[day].income_quantiles { (words::cell_of_all(quantile, words::dollars)) }
                }
            }
        }
    };
    let caption = format!(
        "Income a day, {}: mean and quantiles over {} paths, with 95 % intervals",
        case.name,
        words::count(findings.run.paths)
    );
    table(&caption, &["Structure", "Day", "Mean", "5 %", "25 %", "Median", "75 %", "95 %"], &rows)
}
