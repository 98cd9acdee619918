//! Figure 10: the score at the time, and what became of the income.

use maud::{Markup, html};

use super::{Figure, table};
use crate::report::picture::bars::{self, Bar, Row};
use crate::report::picture::scale::Scale;
use crate::report::words;

/// An income that was scored as of a day of the past, and what became of it. All of it was public.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// As in `Anchor, February 2022`.
    pub name: String,
    /// The score as of then, 0..=100.
    pub low: f64,
    pub high: f64,
    /// Income a year later as a part of the income then, as the market went; none where it is not documented.
    pub kept: Option<f64>,
    /// In words.
    pub happened: String,
    pub source: String,
}

/// Below this low end, the rule says that customers do not pay the income.
const NOT_PAID_BY_CUSTOMERS: f64 = crate::assess::score::MIXED_FROM;
/// Kept of the income: less than this is a collapse of it.
const COLLAPSED: f64 = 0.25;

/// Sorted by the low end of the score, the highest first.
pub fn figure(scored: &[Scored]) -> Figure {
    let mut sorted: Vec<&Scored> = scored.iter().collect();
    sorted.sort_by(|a, b| b.low.total_cmp(&a.low).then(b.high.total_cmp(&a.high)));
    Figure {
        number: 10,
        key: "outcome",
        title: "The score, and what came later",
        says: html! {
            @if sorted.is_empty() { p { "No back-test is part of this report." } } @else {
                p {
                    "Incomes of the past, scored by what was public then; the rule was frozen before. The bar reaches from the least to the most that the figures \
                     allow; the ring is what was left of the income a year later."
                }
                p { (said(&sorted)) }
            }
        },
        picture: html! { @if !sorted.is_empty() { (picture(&sorted)) } },
        terms: vec![
            (
                "Score",
                html! { "The share of the income, of 100, that would still be paid over the next year if new money stopped on that day. See “Run it again” for the rule." },
            ),
            (
                "What was left",
                html! { "Income in dollars per unit held, a year later, of what it was on that day, divided by the median of the same of incomes that did not depend on the token (what the market did to all). Where nobody documented it there is no ring." },
            ),
            (
                "A miss",
                html! { "A score with its low end below 30 whose income did not fall below a quarter; or one of 70 and more whose income did." },
            ),
        ],
        table: numbers(&sorted),
    }
}

/// Misses are told before anything else.
fn said(scored: &[&Scored]) -> Markup {
    let known: Vec<&&Scored> = scored.iter().filter(|one| one.kept.is_some()).collect();
    let misses: Vec<&str> = known.iter().filter(|one| missed(one)).map(|one| one.name.as_str()).collect();
    html! {
        "Of " (scored.len()) " incomes, what was left is documented for " (known.len()) "; the score missed "
        @if misses.is_empty() { "none of them." } @else { (misses.len()) ": " (words::listed(&misses)) "." }
    }
}

fn missed(one: &Scored) -> bool {
    let Some(kept) = one.kept else { return false };
    let (collapsed, high_score) = (kept < COLLAPSED, one.low >= crate::assess::score::PAYMENTS_FUNDED_FROM);
    (one.low < NOT_PAID_BY_CUSTOMERS && !collapsed) || (high_score && collapsed)
}

fn picture(scored: &[&Scored]) -> Markup {
    let scale = Scale::linear(0.0, 100.0);
    let rows: Vec<Row> = scored
        .iter()
        .map(|one| Row {
            name: html! { (one.name) small { (one.happened) } },
            figure: html! { (span(one)) @if let Some(kept) = one.kept { ", left " b { (words::percent(kept)) } } },
            bars: vec![
                Bar { from: one.low, to: one.high, class: "pale" },
                Bar { from: one.low, to: one.low, class: "narrow" },
            ],
            interval: None,
            ring: one.kept.map(|kept| kept * 100.0),
            title: format!("{}: score {}; {}", one.name, span(one), one.happened),
        })
        .collect();
    bars::rows(&scale, &[NOT_PAID_BY_CUSTOMERS, crate::assess::score::PAYMENTS_FUNDED_FROM], &rows)
}

fn span(one: &Scored) -> String {
    let (low, high) = (words::trimmed(one.low, 0), words::trimmed(one.high, 0));
    if low == high { low } else { format!("{low}–{high}") }
}

fn numbers(scored: &[&Scored]) -> Markup {
    let rows = html! {
        @for one in scored {
            tr {
                th scope="row" { (one.name) }
                td { (span(one)) }
                td { (one.kept.map_or_else(|| "not documented".to_owned(), words::percent)) }
                td { @if one.kept.is_none() { "" } @else if missed(one) { "yes" } @else { "no" } }
                td.left.wraps { (one.happened) }
                td.left.wraps { (one.source) }
            }
        }
    };
    table(
        "Scores as of a day of the past, and what came later",
        &["Income", "Score", "Left a year later", "Missed", "What happened", "Source"],
        &rows,
    )
}

#[cfg(test)]
mod tests {
    use super::{Scored, figure, missed};

    fn scored(name: &str, low: f64, kept: Option<f64>) -> Scored {
        Scored {
            name: name.to_owned(), low, high: low + 10.0, kept, happened: "…".to_owned(), source: "…".to_owned()
        }
    }

    #[test]
    fn misses_are_told_either_way() {
        assert!(missed(&scored("lived on", 10.0, Some(0.9))));
        assert!(missed(&scored("fell", 80.0, Some(0.1))));
        assert!(!missed(&scored("fell", 10.0, Some(0.1))));
        assert!(!missed(&scored("who knows", 10.0, None)));
        let all = [scored("fell", 10.0, Some(0.1)), scored("lived on", 10.0, Some(0.9))];
        assert!(figure(&all).draw().into_string().contains("the score missed 1: lived on."));
    }
}
