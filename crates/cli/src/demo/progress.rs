//! What the replay shows while it runs: a moving line on a terminal, a plain line every few seconds elsewhere. All on stderr.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::money::Usd;
use crate::clock::Stopwatch;

/// Between two plain lines.
const PLAIN_EVERY: Duration = Duration::from_secs(5);
const DRAWS_PER_SECOND: u8 = 5;

/// How far the replay is.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    pub requests: usize,
    /// Cash units charged.
    pub revenue: u128,
    /// Of one unit now, ready to read.
    pub price: String,
    /// Cash units of income that one whole share has earned, ready to read.
    pub income_per_share: String,
}

pub struct Progress {
    requests: usize,
    since: Stopwatch,
    bar: Option<ProgressBar>,
    printed: Duration,
}

impl Progress {
    pub fn begin(requests: usize) -> Progress {
        let bar = std::io::stderr().is_terminal().then(|| {
            let target = ProgressDrawTarget::stderr_with_hz(DRAWS_PER_SECOND);
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} requests  {msg}")
                .expect("the template is valid: a test draws it");
            ProgressBar::with_draw_target(Some(requests as u64), target).with_style(style)
        });
        Progress { requests, since: Stopwatch::start(), bar, printed: Duration::ZERO }
    }

    pub fn show(&mut self, standing: &Standing) {
        let elapsed = self.since.elapsed();
        if let Some(bar) = &self.bar {
            bar.set_position(standing.requests as u64);
            bar.set_message(self.figures(standing, elapsed));
        } else if elapsed >= self.printed + PLAIN_EVERY {
            self.printed = elapsed;
            let figures = self.figures(standing, elapsed);
            eprintln!("{}/{} requests  {figures}", standing.requests, self.requests);
        }
    }

    pub fn end(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }

    fn figures(&self, standing: &Standing, elapsed: Duration) -> String {
        let left = time_left(elapsed, standing.requests, self.requests);
        format!(
            "revenue {}  price {}  income per share {}  {left} left",
            Usd(standing.revenue),
            standing.price,
            standing.income_per_share
        )
    }
}

/// If the rest goes as fast as what is done.
fn time_left(elapsed: Duration, done: usize, all: usize) -> String {
    if done == 0 {
        return "unknown time".to_owned();
    }
    let seconds = all.saturating_sub(done) as u128 * elapsed.as_millis() / done as u128 / 1000;
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {} s", seconds / 60, seconds % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_can_be_drawn() {
        assert!(ProgressStyle::with_template("{bar:30} {pos}/{len} requests  {msg}").is_ok());
    }

    #[test]
    fn the_rest_is_taken_to_go_as_fast_as_what_is_done() {
        assert_eq!(time_left(Duration::from_secs(10), 100, 400), "30 s");
        assert_eq!(time_left(Duration::from_secs(10), 10, 400), "6 min 30 s");
        assert_eq!(time_left(Duration::from_secs(10), 0, 400), "unknown time");
    }
}
