//! What the program tells about itself while it runs: one line per event, on stderr, so that stdout stays the result's.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Chooses what is logged, in the syntax of tracing's filters; warnings and errors by default.
const FILTER_VARIABLE: &str = "USUFRUCT_LOG";

/// Installs the logger. To be called once, first thing.
pub fn install() {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::WARN.into())
        .with_env_var(FILTER_VARIABLE)
        .from_env_lossy();
    let stderr = std::io::stderr;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).with_ansi(stderr().is_terminal()).init();
}
