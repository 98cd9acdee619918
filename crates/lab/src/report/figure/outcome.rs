//! Figure 10: the score at the time, and what became of the income.

use maud::html;

use super::Figure;

pub fn figure() -> Figure {
    Figure {
        number: 10,
        key: "outcome",
        title: "The score, and what came later",
        says: html! { p { "No back-test is part of this report." } },
        picture: html! {},
        terms: Vec::new(),
        table: html! { p { "None." } },
    }
}
