//! What a run shows while it works: a moving bar on a terminal, a plain line every few seconds elsewhere. All on stderr.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::clock::Stopwatch;

/// Between two plain lines.
const PLAIN_EVERY: Duration = Duration::from_secs(5);
const DRAWS_PER_SECOND: u8 = 5;
const TEMPLATE: &str = "{bar:30} {pos}/{len} paths  {eta} left";

/// How much is done. Any thread may add to it.
pub struct Progress {
    bar: ProgressBar,
    since: Stopwatch,
    /// When the last plain line was printed; none on a terminal, where the bar draws itself.
    printed: Option<Mutex<Duration>>,
}

impl Progress {
    pub fn begin(paths: u64) -> Progress {
        let is_terminal = std::io::stderr().is_terminal();
        let target = match is_terminal {
            true => ProgressDrawTarget::stderr_with_hz(DRAWS_PER_SECOND),
            false => ProgressDrawTarget::hidden(),
        };
        let style = ProgressStyle::with_template(TEMPLATE).expect("the template is valid: a test draws it");
        let bar = ProgressBar::with_draw_target(Some(paths), target).with_style(style);
        Progress { bar, since: Stopwatch::start(), printed: (!is_terminal).then(Mutex::default) }
    }

    pub fn add(&self, paths: u64) {
        self.bar.inc(paths);
        // Whoever finds another thread printing has nothing to add.
        let Some(Ok(mut printed)) = self.printed.as_ref().map(Mutex::try_lock) else {
            return;
        };
        let elapsed = self.since.elapsed();
        if elapsed >= *printed + PLAIN_EVERY {
            *printed = elapsed;
            eprintln!("{}/{} paths", self.bar.position(), self.bar.length().unwrap_or_default());
        }
    }

    pub fn end(self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_can_be_drawn() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
        let progress = Progress::begin(10);
        progress.add(4);
        assert_eq!(progress.bar.position(), 4);
    }
}
