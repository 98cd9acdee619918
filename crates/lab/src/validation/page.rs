//! `docs/validation.md`: what the checks found, in words and tables.
//!
//! The page has a part that anybody can compute, and a part that needs the folder of real data; the second is compared only
//! where the folder is.

use std::fmt::Write as _;

use super::check::{Check, Comparison, Kind, Shown, Verdict};

/// What the second part begins with.
const DATA_TITLE: &str = "## Real data\n";

const INTRODUCTION: &str = "# Validation

Published values beside ours, written by `cargo xtask validation --write`; the tests fail if the page is not what the code
computes. The laws are in `crates/lab/src/law`, the checks in `crates/lab/src/validation`.

An *exact* value is a formula or whole numbers, computed. A *port* is somebody else's model, written again here. A *simulated* value
comes with the standard error of our estimate (±), from a fixed seed. A *band* is an interval in which a value was seen: being inside
says little, being outside says that our model is not what happened. Nothing was tuned to any of them, and what is missed stays here.
";

const ON_DATA: &str = "
The data are not part of this project; `crates/lab/src/validation/on_data` says which files are read, and skips what is absent. The
sample that BG/NBD, Pareto/NBD and Gamma-Gamma were published with comes with the package Lifetimes 0.11.3;
`cargo run --release -p usufruct-lab --example validation -- --cdnow-sample cdnow_customers_summary_with_transactions.csv` fits it.
";

/// The part of the page that needs no data.
pub fn page(checks: &[Check]) -> String {
    format!("{INTRODUCTION}\n{}\n", lines(checks))
}

/// The part of the page that needs data.
pub fn data_section(checks: &[Check]) -> String {
    format!("{DATA_TITLE}{ON_DATA}\n{}", lines(checks))
}

/// Checks alone, as a table.
pub fn lines(checks: &[Check]) -> String {
    format!("{}\n{}{}", summary(checks), table(checks), notes(checks))
}

/// A page taken apart: what needs no data, and what does.
pub fn parts(page: &str) -> (&str, &str) {
    page.find(DATA_TITLE).map_or((page, ""), |at| page.split_at(at))
}

fn summary(checks: &[Check]) -> String {
    let judged = |verdict| checks.iter().filter(|check| check.verdict() == verdict).count();
    let (met, missed) = (judged(Verdict::Met), judged(Verdict::Missed));
    let (inside, outside) = (judged(Verdict::Inside), judged(Verdict::Outside));
    let mut summary = format!("{met} of {} values are met", met + missed);
    if inside + outside > 0 {
        let _ = write!(summary, ", {inside} of {} are inside their band", inside + outside);
    }
    summary.push_str(".\n");
    summary
}

fn table(checks: &[Check]) -> String {
    let mut table =
        String::from("| | check | expected | ours | difference | kind | source |\n|---|---|---:|---:|---|---|---|\n");
    for check in checks {
        let [expected, ours, difference] = cells(check);
        let mark = if check.note.is_empty() { "" } else { " *" };
        let (key, what, kind, source) = (check.key, &check.what, kind(check.kind), check.source);
        let _ = writeln!(table, "| {key} | {what}{mark} | {expected} | {ours} | {difference} | {kind} | {source} |");
    }
    table
}

fn notes(checks: &[Check]) -> String {
    let mut notes = String::new();
    for check in checks.iter().filter(|check| !check.note.is_empty()) {
        let _ = write!(notes, "\n\\* {}, {}: {}\n", check.key, check.what, check.note);
    }
    notes
}

fn cells(check: &Check) -> [String; 3] {
    let verdict = verdict(check.verdict());
    match &check.comparison {
        Comparison::Same { expected, ours } => [expected.clone(), ours.clone(), verdict.to_owned()],
        Comparison::Near { expected, ours, tolerance, shown } => {
            let difference = difference(*expected, *ours, *tolerance, *shown);
            [number(*expected, *shown), number(*ours, *shown), format!("{difference}: {verdict}")]
        }
        Comparison::Estimated { expected, ours, standard_error, tolerance, shown } => {
            let difference = difference(*expected, *ours, *tolerance, *shown);
            let ours = format!("{} ± {:.*}", number(*ours, *shown), shown.decimals, standard_error);
            [number(*expected, *shown), ours, format!("{difference}: {verdict}")]
        }
        Comparison::Within { low, high, ours, shown } => {
            [band(*low, *high, *shown), number(*ours, *shown), verdict.to_owned()]
        }
    }
}

fn band(low: f64, high: f64, shown: Shown) -> String {
    if high.is_infinite() {
        return format!("at least {}", number(low, shown));
    }
    format!("{:.*} to {}", shown.decimals, low, number(high, shown))
}

fn difference(expected: f64, ours: f64, tolerance: f64, shown: Shown) -> String {
    if expected == ours {
        return format!("0 (allowed {})", bare(tolerance));
    }
    format!("{} (allowed {})", signed(ours - expected, shown.decimals), bare(tolerance))
}

/// With its sign, unless so few decimals leave nothing of it.
fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{value:+.decimals$}");
    let nothing = text.chars().all(|c| "+-0.".contains(c));
    if nothing { text.trim_start_matches(['+', '-']).to_owned() } else { text }
}

fn number(value: f64, shown: Shown) -> String {
    if value.is_infinite() {
        return "never".to_owned();
    }
    format!("{:.*}{}", shown.decimals, value, shown.unit)
}

/// A tolerance as it was given: 0.001, 1e-9.
fn bare(tolerance: f64) -> String {
    if tolerance != 0.0 && tolerance < 1e-6 { format!("{tolerance:e}") } else { format!("{}", significant(tolerance)) }
}

/// To three significant figures, so that a hundredth part of 4.05 reads 0.0405.
fn significant(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Exact => "exact",
        Kind::Port => "port",
        Kind::MonteCarlo => "simulated",
        Kind::Band => "band",
        Kind::Data => "data",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "**missed**",
        Verdict::Inside => "inside",
        Verdict::Outside => "**outside**",
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{in_unit, plain};
    use super::*;

    #[test]
    fn a_line_says_what_was_expected_what_came_and_how_far_apart_they_are() {
        let checks = [
            Check::near("B1", "a rate", (3.0, 3.004, 0.01), in_unit(2, " %"), "somebody"),
            Check::within("B2", "a band", (1.0, 2.0), 2.5, plain(1), "somebody").noting("It rained."),
        ];
        let page = page(&checks);
        assert!(
            page.contains("| B1 | a rate | 3.00 % | 3.00 % | 0.00 (allowed 0.01): met | exact | somebody |"),
            "{page}"
        );
        assert!(page.contains("| B2 | a band * | 1.0 to 2.0 | 2.5 | **outside** | band | somebody |"), "{page}");
        assert!(page.contains("1 of 1 values are met, 0 of 1 are inside their band."), "{page}");
        assert!(page.contains("\\* B2, a band: It rained."), "{page}");
    }

    #[test]
    fn a_page_comes_apart_where_the_data_begin() {
        let (first, second) = (page(&[]), data_section(&[]));
        let whole = format!("{first}{second}");
        assert_eq!(parts(&whole), (first.as_str(), second.as_str()));
        assert_eq!(parts("nothing"), ("nothing", ""));
    }

    #[test]
    fn tolerances_are_written_as_they_were_meant() {
        assert_eq!(
            ["0.01", "1e-9", "0.0405", "3"],
            [0.01, 1e-9, 0.01 * 4.05, 3.0].map(bare).each_ref().map(String::as_str)
        );
    }
}
