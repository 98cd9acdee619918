//! Lines, dots and whiskers.

use std::fmt::Write;

use maud::{Markup, html};

use super::axis::Plane;

/// Points of the plane, in its values.
pub type Points = [(f64, f64)];

/// Through all points; where one is no number, the line is broken.
pub fn line(plane: &Plane, points: &Points, class: &str) -> Markup {
    html! { path class=(class) d=(path(plane, points)) {} }
}

/// Each value holds until the next one.
pub fn steps(plane: &Plane, points: &Points, class: &str) -> Markup {
    line(plane, &stepped(points), class)
}

/// The corners of a line whose values hold until the next one.
pub fn stepped(points: &Points) -> Vec<(f64, f64)> {
    let mut corners: Vec<(f64, f64)> = Vec::with_capacity(points.len());
    for (place, &(x, y)) in points.iter().enumerate() {
        let changed = corners.last().is_none_or(|last| last.1 != y);
        if changed && let Some(&(_, before)) = corners.last() {
            corners.push((x, before));
        }
        if changed || place + 1 == points.len() {
            corners.push((x, y));
        }
    }
    corners
}

/// Round, however the picture is stretched.
pub fn dot(plane: &Plane, at: (f64, f64), class: &str) -> Markup {
    html! { path class=(class) d=(format!("M{} {}h0", plane.x.along(at.0), plane.y.down(at.1))) {} }
}

/// From `low` to `high` above one place: an interval.
pub fn whisker(plane: &Plane, x: f64, low: f64, high: f64, class: &str) -> Markup {
    let (x, low, high) = (plane.x.along(x), plane.y.down(low), plane.y.down(high));
    html! { path class=(class) d=(format!("M{x} {low}V{high}")) {} }
}

/// A path's data. Written relatively, because differences are short; from rounded places, so that they do not add up.
pub fn path(plane: &Plane, points: &Points) -> String {
    let mut text = String::new();
    let mut last: Option<(i32, i32)> = None;
    for &(x, y) in points {
        if x.is_nan() || y.is_nan() {
            last = None;
            continue;
        }
        let at = (plane.x.along(x), plane.y.down(y));
        // Writing to a string cannot fail.
        let _ = match last {
            None => write!(text, "M{} {}", at.0, at.1),
            Some(before) => step(&mut text, before, at),
        };
        last = Some(at);
    }
    text
}

fn step(text: &mut String, from: (i32, i32), to: (i32, i32)) -> std::fmt::Result {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    match (x, y) {
        (0, 0) => Ok(()),
        (_, 0) => write!(text, "h{x}"),
        (0, _) => write!(text, "v{y}"),
        (_, _) if y < 0 => write!(text, "l{x}{y}"),
        (_, _) => write!(text, "l{x} {y}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{path, stepped};
    use crate::report::picture::{axis::Plane, scale::Scale};

    fn plane() -> Plane {
        Plane { x: Scale::linear(0.0, 2_000.0), y: Scale::linear(0.0, 2_000.0) }
    }

    #[test]
    fn differences_do_not_add_up() {
        let points: Vec<(f64, f64)> = (0..100).map(|n| (f64::from(n) * 0.4, 0.0)).collect();
        let data = path(&plane(), &points);
        let sum: i32 = data.split('h').skip(1).map(|part| part.parse::<i32>().expect("a step along")).sum();
        assert_eq!(sum, 40, "{data}");
    }

    #[test]
    fn a_line_is_broken_where_there_is_nothing() {
        let data = path(&plane(), &[(0.0, 0.0), (1.0, 5.0), (2.0, f64::NAN), (3.0, 0.0), (4.0, 0.0)]);
        assert_eq!(data, "M0 2000l1-5M3 2000h1");
    }

    #[test]
    fn steps_keep_only_their_corners() {
        let points = [(0.0, 1.0), (1.0, 1.0), (2.0, 0.5), (3.0, 0.5)];
        assert_eq!(stepped(&points), [(0.0, 1.0), (2.0, 1.0), (2.0, 0.5), (3.0, 0.5)]);
    }
}
