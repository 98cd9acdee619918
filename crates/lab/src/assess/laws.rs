//! Laws of the way from figures to a score, for random figures.
//!
//! Each holds also where other figures are missing; what a law speaks of has to be in them, or nobody could see it change.

use super::assessment::Frequency;
use super::column::Column;
use super::figures::{Cells, Figures, Period};
use super::interval::Interval;
use super::score::Score;
use super::{Assessment, Question, assess};
use jiff::civil::date;
use proptest::prelude::*;

const ROUNDING: f64 = 1e-6;

/// An income of which everything is known, and which does not contradict itself: recipients got no more of customers' money
/// than customers paid, and the parts are the whole.
#[derive(Clone, Debug)]
struct World {
    /// Paid by recurring customers, newcomers, emission, top-ups, principal, unknown.
    paid: [f64; 6],
    /// What customers paid beside what was passed on: kept, and burned.
    kept: f64,
    burned: f64,
    held: f64,
    /// Of the revenue, in dollars: seen to be circular, and beyond it possible.
    circular: f64,
    possible: f64,
    incentives: f64,
    churn: f64,
    reserve: f64,
    redeemable: f64,
    liquid: f64,
}

impl World {
    fn revenue(&self) -> f64 {
        self.paid[0] + self.paid[1] + self.kept + self.burned
    }

    fn row(&self) -> Cells {
        let customers = self.paid[0] + self.paid[1];
        let revenue = self.revenue();
        let old = if customers > 0.0 { self.paid[0] / customers } else { 0.5 };
        let of_revenue = |amount: f64| if revenue > 0.0 { (amount / revenue).clamp(0.0, 1.0) } else { 0.0 };
        Cells::default()
            .with(Column::Paid, self.paid.iter().sum())
            .with(Column::PaidFees, customers)
            .with(Column::PaidRecurring, self.paid[0])
            .with(Column::PaidNewcomers, self.paid[1])
            .with(Column::Emission, self.paid[2])
            .with(Column::PaidTopUps, self.paid[3])
            .with(Column::PaidPrincipal, self.paid[4])
            .with(Column::PrincipalIn, self.paid[4] * 2.0)
            .with(Column::Revenue, revenue)
            .with(Column::RevenueRecurring, revenue * old)
            .with(Column::RevenueNewcomers, revenue * (1.0 - old))
            .with(Column::NewcomerShare, 1.0 - old)
            .with(Column::BorrowerIncentives, self.incentives)
            .with(Column::OperatingCost, self.kept / 2.0)
            .with(Column::Burn, self.burned)
            .with(Column::StakedShare, self.held)
            .with(Column::Reserve, self.reserve)
            .with(Column::Redeemable, self.redeemable)
            .with(Column::Liquid, self.liquid)
            .with(Column::CircularLow, of_revenue(self.circular))
            .with(Column::CircularHigh, of_revenue(self.circular + self.possible))
            .with(Column::ChurnPerDay, self.churn)
    }
}

fn figures(worlds: &[World]) -> Figures {
    let day = |month: usize| i8::try_from(month + 1).expect("few months");
    let periods =
        worlds.iter().enumerate().map(|(month, world)| Period::of(date(2024, day(month), 1), 30.0, world.row()));
    Figures {
        name: "random".into(),
        unit: "dollars".into(),
        frequency: Frequency::Monthly,
        periods: periods.collect(),
        notes: Vec::new(),
    }
}

fn found(figures: &Figures) -> Assessment {
    assess(figures, &Question::default()).expect("figures that do not contradict themselves")
}

fn score_of(figures: &Figures) -> Score {
    found(figures).score
}

fn amount() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 4 => 0.0..100.0f64]
}

/// By origin. Where nothing at all is paid there is nothing to judge.
fn paid() -> impl Strategy<Value = [f64; 6]> {
    prop::array::uniform6(amount()).prop_filter("something is paid", |paid| paid.iter().any(|part| *part > 0.0))
}

prop_compose! {
    fn world()(
        paid in paid(), kept in amount(), burned in amount(), held in 0.0..1.0f64,
        circular in amount(), possible in amount(), incentives in amount(), churn in 0.0..0.1f64,
        reserve in amount(), redeemable in amount(), liquid in amount(),
    ) -> World {
        let revenue = paid[0] + paid[1] + kept + burned;
        let circular = circular.min(revenue);
        World {
            paid, kept, burned, held, circular, possible: possible.min(revenue - circular), incentives: incentives.min(revenue),
            churn, reserve: reserve * 5.0, redeemable, liquid,
        }
    }
}

fn worlds() -> impl Strategy<Value = Vec<World>> {
    prop::collection::vec(world(), 1..4)
}

/// Cells that are blanked: month by month, column by column; and columns in all months.
fn blanks() -> impl Strategy<Value = (Vec<(usize, usize)>, Vec<usize>)> {
    let columns = 0..Column::ALL.len();
    (prop::collection::vec((0..4usize, columns.clone()), 0..12), prop::collection::vec(columns, 0..8))
}

fn blanked(figures: &Figures, (cells, columns): &(Vec<(usize, usize)>, Vec<usize>)) -> Figures {
    let mut figures = figures.clone();
    for (month, period) in figures.periods.iter_mut().enumerate() {
        for row in &mut period.rows {
            for column in Column::ALL {
                if columns.contains(&column.place()) || cells.contains(&(month, column.place())) {
                    row.set(column, None);
                }
            }
        }
    }
    figures
}

/// The same blanks, but what a law is about stays in sight.
fn but_not(
    (mut cells, mut columns): (Vec<(usize, usize)>, Vec<usize>),
    known: &[Column],
) -> (Vec<(usize, usize)>, Vec<usize>) {
    let known: Vec<usize> = known.iter().map(|column| column.place()).collect();
    cells.retain(|(_, column)| !known.contains(column));
    columns.retain(|column| !known.contains(column));
    (cells, columns)
}

/// What customers paid, and what of it the recipients got.
const CUSTOMERS: [Column; 6] = [
    Column::PaidFees,
    Column::PaidRecurring,
    Column::PaidNewcomers,
    Column::Revenue,
    Column::RevenueRecurring,
    Column::RevenueNewcomers,
];

/// What others paid the recipients.
const OTHERS: [Column; 4] = [Column::Paid, Column::Emission, Column::PaidTopUps, Column::PaidPrincipal];

/// Whether the figures still say anything about an income.
fn says_something(figures: &Figures) -> bool {
    assess(figures, &Question::default()).is_ok()
}

fn within(inner: Interval, outer: Interval) -> bool {
    outer.low() <= inner.low() + ROUNDING && inner.high() <= outer.high() + ROUNDING
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn knowing_less_never_narrows(worlds in worlds(), first in blanks(), then in blanks()) {
        let figures = blanked(&figures(&worlds), &first);
        let less = blanked(&figures, &then);
        prop_assume!(says_something(&less));
        let (before, after) = (found(&figures), found(&less));
        let (known, unknown) = (before.score, after.score);
        prop_assert!(unknown.low <= known.low + ROUNDING && known.high <= unknown.high + ROUNDING, "{known:?} {unknown:?}");
        prop_assert!(within(before.organic_ratio, after.organic_ratio), "{:?} {:?}", before.organic_ratio, after.organic_ratio);
        for (one, other) in before.origins.into_iter().zip(after.origins) {
            prop_assert!(within(one, other), "{:?} {:?}", before.origins, after.origins);
        }
        prop_assert!(within(before.paid_per_day, after.paid_per_day));
    }

    #[test]
    fn the_second_reading_is_one_of_those_that_are_possible(worlds in worlds(), blanks in blanks()) {
        let figures = blanked(&figures(&worlds), &blanks);
        prop_assume!(says_something(&figures));
        let found = found(&figures);
        let (wide, narrow) = (found.score, found.score_if_complete);
        prop_assert!(wide.low <= narrow.low + ROUNDING && narrow.high <= wide.high + ROUNDING, "{wide:?} {narrow:?}");
    }

    /// Recurring customers pay what was issued, put in or taken from principal before, and was named as that.
    #[test]
    fn more_organic_revenue_never_lowers_it(worlds in worlds(), part in 0.0..1.0f64, from in 2usize..5, blanks in blanks()) {
        let blanks = but_not(but_not(blanks, &CUSTOMERS), &OTHERS);
        let more: Vec<World> = worlds.iter().cloned().map(|mut world| {
            let moved = world.paid[from] * part;
            world.paid[from] -= moved;
            world.paid[0] += moved;
            // What was burned beyond the emission would be lost with it: that is another change.
            if from == 2 { world.burned = 0.0; }
            world
        }).collect();
        let worlds: Vec<World> = worlds.into_iter().map(|mut world| {
            if from == 2 { world.burned = 0.0; }
            world
        }).collect();
        let (before, after) = (blanked(&figures(&worlds), &blanks), blanked(&figures(&more), &blanks));
        prop_assume!(says_something(&before) && says_something(&after));
        let (before, after) = (score_of(&before), score_of(&after));
        prop_assert!(after.low >= before.low - ROUNDING && after.high >= before.high - ROUNDING, "{before:?} {after:?}");
    }

    /// On top of what is paid, where there is no reserve that would last less long for it. The high end takes what is unknown
    /// for organic, and more of what is known can only be worse than that.
    #[test]
    fn more_organic_income_never_lowers_it(worlds in worlds(), more in amount(), known in any::<bool>(), blanks in blanks()) {
        let worlds: Vec<World> = worlds.into_iter().map(|mut world| {
            world.reserve = 0.0;
            if known { world.paid[5] = 0.0; }
            world
        }).collect();
        let blanks = but_not(but_not(blanks, &CUSTOMERS), if known { &OTHERS } else { &[] });
        let richer: Vec<World> = worlds.iter().cloned().map(|mut world| {
            world.paid[0] += more;
            world
        }).collect();
        let (before, after) = (blanked(&figures(&worlds), &blanks), blanked(&figures(&richer), &blanks));
        prop_assume!(says_something(&before) && says_something(&after));
        let (before, after) = (score_of(&before), score_of(&after));
        prop_assert!(after.low >= before.low - ROUNDING, "{before:?} {after:?}");
        prop_assert!(!known || after.high >= before.high - ROUNDING, "{before:?} {after:?}");
    }

    /// Named as such, and beyond what customers burn for it.
    #[test]
    fn emission_never_raises_it(worlds in worlds(), more in amount(), blanks in blanks()) {
        let worlds: Vec<World> = worlds.into_iter().map(|mut world| {
            world.burned = world.burned.min(world.paid[2]);
            world
        }).collect();
        let diluted: Vec<World> = worlds.iter().cloned().map(|mut world| {
            world.paid[2] += more;
            world
        }).collect();
        let blanks = but_not(blanks, &[Column::Emission, Column::Burn]);
        let (before, after) = (blanked(&figures(&worlds), &blanks), blanked(&figures(&diluted), &blanks));
        prop_assume!(says_something(&before) && says_something(&after));
        let (before, after) = (score_of(&before), score_of(&after));
        prop_assert!(after.low <= before.low + ROUNDING && after.high <= before.high + ROUNDING, "{before:?} {after:?}");
    }

    /// A payment to oneself is passed on, kept and burned like other customers' payments, and is in the figures like them.
    #[test]
    fn self_payment_never_raises_the_low_end(
        worlds in worlds(), part in 0.0..2.0f64, seen in 0.0..1.0f64, new in any::<bool>(), blanks in blanks(),
    ) {
        let blanks = but_not(blanks, &CUSTOMERS);
        let circular: Vec<World> = worlds.iter().cloned().map(|mut world| {
            let paid = world.revenue() * part;
            world.paid[usize::from(new)] += (world.paid[0] + world.paid[1]) * part;
            world.kept *= 1.0 + part;
            world.burned *= 1.0 + part;
            world.circular += paid * seen;
            world.possible += paid * (1.0 - seen);
            world
        }).collect();
        let (before, after) = (blanked(&figures(&worlds), &blanks), blanked(&figures(&circular), &blanks));
        prop_assume!(says_something(&before) && says_something(&after));
        let (before, after) = (score_of(&before), score_of(&after));
        prop_assert!(after.low <= before.low + ROUNDING, "{before:?} {after:?}");
    }
}
