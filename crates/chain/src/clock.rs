//! Who decides what time it is.
//!
//! The chain never reads the machine's clock itself: it asks a [`Clock`] for the timestamp of the
//! block that would come next. A clock may stand still or go back; timestamps do not, because a
//! block is never older than its parent. Several blocks may share one timestamp.

use std::{fmt, sync::Arc};

/// The source of block timestamps, in seconds since the Unix epoch.
#[derive(Clone)]
pub struct Clock {
    source: Source,
    /// Added to the source: what [`Clock::advance`] and [`Clock::set`] change.
    shift: i128,
    /// One timestamp that the next block takes instead, exactly.
    next: Option<u64>,
}

#[derive(Clone)]
enum Source {
    Still(u64),
    Reading(Arc<dyn Fn() -> u64 + Send + Sync>),
}

impl Clock {
    /// A clock that stands at `now` until it is set or advanced.
    pub fn manual(now: u64) -> Self {
        Self { source: Source::Still(now), shift: 0, next: None }
    }

    /// A clock that runs: `now` is read whenever a timestamp is needed.
    pub fn reading(now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self { source: Source::Reading(Arc::new(now)), shift: 0, next: None }
    }

    /// Makes it `now`; a running clock runs on from there.
    pub(crate) fn set(&mut self, now: u64) {
        self.shift = i128::from(now) - i128::from(self.source());
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&mut self, seconds: u64) {
        self.shift = self.shift.saturating_add(i128::from(seconds));
    }

    /// Fixes the timestamp of the next block alone.
    pub(crate) fn fix_next(&mut self, timestamp: u64) {
        self.next = Some(timestamp);
    }

    /// A block was sealed: a fixed timestamp is used up, and time goes on from it.
    pub(crate) fn sealed(&mut self) {
        if let Some(timestamp) = self.next.take() {
            self.set(timestamp);
        }
    }

    /// What the next block's timestamp is, given its parent's.
    pub(crate) fn next_timestamp(&self, parent: u64) -> u64 {
        self.next.unwrap_or_else(|| self.now()).max(parent)
    }

    fn now(&self) -> u64 {
        let shifted = i128::from(self.source()).saturating_add(self.shift);
        u64::try_from(shifted.max(0)).unwrap_or(u64::MAX)
    }

    fn source(&self) -> u64 {
        match &self.source {
            Source::Still(now) => *now,
            Source::Reading(now) => now(),
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.source {
            Source::Still(_) => "manual",
            Source::Reading(_) => "reading",
        };
        f.debug_struct("Clock").field("kind", &kind).field("shift", &self.shift).finish()
    }
}
