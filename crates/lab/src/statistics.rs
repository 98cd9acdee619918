//! From many paths to a figure with its interval, in memory that does not grow with the paths.
//!
//! Whatever is collected can be merged. Runs merge blocks of paths in the order of the paths, so that sums of
//! floating-point numbers come out the same for any number of threads.

mod sum;
mod moments;
mod ratio;
mod proportion;
mod ranks;
mod sketch;
mod day_counts;

pub use day_counts::DayCounts;
pub use moments::Moments;
pub use proportion::proportion;
pub use ranks::Ranks;
pub use ratio::Ratio;
pub use sketch::Sketch;
pub use sum::Sum;

/// Two-sided 95 % of the normal distribution.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

#[expect(clippy::cast_precision_loss, reason = "counts of paths are far below 2^53")]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}
