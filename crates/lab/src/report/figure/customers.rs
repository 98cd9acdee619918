//! Figure 6: how much depends on the largest customer.

use maud::{Markup, html};

use super::{Figure, each_case, name_of, table};
use crate::findings::{Concentration, Findings, WaterfallStep};
use crate::report::picture::axis::{Chart, Plane, Side, word};
use crate::report::picture::bars::{self, Bar, Row};
use crate::report::picture::scale::{Scale, round_up};
use crate::report::picture::{area, line};
use crate::report::words;

pub fn figure(findings: &Findings) -> Figure {
    let concentration = findings.experiments.concentration.as_ref();
    Figure {
        number: 6,
        key: "customers",
        title: "When the largest customer leaves",
        says: html! {
            p {
                @match concentration {
                    None => "This was not part of this run.",
                    Some(concentration) => (said(findings, concentration)),
                }
            }
        },
        picture: html! {
            @if let Some(concentration) = concentration {
                div.two {
                    div { h3 { "What becomes of the income" } (waterfall(concentration)) }
                    div { h3 { "How unequal customers are" } (lorenz(concentration)) }
                }
            }
        },
        terms: vec![
            (
                "The steps",
                html! { "Dollars a day, means over the paths. Full bars are levels, those between are changes; they add up." },
            ),
            (
                "How unequal",
                html! { "Customers of one path on the day before the shock, those who spend least first (Lorenz curve). The straight line is what it would be if all spent the same." },
            ),
            (
                "HHI",
                html! { "Sum of the squares of the customers’ parts of the revenue: 1 is one customer for all, 0.01 a hundred equal ones." },
            ),
        ],
        table: html! {
            @if let Some(concentration) = concentration { (steps(concentration)) }
            (each_case(findings, |scenario| numbers(findings, scenario)))
        },
    }
}

/// The name that belongs to a key, if it was run; else the key.
fn named<'a>(key: &'a str, all: impl Iterator<Item = (&'a String, &'a String)>) -> &'a str {
    let mut all = all;
    all.find(|(other, _)| *other == key).map_or(key, |(_, name)| name)
}

fn said(findings: &Findings, concentration: &Concentration) -> Markup {
    let structure = named(&concentration.structure, findings.structures.iter().map(|one| (&one.key, &one.name)));
    let scenario = named(&concentration.scenario, findings.scenarios.iter().map(|one| (&one.key, &one.name)));
    let levels: Vec<f64> =
        concentration.waterfall.iter().filter(|step| step.level).map(|step| step.dollars_per_day.value).collect();
    html! {
        "Of " (structure) ", in the case “" (scenario) "”"
        @if let (Some(before), Some(after)) = (levels.first(), levels.last()) {
            ": the income goes from " (words::dollars(*before)) " to " (words::dollars(*after)) " a day"
        }
        ". "
        @if let Some(part) = top_tenth(&concentration.lorenz) {
            "The tenth of the customers that spends most makes " (words::percent(part)) " of the spending."
        }
    }
}

/// What the tenth that spends most spends: read off the curve.
fn top_tenth(lorenz: &[[f64; 2]]) -> Option<f64> {
    let after = lorenz.iter().position(|point| point[0] >= 0.9)?;
    let [x1, y1] = lorenz[after];
    let [x0, y0] = if after == 0 { [0.0, 0.0] } else { lorenz[after - 1] };
    let below = if x1 > x0 { y0 + (y1 - y0) * (0.9 - x0) / (x1 - x0) } else { y1 };
    Some(1.0 - below)
}

/// Where each step begins and ends: levels stand on the ground, changes on what was before.
fn spans(steps: &[WaterfallStep]) -> Vec<(f64, f64)> {
    let mut level = 0.0;
    let span = |step: &WaterfallStep| {
        let size = step.dollars_per_day.value;
        let from = if step.level { 0.0 } else { level };
        level = from + size;
        (from, level)
    };
    steps.iter().map(span).collect()
}

fn waterfall(concentration: &Concentration) -> Markup {
    let spans = spans(&concentration.waterfall);
    let ends = spans.iter().flat_map(|(from, to)| [*from, *to]);
    let (lowest, highest) = ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
    let scale = Scale::linear(lowest, (highest / (round_up(highest) / 10.0)).ceil() * (round_up(highest) / 10.0));
    let rows: Vec<Row> = concentration
        .waterfall
        .iter()
        .zip(&spans)
        .map(|(step, (from, to))| {
            let size = &step.dollars_per_day;
            let class = if step.level {
                "level"
            } else if size.value < 0.0 {
                "less"
            } else {
                "more"
            };
            let shift = if step.level { 0.0 } else { *from };
            Row {
                name: html! { (step.label) },
                figure: html! { (if !step.level && size.value > 0.0 { "+" } else { "" }) (words::dollars(size.value)) },
                bars: vec![Bar { from: *from, to: *to, class }],
                interval: (size.n > 0).then_some((shift + size.low, shift + size.high)),
                title: format!("{}: {} a day", step.label, words::spoken(size, words::dollars)),
            }
        })
        .collect();
    bars::rows(&scale, &[0.0], &rows)
}

fn lorenz(concentration: &Concentration) -> Markup {
    let plane = Plane { x: Scale::linear(0.0, 1.0), y: Scale::linear(0.0, 1.0) };
    let curve: Vec<(f64, f64)> = concentration.lorenz.iter().map(|point| (point[0], point[1])).collect();
    let equal = [(0.0, 0.0), (1.0, 1.0)];
    let ground: Vec<(f64, f64)> = curve.iter().map(|(x, _)| (*x, 0.0)).collect();
    let geometry = html! {
        (area::band(&plane, &ground, &curve, "band half-band"))
        (line::line(&plane, &equal, "law"))
        (line::line(&plane, &curve, "line"))
    };
    let words = html! { (word(&plane, (0.5, 0.5), Side::Left, "quiet", "if all spent the same")) };
    let labels = || [0.0, 0.5, 1.0].map(|part| (part, words::percent(part))).to_vec();
    let chart = Chart {
        plane,
        name: "Part of the spending by part of the customers, those who spend least first",
        form: "square",
        xs: labels(),
        ys: labels(),
    };
    html! { (chart.draw(&geometry, &words)) p.axis-name { "Part of the customers, least first; upwards: part of the spending" } }
}

fn steps(concentration: &Concentration) -> Markup {
    let rows = html! {
        @for step in &concentration.waterfall { tr { th scope="row" { (step.label) } (words::cell(&step.dollars_per_day, words::dollars)) } }
    };
    let curve = html! {
        @for part in [0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0] {
            @if let Some(point) = concentration.lorenz.iter().find(|point| point[0] >= part) {
                tr { th scope="row" { (words::percent(point[0])) " who spend least" } td { (words::percent(point[1])) } }
            }
        }
    };
    html! {
        (table("The steps, dollars a day, with 95 % intervals", &["Step", "Dollars a day"], &rows))
        (table("Spending by part of the customers, one path", &["Customers", "Part of the spending"], &curve))
    }
}

fn numbers(findings: &Findings, scenario: usize) -> Markup {
    let rows = html! {
        @for structure in 0..findings.structures.len() {
            @let measures = &findings.cell(structure, scenario).measures;
            tr {
                th scope="row" { (name_of(findings, structure)) }
                (words::cell(&measures.top_share, words::percent))
                (words::cell(&measures.concentration_hhi, words::plain))
                (words::cell(&measures.income_without_top, words::dollars))
                (words::cell(&measures.circularity_low, words::percent))
                (words::cell(&measures.circularity_high, words::percent))
            }
        }
    };
    let caption =
        format!("Concentration and circular payments, {}, with 95 % intervals", findings.scenarios[scenario].name);
    table(
        &caption,
        &["Structure", "Largest customer’s part", "HHI", "Income without it, a day", "Circular, low", "Circular, high"],
        &rows,
    )
}

#[cfg(test)]
mod tests {
    use super::{spans, top_tenth};
    use crate::findings::{Estimate, WaterfallStep};

    #[test]
    fn the_top_tenth_is_read_between_points() {
        assert_eq!(top_tenth(&[[0.0, 0.0], [1.0, 1.0]]).map(|part| (part * 1e9).round()), Some(1e8));
        assert_eq!(top_tenth(&[[0.0, 0.0], [0.9, 0.4], [1.0, 1.0]]), Some(0.6));
        assert_eq!(top_tenth(&[]), None);
    }

    #[test]
    fn changes_begin_where_the_step_before_ended() {
        let step = |level, value| WaterfallStep {
            label: String::new(),
            level,
            dollars_per_day: Estimate { value, low: value, high: value, n: 1 },
        };
        let steps = [step(true, 100.0), step(false, -30.0), step(false, 5.0), step(true, 75.0)];
        assert_eq!(spans(&steps), [(0.0, 100.0), (100.0, 70.0), (70.0, 75.0), (0.0, 75.0)]);
    }
}
