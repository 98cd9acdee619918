//! One file per verb: its arguments, and what it does with them.

pub mod audit;
mod books;
pub mod chain;
pub mod demo;
pub mod lab;
