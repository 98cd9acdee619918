//! The frame of a picture: grid, labels, and the words that are laid over it.

use maud::{Markup, html};

use super::scale::{EXTENT, Scale};

/// Two scales that belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    pub x: Scale,
    pub y: Scale,
}

/// Labels of one axis: where, and what is written there.
pub type Labels = Vec<(f64, String)>;

/// A picture without its geometry.
pub struct Chart<'a> {
    pub plane: Plane,
    /// What it shows, for who cannot see it.
    pub name: &'a str,
    /// `panel` for one of many, `wide` for one alone, `strip` for one above another.
    pub form: &'static str,
    pub xs: Labels,
    pub ys: Labels,
}

impl Chart<'_> {
    /// With its geometry, and with words over it (see [`word`]).
    pub fn draw(&self, geometry: &Markup, words: &Markup) -> Markup {
        html! {
            div class={ "chart " (self.form) } {
                svg viewBox=(format!("0 0 {EXTENT} {EXTENT}")) preserveAspectRatio="none" role="img" {
                    title { (self.name) }
                    path.grid d=(self.grid()) {}
                    (geometry)
                    path.base d=(format!("M0 {EXTENT}H{EXTENT}")) {}
                }
                div.over aria-hidden="true" {
                    @for (value, label) in &self.ys { (y_label(self.plane.y.part(*value), label)) }
                    @for (value, label) in &self.xs { (x_label(self.plane.x.part(*value), label)) }
                    (words)
                }
            }
        }
    }

    fn grid(&self) -> String {
        self.ys.iter().map(|(value, _)| format!("M0 {}H{EXTENT}", self.plane.y.down(*value))).collect()
    }
}

fn y_label(part: f64, label: &str) -> Markup {
    html! { span.y style=(format!("top:{}", places(1.0 - part))) { (label) } }
}

/// Those at the ends do not reach beyond the picture.
fn x_label(part: f64, label: &str) -> Markup {
    let class = if part < 0.06 {
        "x first"
    } else if part > 0.94 {
        "x last"
    } else {
        "x"
    };
    html! { span class=(class) style=(format!("left:{}", places(part))) { (label) } }
}

/// Which side of its place a word stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
    Middle,
}

/// A word at a place of the plane.
pub fn word(plane: &Plane, at: (f64, f64), side: Side, class: &str, text: &str) -> Markup {
    word_at(plane.x.part(at.0), plane.y.part(at.1), side, class, text)
}

/// A word at parts of the picture's width and height, from the left and from the ground.
pub fn word_at(along: f64, up: f64, side: Side, class: &str, text: &str) -> Markup {
    let side = match side {
        Side::Left => "to-left",
        Side::Right => "to-right",
        Side::Middle => "to-middle",
    };
    html! {
        span class={ "word " (side) " " (class) } style=(format!("left:{};top:{}", places(along), places(1.0 - up))) { (text) }
    }
}

/// Labels beside each other's places, moved apart so that none covers another: parts of the height in, parts out.
pub fn apart(wanted: &[f64], gap: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut placed = wanted.to_vec();
    let mut free_from = 0.0_f64;
    for place in &order {
        placed[*place] = wanted[*place].max(free_from);
        free_from = placed[*place] + gap;
    }
    // Whatever was pushed out at the top comes back down.
    let mut free_to = 1.0_f64;
    for place in order.iter().rev() {
        placed[*place] = placed[*place].min(free_to);
        free_to = placed[*place] - gap;
    }
    placed
}

/// A part as CSS writes it.
pub fn places(part: f64) -> String {
    format!("{}%", crate::report::words::trimmed(part * 100.0, 2))
}

#[cfg(test)]
mod tests {
    use maud::html;

    use super::{Chart, Plane, apart};
    use crate::report::picture::scale::Scale;

    #[test]
    fn labels_do_not_cover_each_other() {
        let placed = apart(&[0.5, 0.5, 0.99, 1.0], 0.1);
        let mut sorted = placed.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] > 0.0999), "{placed:?}");
        assert!(sorted.iter().all(|place| (0.0..=1.0).contains(place)), "{placed:?}");
        assert_eq!(apart(&[0.2, 0.8], 0.1), [0.2, 0.8]);
    }

    #[test]
    fn a_name_that_looks_like_markup_stays_a_name() {
        let plane = Plane { x: Scale::linear(0.0, 1.0), y: Scale::linear(0.0, 1.0) };
        let label = "\"><script>alert(1)</script>".to_owned();
        let chart = Chart { plane, name: &label, form: "panel", xs: vec![(0.0, label.clone())], ys: Vec::new() };
        assert!(!chart.draw(&html! {}, &html! {}).into_string().contains("<script>"));
    }
}
