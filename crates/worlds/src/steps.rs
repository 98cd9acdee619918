//! A step of a world: trouble first, then one thing that somebody does; then everything is looked at.

use std::sync::atomic::Ordering;

use alloy::primitives::U256;
use usufruct_model::Timestamp;
use usufruct_testkit::cast::{ALICE, BOB, OPERATOR};

use crate::{
    board::Party,
    dice::Dice,
    ground::reorganise,
    seats::{RoundNeeds, patient},
    trouble::Trouble,
    witness::Check,
    world::{World, authorizer},
};

/// The deepest reorganisation, in blocks; half of them are of one block, a quarter of two and so on.
const REORG_DEPTH_MAX: u64 = 64;
/// An hour: clocks are wrong by no more.
const SKEW_MAX: u64 = 3_600;

impl World {
    pub async fn step(&mut self, number: u32) -> Check {
        self.at_step = number;
        let mut dice = Dice::of(self.recipe.seed, &format!("step {number}"));
        if self.recipe.skip.contains(&number) {
            return Ok(());
        }
        self.tally.one("steps");
        self.suffer(&mut dice).await;
        match dice.below(100) {
            0..40 => self.go_on(&mut dice),
            40..68 => self.errand(&mut dice).await,
            68..74 => self.keep(),
            74..82 => self.follow(),
            82..94 => self.wait(&mut dice),
            _ => self.hold_shares(&mut dice).await,
        }
        self.after(&mut dice).await
    }

    /// Lets everything come to rest, takes in what came of it, and looks at it.
    pub async fn after(&mut self, dice: &mut Dice) -> Check {
        self.settle().await;
        self.bury().await;
        self.harvest(dice).await?;
        self.read_log().await?;
        self.end_round();
        self.end_following().await?;
        if dice.below(3) == 0 {
            self.reopen().await?;
        }
        self.look().await
    }

    /// Whatever the weather brings.
    async fn suffer(&mut self, dice: &mut Dice) {
        let rates = [Trouble::Reorg, Trouble::Crash, Trouble::Disk, Trouble::Clock, Trouble::ClientDrop];
        if dice.below(6) == 0
            && let Some(gateway) = &self.gateway
        {
            gateway.give_up_second_tries();
        }
        let [reorg, crash, disk, clock, drop] = rates.map(|trouble| dice.chance(self.weather.rate(trouble)));
        if reorg {
            self.reorganise(dice).await;
        }
        if crash {
            self.crash(dice).await;
        }
        if (disk || self.disk_is_bad && dice.below(8) == 0) && self.gateway.is_some() {
            self.turn_disk().await;
        }
        if clock {
            let skew = i64::try_from(dice.below(2 * SKEW_MAX)).unwrap_or(0) - 3_600;
            self.skew.store(skew, Ordering::SeqCst);
            self.note(|| format!("the clocks are wrong by {skew} s"));
            self.tally.one("clocks that jumped");
        }
        if drop && dice.below(4) == 0 {
            self.hang_up(dice);
        }
    }

    async fn reorganise(&mut self, dice: &mut Dice) {
        let mut depth = 1;
        while depth < REORG_DEPTH_MAX && dice.below(2) == 0 {
            depth += 1 + dice.below(depth);
        }
        // The venture itself is older than any reorganisation reaches.
        let depth = depth.min(self.chain.head().number.saturating_sub(self.oldest));
        if depth == 0 {
            return;
        }
        let lost = reorganise(&self.chain, depth, self.weather.rate(Trouble::TxLost), dice).await;
        self.note(|| format!("{depth} blocks are replaced, {} transactions lost", lost.len()));
        self.tally.one("reorganisations");
        self.tally.add("blocks replaced", u128::from(depth));
        self.tally.add("transactions lost in reorganisations", lost.len() as u128);
        self.history.lost_transactions |= !lost.is_empty();
    }

    /// One of those who wait goes on: mostly the oldest, unless requests overtake each other.
    fn go_on(&mut self, dice: &mut Dice) {
        let overtakes = dice.chance(self.weather.rate(Trouble::Reorder));
        let place = if overtakes { dice.place(self.board.standing()) } else { 0 };
        if let Some(who) = self.board.release(place) {
            if place > 0 {
                self.tally.one("requests that overtook others");
            }
            self.note(|| who);
        }
    }

    /// The keeper begins a round.
    pub fn keep(&mut self) {
        let Some(gateway) = self.gateway.clone() else { return };
        if self.keeper.task.is_some() {
            return;
        }
        let needs = RoundNeeds {
            gateway,
            provider: self.keeper_node.provider(Party::Keeper),
            at: self.ground.at,
            authorizer: authorizer(),
            policy: self.policy.unwrap_or_else(patient),
            channels: self.channels(),
            now: Timestamp(self.believed_seconds()),
        };
        let now = self.seconds();
        self.note(|| "the keeper begins a round".to_owned());
        self.tally.one("keeper's rounds");
        self.keeper.begin(needs, &self.board, now);
    }

    /// The ledger begins to catch up.
    pub fn follow(&mut self) {
        if self.ledger.task.is_none() && self.ledger.ledger.is_some() {
            self.note(|| "the ledger catches up".to_owned());
            self.tally.one("ledger's rounds");
            self.ledger.begin(&self.board);
        }
    }

    fn wait(&mut self, dice: &mut Dice) {
        let millis = match dice.below(8) {
            0 => dice.below(1_200_000),
            1..=3 => dice.below(60_000),
            _ => dice.below(3_000),
        };
        self.pass(millis);
        self.note(|| format!("{millis} ms pass"));
        self.tally.add("seconds of the worlds", u128::from(millis / 1_000));
        self.chain.mine().expect("it is in memory");
    }

    /// Those who hold shares, and the operator, go about their business.
    async fn hold_shares(&mut self, dice: &mut Dice) {
        let at = self.ground.at;
        let address = usufruct_testkit::cast::address;
        let (who, call) = match dice.below(4) {
            0 => (ALICE, at.transfer(address(BOB), U256::from(dice.below(1_000)))),
            1 => (BOB, at.transfer(address(ALICE), U256::from(dice.below(1_000)))),
            2 => (ALICE, at.claim()),
            _ => (OPERATOR, at.pull(address(OPERATOR))),
        };
        let done = self.senders[&address(who)].send(&call).await.is_ok();
        self.note(|| format!("{who} transacts: {done}"));
    }
}
