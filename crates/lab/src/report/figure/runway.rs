//! Figure 5: how much of a promise is earned, and how long the reserve pays the rest; beside what history wrote down.

use maud::{Markup, html};

use super::{Figure, day_label, each_case, in_case, name_of, table};
use crate::findings::Findings;
use crate::report::history::{self, Documented, LAST_RUNWAY_SAID_DAYS};
use crate::report::picture::axis::{Chart, Plane, Side, apart, word_at};
use crate::report::picture::line;
use crate::report::picture::scale::Scale;
use crate::report::{reading, words};

/// What is drawn: from one day to ten years, and beyond it what never ends.
const RUNWAY_MIN_DAYS: f64 = 1.0;
const RUNWAY_MAX_DAYS: f64 = 3_650.0;
const NEVER_DAYS: f64 = 8_000.0;
const COVERAGE_MAX: f64 = 1.5;
/// Every so many days a track has a corner.
const STRIDE_DAYS: usize = 5;
/// Of the picture's height, between two names.
const GAP: f64 = 0.055;

pub fn figure(findings: &Findings) -> Figure {
    Figure {
        number: 5,
        key: "runway",
        title: "Promises, and how long a reserve keeps them",
        says: html! {
            p {
                "To the right, more of what is promised is earned; further up, the reserve lasts longer. An income that runs dry goes down and to \
                 the left. The dark track is what was written at the time about Anchor, a promise of 19.5 % that ended in May 2022."
            }
        },
        picture: each_case(findings, |scenario| chosen(findings, scenario)),
        terms: vec![
            (
                "Coverage",
                html! { "(customers’ revenue − operating cost) / what was promised for the day. Only where something is promised. Median over the paths." },
            ),
            (
                "Runway",
                html! { "Reserve in outside currency / what is missing a day, at that day’s pace; without limit where nothing is missing. Own tokens count nothing. Median over the paths." },
            ),
            (
                "History",
                html! { "Documented figures of Anchor, with their sources in the table. Coverage and runway are computed from them; sources differ, and early March 2022 is disputed." },
            ),
        ],
        table: html! { (each_case(findings, |scenario| numbers(findings, scenario))) (documented()) },
    }
}

/// Something is promised: its coverage is a number on some day.
fn promises(findings: &Findings, structure: usize, scenario: usize) -> bool {
    findings.cell(structure, scenario).days.iter().any(|day| day.coverage.value.is_finite())
}

fn plane() -> Plane {
    Plane { x: Scale::linear(0.0, COVERAGE_MAX), y: Scale::logarithmic(RUNWAY_MIN_DAYS, NEVER_DAYS) }
}

/// On the picture: what has no limit is above everything else.
fn shown(runway_days: f64) -> f64 {
    if runway_days > RUNWAY_MAX_DAYS { NEVER_DAYS } else { runway_days }
}

fn track(findings: &Findings, structure: usize, scenario: usize) -> Vec<(f64, f64)> {
    let days = &findings.cell(structure, scenario).days;
    let shock = usize::try_from(findings.scenarios[scenario].shock_day).unwrap_or(usize::MAX);
    let wanted =
        days.iter().enumerate().filter(|(day, _)| *day + 1 == shock || day % STRIDE_DAYS == 0 || day + 1 == days.len());
    let wanted = wanted.filter(|(day, _)| *day + 1 >= shock);
    wanted
        .filter(|(_, day)| day.coverage.value.is_finite() && day.runway_days.n > 0)
        .map(|(_, day)| (day.coverage.value, shown(day.runway_days.value)))
        .collect()
}

fn chosen(findings: &Findings, scenario: usize) -> Markup {
    let case = &findings.scenarios[scenario];
    let with_promise: Vec<usize> =
        (0..findings.structures.len()).filter(|structure| promises(findings, *structure, scenario)).collect();
    let tracks: Vec<(usize, Vec<(f64, f64)>)> =
        with_promise.iter().map(|structure| (*structure, track(findings, *structure, scenario))).collect();
    let names: Vec<&str> = with_promise.iter().map(|structure| findings.structures[*structure].name.as_str()).collect();
    html! {
        p {
            (in_case(case)) ", a rate is promised by: " (words::listed(&names)) ". The others promise nothing, so nothing of theirs can be missing. \
             A ring is the day before the shock, a dot the last day."
        }
        (picture(findings, scenario, &tracks))
    }
}

fn picture(findings: &Findings, scenario: usize, tracks: &[(usize, Vec<(f64, f64)>)]) -> Markup {
    let plane = plane();
    let history: Vec<(Documented, f64)> = history::anchor()
        .into_iter()
        .map(|day| (day, shown(day.runway_days().unwrap_or(LAST_RUNWAY_SAID_DAYS))))
        .collect();
    let past: Vec<(f64, f64)> = history.iter().map(|(day, runway)| (day.coverage(), *runway)).collect();
    let all_kept = plane.x.along(1.0);
    let geometry = html! {
        path.shock d=(format!("M{all_kept} 0V2000")) {}
        (line::line(&plane, &past, "line history"))
        @for at in &past { (line::dot(&plane, *at, "dot history")) }
        @for (_, track) in tracks {
            (line::line(&plane, track, "line"))
            @if let Some(at) = track.first() { (line::dot(&plane, *at, "dot")) (line::dot(&plane, *at, "dot hole")) }
            @if let Some(at) = track.last() { (line::dot(&plane, *at, "dot")) }
        }
    };
    let mut labels: Vec<(f64, f64, String, &str)> = history
        .iter()
        .map(|(day, runway)| {
            (plane.x.part(day.coverage()), plane.y.part(*runway), format!("Anchor, {}", day.label), "past")
        })
        .collect();
    for (structure, track) in tracks {
        if let Some((coverage, runway)) = track.last() {
            labels.push((
                plane.x.part(*coverage),
                plane.y.part(*runway),
                findings.structures[*structure].key.clone(),
                "own",
            ));
        }
    }
    let heights = apart(&labels.iter().map(|label| label.1).collect::<Vec<f64>>(), GAP);
    let words = html! {
        @for ((along, _, text, class), up) in labels.iter().zip(heights) {
            @let side = if *along > 0.6 { Side::Left } else { Side::Right };
            (word_at(*along, up, side, class, text))
        }
    };
    let xs = [0.0, 0.5, 1.0, 1.5].map(|part| (part, words::percent(part))).to_vec();
    let ys = vec![
        (1.0, "1 day".to_owned()),
        (7.0, "1 week".to_owned()),
        (30.0, "1 month".to_owned()),
        (365.0, "1 year".to_owned()),
        (NEVER_DAYS, "no limit".to_owned()),
    ];
    let name = format!("Coverage and runway, {}, and documented points of Anchor", findings.scenarios[scenario].name);
    let chart = Chart { plane, name: &name, form: "wide", xs, ys };
    html! { (chart.draw(&geometry, &words)) p.axis-name { "Part of the promise that is earned (coverage); upwards: days that the reserve lasts" } }
}

fn numbers(findings: &Findings, scenario: usize) -> Markup {
    let case = &findings.scenarios[scenario];
    let rows = html! {
        @for structure in (0..findings.structures.len()).filter(|structure| promises(findings, *structure, scenario)) {
            @let cell = findings.cell(structure, scenario);
            @for day in reading::days_told(case, cell.days.len()) {
                tr {
                    th scope="row" { (name_of(findings, structure)) }
                    td { (day_label(case, day)) }
                    (words::cell_of_all(&cell.days[day].coverage, words::percent))
                    (words::cell_of_all(&cell.days[day].runway_days, runway))
                    td {} td {}
                }
            }
            tr {
                th scope="row" { (name_of(findings, structure)) }
                td { "as measured" }
                (words::cell(&cell.measures.coverage, words::percent))
                (words::cell(&cell.measures.runway_days, runway))
                (words::cell(&cell.measures.liquidity_coverage, words::percent))
                (words::cell(&cell.measures.frozen_paths, words::percent))
            }
        }
    };
    let caption = format!(
        "Coverage and runway, {}: medians over {} paths, with 95 % intervals",
        case.name,
        words::count(findings.run.paths)
    );
    table(&caption, &["Structure", "Day", "Coverage", "Runway", "Liquidity coverage", "Paths that froze"], &rows)
}

fn runway(days: f64) -> String {
    if days.is_nan() {
        words::NOTHING.to_owned()
    } else if days.is_infinite() {
        "no limit".to_owned()
    } else {
        words::days(days, 0)
    }
}

fn documented() -> Markup {
    let rows = html! {
        @for day in history::anchor() {
            tr {
                th scope="row" { time datetime=(day.date) { (day.date) } }
                td { (words::percent(day.coverage())) }
                td { @match day.runway_days() { Some(days) => (runway(days)), None => { "said: just under " (words::trimmed(LAST_RUNWAY_SAID_DAYS, 0)) " days" } } }
                td.left { (day.how) }
                td.left { (day.source) }
            }
        }
    };
    table(
        "Anchor, as documented; dollars of its own currency, which was worth one until May 2022",
        &["Date", "Coverage", "Runway", "From", "Source"],
        &rows,
    )
}

#[cfg(test)]
mod tests {
    use super::{NEVER_DAYS, shown};

    #[test]
    fn what_has_no_limit_is_above_all_that_has_one() {
        assert_eq!([f64::INFINITY, 4_000.0].map(shown), [NEVER_DAYS, NEVER_DAYS]);
        assert_eq!(shown(30.0), 30.0);
    }
}
