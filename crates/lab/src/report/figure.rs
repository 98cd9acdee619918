//! The ten figures. Each has a sentence above it that says what it shows, computed from what it shows; exact definitions
//! and all of its numbers as a table behind it.

pub mod fan;
pub mod origins;
pub mod survival;
pub mod matrix;
pub mod runway;
pub mod customers;
pub mod controller;
pub mod sniper;
pub mod tornado;
pub mod outcome;

use maud::{Markup, html};

use super::reading;
use crate::findings::{Findings, ScenarioSummary};

/// A figure with everything around it.
pub struct Figure {
    pub number: u8,
    /// Of its address in the page, as in `income`.
    pub key: &'static str,
    pub title: &'static str,
    /// What it shows, in a sentence or two.
    pub says: Markup,
    pub picture: Markup,
    /// Terms of it, each with its exact definition.
    pub terms: Vec<(&'static str, Markup)>,
    /// Its numbers.
    pub table: Markup,
}

impl Figure {
    pub fn draw(&self) -> Markup {
        let title = format!("{}-title", self.key);
        html! {
            section id=(self.key) {
                figure role="group" aria-labelledby=(title) data-figure=(self.number) {
                    figcaption {
                        h2 id=(title) { span.number { (self.number) } " " (self.title) }
                        div.says { (self.says) }
                    }
                    (self.picture)
                    @if !self.terms.is_empty() {
                        details {
                            summary { "What the words mean exactly" }
                            dl.terms { @for (term, meaning) in &self.terms { dt { (term) } dd { (meaning) } } }
                        }
                    }
                    details { summary { "The numbers" } (self.table) }
                }
            }
        }
    }
}

/// The same for each scenario, of which the page shows the chosen one.
pub fn each_case(findings: &Findings, draw: impl Fn(usize) -> Markup) -> Markup {
    let asked = reading::asked(findings);
    html! {
        @for scenario in 0..findings.scenarios.len() {
            div class=(case_class(scenario, asked)) { (draw(scenario)) }
        }
    }
}

fn case_class(scenario: usize, asked: usize) -> String {
    format!("case case-{scenario}{}", if scenario == asked { " asked" } else { "" })
}

/// A table that may be wider than a phone.
pub fn table(caption: &str, heads: &[&str], rows: &Markup) -> Markup {
    html! {
        div.scroll.tall tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) }
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// Many small pictures of one kind.
pub fn panels(all: &[Markup]) -> Markup {
    html! { div.panels { @for panel in all { (panel) } } }
}

/// One of them: whose it is, one figure of it, and the picture.
pub fn panel(findings: &Findings, structure: usize, aside: &Markup, chart: &Markup) -> Markup {
    let summary = &findings.structures[structure];
    html! {
        div.panel-box {
            h3 { (summary.name) " " span.structure-key { (summary.key) } }
            p.aside { (aside) }
            (chart)
        }
    }
}

/// In the mood of a sentence: `In the case “no new investors”`.
pub fn in_case(scenario: &ScenarioSummary) -> Markup {
    html! { "In the case “" (scenario.name) "”" }
}

/// `S7 revenue share, smoothed`.
pub fn name_of(findings: &Findings, structure: usize) -> String {
    let summary = &findings.structures[structure];
    format!("{} {}", summary.key, summary.name)
}

/// A day of the tables: `the day before`, `30 days after`.
pub fn day_label(scenario: &ScenarioSummary, day: usize) -> String {
    let shock = usize::try_from(scenario.shock_day).unwrap_or(usize::MAX);
    if day < shock { format!("day {day}, before") } else { format!("day {day}, {} after", day - shock) }
}
