//! Every order of eight deeds around the end of a sale: all sequences up to a length, none left to chance.
//!
//! Buying at the last price across the deadline, closing twice, redeeming before, between and after, drawing what was
//! given back: whatever order there is, it is among them (P12 of the catalogue of attacks).

use super::{
    accounts::PEOPLE,
    case::{Case, Deed, START, Step},
    generate::beginning,
    lockstep::{Difference, Lockstep},
    tally::Tally,
};
use crate::bench::Bench;
use alloy::primitives::{Address, U256};
use usufruct_model::{Bps, Cash, Command, Shares};

const OPERATOR: Address = PEOPLE[0];
const ALICE: Address = PEOPLE[1];
const BOB: Address = PEOPLE[2];
const CAROL: Address = PEOPLE[3];

/// Of the venture. The demand floor is more than one payment credits, and less than two.
const SALE: u64 = 3_600;
const STALL_PERIOD: u32 = 86_400;
const PAYMENT: u64 = 1_000;

/// Plays every sequence of at most `length` deeds, each prefix once; all words and views are compared at the end of each
/// sequence of that length whose number is a multiple of `full_every`. `told` hears of the tally now and then.
pub fn enumerate(
    bench: &mut Bench,
    length: usize,
    full_every: u64,
    told: &mut dyn FnMut(&Tally),
) -> Result<Tally, Box<(Case, Difference)>> {
    let mut case = venture(bench);
    let worlds = match Lockstep::begin(bench, &mut case, &|_| ()) {
        Ok(worlds) => worlds,
        Err(difference) => return Err(Box::new((case, difference))),
    };
    let mut tree = Tree { worlds, case, full_every, sequences: 0, told };
    match tree.root().and_then(|()| tree.grow(length)) {
        Ok(()) => Ok(tree.worlds.tally),
        Err(difference) => Err(Box::new((tree.case, difference))),
    }
}

struct Tree<'a> {
    worlds: Lockstep<'a>,
    /// What led to where the worlds are.
    case: Case,
    full_every: u64,
    sequences: u64,
    told: &'a mut dyn FnMut(&Tally),
}

impl Tree<'_> {
    fn take(&mut self, step: Step, in_full: bool) -> Result<(), Difference> {
        let taken = self.worlds.take(&step, in_full);
        self.case.steps.push(step);
        taken.map_err(|what| Difference { step: self.case.steps.len() - 1, what })
    }

    /// What all sequences begin with.
    fn root(&mut self) -> Result<(), Difference> {
        allowances(&self.worlds).into_iter().try_for_each(|step| self.take(step, true))
    }

    fn grow(&mut self, length: usize) -> Result<(), Difference> {
        if length == 0 {
            self.sequences += 1;
            (self.told)(&self.worlds.tally);
            return Ok(());
        }
        let mark = self.worlds.mark();
        let before = self.case.steps.len();
        for turn in Turn::ALL {
            let in_full = length == 1 && self.sequences.is_multiple_of(self.full_every);
            for step in steps(turn, &self.worlds) {
                self.take(step, in_full)?;
            }
            self.grow(length - 1)?;
            self.worlds.go_back_to(&mark);
            self.case.steps.truncate(before);
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug)]
enum Turn {
    AliceBuys,
    BobBuysTheRest,
    Close,
    CloseAfterTheDeadline,
    Redeem,
    Draw,
    PayAndCollect,
    WindDownAfterSilence,
}

impl Turn {
    const ALL: [Self; 8] = [
        Self::AliceBuys,
        Self::BobBuysTheRest,
        Self::Close,
        Self::CloseAfterTheDeadline,
        Self::Redeem,
        Self::Draw,
        Self::PayAndCollect,
        Self::WindDownAfterSilence,
    ];
}

fn step(wait: u64, caller: Address, command: Command) -> Step {
    Step { wait, caller, deed: Deed::Command(command) }
}

/// The buyers let the Offering take what shares cost.
fn allowances(worlds: &Lockstep<'_>) -> [Step; 2] {
    let spender = worlds.at.purses.offering;
    [ALICE, BOB].map(|buyer| step(0, buyer, Command::ApproveCash { spender, amount: U256::MAX }))
}

fn steps(turn: Turn, worlds: &Lockstep<'_>) -> Vec<Step> {
    let venture = &worlds.twin.world.venture;
    let third = U256::from(venture.terms.hard_cap.0 / 3);
    match turn {
        Turn::AliceBuys => vec![step(0, ALICE, Command::Buy { shares: third, to: ALICE })],
        Turn::BobBuysTheRest => {
            let left = venture.terms.hard_cap.saturating_sub(venture.books.share.supply);
            vec![step(1, BOB, Command::Buy { shares: U256::from(left.0), to: BOB })]
        }
        Turn::Close => vec![step(0, CAROL, Command::Close)],
        Turn::CloseAfterTheDeadline => {
            vec![step(venture.terms.deadline.seconds_since(worlds.now) + 1, CAROL, Command::Close)]
        }
        Turn::Redeem => vec![step(60, ALICE, Command::Redeem { shares: third / U256::from(2) })],
        Turn::Draw => vec![step(0, OPERATOR, Command::Draw { to: OPERATOR })],
        Turn::PayAndCollect => {
            let payment = Command::TransferCash { to: venture.purses.till, amount: U256::from(PAYMENT) };
            vec![step(5, CAROL, payment), step(0, CAROL, Command::Collect), step(600, ALICE, Command::Claim)]
        }
        Turn::WindDownAfterSilence => vec![step(u64::from(STALL_PERIOD) + 1, CAROL, Command::WindDown)],
    }
}

/// Alice buys a third, which reaches the soft cap only the second time.
fn venture(bench: &Bench) -> Case {
    let (mut case, _) = beginning(bench, 0);
    case.terms.currency = bench.dollar();
    case.cash_decimals = 6;
    case.wealth = Cash(1_000_000);
    let bps = |part| Bps::new(part).expect("a part of the whole");
    (case.terms.holders_bps, case.terms.upfront_bps, case.terms.match_bps) = (bps(7_001), bps(3_000), bps(5_000));
    (case.terms.tau, case.terms.stall_period) = (7_200, STALL_PERIOD);
    (case.terms.price, case.terms.soft_cap, case.terms.hard_cap) = (7, Shares(600), Shares(900));
    (case.terms.deadline, case.terms.demand_floor) = (START.saturating_add(SALE), Cash(u128::from(PAYMENT)));
    case
}
