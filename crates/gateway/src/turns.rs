//! One at a time per channel: a voucher's total depends on the one before, so requests on a channel take turns.
//!
//! Lines are first come, first served, and bounded: a customer whose line is full is told so at once. A line exists
//! while somebody stands in it, so strangers cannot fill the memory with channels that were never opened.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use alloy::primitives::B256;
use tokio::sync::OwnedMutexGuard;

/// The lines of all channels, and of all single transfers.
#[derive(Clone, Debug)]
pub struct Turns {
    lines: Arc<Mutex<HashMap<B256, Line>>>,
    waiting_max: usize,
}

#[derive(Debug, Default)]
struct Line {
    /// Waiting or having the turn.
    standing: usize,
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// The right to use a channel until dropped.
#[derive(Debug)]
pub struct Turn {
    // Field order: the turn passes on before the place in the line is given up.
    _held: OwnedMutexGuard<()>,
    _place: Place,
}

#[derive(Debug)]
struct Place {
    key: B256,
    turns: Turns,
}

impl Turns {
    /// `waiting_max` requests may wait for the one that has the turn.
    pub fn new(waiting_max: usize) -> Self {
        Self { lines: Arc::default(), waiting_max }
    }

    /// Waits for the turn; `None` when too many wait already.
    pub async fn take(&self, key: B256) -> Option<Turn> {
        let (place, turn) = {
            let mut lines = self.lines();
            let line = lines.entry(key).or_default();
            if line.standing > self.waiting_max {
                return None;
            }
            line.standing += 1;
            (Place { key, turns: self.clone() }, Arc::clone(&line.turn))
        };
        Some(Turn { _held: turn.lock_owned().await, _place: place })
    }

    /// How many wait for their turn now.
    pub fn waiting(&self) -> usize {
        // Of each line one has the turn, or is just being handed it.
        self.lines().values().map(|line| line.standing.saturating_sub(1)).sum()
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<B256, Line>> {
        // Nothing under this lock can leave a line half changed.
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut lines = self.turns.lines();
        let Some(line) = lines.get_mut(&self.key) else { return };
        line.standing -= 1;
        if line.standing == 0 {
            lines.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_pass_in_order_and_full_lines_are_refused() {
        let turns = Turns::new(2);
        let key = B256::ZERO;
        let first = turns.take(key).await.expect("the line is empty");
        let (mut second, mut third) = (Box::pin(turns.take(key)), Box::pin(turns.take(key)));
        assert!(futures_util::poll!(&mut second).is_pending());
        assert!(futures_util::poll!(&mut third).is_pending());
        assert_eq!(turns.waiting(), 2);
        assert!(turns.take(key).await.is_none(), "two wait already");
        assert!(turns.take(B256::repeat_byte(1)).await.is_some(), "another channel is free");

        drop(first);
        assert!(futures_util::poll!(&mut third).is_pending(), "the second is before the third");
        let second = second.await.expect("its turn");
        drop(second);
        assert_eq!(turns.waiting(), 0, "the third has been handed its turn");
        assert!(third.await.is_some());
        assert!(turns.lines().is_empty(), "nobody stands in any line");
    }

    #[tokio::test]
    async fn who_leaves_the_line_gives_up_the_place() {
        let turns = Turns::new(1);
        let first = turns.take(B256::ZERO).await.expect("the line is empty");
        let mut second = Box::pin(turns.take(B256::ZERO));
        assert!(futures_util::poll!(&mut second).is_pending());
        drop(second);
        let mut third = Box::pin(turns.take(B256::ZERO));
        assert!(futures_util::poll!(&mut third).is_pending(), "there is a place again");
        drop(first);
        assert!(third.await.is_some());
    }
}
