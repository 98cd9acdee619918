//! Areas between two lines, and layers on each other.

use maud::{Markup, html};

use super::axis::Plane;
use super::line::{self, Points};

/// Between two lines over the same places.
pub fn band(plane: &Plane, low: &Points, high: &Points, class: &str) -> Markup {
    let around: Vec<(f64, f64)> = high.iter().chain(low.iter().rev()).copied().collect();
    html! { path class=(class) d=(format!("{}z", line::path(plane, &around))) {} }
}

/// Layers on each other, the first at the bottom: each is drawn down to the ground and the lower ones over it, so that no
/// gap shows between them.
pub fn stack<const LAYERS: usize>(plane: &Plane, columns: &[(f64, [f64; LAYERS])], classes: [&str; LAYERS]) -> Markup {
    let ends = columns.first().zip(columns.last());
    html! {
        @if let Some((first, last)) = ends {
            @for layer in (0..LAYERS).rev().filter(|layer| columns.iter().any(|(_, parts)| parts[*layer] > 0.0)) {
                @let mut top: Vec<(f64, f64)> = columns.iter().map(|(x, parts)| (*x, parts[..=layer].iter().sum())).collect();
                @let () = top.extend([(last.0, 0.0), (first.0, 0.0)]);
                path class=(classes[layer]) d=(format!("{}z", line::path(plane, &top))) {}
            }
        }
    }
}

/// Where there is room in a layer for a word: the middle of the longest stretch on which it is at least `thick`, and how
/// long that stretch is.
pub fn roomiest<const LAYERS: usize>(columns: &[(f64, [f64; LAYERS])], layer: usize, thick: f64) -> Option<Room> {
    let stretches = columns.split(|(_, parts)| parts[layer] < thick);
    let long = |stretch: &&[(f64, [f64; LAYERS])]| Some(stretch.last()?.0 - stretch.first()?.0);
    let longest = stretches.max_by(|a, b| long(a).unwrap_or(-1.0).total_cmp(&long(b).unwrap_or(-1.0)))?;
    let (x, parts) = longest.get(longest.len() / 2)?;
    Some(Room { at: (*x, parts[..layer].iter().sum::<f64>() + parts[layer] / 2.0), length: long(&longest)? })
}

/// Room for a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub at: (f64, f64),
    pub length: f64,
}

#[cfg(test)]
mod tests {
    use super::{Room, band, roomiest, stack};
    use crate::report::picture::{axis::Plane, scale::Scale};

    fn plane() -> Plane {
        Plane { x: Scale::linear(0.0, 1.0), y: Scale::linear(0.0, 2.0) }
    }

    #[test]
    fn a_band_goes_there_above_and_back_below() {
        let drawn = band(&plane(), &[(0.0, 0.0), (1.0, 0.0)], &[(0.0, 1.0), (1.0, 2.0)], "x").into_string();
        assert_eq!(drawn, r#"<path class="x" d="M0 1000l2000-1000v2000h-2000z"></path>"#);
    }

    #[test]
    fn the_lowest_layer_is_drawn_last_and_empty_ones_not_at_all() {
        let drawn = stack(&plane(), &[(0.0, [1.0, 0.0, 0.5]), (1.0, [1.0, 0.0, 1.0])], ["a", "b", "c"]).into_string();
        assert!(!drawn.contains(r#"class="b""#), "{drawn}");
        assert!(drawn.find(r#"class="c""#) < drawn.find(r#"class="a""#), "{drawn}");
    }

    #[test]
    fn a_layer_is_named_where_it_is_thick_for_long() {
        let columns = [(0.0, [1.0, 0.9]), (1.0, [1.0, 0.1]), (2.0, [1.0, 0.6]), (3.0, [1.0, 0.6]), (4.0, [1.0, 0.6])];
        assert_eq!(roomiest(&columns, 1, 0.5), Some(Room { at: (3.0, 1.3), length: 2.0 }));
        assert_eq!(roomiest(&columns, 1, 2.0), None);
    }
}
