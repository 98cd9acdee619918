//! A report that people can look at: one file, which asks nothing of the network.
//!
//! Made from [`Findings`] (or from an [`Assessment`]) alone, so that the same run gives the same page. Whatever it says in words is computed by
//! [`reading`] and the figures from what they show; no sentence is there before the numbers are. Pictures are drawn here
//! ([`picture`]), each with its numbers as a table behind it. Text from scenarios and structures is other people's: maud
//! escapes it, and it never becomes a style or a name of a class.

pub mod words;
pub mod reading;
pub mod picture;
pub mod history;
pub mod figure;
mod opening;
mod limits;
mod page;
pub(crate) mod assessed;

use maud::html;

use crate::assess::Assessment;
use crate::findings::Findings;
use figure::Figure;

/// The report of a run.
pub fn simulation(findings: &Findings) -> String {
    let figures = figures(findings);
    let body = html! {
        (opening::opening(findings, &figures))
        div.pictures {
            (opening::chooser(findings))
            @for figure in &figures { (figure.draw()) }
        }
        (limits::limits())
        (limits::structures(findings))
        (limits::again(findings))
    };
    page::page("Which income survives when new money stops?", &page::case_rules(findings), &body).into_string()
}

/// The report of an assessment.
pub fn assessment(found: &Assessment) -> String {
    page::page(&found.name, "", &assessed::body(found)).into_string()
}

/// In the order in which they answer each other's questions.
fn figures(findings: &Findings) -> [Figure; 10] {
    [
        figure::fan::figure(findings),
        figure::origins::figure(findings),
        figure::survival::figure(findings),
        figure::matrix::figure(findings),
        figure::runway::figure(findings),
        figure::customers::figure(findings),
        figure::controller::figure(findings),
        figure::sniper::figure(findings),
        figure::tornado::figure(findings),
        figure::outcome::figure(),
    ]
}

#[cfg(test)]
pub(crate) mod specimen;
#[cfg(test)]
mod tests;
