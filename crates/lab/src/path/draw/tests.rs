use super::*;
use crate::scenario::{Shock, standard};
use crate::statistics::Moments;

fn scenario(key: &str) -> Scenario {
    standard::by_name(key).expect("standard scenarios read").expect("it is one of them")
}

#[test]
fn the_same_arguments_give_the_same_path() {
    for scenario in standard::all().expect("standard scenarios read") {
        assert_eq!(draw(1, 5, &scenario), draw(1, 5, &scenario));
        assert_ne!(draw(1, 5, &scenario), draw(1, 6, &scenario));
        assert_ne!(draw(1, 5, &scenario), draw(2, 5, &scenario));
    }
}

#[test]
fn until_the_shock_all_scenarios_are_the_same() {
    let base = scenario("base");
    for other in standard::all().expect("standard scenarios read") {
        let day = other.time.shock_day as usize;
        for path in 0..20 {
            let (usual, shocked) = (draw(3, path, &base), draw(3, path, &other));
            assert_eq!(usual.days[..day], shocked.days[..day], "{}", other.key);
            assert_eq!(usual.days == shocked.days, other.key == "0-base", "{}: nothing changes", other.key);
        }
    }
}

/// A shock changes what it is about, and nothing else that chance decides.
#[test]
fn after_the_shock_only_what_it_is_about_is_different() {
    let base = scenario("base");
    for other in standard::all().expect("standard scenarios read") {
        for (usual, shocked) in draw(3, 0, &base).days.iter().zip(&draw(3, 0, &other).days) {
            let at = format!("{} day {}", other.key, usual.number);
            let after = usual.number >= other.time.shock_day;
            assert_eq!((usual.chance, usual.market_return), (shocked.chance, shocked.market_return), "{at}");
            let investors = |day: &Day| (day.principal_inflow, day.token_buying, day.top_ups);
            assert_eq!(investors(usual) == investors(shocked), !after || other.shock.new_investors, "{at}");
            let customers = ["2-", "3-", "4-", "5-", "8-"].iter().any(|key| other.key.starts_with(key));
            assert!(customers || usual.spend() == shocked.spend(), "{at}");
            assert!(other.key.starts_with("7-") || usual.withdrawal_hazard == shocked.withdrawal_hazard, "{at}");
        }
    }
}

#[test]
fn customers_spend_one_a_day_in_the_mean_before_the_shock() {
    let mut scenario = scenario("demand-stops");
    scenario.customers.weekly_dip = 0.5;
    let (mut spend, mut newcomers) = (Moments::default(), Moments::default());
    for path in 0..2_000 {
        let path = draw(11, path, &scenario);
        let days = &path.days[..scenario.time.shock_day as usize - 6];
        let mean = |of: fn(&Day) -> f64| days.iter().map(of).sum::<f64>() / 84.0;
        spend.add(mean(Day::spend));
        newcomers.add(mean(|day| day.newcomer_spend));
    }
    let (spend, newcomers) = (spend.estimate(), newcomers.estimate());
    assert!(spend.low < 1.0 && spend.high > 1.0 && spend.high - spend.low < 0.03, "{spend:?}");
    // Who came within the last 60 days: 1 - e^(-60 churn).
    let expected = -(-60.0 * scenario.customers.churn_per_day).exp_m1();
    assert!(newcomers.low < expected && newcomers.high > expected, "{newcomers:?} for {expected}");
}

#[test]
fn a_demand_that_stops_is_nothing_and_one_that_halves_is_half() {
    let [base, halves, stops] = ["base", "demand-halves", "demand-stops"].map(|key| draw(1, 2, &scenario(key)));
    for ((usual, half), none) in base.days.iter().zip(&halves.days).zip(&stops.days).skip(90) {
        assert!((half.spend() - usual.spend() / 2.0).abs() < 1e-12);
        assert_eq!(none.spend(), 0.0);
        assert_eq!(half.concentration_hhi, usual.concentration_hhi, "all halve alike");
    }
}

#[test]
fn without_new_customers_their_number_falls_at_the_rate_of_churn() {
    let scenario = scenario("no-new-customers");
    let mut left = Moments::default();
    for path in 0..1_000 {
        let days = draw(1, path, &scenario).days;
        assert!(days[91..].windows(2).all(|pair| pair[1].customers <= pair[0].customers));
        assert!(days[150..].iter().all(|day| day.newcomer_spend == 0.0));
        left.add(f64::from(days[454].customers));
    }
    let (left, expected) = (left.estimate(), 50.0 * (-364.5 * scenario.customers.churn_per_day).exp());
    assert!(left.low < expected && left.high > expected, "{left:?} for {expected}");
}

#[test]
fn the_customer_who_leaves_was_the_top_one_and_nobody_else_changes() {
    let (base, other) = (draw(1, 4, &scenario("base")), draw(1, 4, &scenario("top-customer-leaves")));
    let (usual, without) = (&base.days[90], &other.days[90]);
    assert_eq!(usual.customers - 1, without.customers);
    assert!((usual.spend() - usual.top_spend - without.spend()).abs() < 1e-12);
}

#[test]
fn hoarders_buy_the_same_in_fewer_days() {
    let (base, other) = (draw(1, 4, &scenario("base")), draw(1, 4, &scenario("snipe-and-hoard")));
    let total = |path: &Path| path.days[90..].iter().map(Day::spend).sum::<f64>();
    assert!((total(&base) - total(&other)).abs() < 1e-9);
    assert_eq!(other.days[90..].iter().filter(|day| day.spend() > 0.0).count(), 365_usize.div_ceil(14));
}

#[test]
fn prices_have_the_volatility_that_was_asked_and_no_trend() {
    let scenario = scenario("token-falls");
    let (mut market, mut token, mut price) = (Moments::default(), Moments::default(), Moments::default());
    for path in 0..4_000 {
        let days = draw(5, path, &scenario).days;
        days.iter().take(90).for_each(|day| market.add(day.market_return));
        days.iter().take(90).for_each(|day| token.add(day.token_return));
        price.add(days.iter().take(91).map(|day| day.token_return).sum::<f64>().exp());
    }
    assert!((market.variance() * 365.0 / 0.36 - 1.0).abs() < 0.02, "{}", market.variance());
    assert!((token.variance() * 365.0 / 0.72 - 1.0).abs() < 0.02, "{}", token.variance());
    let price = price.estimate();
    assert!(price.low < 0.2 && price.high > 0.2, "a fifth of the price is left in the mean: {price:?}");
}

#[test]
fn a_run_takes_out_a_tenth_a_day_as_an_intensity() {
    let days = draw(1, 0, &scenario("run")).days;
    assert!((days[89].withdrawal_hazard - 0.001_998).abs() < 1e-6);
    assert!((days[90].withdrawal_hazard - 0.095_163).abs() < 1e-6);
}

#[test]
fn the_base_scenario_is_what_a_file_without_keys_says() {
    assert!(scenario("base").assumes_the_same(&Scenario::default()));
    assert_eq!(scenario("base").shock, Shock::default());
}
