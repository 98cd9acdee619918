//! Coverage and runway through time.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::assess::Assessment;
use crate::assess::assessment::Standing;
use crate::report::picture::axis::{Chart, Labels, Plane};
use crate::report::picture::scale::Scale;
use crate::report::picture::{area, line};
use crate::report::words;

/// What is drawn of a runway: from one day to ten years; above is what has no limit.
const RUNWAY_MAX_DAYS: f64 = 3_650.0;
const COVERAGE_MAX: f64 = 2.0;

/// Days from the first figure.
pub fn day_of(found: &Assessment, date: Date) -> f64 {
    found.from.until(date).map_or(0.0, |span| f64::from(span.get_days()))
}

/// First and last day, and one between if there is room.
pub fn dates(found: &Assessment) -> Labels {
    let end = day_of(found, found.to);
    vec![(0.0, found.from.to_string()), (end, found.to.to_string())]
}

pub fn track(found: &Assessment) -> Markup {
    html! {
        section #track aria-labelledby="track-title" {
            h2 id="track-title" { "Is it earned, and how long would a reserve last" }
            @if found.track.is_empty() {
                p { "Nothing is promised, or the figures do not tell: there is no coverage and no runway to draw." }
            } @else {
                p { (said(&found.track)) }
                h3.strip-title { "Coverage: earned, of what is promised" }
                (strip(found, "Coverage through time", Scale::linear(0.0, COVERAGE_MAX), [0.0, 1.0, 2.0].map(|part| (part, words::percent(part))).to_vec(), &|day| (day.coverage.low(), day.coverage.high())))
                h3.strip-title { "Runway: days until the reserve is empty" }
                (strip(found, "Runway through time", Scale::logarithmic(1.0, RUNWAY_MAX_DAYS), vec![(1.0, "1 day".to_owned()), (30.0, "1 month".to_owned()), (365.0, "1 year".to_owned()), (RUNWAY_MAX_DAYS, "10 years".to_owned())], &|day| (day.runway_days.low(), day.runway_days.high())))
            }
        }
    }
}

fn said(track: &[Standing]) -> Markup {
    let short = track.iter().filter(|day| day.coverage.high() < 1.0).count();
    let may_be = track.iter().filter(|day| day.coverage.low() < 1.0 && day.coverage.high() >= 1.0).count();
    html! {
        "Of " (track.len()) @if track.len() == 1 { " period, " } @else { " periods, " } (short) " did not earn what was promised"
        @if may_be > 0 { ", and " (may_be) " may or may not have" }
        ". The band reaches from the least to the most that the figures allow; the line at 100 % is a promise that is just earned."
    }
}

fn strip(found: &Assessment, name: &str, y: Scale, ys: Labels, of: &dyn Fn(&Standing) -> (f64, f64)) -> Markup {
    let plane = Plane { x: Scale::linear(0.0, day_of(found, found.to)), y };
    let ends = |which: fn((f64, f64)) -> f64| -> Vec<(f64, f64)> {
        found.track.iter().map(|day| (day_of(found, day.date), which(of(day)))).collect()
    };
    let (low, high) = (ends(|ends| ends.0), ends(|ends| ends.1));
    let geometry = html! {
        (area::band(&plane, &low, &high, "band half-band"))
        (line::line(&plane, &low, "line"))
        (line::line(&plane, &high, "line"))
        @if let [only] = found.track.as_slice() { (line::whisker(&plane, day_of(found, only.date), of(only).0, of(only).1, "interval")) }
    };
    Chart { plane, name, form: "strip", xs: dates(found), ys }.draw(&geometry, &html! {})
}
