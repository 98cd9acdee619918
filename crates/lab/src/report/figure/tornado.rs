//! Figure 9: which assumptions the comparison depends on.

use maud::{Markup, html};

use super::{Figure, table};
use crate::findings::{Findings, Tornado, TornadoBar};
use crate::report::picture::bars::{self, Bar, Row};
use crate::report::picture::scale::{Scale, round_up};
use crate::report::words;

pub fn figure(findings: &Findings) -> Figure {
    let tornado = findings.experiments.tornado.as_ref();
    Figure {
        number: 9,
        key: "assumptions",
        title: "What the comparison depends on",
        says: html! { p { @match tornado { None => "This was not part of this run.", Some(tornado) => (said(tornado)) } } },
        picture: html! { @if let Some(tornado) = tornado { (picture(tornado)) } },
        terms: vec![(
            "The bars",
            html! { "The same figure, on the same random numbers, with one assumption at a time set low and set high; all others stay as they are. The line is the figure as usual." },
        )],
        table: html! { @if let Some(tornado) = tornado { (numbers(tornado)) } },
    }
}

fn said(tornado: &Tornado) -> Markup {
    let turns: Vec<&str> =
        tornado.bars.iter().filter(|bar| turns(bar, tornado.usual.value)).map(|bar| bar.parameter.as_str()).collect();
    html! {
        "Measured: " (tornado.figure) "; as usual " (words::percent(tornado.usual.value)) ". Each bar is what it becomes when one assumption is changed, the one that matters most on top. "
        @if turns.is_empty() { "None of the settings that were tried turns it around." }
        @else { "It turns around with: " (words::listed(&turns)) "." }
    }
}

/// Some setting has the other sign.
fn turns(bar: &TornadoBar, usual: f64) -> bool {
    [bar.low.value, bar.high.value].iter().any(|value| value * usual < 0.0)
}

fn picture(tornado: &Tornado) -> Markup {
    let usual = tornado.usual.value;
    let ends = tornado
        .bars
        .iter()
        .flat_map(|bar| [bar.low.low, bar.low.high, bar.high.low, bar.high.high, bar.low.value, bar.high.value]);
    let (lowest, highest) = ends
        .filter(|end| end.is_finite())
        .fold((usual.min(0.0), usual.max(0.0)), |(low, high), end| (low.min(end), high.max(end)));
    let step = round_up(highest - lowest) / 10.0;
    let scale = Scale::linear((lowest / step).floor() * step, (highest / step).ceil() * step);
    let rows: Vec<Row> = tornado.bars.iter().map(|bar| row(bar, usual)).collect();
    bars::rows(&scale, &[0.0, usual], &rows)
}

fn row(bar: &TornadoBar, usual: f64) -> Row {
    let spoken = |setting: &str, estimate| format!("{setting}: {}", words::spoken(estimate, words::percent));
    Row {
        name: html! {
            (bar.parameter)
            small { (bar.low_setting) " → " (words::percent(bar.low.value)) ", " (bar.high_setting) " → " (words::percent(bar.high.value)) }
        },
        figure: html! {},
        bars: vec![
            Bar { from: usual, to: bar.low.value, class: "low" },
            Bar { from: usual, to: bar.high.value, class: "high" },
        ],
        interval: None,
        title: format!(
            "{}. {}; {}",
            bar.parameter,
            spoken(&bar.low_setting, &bar.low),
            spoken(&bar.high_setting, &bar.high)
        ),
    }
}

fn numbers(tornado: &Tornado) -> Markup {
    let rows = html! {
        tr { th scope="row" { "as usual" } td {} (words::cell(&tornado.usual, words::percent)) td {} td {} }
        @for bar in &tornado.bars {
            tr {
                th scope="row" { (bar.parameter) }
                td { (bar.low_setting) }
                (words::cell(&bar.low, words::percent))
                td { (bar.high_setting) }
                (words::cell(&bar.high, words::percent))
            }
        }
    };
    table(&tornado.figure, &["Assumption", "Low", "Becomes", "High", "Becomes"], &rows)
}
