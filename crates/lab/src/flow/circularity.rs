//! The two ends put together, day by day.

use rayon::prelude::*;

use super::fifo::{Traced, fifo};
use super::network::{Network, UNBOUNDED};
use super::payments::Payments;
use super::roles::{Roles, RolesError};
use super::timeline::{Left, Target, Timeline, in_window};

/// Days that are asked about alone by one copy of the network: few copies, and enough for every core.
const DAYS_AT_A_TIME: usize = 64;

/// What is asked of a file of payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// How long before a payment the issuer's money may have left the issuer.
    pub window_days: u32,
    /// Only payments to the till on these days (since 1970-01-01) are asked about, both included. Whatever happened before still counts
    /// as a way for the money to come.
    pub first_day: i32,
    pub last_day: i32,
}

impl Question {
    /// The window of the scoring rule.
    pub const WINDOW_DAYS: u32 = 90;

    pub fn all_days() -> Self {
        Self { window_days: Self::WINDOW_DAYS, first_day: i32::MIN, last_day: i32::MAX }
    }
}

impl Default for Question {
    fn default() -> Self {
        Self::all_days()
    }
}

/// A quantity that is known to lie between two ends.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// What reached the till on one day. Amounts in 10^-18 of the unit of account ([`Payments::as_units`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayOfFlow {
    /// Since 1970-01-01 (UTC).
    pub day: i32,
    pub payments: u128,
    /// Circular as the payers were seen to spend (first in, first out).
    pub low: u128,
    /// This day's part of the most that can have been circular on all days together: at least `low`, then as much as is
    /// possible from the first day to the last. For the most of some days alone, ask about them ([`Question`]).
    pub high: u128,
    /// Came out of an exchange, a mixer, a bridge as the payers were seen to spend.
    pub opaque: u128,
    /// Was never seen to be received: what customers brought with them, and all that the file does not show.
    pub unseen: u128,
}

/// How much of what reached the till was the issuer's own money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circularity {
    /// Days on which something reached the till, in order.
    pub days: Vec<DayOfFlow>,
    /// All days; its `day` is the first.
    pub total: DayOfFlow,
}

impl Circularity {
    /// Circular payments over all payments, 0..=1. `[0, 0]` if nothing was paid.
    pub fn ratio(&self) -> Interval {
        self.total.ratio()
    }
}

impl DayOfFlow {
    pub fn ratio(&self) -> Interval {
        if self.payments == 0 {
            return Interval::default();
        }
        let part = |amount: u128| amount as f64 / self.payments as f64;
        Interval { low: part(self.low), high: part(self.high) }
    }

    fn add(&mut self, day: &Self) {
        self.payments += day.payments;
        self.low += day.low;
        self.high += day.high;
        self.opaque += day.opaque;
        self.unseen += day.unseen;
    }
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CircularityError {
    #[error(transparent)]
    Roles(#[from] RolesError),
    #[error("the period ends on day {last} before it begins on day {first}")]
    Period { first: i32, last: i32 },
}

/// The circular part of what reached the till, as an interval for each day and for all.
///
/// The high end is a maximum flow from the issuer to the payments of all the days together, in which money takes any
/// way through time. On a day when the issuer's money of before the window could be mixed in, the day gets at most what
/// it could get alone from money of within its window: then the high end is an upper bound of the most, else it is the most.
pub fn circularity(payments: &Payments, roles: &Roles, question: &Question) -> Result<Circularity, CircularityError> {
    if question.first_day > question.last_day {
        return Err(CircularityError::Period { first: question.first_day, last: question.last_day });
    }
    let roles = roles.of(payments)?;
    let asked = question.first_day..=question.last_day;
    let traced: Vec<(i32, Traced)> =
        fifo(payments, &roles, question.window_days).into_iter().filter(|(day, _)| asked.contains(day)).collect();
    let timeline = Timeline::of(payments, &roles, question.window_days, (question.first_day, question.last_day));
    let highs = highs(&timeline, &traced, question.window_days);
    let mut result = Circularity::default();
    for ((day, traced), high) in traced.into_iter().zip(highs) {
        let day = DayOfFlow {
            day,
            payments: traced.payments,
            low: traced.circular,
            high,
            opaque: traced.opaque,
            unseen: traced.unseen,
        };
        result.total.add(&day);
        result.days.push(day);
    }
    result.total.day = result.days.first().map_or(0, |day| day.day);
    Ok(result)
}

/// For each day its low end first, then in the order of time as much more as there is.
fn highs(timeline: &Timeline, traced: &[(i32, Traced)], window_days: u32) -> Vec<u128> {
    let mut network = Network::new(timeline.nodes, timeline.arcs.clone());
    let mut left = Left::of(&timeline.stocks);
    let mosts: Vec<u128> = timeline
        .days
        .par_chunks(DAYS_AT_A_TIME)
        .flat_map_iter(|days| {
            let mut alone = Alone::of(timeline, window_days);
            days.iter().map(move |target| alone.most(target))
        })
        .collect();
    let lows: Vec<u128> =
        timeline.days.iter().zip(traced).map(|(target, (_, traced))| traced.circular - target.direct).collect();
    for (target, low) in timeline.days.iter().zip(&lows) {
        let brought = network.bring(target.node, *low, &mut left);
        debug_assert_eq!(brought, *low, "what was seen to flow can flow");
    }
    let mut highs = Vec::with_capacity(lows.len());
    for ((target, low), most) in timeline.days.iter().zip(&lows).zip(mosts) {
        let more = network.bring(target.node, most.saturating_sub(*low), &mut left);
        highs.push(target.direct + low + more);
    }
    highs
}

/// What each day could get if no other day got anything.
struct Alone<'a> {
    timeline: &'a Timeline,
    window_days: u32,
    first_gift: Option<i32>,
    /// Built when first needed.
    network: Option<Network>,
    left: Left<'a>,
}

impl<'a> Alone<'a> {
    fn of(timeline: &'a Timeline, window_days: u32) -> Self {
        Self {
            timeline,
            window_days,
            first_gift: timeline.stocks.first_day(),
            network: None,
            left: Left::of(&timeline.stocks),
        }
    }

    /// At most this much of a day's payments came from within its window, without what was paid directly.
    fn most(&mut self, target: &Target) -> u128 {
        let old = self.first_gift.is_some_and(|gift| !in_window(gift, target.day, self.window_days));
        if !old {
            return UNBOUNDED;
        }
        let since = i64::from(target.day) - i64::from(self.window_days);
        let since = i32::try_from(since).unwrap_or(i32::MIN);
        self.left.begin(since, self.timeline.first_node(since));
        let timeline = self.timeline;
        let network =
            self.network.get_or_insert_with(|| Network::new(timeline.nodes, timeline.arcs.clone()).remembering());
        let most = network.bring(target.node, UNBOUNDED, &mut self.left);
        network.undo();
        most
    }
}
