//! Whether a world lives: it beats whenever something has been done in it. A world that does not is ended from outside, as
//! a broken one.
//!
//! A healthy world's outcome never depends on the time that it takes: it beats many times in a second, and whoever watches
//! gives up after minutes without a single beat. What is watched is any hang: a process that waits for what never comes,
//! one that goes round without end, and a thread that does.

use std::{
    any::Any,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use crate::{board::Board, witness::Broken};

/// Between two looks at a world.
const LOOK: Duration = Duration::from_secs(1);
/// Looks without a beat in between after which a world is dead: longer than any disk takes for one write.
const LOOKS_MAX: u32 = 180;

/// Clones are the same pulse.
#[derive(Clone, Debug, Default)]
pub struct Pulse {
    board: Board,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    beats: u64,
    step: u32,
    /// What was done last.
    last: String,
}

impl Pulse {
    /// Of a world in which everything waits on `board`.
    pub fn new(board: &Board) -> Self {
        Self { board: board.clone(), seen: Arc::default() }
    }

    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Something was done at `step`.
    pub fn beat(&self, step: u32, what: &str) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.beats += 1;
        seen.step = step;
        what.clone_into(&mut seen.last);
    }

    /// What the world waits for, since a while. No beat: it may never come.
    pub fn waits(&self, what: &str) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        what.clone_into(&mut seen.last);
    }

    fn beats(&self) -> u64 {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).beats
    }

    /// For a world that does not live: the step at which it ended, and how.
    fn broken(&self, invariant: &'static str, how: &str) -> (u32, Broken) {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        (seen.step, Broken { invariant, text: format!("{how} after {:?}; {}", seen.last, self.board.told()) })
    }
}

/// Runs a world on a thread of its own, and watches it.
///
/// # Errors
/// It panicked, or it has no pulse any more. Its thread is left where it stands.
pub fn watched<T: Send + 'static>(
    pulse: &Pulse,
    looks_max: u32,
    look: Duration,
    world: impl FnOnce() -> T + Send + 'static,
) -> Result<T, (u32, Broken)> {
    let (end, ended) = mpsc::sync_channel(1);
    let thread = thread::spawn(move || drop(end.send(world())));
    let (mut beats, mut quiet) = (pulse.beats(), 0);
    loop {
        match ended.recv_timeout(look) {
            Ok(done) => return Ok(done),
            Err(RecvTimeoutError::Disconnected) => {
                let panic = thread.join().err().map(said).unwrap_or_default();
                return Err(pulse.broken("PANIC", &panic));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        let now = pulse.beats();
        quiet = if now == beats { quiet + 1 } else { 0 };
        beats = now;
        if quiet >= looks_max {
            return Err(pulse.broken(STUCK, "nothing more happens"));
        }
    }
}

/// As a world without a pulse is reported.
pub const STUCK: &str = "STUCK";

/// Watches as long as any disk may take.
///
/// # Errors
/// As [`watched`].
pub fn patiently<T: Send + 'static>(
    pulse: &Pulse,
    world: impl FnOnce() -> T + Send + 'static,
) -> Result<T, (u32, Broken)> {
    watched(pulse, LOOKS_MAX, LOOK, world)
}

fn said(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::Party;

    fn keeper_begins() -> Pulse {
        let pulse = Pulse::new(&Board::default());
        pulse.beat(41, "the keeper begins a round");
        pulse
    }

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime")
    }

    #[test]
    fn a_world_that_waits_for_ever_is_broken_and_says_for_what() {
        let (pulse, runtime) = (keeper_begins(), runtime());
        let board = pulse.board().clone();
        runtime.block_on(async {
            tokio::spawn(async move { board.stand(Party::Keeper, "eth_chainId").await });
            tokio::task::yield_now().await;
        });
        let end = watched(&pulse, 5, Duration::from_millis(1), || {
            loop {
                thread::park();
            }
        });
        let (step, broken): (u32, Broken) = end.map(|()| "it ended").expect_err("it is dead");
        assert_eq!((step, broken.invariant), (41, STUCK));
        assert!(broken.text.contains("the keeper begins a round"), "{}", broken.text);
        assert!(broken.text.contains("Keeper eth_chainId"), "{}", broken.text);
    }

    #[test]
    fn a_world_that_panics_is_broken_and_says_why() {
        let end = patiently(&keeper_begins(), || -> u32 { panic!("no such channel") });
        let (step, broken) = end.expect_err("it is dead");
        assert_eq!((step, broken.invariant), (41, "PANIC"));
        assert!(broken.text.contains("no such channel"), "{}", broken.text);
    }

    #[test]
    fn what_the_world_asks_itself_waits_for_nobody() {
        runtime().block_on(Board::default().stand(Party::Ledger, "eth_getLogs"));
    }
}
