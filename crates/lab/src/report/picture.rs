//! Pictures as inline SVG.
//!
//! Geometry stretches with the page and words do not: labels are HTML over the picture, placed in parts of its size, so
//! that they are as legible on a phone as on a desk. Lines keep their width when stretched, and dots stay round, because
//! they are drawn as lines of no length. Colours come from classes, so that light, dark and paper each have their own.

pub mod scale;
pub mod axis;
pub mod line;
pub mod area;
pub mod bars;
pub mod heat;
