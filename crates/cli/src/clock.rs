//! The one place where the program reads the machine's clock.
//!
//! The demo's world lives on a [`WorldClock`]: it stands where the replay puts it, so that every figure follows from the trace
//! alone, and once the replay is over it runs on with the machine's time, so that customers from outside (who sign with the
//! real time) can pay.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// Seconds since 1970 by the machine's clock.
#[expect(clippy::disallowed_methods, reason = "the one place where real time is read")]
pub fn machine_seconds() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// How much real time has passed since it was started.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "the one place where real time is measured")]
    pub fn start() -> Stopwatch {
        Stopwatch(Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// What time it is in the demo's world. Clones are handles to the same clock. It never goes back.
#[derive(Clone, Debug)]
pub struct WorldClock {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// The latest time that was set or, once released, seen.
    latest: AtomicU64,
    /// 0 while the clock stands still.
    released: AtomicU64,
}

impl WorldClock {
    /// A clock that stands at `now`, in seconds since 1970.
    pub fn standing_at(now: u64) -> WorldClock {
        WorldClock { inner: Arc::new(Inner { latest: AtomicU64::new(now), released: AtomicU64::new(0) }) }
    }

    pub fn set(&self, now: u64) {
        self.inner.latest.fetch_max(now, Ordering::SeqCst);
    }

    /// From now on the clock runs with the machine's, from the later of both times.
    pub fn release(&self) {
        self.inner.released.store(1, Ordering::SeqCst);
    }

    pub fn now(&self) -> u64 {
        if self.inner.released.load(Ordering::SeqCst) == 1 {
            self.set(machine_seconds());
        }
        self.inner.latest.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_stands_still_until_it_is_set_and_never_goes_back() {
        let clock = WorldClock::standing_at(100);
        assert_eq!(clock.now(), 100);
        clock.set(200);
        clock.set(150);
        assert_eq!(clock.now(), 200);
    }

    #[test]
    fn released_it_is_the_machine_time() {
        let clock = WorldClock::standing_at(100);
        clock.release();
        assert!(clock.now() > 1_700_000_000);
    }
}
