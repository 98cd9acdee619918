//! The three purses of a venture, counted in integers by the rules of `usufruct_model`: what a [`World`] does with the same
//! commands, without its maps and events, because a run lives through millions of days. `it_does_what_the_world_does`
//! holds the two against each other to the unit.
//!
//! One holder has all shares and stands for all holders. Everything happens at the end of a day, in this order and with
//! one and the same timestamp, `OPENED + (n + 1) * 86,400` for day `n`:
//!
//! ```text
//!  1  customers    TransferCash to the Till     `paid_in`; not called when zero
//!  2  anyone       Collect                      drips what the day released, then credits the holders' part
//!  3  anyone       Drip                         what a day without a credit released; else finds nothing due
//!  4  holder       Claim                        `claimed`
//!  5  operator     Pull, Draw                   `pulled`, `drawn`
//!  6  anyone       WindDown                     only when stalled: releases the whole reserve;
//!     holder       Claim, Redeem all shares     adds to `claimed`; `redeemed`
//! ```
//!
//! After step 6 there are no shares and the service is over: nothing is paid in any more, and no step is taken.
//!
//! Before the first day, all at `OPENED`: the holder buys all shares (`Buy`), the sale is closed (`Close`), the reserve is
//! brought to what it has after a long time of usual days by one payment (steps 1 and 2 with `opening_payment`), and step 5.
//!
//! [`World`]: usufruct_model::World

use usufruct_model::income::{Index, Word};
use usufruct_model::offering::{self, Offering};
use usufruct_model::reserve::{Decay, ReserveQ32};
use usufruct_model::share::{self, Share};
use usufruct_model::stall::DemandWindow;
use usufruct_model::till::Till;
use usufruct_model::{Cash, Shares, Terms, Timestamp};

/// When the sale is closed and the first day begins.
pub const OPENED: Timestamp = Timestamp(1_700_000_000);
pub const DAY_SECONDS: u64 = 86_400;

/// The end of day `number`.
pub fn end_of_day(number: u32) -> Timestamp {
    OPENED.saturating_add((u64::from(number) + 1) * DAY_SECONDS)
}

#[derive(Clone, Debug)]
pub struct Purses {
    terms: Terms,
    decay: Decay,
    share: Share,
    till: Till,
    offering: Offering,
    holder: Word,
}

/// One day, to the unit: what moved on it, and how things stand at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayInPurses {
    pub at: Timestamp,
    /// What customers (and whoever poses as one) paid into the Till.
    pub paid_in: Cash,
    /// The holders' part of it, credited to the Share.
    pub holders_part: Cash,
    /// What left the reserve, by dripping and by a wind-down.
    pub released: ReserveQ32,
    pub claimed: Cash,
    pub pulled: Cash,
    pub drawn: Cash,
    pub wound_down: bool,
    pub redeemed: Cash,
    /// In the reserve after all this.
    pub reserve: ReserveQ32,
    pub index: Index,
    /// Capital that nobody has taken yet.
    pub undrawn: Cash,
    pub supply: Shares,
}

impl Purses {
    /// A venture whose shares are all sold, to one holder, and whose reserve has been filled by `opening_payment`.
    pub fn open(terms: Terms, opening_payment: Cash) -> Self {
        let supply = terms.hard_cap;
        let raised = Cash(u128::from(supply.0) * u128::from(terms.price));
        let share = Share {
            phase: share::Phase::Dripping,
            supply,
            last_drip: OPENED,
            demand: DemandWindow::beginning(OPENED),
            ..Share::default()
        };
        let mut purses = Self {
            decay: Decay::of_tau(terms.tau),
            till: Till::new(terms.operator, terms.holders_bps),
            offering: Offering { phase: offering::Phase::Active, raised, ..Offering::default() },
            holder: Word::EMPTY.plus_shares(supply, share.index),
            share,
            terms,
        };
        let mut day = DayInPurses::default();
        purses.collect(opening_payment, OPENED, &mut day);
        purses.pull_and_draw(&mut day);
        purses
    }

    /// Lives to the end of a day at `now` on which `paid_in` was paid into the Till.
    pub fn end_day(&mut self, paid_in: Cash, now: Timestamp) -> DayInPurses {
        let mut day = DayInPurses { at: now, ..DayInPurses::default() };
        if !self.is_over() {
            self.collect(paid_in, now, &mut day);
            self.drip(now, &mut day);
            self.claim(&mut day);
            self.pull_and_draw(&mut day);
            if self.share.is_stalled(self.terms.stall_period, now) {
                self.wind_down(now, &mut day);
            }
        }
        day.reserve = self.share.reserve;
        day.index = self.share.index;
        day.undrawn = self.offering.undrawn();
        day.supply = self.share.supply;
        day
    }

    /// True once the venture was wound down and everybody has redeemed.
    pub fn is_over(&self) -> bool {
        self.offering.phase == offering::Phase::WoundDown
    }

    pub fn reserve(&self) -> ReserveQ32 {
        self.share.reserve
    }

    pub fn undrawn(&self) -> Cash {
        self.offering.undrawn()
    }

    fn collect(&mut self, paid_in: Cash, now: Timestamp, day: &mut DayInPurses) {
        if paid_in.is_zero() {
            return;
        }
        let split = self.till.split(paid_in);
        self.till.collected = self.till.collected.saturating_add(paid_in);
        self.till.holders_part = self.till.holders_part.saturating_add(split.holders);
        self.till.operator_part = self.till.operator_part.saturating_add(split.operator);
        day.paid_in = paid_in;
        day.holders_part = split.holders;
        self.credit(split.holders, now, day);
    }

    fn credit(&mut self, amount: Cash, now: Timestamp, day: &mut DayInPurses) {
        self.drip(now, day);
        let added = ReserveQ32::from_cash(amount).unwrap_or(ReserveQ32(u128::MAX));
        let share = &mut self.share;
        share.reserve = share.reserve.saturating_add(added);
        share.credited = share.credited.saturating_add(amount);
        share.last_drip = now;
        share.demand = share.demand.after_credit(amount, self.terms.demand_floor, now);
        if share.holds_nothing_back(self.decay) {
            self.drip(now, day);
        }
    }

    fn drip(&mut self, now: Timestamp, day: &mut DayInPurses) {
        // A second drip at the same moment finds nothing due; not asking saves half of a day's work.
        if self.share.last_drip == now && !self.share.holds_nothing_back(self.decay) {
            return;
        }
        if let Some(drip) = self.share.drip_due(self.decay, now) {
            self.share.reserve = self.share.reserve.saturating_sub(drip.released);
            self.share.index = drip.index;
            self.share.last_drip = now;
            day.released = day.released.saturating_add(drip.released);
        }
    }

    fn claim(&mut self, day: &mut DayInPurses) {
        let owed = self.holder.owed_down(self.share.index);
        self.holder = self.holder.minus_income(owed);
        self.share.claimed = self.share.claimed.saturating_add(owed);
        day.claimed = day.claimed.saturating_add(owed);
    }

    fn pull_and_draw(&mut self, day: &mut DayInPurses) {
        day.pulled = self.till.operator_part;
        self.till.operator_part = Cash::ZERO;
        day.drawn = self.offering.drawable(&self.terms, self.share.credited);
        self.offering.drawn = self.offering.drawn.saturating_add(day.drawn);
    }

    fn wind_down(&mut self, now: Timestamp, day: &mut DayInPurses) {
        self.offering.phase = offering::Phase::WoundDown;
        self.share.phase = share::Phase::Released;
        self.drip(now, day);
        self.claim(day);
        let (shares, supply) = (self.holder.balance(), self.share.supply);
        let redeemed = self.offering.redemption_down(shares, supply);
        self.holder = self.holder.minus_shares(shares, self.share.index);
        self.share.supply = supply.saturating_sub(shares);
        self.offering.redeemed = self.offering.redeemed.saturating_add(redeemed);
        (day.wound_down, day.redeemed) = (true, redeemed);
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY_SECONDS, DayInPurses, OPENED, Purses, end_of_day};
    use alloy_primitives::{Address, U256};
    use proptest::prelude::*;
    use usufruct_model::venture::{Purses as Addresses, Venture};
    use usufruct_model::{Bps, Cash, Command, Event, Shares, Terms, Timestamp, World};

    const ADDRESSES: Addresses = Addresses {
        share: Address::repeat_byte(0xa1),
        till: Address::repeat_byte(0xa2),
        offering: Address::repeat_byte(0xa3),
    };
    const OPERATOR: Address = Address::repeat_byte(1);
    const HOLDER: Address = Address::repeat_byte(2);
    const CUSTOMER: Address = Address::repeat_byte(3);

    fn terms(tau: u32, stall_days: u32) -> Terms {
        Terms {
            currency: Address::repeat_byte(0xc0),
            operator: OPERATOR,
            name: "Share".into(),
            symbol: "S".into(),
            contract_uri: String::new(),
            decimals: 6,
            holders_bps: Bps::new(8_000).expect("a part"),
            tau,
            price: 1,
            soft_cap: Shares(1_000_000_007),
            hard_cap: Shares(1_000_000_007),
            deadline: Timestamp(OPENED.0 + DAY_SECONDS),
            upfront_bps: Bps::new(2_000).expect("a part"),
            match_bps: Bps::new(5_000).expect("a part"),
            demand_floor: Cash(3_000_000),
            stall_period: stall_days * 86_400,
        }
    }

    fn must(world: &mut World, caller: Address, command: Command, now: Timestamp) -> Vec<Event> {
        world.apply(caller, &command, now).expect("nobody refuses this")
    }

    fn pay_and_collect(world: &mut World, amount: Cash, now: Timestamp) {
        if !amount.is_zero() {
            must(world, CUSTOMER, Command::TransferCash { to: ADDRESSES.till, amount: U256::from(amount.0) }, now);
            must(world, HOLDER, Command::Collect, now);
        }
    }

    fn pull_and_draw(world: &mut World, now: Timestamp) {
        must(world, OPERATOR, Command::Pull { to: OPERATOR }, now);
        must(world, OPERATOR, Command::Draw { to: OPERATOR }, now);
    }

    fn opened(terms: &Terms, opening_payment: Cash) -> World {
        let mut world = World::new(Venture::new(terms.clone(), ADDRESSES, U256::ONE));
        world.endow(HOLDER, Cash(1 << 80));
        world.endow(CUSTOMER, Cash(1 << 80));
        let approve = Command::ApproveCash { spender: ADDRESSES.offering, amount: U256::MAX };
        must(&mut world, HOLDER, approve, OPENED);
        must(&mut world, HOLDER, Command::Buy { shares: U256::from(terms.hard_cap.0), to: HOLDER }, OPENED);
        must(&mut world, HOLDER, Command::Close, OPENED);
        pay_and_collect(&mut world, opening_payment, OPENED);
        pull_and_draw(&mut world, OPENED);
        world
    }

    /// The same day in the world: commands in the order of the module's header, figures from the books.
    fn day_in_world(world: &mut World, paid_in: Cash, now: Timestamp) -> DayInPurses {
        let before = world.venture.books;
        pay_and_collect(world, paid_in, now);
        must(world, HOLDER, Command::Drip, now);
        must(world, HOLDER, Command::Claim, now);
        pull_and_draw(world, now);
        let stalled = world.venture.is_stalled(now);
        if stalled {
            must(world, CUSTOMER, Command::WindDown, now);
            must(world, HOLDER, Command::Claim, now);
            let shares = U256::from(world.venture.balance(HOLDER).0);
            must(world, HOLDER, Command::Redeem { shares }, now);
        }
        let books = world.venture.books;
        DayInPurses {
            at: now,
            paid_in: books.till.collected.saturating_sub(before.till.collected),
            holders_part: books.share.credited.saturating_sub(before.share.credited),
            released: books.share.released.saturating_sub(before.share.released),
            claimed: books.share.claimed.saturating_sub(before.share.claimed),
            pulled: books.till.pulled.saturating_sub(before.till.pulled),
            drawn: books.offering.drawn.saturating_sub(before.offering.drawn),
            wound_down: stalled,
            redeemed: books.offering.redeemed,
            reserve: books.share.reserve,
            index: books.share.index,
            undrawn: books.offering.undrawn(),
            supply: books.share.supply,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn it_does_what_the_world_does(
            tau in prop_oneof![Just(0), 1_u32..8_000_000], stall_days in 1_u32..20, opening in 0_u64..1 << 40,
            payments in prop::collection::vec(prop_oneof![2 => Just(0), 1 => 0_u64..100, 3 => 0_u64..1 << 36], 1..60)
        ) {
            let terms = terms(tau, stall_days);
            prop_assert_eq!(terms.check(OPENED), Ok(()));
            let opening = Cash(u128::from(opening));
            let (mut purses, mut world) = (Purses::open(terms.clone(), opening), opened(&terms, opening));
            for (number, payment) in (0..).zip(payments) {
                let (paid_in, now) = (Cash(u128::from(payment)), end_of_day(number));
                let day = purses.end_day(paid_in, now);
                prop_assert_eq!(day, day_in_world(&mut world, paid_in, now), "day {}", number);
                if purses.is_over() {
                    break;
                }
            }
        }
    }
}
