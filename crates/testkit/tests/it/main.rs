//! The tests of whole worlds, in one binary.

mod differential;
mod simulated_year;
mod stories;
