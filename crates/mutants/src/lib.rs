//! Mutation testing of the contracts: break them in every small way, one at a time, and see whether a test notices.
//!
//! ```text
//! project (sources, settings) ─► compiler (warm) ─► syntax ─► operators ─► mutants
//!                                                                            │ one at a time
//!                           model, bytecode, Solidity tests ◄── cascade ◄────┘
//!                                                                  └─► report, equivalents
//! ```
//!
//! A survivor is a test that is missing, or a program that is the same: `equivalent.toml` says for each of the latter why.
//! What is decided does not depend on the number of threads: the judges are seeded, and one mutant knows nothing of another.

pub mod project;
pub mod syntax;
pub mod compiler;

pub mod mutant;
pub mod operators;

pub mod roll;
pub mod suite;
pub mod cascade;
pub mod verdicts;

pub mod equivalents;
pub mod report;
