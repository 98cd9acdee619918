//! Laws of the price, and the published figures of EIP-4844.

use super::{Demand, Excess, Millis, PriceClass, PriceQ64};
use crate::money::Cash;
use alloy_primitives::U256;
use proptest::prelude::*;
use std::{num::NonZeroU64, path::Path};

fn class() -> impl Strategy<Value = PriceClass> {
    let floor = (any::<u128>(), 0_u32..128).prop_map(|(floor, shift)| PriceQ64(floor >> shift));
    let sensitivity = (1..=u64::MAX, 0_u32..64).prop_map(|(kappa, shift)| NonZeroU64::new((kappa >> shift).max(1)));
    (floor, any::<u64>(), sensitivity).prop_map(|(floor, target_q32, sensitivity)| PriceClass {
        floor,
        target_q32,
        sensitivity: sensitivity.expect("at least one"),
    })
}

/// A demand whose excess is a few sensitivities, where prices are neither flat nor beyond all amounts.
fn demand(class: &PriceClass, thousandths_of_kappa: u64) -> Demand {
    let excess = (u128::from(class.sensitivity.get()) * u128::from(thousandths_of_kappa)) << 32;
    Demand { excess: Excess(excess), last: Millis(0) }
}

fn units() -> impl Strategy<Value = u64> {
    (any::<u64>(), 0_u32..64).prop_map(|(units, shift)| units >> shift)
}

proptest! {
    #[test]
    fn price_1_never_below_floor(class in class(), excess in 0_u64..30_000, units in units()) {
        let demand = demand(&class, excess);
        let floor = (U256::from(class.floor.0) * U256::from(units)).div_ceil(U256::ONE << 64);
        let cost = demand.cost_up(&class, units);
        prop_assert!(U256::from(cost.0) >= floor || cost == Cash::MAX);
        prop_assert!(demand.spot_down(&class) >= class.floor);
    }

    #[test]
    fn price_2_splitting_never_makes_it_cheaper(
        class in class(), excess in 0_u64..30_000, parts in prop::collection::vec(units(), 1..6)
    ) {
        let now = Millis(0);
        let (mut demand_after, mut paid) = (demand(&class, excess), Cash::ZERO);
        for part in &parts {
            let cost;
            (demand_after, cost) = demand_after.sell(&class, *part, now);
            paid = paid.saturating_add(cost);
        }
        let Some(whole) = parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(*part)) else { return Ok(()) };
        let (after, at_once) = demand(&class, excess).sell(&class, whole, now);
        prop_assert_eq!(after, demand_after);
        prop_assert!(at_once <= paid, "{} at once, {} in parts", at_once, paid);
        // Nor dearer than rounding each part up, once by the integral and once by the floor.
        let slack = 2 * u128::try_from(parts.len()).expect("few") + (at_once.0 >> 115);
        prop_assert!(paid.0 <= at_once.0.saturating_add(slack));
    }

    #[test]
    fn more_units_and_more_demand_cost_more(
        class in class(), excess in 0_u64..30_000, more in 0_u64..1_000, a in units(), b in units()
    ) {
        let (calm, busy) = (demand(&class, excess), demand(&class, excess + more));
        prop_assert!(calm.cost_up(&class, a.min(b)) <= calm.cost_up(&class, a.max(b)));
        prop_assert!(calm.spot_down(&class) <= busy.spot_down(&class));
        // Two differences of F, each exact to one cash unit below 2^115.
        let (cost, cost_when_busy) = (calm.cost_up(&class, a), busy.cost_up(&class, a));
        prop_assert!(cost.0 <= cost_when_busy.0.saturating_add(1 + (cost.0 >> 115)));
    }

    #[test]
    fn looking_often_changes_nothing(
        class in class(), excess in 0_u64..30_000, moments in prop::collection::vec(0_u64..1 << 40, 1..8)
    ) {
        let mut seen = demand(&class, excess);
        for moment in &moments {
            seen = seen.at(&class, Millis(*moment));
        }
        let last = moments.iter().copied().max().expect("some");
        prop_assert_eq!(seen, demand(&class, excess).at(&class, Millis(last)));
    }

    #[test]
    fn no_input_panics(
        class in class(), excess in any::<u128>(), units in any::<u64>(), last in any::<u64>(), now in any::<u64>()
    ) {
        let demand = Demand { excess: Excess(excess), last: Millis(last) };
        let (after, _) = demand.sell(&class, units, Millis(now));
        after.spot_down(&class);
    }
}

#[test]
fn a_busy_minute_and_a_quiet_one() {
    // One cent a unit at rest, e-fold after 100 units too many, one unit a second is as expected.
    let class = PriceClass {
        floor: PriceQ64::from_cash(10_000),
        target_q32: 1 << 32,
        sensitivity: NonZeroU64::new(100).expect("not zero"),
    };
    let start = Demand::default();
    // 10,000 * 100 * (e - 1), rounded up.
    let (busy, cost) = start.sell(&class, 100, Millis(0));
    assert_eq!(cost, Cash(1_718_282));
    assert_eq!(busy.spot_down(&class).0 >> 64, 27_182);
    // Fifty seconds later half of it is forgotten; after the whole hundred all of it is.
    assert_eq!(busy.at(&class, Millis(50_000)).spot_down(&class).0 >> 64, 16_487);
    assert_eq!(busy.at(&class, Millis(99_999)).excess_units(), 0);
    assert_eq!(busy.at(&class, Millis(100_000)).spot_down(&class), class.floor);
    assert_eq!(busy.at(&class, Millis(200_000)).cost_up(&class, 1), Cash(10_051));
}

#[test]
fn the_published_blob_fees_are_ours() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/vectors/eip-1559-4844.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: no published vectors at {}", path.display());
        return;
    };
    // Read as text, because one fee is more than 64 bits, which a JSON reader makes a rounded float of.
    let (_, fees) = text.split_once("excess_to_fee\":[[").expect("the vectors of EIP-4844");
    let (fees, _) = fees.split_once("]]").expect("a list of pairs");
    let class = PriceClass {
        // The smallest price there is, so that prices in units of it are the fees, of which one is above 2^64.
        floor: PriceQ64(1),
        target_q32: 0,
        sensitivity: NonZeroU64::new(3_338_477).expect("not zero"),
    };
    for pair in fees.split("],[") {
        let (excess, published) = pair.split_once(',').expect("a pair");
        let excess: u64 = excess.parse().expect("a number");
        let published: u128 = published.parse().expect("a number");
        let demand = Demand { excess: Excess::default().plus_units(excess), last: Millis(0) };
        let spot = demand.spot_down(&class).0;
        // The published law cuts each term of its series to 1/3,338,477. A cut of the first term grows like the fee itself,
        // so the published fee is lower, by less than 10^-7 of it; and it is cut once more to a whole number.
        let low = spot - spot / 10_000_000;
        assert!((low.saturating_sub(1)..=spot).contains(&published), "{excess}: {spot}, published {published}");
    }
}
