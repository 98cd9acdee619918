//! The report of an assessment: whose money an income was, and how much of it would go on.
//!
//! In the same language as the report of a simulation. Every figure is an interval; what nobody knows is drawn as wide as
//! it is, and never in the colour of something that is known.

mod track;

use maud::{Markup, html};

use super::figure::{origins::ORIGINS, table};
use super::picture::area;
use super::picture::axis::{Chart, Plane, places};
use super::picture::bars::{self, Bar, Row};
use super::picture::scale::{Scale, round_up};
use super::words;
use crate::assess::Assessment;
use crate::assess::assessment::{Flag, ORIGIN_NAMES, PeriodOrigins, Raised, WHAT_A_LOW_SCORE_MEANS};
use crate::assess::interval::Interval;
use crate::assess::score::{MIXED_FROM, PAYMENTS_FUNDED_FROM, Score};

/// More periods than this are drawn as their means: a picture has no more room.
const COLUMNS_MAX: usize = 180;

/// All that a page says of an assessment.
pub fn body(found: &Assessment) -> Markup {
    html! {
        (opening(found))
        (score(found))
        (origins_now(found))
        (origins_through_time(found))
        (track::track(found))
        (measures(found))
        (flags(&found.flags))
        (missing(found))
        (limits(found))
    }
}

fn opening(found: &Assessment) -> Markup {
    html! {
        header.hero {
            p.kicker { "Usufruct lab · assessment of an income" }
            h1 { (found.name) }
            p.sentence #headline { (found.headline()) }
            p.quiet {
                "From " (found.frequency.words()) " figures, " (found.from) " to " (found.to) ", in " (found.unit) ". The present is the last "
                (words::days(found.present_days, 0)) "; "
                @if found.paid_per_day.high().is_infinite() && found.paid_per_day.low() <= 0.0 {
                    "how much was paid a day is not known."
                } @else {
                    "in it, " (range(found.paid_per_day, words::plain)) " " (found.unit) " were paid a day."
                }
            }
        }
    }
}

fn score(found: &Assessment) -> Markup {
    html! {
        section #score aria-labelledby="score-title" {
            h2 id="score-title" { "The score" }
            p { "The share of today’s income, of 100, that would still be paid over the next year if new money stopped today. The bar reaches from the least to the most that the figures allow." }
            (gauge("Nothing assumed", &found.score))
            (gauge("If what the figures do not name did not happen", &found.score_if_complete))
            p.rule { b { (WHAT_A_LOW_SCORE_MEANS) } }
            details {
                summary { "The rule" }
                dl.terms {
                    dt { "A" } dd { "s1 · (1 − e^(−χH)) / (χH): s1 is the part that recurring customers pay, χ their churn a day, H 365 days." }
                    dt { "B" } dd { "min(1 − A, R / (Y · H)): R is reserves in outside currency that nobody can demand, Y today’s income." }
                    dt { "Score" } dd { "100 · (A + B). Nothing in it is weighed, so nothing was fitted. The verdict is by the low end." }
                }
            }
        }
    }
}

/// From low to high over three zones.
fn gauge(name: &str, score: &Score) -> Markup {
    let scale = Scale::linear(0.0, 100.0);
    let (low, high) = (words::trimmed(score.low, 0), words::trimmed(score.high, 0));
    let span = if low == high { low } else { format!("{low} to {high}") };
    html! {
        div.gauge role="img" aria-label=(format!("{name}: {span} of 100, {}", score.verdict.words())) {
            p { (name) ": " b { (span) } ", " (score.verdict.words()) @if !score.is_decided() { ", or better" } }
            div.track {
                span.zone style=(format!("left:0%;width:{}", places(scale.part(MIXED_FROM)))) {}
                span.zone style=(format!("left:{};width:{}", places(scale.part(MIXED_FROM)), places(scale.part(PAYMENTS_FUNDED_FROM) - scale.part(MIXED_FROM)))) {}
                span.zone style=(format!("left:{};width:{}", places(scale.part(PAYMENTS_FUNDED_FROM)), places(1.0 - scale.part(PAYMENTS_FUNDED_FROM)))) {}
                span.bar style=(format!("left:{};width:{}", places(scale.part(score.low)), places(scale.part(score.high) - scale.part(score.low)))) {}
            }
            div.zones aria-hidden="true" {
                span style=(format!("width:{}", places(scale.part(MIXED_FROM)))) { "new tokens, new money" }
                span style=(format!("width:{}", places(scale.part(PAYMENTS_FUNDED_FROM) - scale.part(MIXED_FROM)))) { "mixed" }
                span style=(format!("width:{}", places(1.0 - scale.part(PAYMENTS_FUNDED_FROM)))) { "customers" }
            }
        }
    }
}

fn origins_now(found: &Assessment) -> Markup {
    let scale = Scale::linear(0.0, 1.0);
    let rows: Vec<Row> = found
        .origins
        .iter()
        .zip(ORIGINS)
        .zip(ORIGIN_NAMES)
        .map(|((part, (class, ..)), name)| interval_row(name, class, *part))
        .chain([interval_row("circular, of the reported revenue", "o4", found.circularity.ratio)])
        .collect();
    html! {
        section #origins aria-labelledby="origins-title" {
            h2 id="origins-title" { "Whose money it is now" }
            p { "Parts of what is paid at present. Full: at least so much. Pale: up to so much, as far as the figures tell." }
            (bars::rows(&scale, &[0.0, 1.0], &rows))
            @if !found.circularity.looked { p.after { "No file of payments was given, so nobody looked for circular ones: what customers paid may be the issuer’s own money." } }
        }
    }
}

fn interval_row(name: &str, class: &'static str, part: Interval) -> Row {
    Row {
        name: html! { (name) },
        figure: html! { (range(part, words::percent)) },
        bars: vec![Bar { from: 0.0, to: part.low(), class }, Bar { from: part.low(), to: part.high(), class: "open" }],
        interval: None,
        title: format!("{name}: {}", range(part, words::percent)),
    }
}

/// o1 to o6 as far as they are sure, and the rest: paid, and may be of several origins.
fn columns(found: &Assessment) -> Vec<(f64, [f64; 7])> {
    let stride = found.periods.len().div_ceil(COLUMNS_MAX).max(1);
    found.periods.chunks(stride).filter_map(|periods| column(found, periods)).collect()
}

fn column(found: &Assessment, periods: &[PeriodOrigins]) -> Option<(f64, [f64; 7])> {
    let first = periods.first()?;
    let days: f64 = periods.iter().map(|period| period.days).sum();
    let per_day =
        |of: &dyn Fn(&PeriodOrigins) -> f64| if days > 0.0 { periods.iter().map(of).sum::<f64>() / days } else { 0.0 };
    let mut parts = [0.0; 7];
    for (layer, part) in parts.iter_mut().take(6).enumerate() {
        *part = per_day(&|period| period.origins[layer].low().max(0.0));
    }
    let sure: f64 = parts.iter().sum();
    // Where what was paid has no limit, what is sure is all that can be drawn.
    let paid = per_day(&|period| if period.paid.high().is_finite() { period.paid.high() } else { period.paid.low() });
    parts[6] = (paid - sure).max(0.0);
    Some((track::day_of(found, first.date), parts))
}

fn origins_through_time(found: &Assessment) -> Markup {
    let mut columns = columns(found);
    if let (Some(last), Some(period)) = (columns.last().copied(), found.periods.last()) {
        // The last period lasts until its end.
        columns.push((track::day_of(found, period.date) + period.days, last.1));
    }
    let highest = columns.iter().map(|(_, parts)| parts.iter().sum::<f64>()).fold(0.0, f64::max);
    let step = round_up(highest) / 4.0;
    let end = columns.last().map_or(1.0, |column| column.0);
    let plane = Plane { x: Scale::linear(0.0, end), y: Scale::linear(0.0, ((highest * 1.02) / step).ceil() * step) };
    let classes = ["o1", "o2", "o3", "o4", "o5", "o6", "open"];
    let ys = plane.y.ticks(4).into_iter().map(|value| (value, words::plain(value))).collect();
    let name = format!("What was paid a day by origin, {} to {}", found.from, found.to);
    let chart = Chart { plane, name: &name, form: "wide", xs: track::dates(found), ys };
    html! {
        section #through-time aria-labelledby="time-title" {
            h2 id="time-title" { "Whose money it was" }
            p { "Paid a day, in " (found.unit) ", by origin; drawn as if what the figures do not name did not happen. With a dashed edge: paid, but the figures do not tell by whom of several." }
            ul.key {
                @for ((class, ..), name) in ORIGINS.iter().zip(ORIGIN_NAMES) { li { span class={ "swatch " (class) } {} (name) } }
                li { span class="swatch open" {} "cannot be told apart" }
            }
            (chart.draw(&area::stack(&plane, &stepped(&columns), classes), &html! {}))
            details { summary { "The numbers" } (periods(found)) }
        }
    }
}

/// Each period's level holds until the next one.
fn stepped(columns: &[(f64, [f64; 7])]) -> Vec<(f64, [f64; 7])> {
    let mut corners = Vec::with_capacity(columns.len() * 2);
    for (place, (day, parts)) in columns.iter().enumerate() {
        if let Some((_, before)) = place.checked_sub(1).and_then(|before| columns.get(before)) {
            corners.push((*day, *before));
        }
        corners.push((*day, *parts));
    }
    corners
}

fn periods(found: &Assessment) -> Markup {
    /// The last ones; all of them are in the file that was assessed.
    const LISTED_MAX: usize = 120;
    let from = found.periods.len().saturating_sub(LISTED_MAX);
    let rows = html! {
        @for period in &found.periods[from..] {
            tr {
                th scope="row" { (period.date) }
                td { (range(period.paid, words::plain)) }
                @for origin in period.origins { td { (range(origin, words::plain)) } }
            }
        }
    };
    let heads =
        ["From", "Paid", "Recurring customers", "Newcomers", "New tokens", "Issuer", "Others’ principal", "Unknown"];
    table(&format!("Paid in each period, in {}: least to most", found.unit), &heads, &rows)
}

fn measures(found: &Assessment) -> Markup {
    let row =
        |name: &str, meaning: &str, value: String| html! { div { dt { (name) small { (meaning) } } dd { (value) } } };
    let part = |interval: Interval| range(interval, words::percent);
    let maybe = |interval: Option<Interval>| interval.map_or_else(|| "does not apply, or not known".to_owned(), part);
    html! {
        section #measures aria-labelledby="measures-title" {
            h2 id="measures-title" { "Measured" }
            dl.facts {
                (row("Organic ratio", "paid by recurring outside customers, circular flow taken out", part(found.organic_ratio)))
                (row("Emission", "newly issued tokens, of what is paid", part(found.emission_share)))
                (row("Inflow", "newcomers, issuer and principal, of what is paid", part(found.inflow_share)))
                (row("Real yield", "organic income less losses over capital, a year", maybe(found.real_yield)))
                (row("Dilution", "new tokens over supply, a year", maybe(found.self_dilution.map(|dilution| dilution.per_year))))
                (row("From passive holders", "what who does not stake hands to who does, a year", maybe(found.self_dilution.map(|dilution| dilution.from_passive))))
                (row("Coverage", "organic revenue less cost, of what is promised", maybe(found.coverage)))
                (row("Runway", "days until the reserve is empty at the present pace", range(found.runway_days, |days| words::days(days, 0))))
                (row("Liquidity coverage", "liquid outside currency, of what can be demanded at once", part(found.liquidity_coverage)))
                (row("Largest payer", "its part of the revenue", part(found.concentration.top_share)))
                (row("Concentration", "HHI: sum of the squares of the payers’ parts", range(found.concentration.hhi, words::plain)))
                (row("Payers", "told apart", found.concentration.payers.map_or_else(|| "not known".to_owned(), |payers| payers.to_string())))
                (row("Circular", "revenue that was the issuer’s own money: first in first out, to temporal max-flow", part(found.circularity.ratio)))
                (row("Churn", "of recurring revenue, a day, over 90 days", found.churn_per_day.map_or_else(|| "not measured".to_owned(), words::percent)))
            }
        }
    }
}

fn flags(flags: &[Flag]) -> Markup {
    let mut sorted: Vec<&Flag> = flags.iter().collect();
    sorted.sort_by_key(|flag| flag.raised);
    let words = |raised: Raised| match raised {
        Raised::Yes => ("yes", "Raised"),
        Raised::Possibly => ("maybe", "Possible"),
        Raised::No => ("no", "Not raised"),
    };
    html! {
        section #flags aria-labelledby="flags-title" {
            h2 id="flags-title" { "Flags" }
            p { "What a reader should know beside the score. They add no points and take none." }
            ul.flags {
                @for flag in sorted {
                    @let (class, word) = words(flag.raised);
                    li class=(class) { b { (word) } span { strong { (flag.name) } ". " (flag.reason) } }
                }
            }
        }
    }
}

fn missing(found: &Assessment) -> Markup {
    let rows = html! {
        @for missing in &found.missing {
            tr {
                th.wraps scope="row" { (missing.what) }
                td.left.wraps { (missing.remedy) }
                td { (words::trimmed(missing.score_for_that_alone.low, 0)) " to " (words::trimmed(missing.score_for_that_alone.high, 0)) }
            }
        }
    };
    let list = |title: &str, lines: &[String]| html! { @if !lines.is_empty() { h3.second { (title) } ul.plain { @for line in lines { li { (line) } } } } };
    html! {
        section #missing aria-labelledby="missing-title" {
            h2 id="missing-title" { "What is missing" }
            @if found.missing.is_empty() {
                p { "Nothing that would narrow the interval." }
            } @else {
                p { "A figure that is not there is as wide as what is possible, never zero. Each line widens the score; beside it is how wide the score would be for that alone, were all else known and favourable." }
                div.body { (table("What is not known", &["Not known", "How to tell it", "Score, for that alone"], &rows)) }
            }
            (list("Assumed, not shown by the figures", &found.assumed))
            (list("About the figures", &found.notes))
        }
    }
}

fn limits(found: &Assessment) -> Markup {
    html! {
        section #limits aria-labelledby="limits-title" {
            h2 id="limits-title" { "What this does not show" }
            ul.plain {
                li { b { (WHAT_A_LOW_SCORE_MEANS) } " The score foretells no collapse." }
                li { "It is of the figures that were given, from " (found.from) " to " (found.to) ". Whether they are true was not looked at." }
                li { "Self-payments by way of an exchange or a mixer are seen by nobody." }
            }
            dl.facts { div { dt { "Version" } dd { "usufruct " (env!("CARGO_PKG_VERSION")) } } }
        }
    }
}

/// `12 % to 40 %`; one figure where both ends are read the same, and words where nothing is known.
fn range(interval: Interval, show: impl Fn(f64) -> String) -> String {
    let (low, high) = (interval.low(), interval.high());
    if high.is_infinite() {
        return match low {
            _ if low.is_infinite() => "without limit".to_owned(),
            0.0 => "not known".to_owned(),
            _ => format!("at least {}", show(low)),
        };
    }
    let (low, high) = (show(low), show(high));
    if low == high { low } else { format!("{low} to {high}") }
}

#[cfg(test)]
pub(crate) mod tests;
