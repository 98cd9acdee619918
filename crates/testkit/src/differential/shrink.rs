//! Makes a case that shows a difference as small as it gets: first the steps, then the waits and amounts.

use super::case::{Case, amount_mut};
use super::lockstep::{Difference, replay};
use crate::bench::Bench;
use alloy::primitives::U256;
use usufruct_model::World;

/// Replays that shrinking one case may take; each takes milliseconds.
const ATTEMPTS_MAX: usize = 4_000;

/// Everything is compared at the end of a case only, and a case ends where its difference shows.
const FULL_EVERY: usize = usize::MAX;

/// The smallest case found that still shows a difference, and the difference it shows.
pub fn shrink(
    bench: &mut Bench,
    case: &Case,
    difference: Difference,
    plant: &dyn Fn(&mut World),
) -> (Case, Difference) {
    let mut search = Search { bench, plant, best: case.clone(), shows: difference, attempts: 0 };
    loop {
        let before = search.best.clone();
        search.leave_steps_out();
        search.make_steps_smaller();
        if search.best == before || search.attempts >= ATTEMPTS_MAX {
            return (search.best, search.shows);
        }
    }
}

struct Search<'a> {
    bench: &'a mut Bench,
    plant: &'a dyn Fn(&mut World),
    best: Case,
    shows: Difference,
    attempts: usize,
}

impl Search<'_> {
    /// Keeps `candidate` if it still shows a difference.
    fn keep_if_it_shows(&mut self, mut candidate: Case) -> bool {
        self.attempts += 1;
        if self.attempts > ATTEMPTS_MAX {
            return false;
        }
        let Err(difference) = replay(self.bench, &candidate, FULL_EVERY, self.plant) else { return false };
        candidate.steps.truncate(difference.step + 1);
        (self.best, self.shows) = (candidate, difference);
        true
    }

    fn leave_steps_out(&mut self) {
        self.best.steps.truncate(self.shows.step + 1);
        let mut length = self.best.steps.len() / 2;
        while length > 0 {
            let mut from = 0;
            while from < self.best.steps.len() {
                let mut candidate = self.best.clone();
                let to = (from + length).min(candidate.steps.len());
                let left_out: u64 = candidate.steps.drain(from..to).fold(0, |sum, step| sum.saturating_add(step.wait));
                // What follows still happens when it did.
                if let Some(next) = candidate.steps.get_mut(from) {
                    next.wait = next.wait.saturating_add(left_out);
                }
                if !self.keep_if_it_shows(candidate) {
                    from += length;
                }
            }
            length /= 2;
        }
    }

    fn make_steps_smaller(&mut self) {
        for i in 0..self.best.steps.len() {
            self.try_change(i, |case| case.steps[i].wait = 0);
            for divisor in [1_000_000, 1_000, 10, 2] {
                while self.try_change(i, |case| case.steps[i].wait /= divisor) {}
                while self.try_change(i, |case| {
                    if let Some(amount) = amount_mut(&mut case.steps[i].deed) {
                        *amount /= U256::from(divisor);
                    }
                }) {}
            }
        }
    }

    fn try_change(&mut self, i: usize, change: impl Fn(&mut Case)) -> bool {
        if i >= self.best.steps.len() {
            return false;
        }
        let mut candidate = self.best.clone();
        change(&mut candidate);
        candidate != self.best && self.keep_if_it_shows(candidate)
    }
}
