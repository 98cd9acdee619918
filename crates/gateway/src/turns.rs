//! One at a time per channel: a voucher's total depends on the one before, so requests on a channel take turns.
//!
//! Lines are first come, first served, and bounded: a customer whose line is full is told so at once. A line exists
//! while somebody stands in it, so strangers cannot fill the memory with channels that were never opened.
//!
//! A stock client that sends several requests at once signs the same total for all of them. One is served, the others
//! have to be corrected, and each tries again only once. So the turn of who was corrected is kept until the second try
//! comes, and the line waits: no two customers are ever corrected to the same total.
//!
//! ```text
//! a (total 10) ─► served            charged 10
//! b (total 10) ─► 402: charged 10 ─► kept for b ─► b (total 20) ─► served     charged 20
//! c (total 10) ─► waits ──────────────────────────────────────► 402: charged 20 ─► kept for c ...
//! ```
//!
//! Who does not come back in time, or comes back wrong, has the line stop keeping turns: those behind get their answers
//! at once. So a customer who cannot try again waits for this once, not once for each request.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use alloy::primitives::B256;
use tokio::sync::OwnedMutexGuard;

use crate::quote::Quote;

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
    kept: Option<Kept>,
    /// A turn was kept for nothing: no more are kept until the line is empty.
    hurried: bool,
}

/// A turn that waits for a customer.
#[derive(Debug)]
struct Kept {
    /// A second try answers the same quote as the first.
    quote: Quote,
    // It knows its line, and the line it: this circle ends with the wait.
    turn: Turn,
}

/// The right to use a channel until dropped.
#[derive(Debug)]
pub struct Turn {
    // Field order: the turn passes on before the place in the line is given up.
    _held: OwnedMutexGuard<()>,
    place: Place,
    /// It was kept for who has it now.
    second_try: bool,
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

    /// Waits for the turn, unless it is kept for this quote; `None` when too many wait already.
    pub async fn take(&self, key: B256, quote: Quote) -> Option<Turn> {
        let (place, turn) = {
            let mut lines = self.lines();
            let line = lines.entry(key).or_default();
            if let Some(kept) = line.kept.take_if(|kept| kept.quote == quote) {
                return Some(Turn { second_try: true, ..kept.turn });
            }
            if line.standing > self.waiting_max {
                return None;
            }
            line.standing += 1;
            (Place { key, turns: self.clone() }, Arc::clone(&line.turn))
        };
        Some(Turn { _held: turn.lock_owned().await, place, second_try: false })
    }

    /// Whether the turn on this channel waits for this quote.
    pub fn is_kept_for(&self, key: B256, quote: &Quote) -> bool {
        let lines = self.lines();
        lines.get(&key).and_then(|line| line.kept.as_ref()).is_some_and(|kept| kept.quote == *quote)
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

impl Turn {
    /// Keeps the turn for a second try under the same quote, but not for a third one, nor longer than `patience`.
    pub fn keep_for(self, quote: Quote, patience: Duration) {
        let (key, turns) = (self.place.key, self.place.turns.clone());
        {
            let mut lines = turns.lines();
            let Some(line) = lines.get_mut(&key) else { return };
            line.hurried |= self.second_try;
            if line.hurried {
                drop(lines);
                return;
            }
            line.kept = Some(Kept { quote, turn: self });
        }
        tokio::spawn(async move {
            tokio::time::sleep(patience).await;
            turns.give_up_on(key, &quote);
        });
    }
}

impl Turns {
    /// Gives up on every second try that has not come, as time does.
    pub fn give_up(&self) {
        let kept: Vec<(B256, Quote)> =
            self.lines().iter().filter_map(|(key, line)| Some((*key, line.kept.as_ref()?.quote))).collect();
        for (key, quote) in kept {
            self.give_up_on(key, &quote);
        }
    }

    fn give_up_on(&self, key: B256, quote: &Quote) {
        let mut lines = self.lines();
        let Some(line) = lines.get_mut(&key) else { return };
        let kept = line.kept.take_if(|kept| kept.quote == *quote);
        line.hurried |= kept.is_some();
        // A turn that ends asks for the lines.
        drop(lines);
        drop(kept);
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
    use usufruct_model::price::Demand;

    use super::*;

    /// Nobody waits for so long in a test.
    const PATIENCE: Duration = Duration::from_secs(3_600);

    fn quote(serial: u64) -> Quote {
        Quote { demand: Demand::default(), after: 0, serial, amount: 1 }
    }

    #[tokio::test]
    async fn turns_pass_in_order_and_full_lines_are_refused() {
        let turns = Turns::new(2);
        let key = B256::ZERO;
        let first = turns.take(key, quote(0)).await.expect("the line is empty");
        let (mut second, mut third) = (Box::pin(turns.take(key, quote(0))), Box::pin(turns.take(key, quote(0))));
        assert!(futures_util::poll!(&mut second).is_pending());
        assert!(futures_util::poll!(&mut third).is_pending());
        assert_eq!(turns.waiting(), 2);
        assert!(turns.take(key, quote(0)).await.is_none(), "two wait already");
        assert!(turns.take(B256::repeat_byte(1), quote(0)).await.is_some(), "another channel is free");

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
        let first = turns.take(B256::ZERO, quote(0)).await.expect("the line is empty");
        let mut second = Box::pin(turns.take(B256::ZERO, quote(0)));
        assert!(futures_util::poll!(&mut second).is_pending());
        drop(second);
        let mut third = Box::pin(turns.take(B256::ZERO, quote(0)));
        assert!(futures_util::poll!(&mut third).is_pending(), "there is a place again");
        drop(first);
        assert!(third.await.is_some());
    }

    #[tokio::test]
    async fn who_was_corrected_is_before_those_who_wait() {
        let turns = Turns::new(2);
        let first = turns.take(B256::ZERO, quote(1)).await.expect("the line is empty");
        let mut second = Box::pin(turns.take(B256::ZERO, quote(2)));
        assert!(futures_util::poll!(&mut second).is_pending());
        first.keep_for(quote(1), PATIENCE);
        assert!(futures_util::poll!(&mut second).is_pending(), "the turn is kept");
        assert!(turns.is_kept_for(B256::ZERO, &quote(1)) && !turns.is_kept_for(B256::ZERO, &quote(2)));
        let again = turns.take(B256::ZERO, quote(1)).await.expect("it was kept");
        drop(again);
        let second = second.await.expect("its turn");
        second.keep_for(quote(2), PATIENCE);
        assert!(turns.is_kept_for(B256::ZERO, &quote(2)), "the first came back in time");
        drop(turns.take(B256::ZERO, quote(2)).await);
        assert!(turns.lines().is_empty());
    }

    #[tokio::test]
    async fn a_turn_that_was_kept_for_nothing_is_the_last_that_is_kept() {
        let turns = Turns::new(2);
        let first = turns.take(B256::ZERO, quote(1)).await.expect("the line is empty");
        let mut second = Box::pin(turns.take(B256::ZERO, quote(2)));
        assert!(futures_util::poll!(&mut second).is_pending());
        first.keep_for(quote(1), Duration::from_millis(1));
        let second = second.await.expect("the first does not come back");
        second.keep_for(quote(2), PATIENCE);
        assert!(turns.lines().is_empty(), "the turn passed on at once");
    }

    #[tokio::test]
    async fn nobody_gets_a_third_try() {
        let turns = Turns::new(2);
        let mut turn = turns.take(B256::ZERO, quote(1)).await.expect("the line is empty");
        turn.keep_for(quote(1), PATIENCE);
        turn = turns.take(B256::ZERO, quote(1)).await.expect("it was kept");
        turn.keep_for(quote(1), PATIENCE);
        assert!(!turns.is_kept_for(B256::ZERO, &quote(1)));
        assert!(turns.lines().is_empty());
    }
}
