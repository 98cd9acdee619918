//! Laws that every structure obeys, whatever happens.

use super::{Flows, Life, Start, standard};
use crate::path::{Day, Path};
use proptest::prelude::*;

const START: Start = Start { capital: 1_000_000.0, income_per_day: 274.0 };

#[test]
fn there_are_ten_in_the_order_of_the_report() {
    let keys: Vec<&str> = standard().iter().map(|structure| structure.key()).collect();
    assert_eq!(keys, ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "C0", "C1"]);
}

/// Equal capital and equal dollars at the start, for any size of both.
#[test]
fn usual_days_pay_what_the_start_says() {
    let starts = [START, Start { capital: 50_000.0, income_per_day: 4.0 }, Start { capital: 1e9, income_per_day: 1e6 }];
    for (structure, start) in standard().iter().flat_map(|structure| starts.map(|start| (structure, start))) {
        let mut life = structure.open(&start);
        for day in &Path::usual(90).days {
            let flows = life.live(day);
            let key = structure.key();
            let paid = flows.paid.total() / start.income_per_day;
            assert!((paid - 1.0).abs() < 1e-3, "{key} pays {paid} of the usual on day {}", day.number);
            let capital = flows.capital / start.capital;
            assert!((capital - 1.0).abs() < 1e-3, "{key} has {capital} of the capital on day {}", day.number);
            assert!(!flows.frozen, "{key} is frozen on day {}", day.number);
        }
    }
}

fn spend() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 0.0_f64..2.0, 2 => Just(0.0), 1 => 0.0_f64..1e6]
}

fn part() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 0.0_f64..0.02, 2 => Just(0.0), 1 => 0.0_f64..=1.0, 1 => Just(1.0)]
}

fn log_return() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -0.1_f64..0.1, 1 => Just(0.0), 1 => -5.0_f64..2.0, 1 => Just(-5.0)]
}

prop_compose! {
    fn day()(
        recurring_spend in spend(), newcomer_spend in spend(), top_part in 0.0_f64..=1.0, principal_inflow in part(),
        withdrawal_hazard in part(), token_buying in prop_oneof![0.0_f64..3.0, Just(0.0)], top_ups in any::<bool>(),
        market_return in log_return(), token_return in log_return(), cost_factor in 0.0_f64..5.0,
        self_paid in prop_oneof![3 => Just(0.0), 1 => 0.0_f64..=0.99, 1 => Just(0.99)], snipers in part(),
        chance in prop::array::uniform4(0.0_f64..1.0)
    ) -> Day {
        Day {
            recurring_spend, newcomer_spend, top_spend: top_part * (recurring_spend + newcomer_spend), principal_inflow,
            withdrawal_hazard, token_buying, top_ups, market_return, token_return, cost_factor, self_paid, snipers, chance,
            ..Day::usual(0)
        }
    }
}

fn days() -> impl Strategy<Value = Vec<Day>> {
    prop::collection::vec(day(), 1..120)
        .prop_map(|days| (0..).zip(days).map(|(number, day)| Day { number, ..day }).collect())
}

/// Everything is a number, and nobody is paid less than nothing.
fn check_day(flows: &Flows) -> Result<(), String> {
    let numbers = [
        flows.capital,
        flows.loss,
        flows.organic_revenue,
        flows.reported_revenue,
        flows.operating_cost,
        flows.promised.unwrap_or(0.0),
        flows.reserve,
        flows.liquid,
        flows.redeemable,
        flows.issued,
        flows.staked,
        flows.sniped,
    ];
    if let Some(odd) = numbers.iter().chain(&flows.paid.as_array()).find(|number| !number.is_finite()) {
        return Err(format!("{odd} is no number"));
    }
    let never_negative = [
        flows.capital,
        flows.organic_revenue,
        flows.operating_cost,
        flows.reserve,
        flows.liquid,
        flows.redeemable,
        flows.issued,
        flows.staked,
        flows.sniped,
    ];
    if let Some(odd) = never_negative.iter().chain(&flows.paid.as_array()).find(|number| **number < 0.0) {
        return Err(format!("{odd} is less than nothing"));
    }
    if flows.reported_revenue < flows.organic_revenue * (1.0 - 1e-12) {
        return Err("more came from customers than was reported".into());
    }
    Ok(())
}

/// What came in until now, by whose money it was, what was there in the beginning among it.
struct Sources {
    customers: f64,
    circular: f64,
    newcomers_money: f64,
    reserve: f64,
}

impl Sources {
    fn of(life: &mut dyn Life) -> Self {
        // What a reserve holds at the start shows on a usual day, but for that day's own coming and going.
        Self { customers: 0.0, circular: 0.0, newcomers_money: 0.0, reserve: life.live(&Day::usual(0)).reserve * 1.1 }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_is_infinite_and_nobody_is_paid_less_than_nothing(days in days()) {
        for structure in standard() {
            let mut life = structure.open(&START);
            for day in &days {
                let flows = life.live(day);
                check_day(&flows).map_err(|odd| TestCaseError::fail(format!("{}: {odd} in {flows:?} on {day:?}", structure.key())))?;
            }
        }
    }

    /// Conservation: customers' money that is paid was paid by customers, and so for the issuer's and for newcomers'; what was in
    /// the reserve at the start besides. Emission is not money that came in, and T1 in `claims` says what bounds it.
    #[test]
    fn nothing_is_paid_that_did_not_come_in(days in days()) {
        for structure in standard().iter().filter(|structure| structure.key() != "C0") {
            let mut sources = Sources::of(&mut *structure.open(&START));
            let mut life = structure.open(&START);
            let mut paid = super::Origins::default();
            for day in &days {
                let flows = life.live(day);
                sources.customers += flows.organic_revenue;
                sources.circular += flows.reported_revenue - flows.organic_revenue;
                sources.newcomers_money += day.principal_inflow * START.capital + day.token_buying * START.income_per_day * 10.0;
                if day.top_ups {
                    sources.circular += sources.reserve;
                }
                paid = paid.plus(flows.paid);
                let slack = 1e-6 * (1.0 + sources.customers + sources.circular);
                let key = structure.key();
                let tickets = if key == "C1" { sources.newcomers_money } else { 0.0 };
                let from_customers = paid.recurring_customers + paid.newcomers;
                prop_assert!(from_customers <= sources.customers + sources.reserve + tickets + slack, "{} {:?}", key, paid);
                prop_assert!(paid.issuer <= sources.circular + sources.reserve + slack, "{} {:?}", key, paid);
                prop_assert!(paid.principal <= START.capital, "{} {:?}", key, paid);
            }
        }
    }

    /// The same days give the same life.
    #[test]
    fn a_life_is_a_function_of_its_days(days in prop::collection::vec(day(), 1..20)) {
        for structure in standard() {
            let (mut one, mut other) = (structure.open(&START), structure.open(&START));
            for day in &days {
                prop_assert_eq!(one.live(day), other.live(day));
            }
        }
    }
}
