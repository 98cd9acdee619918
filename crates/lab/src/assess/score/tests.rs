//! The rule's own properties. Those of the way from figures to a score are in `assess/laws.rs`.

use super::{Evidence, Score, Verdict, kept, organic_ratio, score};
use crate::assess::interval::Interval;
use proptest::prelude::*;

/// All of the income from recurring customers who stay, and everything known.
fn customers() -> Evidence {
    Evidence {
        recurring_customers: Interval::exactly(1.0),
        newcomers: Interval::ZERO,
        unknown: Interval::ZERO,
        circularity: Interval::ZERO,
        churn_per_day: Some(0.0),
        reserve_days: Interval::ZERO,
        reserve_is_owed_on_demand: false,
        liquidity_coverage: Interval::exactly(1.0),
    }
}

fn close(ours: f64, expected: f64) {
    assert!((ours - expected).abs() < 1e-9, "{ours} is not {expected}");
}

#[test]
fn customers_who_stay_are_all_of_it() {
    assert_eq!(score(&customers()), Score { low: 100.0, high: 100.0, verdict: Verdict::PaymentsFunded });
}

#[test]
fn emission_alone_is_nothing() {
    let evidence = Evidence { recurring_customers: Interval::ZERO, ..customers() };
    assert_eq!(score(&evidence), Score { low: 0.0, high: 0.0, verdict: Verdict::EmissionOrInflowFunded });
}

#[test]
fn churn_lowers_the_low_end_by_its_mean_over_a_year() {
    let churn = std::f64::consts::LN_2 / 90.0;
    let found = score(&Evidence { churn_per_day: Some(churn), ..customers() });
    close(found.low, 100.0 * (1.0 - (-churn * 365.0).exp()) / (churn * 365.0));
    close(found.high, 100.0);
}

#[test]
fn a_reserve_lasts_as_long_as_it_lasts() {
    let reserve =
        Evidence { recurring_customers: Interval::exactly(0.5), reserve_days: Interval::exactly(73.0), ..customers() };
    close(score(&reserve).low, 70.0);
    let owed = Evidence { reserve_is_owed_on_demand: true, liquidity_coverage: Interval::exactly(0.99), ..reserve };
    close(score(&owed).low, 50.0);
    close(score(&owed).high, 70.0);
    let covered = Evidence { liquidity_coverage: Interval::exactly(1.0), ..owed };
    close(score(&covered).low, 70.0);
    let endless = Evidence { reserve_days: Interval::exactly(1e9), ..reserve };
    close(score(&endless).high, 100.0);
}

#[test]
fn what_nobody_measured_leaves_the_whole_interval() {
    for evidence in [
        Evidence { churn_per_day: None, ..customers() },
        Evidence { circularity: Interval::ANY_PART, ..customers() },
        Evidence { recurring_customers: Interval::ZERO, unknown: Interval::exactly(1.0), ..customers() },
        Evidence { recurring_customers: Interval::ANY_PART, newcomers: Interval::ANY_PART, ..customers() },
    ] {
        let found = score(&evidence);
        assert_eq!((found.low, found.high), (0.0, 100.0), "{evidence:?}");
        assert!(!found.is_decided());
    }
}

#[test]
fn circular_money_is_taken_from_the_old_customers_below_and_from_newcomers_above() {
    let evidence = Evidence {
        recurring_customers: Interval::exactly(0.6),
        newcomers: Interval::exactly(0.4),
        circularity: Interval::between(0.1, 0.5),
        ..customers()
    };
    let organic = organic_ratio(&evidence);
    close(organic.low(), 0.1);
    close(organic.high(), 0.6);
    let more = Evidence { circularity: Interval::exactly(0.5), ..evidence };
    close(organic_ratio(&more).high(), 0.5);
}

#[test]
fn verdicts_begin_at_their_limits() {
    for (low, verdict) in [
        (29.999, Verdict::EmissionOrInflowFunded),
        (30.0, Verdict::Mixed),
        (69.999, Verdict::Mixed),
        (70.0, Verdict::PaymentsFunded),
    ] {
        assert_eq!(Verdict::of(low), verdict);
    }
}

fn part() -> impl Strategy<Value = Interval> {
    (0.0..1.0, 0.0..1.0).prop_map(|(one, other)| Interval::between(one, other))
}

prop_compose! {
    /// Origins as they come: shares of one income, each somewhere below what is left of it.
    fn evidence()(
        shares in prop::array::uniform4(0.0..1.0f64), doubt in 0.0..1.0f64, circularity in part(),
        churn in prop::option::of(0.0..0.2f64), reserve in part(), owed in any::<bool>(), coverage in part(),
    ) -> Evidence {
        let total: f64 = shares.iter().sum::<f64>() + 1e-9;
        let share = |place: usize| Interval::between(shares[place] / total * (1.0 - doubt), shares[place] / total);
        Evidence {
            recurring_customers: share(0),
            newcomers: share(1),
            unknown: share(2),
            circularity,
            churn_per_day: churn,
            reserve_days: reserve.map_ends(|part| part * 500.0),
            reserve_is_owed_on_demand: owed,
            liquidity_coverage: coverage.map_ends(|part| part * 2.0),
        }
    }
}

/// The income grows by `part` of it; what was there becomes a smaller part.
fn diluted(evidence: &Evidence, part: f64) -> Evidence {
    let less = |interval: Interval| interval.map_ends(|end| end / (1.0 + part));
    Evidence {
        recurring_customers: less(evidence.recurring_customers),
        newcomers: less(evidence.newcomers),
        unknown: less(evidence.unknown),
        reserve_days: less(evidence.reserve_days),
        ..*evidence
    }
}

const ROUNDING: f64 = 1e-9;

proptest! {
    #[test]
    fn the_ends_are_in_order_and_within_bounds(evidence in evidence()) {
        let found = score(&evidence);
        prop_assert!(0.0 <= found.low && found.low <= found.high && found.high <= 100.0, "{found:?}");
    }

    /// Of the same income, more came from recurring customers instead of from issue, top-ups or principal.
    #[test]
    fn more_organic_revenue_never_lowers_it(evidence in evidence(), more in 0.0..0.5f64) {
        let Evidence { recurring_customers: recurring, newcomers, circularity, .. } = evidence;
        // The circular payments stay what they were; they are a smaller part of a larger revenue.
        let smaller = |circular: f64, revenue: f64| circular * revenue / (revenue + more).max(f64::MIN_POSITIVE);
        let grown = Evidence {
            recurring_customers: recurring + Interval::exactly(more),
            circularity: Interval::between(
                smaller(circularity.low(), recurring.low() + newcomers.low()),
                smaller(circularity.high(), recurring.low() + newcomers.high()),
            ),
            ..evidence
        };
        let high = recurring.high() + newcomers.high();
        prop_assume!(high + evidence.unknown.high() + more <= 1.0);
        let (before, after) = (score(&evidence), score(&grown));
        prop_assert!(after.low >= before.low - ROUNDING, "{before:?} {after:?}");
        prop_assert!(after.high >= before.high - ROUNDING, "{before:?} {after:?}");
    }

    #[test]
    fn emission_on_top_never_raises_it(evidence in evidence(), emission in 0.0..5.0f64) {
        let (before, after) = (score(&evidence), score(&diluted(&evidence, emission)));
        prop_assert!(after.low <= before.low + ROUNDING, "{before:?} {after:?}");
        prop_assert!(after.high <= before.high + ROUNDING, "{before:?} {after:?}");
    }

    /// The issuer adds `paid` to the revenue, and the max-flow sees that it could have.
    #[test]
    fn self_payment_never_raises_the_low_end(evidence in evidence(), paid in 0.0..1.0f64, as_newcomer in any::<bool>()) {
        let grown = diluted(&evidence, paid);
        let added = Interval::exactly(paid / (1.0 + paid));
        let revenue = evidence.recurring_customers.low() + evidence.newcomers.high();
        let circular = (evidence.circularity.high() * revenue + paid) / (revenue + paid).max(1e-12);
        let grown = Evidence {
            recurring_customers: grown.recurring_customers + if as_newcomer { Interval::ZERO } else { added },
            newcomers: grown.newcomers + if as_newcomer { added } else { Interval::ZERO },
            circularity: Interval::between(evidence.circularity.low().min(circular), circular.min(1.0)),
            ..grown
        };
        let (before, after) = (score(&evidence), score(&grown));
        prop_assert!(after.low <= before.low + ROUNDING, "{before:?} {after:?}");
    }

    #[test]
    fn knowing_less_never_narrows_it(evidence in evidence(), forget in 0usize..7) {
        let mut less = evidence;
        match forget {
            0 => less.recurring_customers = Interval::ANY_PART,
            1 => less.newcomers = Interval::ANY_PART,
            2 => less.unknown = Interval::ANY_PART,
            3 => less.circularity = Interval::ANY_PART,
            4 => less.churn_per_day = None,
            5 => less.reserve_days = Interval::ANY_AMOUNT,
            _ => (less.reserve_is_owed_on_demand, less.liquidity_coverage) = (true, Interval::ANY_AMOUNT),
        }
        let (before, after) = (score(&evidence), score(&less));
        prop_assert!(after.low <= before.low + ROUNDING && after.high >= before.high - ROUNDING, "{before:?} {after:?}");
    }

    #[test]
    fn faster_churn_keeps_less(slow in 0.0..1.0f64, faster in 0.0..1.0f64) {
        prop_assert!(kept(Some(slow + faster)) <= kept(Some(slow)) + 1e-12);
        prop_assert!((0.0..=1.0).contains(&kept(Some(slow))));
    }
}
