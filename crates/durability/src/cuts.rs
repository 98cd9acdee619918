//! The moments at which the power fails, and what each leaves.
//!
//! After every recorded event: all that was not synced is lost, and all of it is kept, unless that was so before; and where
//! something was not synced, as many chances as are wanted, the fates taking turns.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::disk::{Disk, Fate, Syncs, Tree};
use crate::trace::Event;

/// One state to examine.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The power failed after so many events.
    pub events: usize,
    pub fate: Fate,
    /// Which of the chances it is.
    pub draw: usize,
    pub tree: Tree,
}

/// How much is to be examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// At least so many states, if there is anything to be lost.
    pub states: usize,
    pub seed: u64,
    pub syncs: Syncs,
}

/// The cuts, in the order of the recording.
pub fn cuts(events: &[Event], amount: Amount) -> impl Iterator<Item = Cut> + Send {
    let draws = draws(events, amount);
    let mut disk = Disk::new(amount.syncs);
    events.iter().enumerate().flat_map(move |(number, event)| {
        disk.apply(number, event);
        let mut cuts = Vec::new();
        for (fate, draw) in fates(event, &disk, draws) {
            let mut chance = ChaCha8Rng::seed_from_u64(amount.seed);
            chance.set_stream(u64::try_from(number * (draws + 2) + draw).unwrap_or_default());
            cuts.push(Cut { events: number + 1, fate, draw, tree: disk.after_power_cut(fate, &mut chance) });
        }
        cuts
    })
}

/// What is looked at after `event`.
fn fates(event: &Event, disk: &Disk, draws: usize) -> Vec<(Fate, usize)> {
    let (changed, said) = (matches!(event, Event::Changed(_)), matches!(event, Event::Said(_)));
    let mut fates = Vec::new();
    if !changed {
        fates.push((Fate::Lost, 0));
    }
    if changed || said {
        fates.push((Fate::Kept, 0));
    }
    if !disk.is_settled() {
        fates.extend(Fate::CHANCES.iter().copied().cycle().zip(1..=draws));
    }
    fates
}

/// Chances a moment, so that the amount is reached.
fn draws(events: &[Event], amount: Amount) -> usize {
    let mut disk = Disk::new(amount.syncs);
    let (mut certain, mut moments) = (0, 0);
    for (number, event) in events.iter().enumerate() {
        disk.apply(number, event);
        certain += fates(event, &disk, 0).len();
        moments += usize::from(!disk.is_settled());
    }
    amount.states.saturating_sub(certain).div_ceil(moments.max(1))
}
