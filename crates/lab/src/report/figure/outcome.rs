//! Figure 10: the score at the time, and what became of the income.

use maud::{Markup, html};

use super::{Figure, table};
use crate::assess::back_test::{CASES, Case, Outcome, judged, miss, tau_b};
use crate::assess::score::{MIXED_FROM, PAYMENTS_FUNDED_FROM, Score};
use crate::report::picture::bars::{self, Bar, Row};
use crate::report::picture::scale::Scale;
use crate::report::words;

/// An income that was scored as of a day of the past.
struct Scored {
    case: &'static Case,
    /// Nothing assumed, and if what the figures do not name did not happen.
    sure: Score,
    complete: Score,
}

impl Scored {
    fn missed(&self) -> Option<&'static str> {
        miss(&self.complete, self.case.outcome)
    }
}

/// All of the back-test, the highest scores first.
fn scored() -> Vec<Scored> {
    // None is lost: a test counts them.
    let judge = |case| judged(case).map(|found| Scored { case, sure: found.score, complete: found.score_if_complete });
    let mut all: Vec<Scored> = CASES.iter().filter_map(|case| judge(case).ok()).collect();
    all.sort_by(|a, b| b.complete.high.total_cmp(&a.complete.high).then(a.case.from.cmp(&b.case.from)));
    all
}

pub fn figure() -> Figure {
    let all = scored();
    Figure {
        number: 10,
        key: "outcome",
        title: "The score, and what came later",
        says: html! {
            p {
                "Incomes of the past, scored by what was public then. The rule was frozen before. The upper bar, green: from the least to the most that the figures allow, if what \
                 they do not name did not happen. The lower bar, orange: what was left of the income later: less than a quarter, more, or three quarters and more."
            }
            p { (said(&all)) }
        },
        picture: picture(&all),
        terms: vec![
            (
                "Score",
                html! { "The share of the income, of 100, that would still be paid over the next year if new money stopped on that day (“Run it again” has the rule). With nothing assumed at all almost every one is 0 to 100: no public figures say when the payers came." },
            ),
            (
                "What was left",
                html! { "Income in dollars for each unit that was in it, as judged from what was written later: gone (below a quarter), reduced, or kept (three quarters and more). Still issued: paid by new tokens for the most part, and nobody wrote down how much in dollars." },
            ),
            (
                "A miss",
                html! { "Gone, although the high end was 30 or more; or kept, although the high end was below 30." },
            ),
            (
                "Too few",
                html! { "These are known stories, chosen because their figures are public. They are too few for any weight, threshold or significance. The page docs/back-test.md has them with all sources." },
            ),
        ],
        table: numbers(&all),
    }
}

/// Misses are told before anything else.
fn said(all: &[Scored]) -> Markup {
    let misses: Vec<&str> = all.iter().filter(|one| one.missed().is_some()).map(|one| one.case.name).collect();
    let known = all.iter().filter(|one| one.case.outcome != Outcome::StillIssued);
    let pairs: Vec<(f64, f64)> = known.map(|one| (one.complete.high, f64::from(one.case.outcome as u8))).collect();
    let not_shown: Vec<&Scored> = all.iter().filter(|one| one.complete.low < MIXED_FROM).collect();
    let lasted = not_shown.iter().filter(|one| one.case.outcome == Outcome::Kept).count();
    html! {
        "Of " (all.len()) " incomes, the score missed " (misses.len()) @if !misses.is_empty() { ": " (words::listed(&misses)) } ". "
        @if let Some(tau) = tau_b(&pairs) {
            "The order of the high ends agrees with the order of the outcomes by " (words::trimmed(tau, 2)) " (Kendall’s tau-b, 1 is full agreement, n " (pairs.len()) "). "
        }
        "By the low end, on which the verdict rests, " (not_shown.len()) " of them are not shown to be paid by customers, and " (lasted) " of those lasted: no public figures say when the payers came."
    }
}

/// Where on the score's axis an outcome lies.
fn left(outcome: Outcome) -> Option<(f64, f64)> {
    match outcome {
        Outcome::Gone => Some((0.0, 25.0)),
        Outcome::Reduced => Some((25.0, 75.0)),
        Outcome::Kept => Some((75.0, 100.0)),
        Outcome::StillIssued => None,
    }
}

fn picture(all: &[Scored]) -> Markup {
    let row = |one: &Scored| {
        let mut bars = vec![Bar { from: one.complete.low, to: one.complete.high, class: "allowed" }];
        bars.extend(left(one.case.outcome).map(|(from, to)| Bar { from, to, class: "became" }));
        Row {
            name: html! { (one.case.name) ", " (one.case.from.strftime("%b %Y")) small { (one.case.what_happened) } },
            figure: html! { (span(&one.complete)) small { b { (one.case.outcome.words()) } } },
            bars,
            interval: None,
            title: format!("{}: score {}; {}", one.case.name, span(&one.complete), one.case.what_happened),
        }
    };
    let rows: Vec<Row> = all.iter().map(row).collect();
    bars::rows(&Scale::linear(0.0, 100.0), &[0.0, MIXED_FROM, PAYMENTS_FUNDED_FROM, 100.0], &rows)
}

fn span(score: &Score) -> String {
    let (low, high) = (words::trimmed(score.low, 0), words::trimmed(score.high, 0));
    if low == high { low } else { format!("{low} to {high}") }
}

fn numbers(all: &[Scored]) -> Markup {
    let rows = html! {
        @for one in all {
            tr {
                th scope="row" { (one.case.name) }
                td { (one.case.from) }
                td { (span(&one.sure)) }
                td { (span(&one.complete)) }
                td { (one.case.outcome.words()) }
                td.left.wraps { (one.missed().unwrap_or("no")) }
                td.left.wraps { (one.case.source) }
            }
        }
    };
    let heads = ["Income", "As of", "Nothing assumed", "If complete", "Outcome", "Missed", "Source of the figures"];
    table("Scores as of a day of the past, and what came later", &heads, &rows)
}

#[cfg(test)]
mod tests {
    use super::{CASES, figure, scored};

    #[test]
    fn no_income_of_the_back_test_is_left_out() {
        assert_eq!(scored().len(), CASES.len());
    }

    #[test]
    fn every_miss_is_named_above_the_picture() {
        let drawn = figure().draw().into_string();
        let above = drawn.split("</figcaption>").next().expect("what is said").to_owned();
        let misses: Vec<&str> = scored().iter().filter(|one| one.missed().is_some()).map(|one| one.case.name).collect();
        assert!(!misses.is_empty(), "the back-test has misses");
        assert!(
            misses.iter().all(|name| above.contains(&name.replace('\'', "&#39;")) || above.contains(name)),
            "{above}"
        );
    }
}
