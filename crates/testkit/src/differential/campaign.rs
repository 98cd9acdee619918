//! Many cases on several threads. What comes out does not depend on how many.

use super::{
    case::Case,
    lockstep::{Difference, live},
    tally::Tally,
};
use crate::bench::Bench;
use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

#[derive(Clone, Copy, Debug)]
pub struct Campaign {
    /// One case each, from this one on.
    pub first_seed: u64,
    pub ventures: u64,
    /// Of each case.
    pub steps: usize,
    /// All words and figures are compared after so many steps, and at the end of each case.
    pub full_every: usize,
    pub threads: usize,
}

/// A difference and the case that shows it, as it was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub case: Case,
    pub difference: Difference,
}

/// What the threads have in common.
struct Progress<'a> {
    next: AtomicU64,
    sum: Mutex<(Tally, Option<Box<Found>>)>,
    told: &'a (dyn Fn(&Tally) + Sync),
}

impl Campaign {
    /// Plays all cases, and tells `told` after each what has been agreed on so far. If there are differences, the one of
    /// the lowest seed is found.
    pub fn run(&self, told: &(dyn Fn(&Tally) + Sync)) -> Result<Tally, Box<Found>> {
        let sum = Mutex::new((Tally::default(), None));
        let progress = Progress { next: AtomicU64::new(self.first_seed), sum, told };
        thread::scope(|scope| {
            for _ in 0..self.threads {
                scope.spawn(|| self.work(&progress));
            }
        });
        let (tally, found) = progress.sum.into_inner().expect("no thread panicked");
        found.map_or(Ok(tally), Err)
    }

    /// Takes one seed after the other until none is left, or a lower one has shown a difference.
    fn work(&self, progress: &Progress<'_>) {
        let mut bench = Bench::new();
        let end = self.first_seed.saturating_add(self.ventures);
        loop {
            let seed = progress.next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                return;
            }
            let played = live(&mut bench, seed, self.steps, self.full_every);
            let mut sum = progress.sum.lock().expect("no thread panicked");
            let (tally, found) = &mut *sum;
            match played {
                Ok((_, of_this)) => {
                    tally.add(&of_this);
                    (progress.told)(tally);
                }
                Err(shown) if found.as_ref().is_none_or(|found| seed < found.case.seed) => {
                    let (case, difference) = *shown;
                    *found = Some(Box::new(Found { case, difference }));
                }
                Err(_) => {}
            }
            if found.is_some() {
                return;
            }
        }
    }
}
