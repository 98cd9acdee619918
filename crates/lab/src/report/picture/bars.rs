//! Lying bars, one to a row: names to the left (above on a phone), figures to the right.

use maud::{Markup, html};

use super::axis::places;
use super::scale::Scale;

/// One row.
pub struct Row {
    pub name: Markup,
    /// What is written at the end.
    pub figure: Markup,
    pub bars: Vec<Bar>,
    /// The 95 % interval, as a thin line.
    pub interval: Option<(f64, f64)>,
    /// For who points at it.
    pub title: String,
}

/// From one value to another.
pub struct Bar {
    pub from: f64,
    pub to: f64,
    pub class: &'static str,
}

/// All rows over one scale; `marks` are drawn through all of them.
pub fn rows(scale: &Scale, marks: &[f64], all: &[Row]) -> Markup {
    html! {
        div.rows {
            @for row in all {
                div.row title=(row.title) {
                    div.row-name { (row.name) }
                    div.track aria-hidden="true" {
                        @for mark in marks { span.mark style=(format!("left:{}", places(scale.part(*mark)))) {} }
                        @for bar in &row.bars { (stretch("bar", bar.class, scale, bar.from, bar.to)) }
                        @if let Some((low, high)) = row.interval { (stretch("whisker", "", scale, low, high)) }
                    }
                    div.row-figure { (row.figure) }
                }
            }
        }
    }
}

/// What is there is never drawn as nothing (the sheet gives it a least width).
fn stretch(kind: &str, class: &str, scale: &Scale, from: f64, to: f64) -> Markup {
    let (a, b) = (scale.part(from), scale.part(to));
    let place = format!("left:{};width:{}", places(a.min(b)), places((b - a).abs()));
    html! { span class={ (kind) " " (class) } style=(place) {} }
}

#[cfg(test)]
mod tests {
    use maud::html;

    use super::{Bar, Row, rows};
    use crate::report::picture::scale::Scale;

    #[test]
    fn a_bar_may_go_either_way() {
        let row = |from, to| Row {
            name: html! {},
            figure: html! {},
            bars: vec![Bar { from, to, class: "b" }],
            interval: None,
            title: String::new(),
        };
        let scale = Scale::linear(-1.0, 1.0);
        let drawn = |from, to| rows(&scale, &[], &[row(from, to)]).into_string();
        assert!(drawn(0.0, 0.5).contains("left:50%;width:25%"));
        assert_eq!(drawn(0.5, 0.0), drawn(0.0, 0.5));
    }
}
