//! The JSON API: figures are the chain's own, and everybody is told clearly what they are.

mod figures;
mod forks;
mod surface;
mod statements;
mod live;
