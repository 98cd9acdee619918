//! Makes a broken world small: leaves out kinds of trouble, then steps, as long as the same invariant breaks.

use std::collections::BTreeSet;

use crate::{pulse::STUCK, recipe::Recipe, run::run, trouble::Weather};

/// Worlds that are run for it, at most.
const TRIES_MAX: u32 = 600;

/// The smallest recipe found in which the invariant breaks that breaks in `recipe`; none if none does.
pub fn minimise(recipe: &Recipe) -> Option<Recipe> {
    let (step, broken) = run(recipe, false).broken?;
    if broken.invariant == STUCK {
        // Each try would take the minutes after which it is given up.
        return Some(recipe.clone());
    }
    let mut search = Search { invariant: broken.invariant, best: recipe.clone(), tries: 0 };
    let mut shorter = recipe.clone();
    shorter.steps = recipe.steps.min(step + 1);
    search.improve(shorter);
    let present: Vec<_> = Weather::of(recipe.seed).without(recipe.without.iter().copied()).present().collect();
    for trouble in present {
        let mut calmer = search.best.clone();
        calmer.without.insert(trouble);
        search.improve(calmer);
    }
    search.leave_out_steps();
    Some(search.best)
}

struct Search {
    invariant: &'static str,
    best: Recipe,
    tries: u32,
}

impl Search {
    /// Takes `recipe` if it still breaks.
    fn improve(&mut self, recipe: Recipe) -> bool {
        self.tries += 1;
        let broken = run(&recipe, false).broken;
        let Some((step, _)) = broken.filter(|(_, broken)| broken.invariant == self.invariant) else { return false };
        self.best = recipe;
        self.best.steps = self.best.steps.min(step + 1);
        true
    }

    /// Halves, quarters and so on, down to single steps.
    fn leave_out_steps(&mut self) {
        let mut length = self.best.steps.div_ceil(2).max(1);
        loop {
            let mut from = 0;
            while from < self.best.steps && self.tries < TRIES_MAX {
                let some: BTreeSet<u32> = (from..(from + length).min(self.best.steps)).collect();
                if !some.is_subset(&self.best.skip) {
                    let mut fewer = self.best.clone();
                    fewer.skip.extend(some);
                    self.improve(fewer);
                }
                from += length;
            }
            if length == 1 || self.tries >= TRIES_MAX {
                break;
            }
            length = length.div_ceil(2);
        }
        let steps = self.best.steps;
        self.best.skip.retain(|step| *step < steps);
    }
}
