//! The lab: which passive income survives when new money stops?
//!
//! Two jobs. *Simulate*: ways of paying an income (structures) live through the same days, the same shocks, the same
//! customers and markets, and are measured alike; ours among them, by the very rules of the contracts. *Assess*: whose
//! money was an income, in anybody's figures, and how much of it would go on for a year if new money stopped today?
//!
//! ```text
//!  scenario (TOML) ─► path: what happens, day by day ─► structure ─► flows ─► metric ─► findings ─► report, tables
//!                     one for all structures             S1..S8, C0, C1
//!
//!  figures (CSV, Parquet, ledger) ─► origins o1..o6 ─┐
//!  payments ─► flow: FIFO, temporal max-flow ────────┴─► score, flags ─► report
//! ```
//!
//! Money that people own is counted in integers by `model`. What is simulated here are hypotheses about people and
//! markets, in floating-point dollars; results are the same, bit for bit, for any number of threads.

pub mod scenario;
pub mod path;
pub mod law;
pub mod validation;
pub mod structure;
pub mod statistics;
pub mod metric;
pub mod findings;
pub mod run;
pub mod flow;
pub mod experiment;
pub mod export;
pub mod assess;
pub mod report;
pub mod lanes;
pub mod reference_model;
