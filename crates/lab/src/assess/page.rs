//! An assessment as a page of text, for terminals.

use super::assessment::{Assessment, ORIGIN_NAMES, Raised, WHAT_A_LOW_SCORE_MEANS};
use super::flags::range;
use super::interval::Interval;
use super::score::Score;
use std::fmt::Write as _;

/// Columns of a terminal that nobody has made wider.
const WIDTH: usize = 100;
/// Of a bar.
const BAR: usize = 40;

/// The whole page.
pub fn page(found: &Assessment) -> String {
    let mut page = String::new();
    let mut line = |text: String| {
        page.push_str(&text);
        page.push('\n');
    };
    line(format!(
        "{}: {} to {}, {} figures, amounts in {}",
        found.name,
        found.from,
        found.to,
        found.frequency.words(),
        found.unit
    ));
    line(String::new());
    line(wrapped(&found.headline(), ""));
    line(WHAT_A_LOW_SCORE_MEANS.to_owned());
    line(String::new());
    line(score("nothing assumed", &found.score));
    line(score("if what is not named did not happen", &found.score_if_complete));
    line(String::new());
    line(format!("Whose money it was, in the last {:.0} days (nothing assumed):", found.present_days));
    for (place, (name, part)) in ORIGIN_NAMES.iter().zip(found.origins).enumerate() {
        line(format!("  o{} {name:<26} {:>17}  {}", place + 1, percent(part), bar(part)));
    }
    line(String::new());
    for (name, value) in measures(found) {
        line(format!("  {name:<34} {value}"));
    }
    section(&mut page, "Flags (they add no points and take none):", flags(found));
    section(&mut page, "What is not known, and how wide the score would be for that alone:", missing(found));
    section(&mut page, "Assumed, not shown by the figures:", found.assumed.clone());
    section(&mut page, "About the figures:", found.notes.clone());
    page
}

fn section(page: &mut String, title: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n{title}");
    for line in lines {
        let _ = writeln!(page, "{}", wrapped(&line, "  "));
    }
}

fn score(name: &str, score: &Score) -> String {
    let value = if score.high - score.low < 0.5 {
        format!("{:.0}", score.low)
    } else {
        format!("{:.0} to {:.0}", score.low, score.high)
    };
    format!("  Score, {name:<36} {value:>9}  {}", bar(Interval::between(score.low / 100.0, score.high / 100.0)))
}

fn measures(found: &Assessment) -> Vec<(&'static str, String)> {
    let ratio = |of: Interval| range(of, |value| format!("{value:.2}"));
    let mut measures = vec![
        ("paid a day", format!("{} {}", range(found.paid_per_day, amount), found.unit)),
        ("organic ratio", percent(found.organic_ratio)),
        ("emission share", percent(found.emission_share)),
        ("paid by inflows and top-ups", percent(found.inflow_share)),
        ("circular part of the revenue", percent(found.circularity.ratio)),
        (
            "churn of recurring revenue",
            found
                .churn_per_day
                .map_or_else(|| "not measured".to_owned(), |churn| format!("{:.2} % a day", 100.0 * churn)),
        ),
        ("largest payer", percent(found.concentration.top_share)),
        ("HHI of the payers", range(found.concentration.hhi, |hhi| format!("{hhi:.3}"))),
        ("coverage of the promise", found.coverage.map_or_else(|| "nothing is promised".to_owned(), ratio)),
        ("runway", range(found.runway_days, |days| format!("{days:.0} days"))),
        ("liquid means over claims on demand", ratio(found.liquidity_coverage)),
    ];
    measures.extend(found.real_yield.map(|real| ("real yield, a year", percent(real))));
    measures.extend(found.self_dilution.map(|dilution| ("new tokens over supply, a year", percent(dilution.per_year))));
    measures
}

fn flags(found: &Assessment) -> Vec<String> {
    let mut flags: Vec<_> = found.flags.iter().filter(|flag| flag.raised != Raised::No).collect();
    flags.sort_by_key(|flag| flag.raised);
    let word = |raised| if raised == Raised::Yes { "RAISED  " } else { "possible" };
    flags.iter().map(|flag| format!("{} {}: {}", word(flag.raised), flag.name, flag.reason)).collect()
}

fn missing(found: &Assessment) -> Vec<String> {
    let one = |missing: &super::assessment::Missing| {
        let Score { low, high, .. } = missing.score_for_that_alone;
        format!("{low:>3.0} to {high:>3.0}  {} ({})", missing.what, missing.remedy)
    };
    found.missing.iter().map(one).collect()
}

fn percent(part: Interval) -> String {
    range(part, |part| format!("{:.1} %", 100.0 * part))
}

/// Four figures are enough to compare by.
fn amount(value: f64) -> String {
    match value.abs() {
        size if size >= 1e9 => format!("{:.2} bn", value / 1e9),
        size if size >= 1e6 => format!("{:.2} m", value / 1e6),
        size if size >= 1e3 => format!("{:.2} k", value / 1e3),
        size if size >= 1.0 || size <= 0.0 => format!("{value:.2}"),
        _ => format!("{value:.6}"),
    }
}

/// `#` up to the low end, `.` up to the high end.
fn bar(part: Interval) -> String {
    let cells = |part: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 40")]
        let cells = (part.clamp(0.0, 1.0) * BAR as f64).round() as usize;
        cells
    };
    let (low, high) = (cells(part.low()), cells(part.high()));
    format!("|{}{}{}|", "#".repeat(low), ".".repeat(high - low), " ".repeat(BAR - high))
}

fn wrapped(text: &str, indent: &str) -> String {
    let mut lines = vec![indent.to_owned()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("there is one");
        if last.trim().is_empty() {
            last.push_str(word);
        } else if last.chars().count() + 1 + word.chars().count() <= WIDTH {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(format!("{indent}{}{word}", if indent.is_empty() { "" } else { "  " }));
        }
    }
    lines.join("\n")
}
