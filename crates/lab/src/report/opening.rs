//! What is read first: the headline, all structures side by side, and where to find what.

use maud::{Markup, html};

use super::figure::{Figure, name_of, table};
use super::picture::bars::{self, Bar, Row};
use super::picture::scale::Scale;
use super::{reading, words};
use crate::findings::Findings;

/// Of the income before: where bars end at the latest. Who keeps more is drawn to the edge, with the figure beside it.
const KEPT_MAX: f64 = 2.0;
/// More names than this would hide the sentence behind them.
const NAMED_MAX: usize = 3;

pub fn opening(findings: &Findings, figures: &[Figure]) -> Markup {
    html! {
        header.hero {
            p.kicker { "Usufruct lab · report of a simulation" }
            h1 { "Which income survives when new money stops?" }
            p.sentence #headline { (headline(findings)) }
            p.quiet {
                (findings.structures.len()) " ways of paying an income, " (findings.scenarios.len()) " cases, "
                (words::count(findings.run.paths)) " random lives each. All begin with " (words::dollars(findings.run.capital)) " of capital and "
                (words::dollars(findings.run.income_per_day)) " of income a day, and live through the same customers, investors and markets."
            }
        }
        (side_by_side(findings))
        nav.contents aria-label="The ten figures" {
            ol { @for figure in figures { li { a href={ "#" (figure.key) } { (figure.title) } } } }
        }
    }
}

/// One sentence, whatever the numbers are.
pub fn headline(findings: &Findings) -> String {
    let asked = reading::asked(findings);
    let Some(case) = findings.scenarios.get(asked).filter(|_| !findings.structures.is_empty()) else {
        return "Nothing was run, so nothing is known.".to_owned();
    };
    let survivors = reading::survivors(findings, asked);
    let after = format!("after {} days", reading::days_after(case));
    let opening = format!("In the case “{}”, {} {after}", case.name, who_pays(findings, &survivors));
    let customers = match (survivors.len(), reading::paid_by_customers_among(findings, &survivors, asked)) {
        (0, _) => String::new(),
        (1, 0) => ", but not mostly out of customers’ money".to_owned(),
        (1, _) => ", mostly out of customers’ money".to_owned(),
        (all, by_customers) if all == by_customers => ", all of them mostly out of customers’ money".to_owned(),
        (_, by_customers) => format!(", {by_customers} of them mostly out of customers’ money"),
    };
    let ours = reading::ours(findings).map_or_else(String::new, |ours| about_ours(findings, ours, &survivors));
    format!("{opening}{customers}{ours}.")
}

/// Those who still pay, by name if they are few.
fn who_pays(findings: &Findings, survivors: &[usize]) -> String {
    let total = findings.structures.len();
    let names: Vec<&str> = survivors.iter().map(|structure| findings.structures[*structure].name.as_str()).collect();
    match survivors.len() {
        0 => format!("none of the {total} ways of paying an income still pays half of it"),
        all if all == total => format!("all {total} ways of paying an income still pay at least half of it"),
        1 => {
            format!("1 of {total} ways of paying an income still pays at least half of it ({})", words::listed(&names))
        }
        some => {
            let named = if some <= NAMED_MAX { format!(" ({})", words::listed(&names)) } else { String::new() };
            format!("{some} of {total} ways of paying an income still pay at least half of it{named}")
        }
    }
}

/// Whether ours is among those who survive, and its worst case beside the others'.
fn about_ours(findings: &Findings, ours: usize, survivors: &[usize]) -> String {
    let among = match (survivors.contains(&ours), survivors.len()) {
        (_, 0) => "",
        (true, _) => "; ours still does",
        (false, _) => "; ours does not",
    };
    let worsts = reading::worsts(findings);
    let Some((worst, place)) = reading::worst(findings, ours).zip(reading::place(&worsts, ours)) else {
        return among.to_owned();
    };
    let total = worsts.len();
    let ranking = match place {
        _ if total == 1 => String::new(),
        _ if reading::shares_its_place(&worsts, ours) => {
            format!(
                ", {} of {total} (not alone) when each is judged by its own worst case",
                words::place_in_order(place)
            )
        }
        1 => format!(", the most of all {total} in their own worst cases"),
        last if last == total => format!(", the least of all {total} in their own worst cases"),
        _ => format!(", {} of {total} when each is judged by its own worst case", words::place_in_order(place)),
    };
    let case = &findings.scenarios[worst.scenario].name;
    format!("{among}; in its worst case, “{case}”, ours keeps {} of its income{ranking}", words::percent(worst.kept))
}

/// What each keeps: in the case that the project asks about, and in its own worst one. Sorted by the latter.
fn side_by_side(findings: &Findings) -> Markup {
    let asked = reading::asked(findings);
    let worsts = reading::worsts(findings);
    let kept =
        |worst: &reading::Worst| findings.cell(worst.structure, asked).measures.income_kept.value.max(worst.kept);
    let most = worsts.iter().map(kept).filter(|kept| kept.is_finite()).fold(1.0, f64::max);
    let scale = Scale::linear(0.0, most.min(KEPT_MAX) * 1.02);
    let asked_name = findings.scenarios.get(asked).map_or("", |case| case.name.as_str());
    let rows: Vec<Row> = worsts.iter().map(|worst| row(findings, worst, asked)).collect();
    html! {
        section.side-by-side aria-labelledby="side-title" {
            h2 id="side-title" { "What each keeps of its income" }
            p {
                "From the shock to the end, of what it paid before. Wide and pale: in the case “" (asked_name) "”. Narrow and dark: in its own worst case, which is named. The line through all of them is the whole income; who keeps most in the worst case is on top. "
                a href="#compared" { "What each of them is" } "."
            }
            div.row.row-heads aria-hidden="true" {
                div.row-figure { span.quiet { (asked_name) ", " } b { "worst case" } }
            }
            (bars::rows(&scale, &[1.0], &rows))
            details { summary { "The numbers" } (numbers(findings, &worsts, asked)) }
        }
    }
}

fn row(findings: &Findings, worst: &reading::Worst, asked: usize) -> Row {
    let summary = &findings.structures[worst.structure];
    let in_asked = &findings.cell(worst.structure, asked).measures.income_kept;
    let in_worst = &findings.cell(worst.structure, worst.scenario).measures.income_kept;
    Row {
        name: html! {
            (summary.name) " " span.structure-key { (summary.key) @if summary.key == reading::OURS { ", ours" } }
            small { @if worst.alike { "the same in all cases" } @else { "worst: " (findings.scenarios[worst.scenario].name) } }
        },
        figure: html! { span.quiet { (words::percent(in_asked.value)) } " " b { (words::percent(worst.kept)) } },
        bars: vec![
            Bar { from: 0.0, to: in_asked.value, class: "pale" },
            Bar { from: 0.0, to: worst.kept, class: "narrow" },
        ],
        interval: Some((in_worst.low, in_worst.high)),
        title: format!(
            "{}: {} in “{}”, {} in its worst case, “{}”",
            summary.name,
            words::spoken(in_asked, words::percent),
            findings.scenarios[asked].name,
            words::spoken(in_worst, words::percent),
            findings.scenarios[worst.scenario].name
        ),
    }
}

fn numbers(findings: &Findings, worsts: &[reading::Worst], asked: usize) -> Markup {
    let rows = html! {
        @for worst in worsts {
            @let measures = &findings.cell(worst.structure, worst.scenario).measures;
            @let case = &findings.scenarios[worst.scenario];
            tr {
                th scope="row" { (name_of(findings, worst.structure)) }
                (words::cell(&findings.cell(worst.structure, asked).measures.income_kept, words::percent))
                td { (case.name) }
                (words::cell(&measures.income_kept, words::percent))
                (words::cell(&measures.half_life, |days| words::days(days, reading::days_after(case))))
                (words::cell(&measures.survival, words::percent))
            }
        }
    };
    let asked = findings.scenarios.get(asked).map_or_else(String::new, |case| format!("Kept, {}", case.name));
    table(
        "What each keeps of its income, with 95 % intervals",
        &["Structure", &asked, "Worst case", "Kept", "Halved after", "Survive"],
        &rows,
    )
}

/// Which case the figures below show. Works without a script: the sheet shows what is chosen.
pub fn chooser(findings: &Findings) -> Markup {
    let asked = reading::asked(findings);
    html! {
        div.chooser {
            label for="case" { "Figures 1, 2, 3, 5 and 7 show the case" }
            select #case autocomplete="off" {
                @for (scenario, case) in findings.scenarios.iter().enumerate() {
                    option value=(scenario) selected[scenario == asked] { (case.name) }
                }
            }
            @for (scenario, case) in findings.scenarios.iter().enumerate() {
                p class={ "case case-" (scenario) @if scenario == asked { " asked" } } { (case.about) }
            }
        }
    }
}
