//! The binary as its users run it.

mod assess;
mod audit;
mod chain;
mod demo;
mod help;
mod kills;
mod lab;
mod program;
