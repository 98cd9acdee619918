//! The amounts that every change has to pass. More: `cargo run --release -p usufruct-durability -- --help`.

mod faults;
mod power_cut;
