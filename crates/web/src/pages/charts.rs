//! Charts as inline SVG, drawn on the server from exact integers.
//!
//! Geometry stretches with the page and words do not: labels are HTML beside the picture, so that they stay legible on a
//! phone. Scaling happens in the last step only, in 512 bits, rounded down; every picture has its figures in a table or text next
//! to it. Colours come from classes, patterns from a presentation attribute: the security policy allows no style attributes.

use alloy::primitives::{U256, U512};
use maud::{Markup, html};

/// Units of a picture's height, and of the width of pictures that are drawn by time.
const HEIGHT: u32 = 1_000;
const WIDTH: u32 = 1_000;
/// Units of one bar and of the space around it.
const SLOT: usize = 40;
const BAR: usize = 26;

/// What a part of a bar is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    Voucher,
    Transfer,
    Remitted,
    SelfPaid,
    Rest,
}

impl Fill {
    fn class(self) -> &'static str {
        match self {
            Self::Voucher => "fill-voucher",
            Self::Transfer => "fill-transfer",
            Self::Remitted => "edge-remitted",
            Self::SelfPaid => "fill-self",
            Self::Rest => "fill-rest",
        }
    }

    /// Hatched, so that it is told from the others without colours.
    fn pattern(self) -> Option<&'static str> {
        (self == Self::Remitted).then_some("url(#hatch)")
    }
}

/// One bar, from the bottom to the top; none where there is nothing to say.
pub struct Bar {
    pub parts: Vec<(Fill, U256)>,
    /// Read out when the bar is pointed at or has the focus.
    pub title: String,
}

/// The hatching that charts of a page use; once in every page.
pub fn patterns() -> Markup {
    html! {
        svg.hidden width="0" height="0" aria-hidden="true" {
            defs {
                pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.fill-remitted-ground width="8" height="8" {}
                    line.stroke-remitted x1="0" y1="0" x2="0" y2="8" {}
                }
            }
        }
    }
}

/// Stacked bars under the line `top`; `ys` are the labels at the top, in the middle and at the bottom, `xs` those below.
pub fn bars(label: &str, bars: &[Option<Bar>], top: U256, ys: [String; 3], xs: &[Markup]) -> Markup {
    let width = bars.len() * SLOT;
    html! {
        div.chart data-chart {
            div.ys aria-hidden="true" { @for y in ys { span { (y) } } }
            svg viewBox=(format!("0 0 {width} {HEIGHT}")) preserveAspectRatio="none" role="group" aria-label=(label) {
                (grid(width))
                @for (place, bar) in bars.iter().enumerate() {
                    @if let Some(bar) = bar { (one_bar(place, bar, top)) }
                }
            }
            div.xs aria-hidden="true" { @for x in xs { span { (x) } } }
            p.readout.scripted-only aria-live="polite" data-readout { "Point at a bar, or walk along with the arrow keys, to read it." }
        }
    }
}

fn one_bar(place: usize, bar: &Bar, top: U256) -> Markup {
    let left = place * SLOT + (SLOT - BAR) / 2;
    let mut below = U256::ZERO;
    html! {
        g.mark-at role="img" aria-label=(bar.title) tabindex="-1" data-mark {
            title { (bar.title) }
            rect.slot x=(place * SLOT) y="0" width=(SLOT) height=(HEIGHT) {}
            @for (fill, amount) in bar.parts.iter().filter(|(_, amount)| !amount.is_zero()) {
                @let from = scaled(below, top, HEIGHT);
                @let to = { below = below.saturating_add(*amount); scaled(below, top, HEIGHT) };
                // What is there is never drawn as nothing.
                @let height = (to - from).max(4);
                rect class=(fill.class()) fill=[fill.pattern()] x=(left) y=(HEIGHT - from.min(HEIGHT - height) - height) width=(BAR) height=(height) {}
            }
        }
    }
}

fn grid(width: usize) -> Markup {
    html! {
        @for y in [0, HEIGHT / 2] { line.grid x1="0" x2=(width) y1=(y) y2=(y) {} }
        line.grid.base x1="0" x2=(width) y1=(HEIGHT) y2=(HEIGHT) {}
    }
}

/// A point of a line: where along, in 1/1000 of the width, and how much.
pub struct Point {
    pub along: u32,
    pub amount: U256,
}

/// One line with its area, under the line `top`; `floor` is drawn across.
pub fn line(label: &str, points: &[Point], top: U256, floor: Option<U256>, ys: [String; 3], xs: &[Markup]) -> Markup {
    let path = path(points, top);
    let ends = points.first().zip(points.last());
    html! {
        div.chart {
            div.ys aria-hidden="true" { @for y in ys { span { (y) } } }
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" role="img" aria-label=(label) {
                (grid(usize::try_from(WIDTH).unwrap_or(0)))
                @if let Some((first, last)) = ends {
                    path.area d=(format!("{path} L{} {HEIGHT} L{} {HEIGHT} Z", last.along, first.along)) {}
                }
                path.line d=(path) {}
                @if let Some(floor) = floor {
                    @let y = HEIGHT - scaled(floor, top, HEIGHT);
                    line.floor x1="0" x2=(WIDTH) y1=(y) y2=(y) {}
                }
            }
            div.xs aria-hidden="true" { @for x in xs { span { (x) } } }
        }
    }
}

fn path(points: &[Point], top: U256) -> String {
    let mut path = String::new();
    for (place, point) in points.iter().enumerate() {
        let y = HEIGHT - scaled(point.amount, top, HEIGHT);
        let draw = if place == 0 { "M" } else { " L" };
        path += &format!("{draw}{} {y}", point.along);
    }
    path
}

/// A whole as one lying bar in parts.
pub fn lying_bar(label: &str, parts: &[(Fill, U256)], whole: U256, thin: bool) -> Markup {
    let mut before = U256::ZERO;
    html! {
        svg.bar.thin[thin] viewBox=(format!("0 0 {WIDTH} 10")) preserveAspectRatio="none" role="img" aria-label=(label) {
            @for (fill, amount) in parts {
                @let from = scaled(before, whole, WIDTH);
                @let to = { before = before.saturating_add(*amount); scaled(before, whole, WIDTH) };
                rect class=(fill.class()) fill=[fill.pattern()] x=(from) y="0" width=(to - from) height="10" {}
            }
        }
    }
}

/// A sample of a fill, beside its name.
pub fn swatch(fill: Fill) -> Markup {
    html! {
        svg viewBox="0 0 14 14" aria-hidden="true" {
            rect class=(fill.class()) fill=[fill.pattern()] x="0.5" y="0.5" width="13" height="13" {}
        }
    }
}

/// `amount * length / whole`, rounded down, at most `length`; nothing of nothing.
fn scaled(amount: U256, whole: U256, length: u32) -> u32 {
    let product = U512::from(amount.min(whole)) * U512::from(length);
    product.checked_div(U512::from(whole)).and_then(|place| u32::try_from(place).ok()).unwrap_or(0)
}

/// The least round number (whose half is round too) that is not less than `largest`; one of nothing.
pub fn round_up(largest: U256) -> U256 {
    let mut step = U256::ONE;
    loop {
        for times in [1_u8, 2, 3, 4, 5, 6, 8] {
            let Some(bound) = step.checked_mul(U256::from(times)) else { return U256::MAX };
            if bound >= largest {
                return bound;
            }
        }
        let Some(next) = step.checked_mul(U256::from(10)) else { return U256::MAX };
        step = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        let round = |amount: u64| round_up(U256::from(amount));
        assert_eq!(
            [0, 1, 3, 11, 21, 501, 801, 1_000].map(round),
            [1_u64, 1, 3, 20, 30, 600, 1_000, 1_000].map(U256::from)
        );
        assert_eq!(round_up(U256::MAX), U256::MAX);
    }

    #[test]
    fn scaling_is_exact_at_the_ends_and_never_overflows() {
        assert_eq!(scaled(U256::MAX, U256::MAX, HEIGHT), HEIGHT);
        assert_eq!(scaled(U256::MAX - U256::ONE, U256::MAX, HEIGHT), HEIGHT - 1);
        assert_eq!(scaled(U256::MAX, U256::ONE, HEIGHT), HEIGHT);
        assert_eq!(scaled(U256::ONE, U256::ZERO, HEIGHT), 0);
    }

    #[test]
    fn the_parts_of_a_bar_fill_it_without_gap_or_overlap() {
        let third = |fill| (fill, U256::from(1));
        let parts = [third(Fill::Voucher), third(Fill::Transfer), third(Fill::Remitted)];
        let svg = lying_bar("thirds", &parts, U256::from(3), false).into_string();
        for (x, width) in [(0, 333), (333, 333), (666, 334)] {
            assert!(svg.contains(&format!(r#"x="{x}" y="0" width="{width}""#)), "{svg}");
        }
    }
}
