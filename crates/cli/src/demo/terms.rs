//! What the demo's venture is and what its service costs, derived from the trace.
//!
//! An operator would decide these numbers; here they follow from the demand that is about to be replayed, so that any log gives a
//! readable result: prices that rise and fall with demand but stay payable for stock clients, who pay at most one dollar at
//! once.

use std::num::NonZeroU64;

use alloy::primitives::Address;
use usufruct_model::price::{Demand, Millis, PriceClass, PriceQ64};
use usufruct_model::{Bps, Cash, Shares, Terms, Timestamp};
use usufruct_protocol::standins::USDC;

use crate::trace::Trace;

/// Cash units of a dollar.
const DOLLAR: u64 = 1_000_000;
/// Stock clients pay at most a dollar at once; a tenth is left for rounding and for the price's rise within one request.
const QUOTE_MAX: u64 = DOLLAR * 9 / 10;
/// The price at the trace's busiest moment, in floors.
const PEAK: u64 = 4;
/// ln(4) in hundredths, rounded down.
const LN_PEAK_HUNDREDTHS: u64 = 138;
/// No unit costs more than a tenth of a cent at rest.
const FLOOR_MAX: u64 = 1_000;
/// The price reacts within hours, not within one request.
const REACTION_SECONDS: u64 = 6 * 3_600;
const REQUESTS_PER_REACTION: u64 = 10;

/// Who buys the shares, and how many whole ones. Together all there are, so the sale ends with the last purchase.
pub const HOLDERS: [(&str, u64); 5] = [("alice", 400), ("bob", 250), ("carol", 200), ("dave", 100), ("erin", 50)];
pub const SHARE_DECIMALS: u8 = 2;
/// Share base units of one whole share.
pub const SHARE_UNIT: u64 = 100;
/// Cash units for one share base unit: one dollar a share.
const SHARE_PRICE: u64 = DOLLAR / SHARE_UNIT;
const DAY: u64 = 86_400;

/// What the gateway charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pricing {
    pub class: PriceClass,
    /// Quotes are for this many units.
    pub units_max: u64,
}

/// The price class for a trace. Pure.
pub fn pricing(trace: &Trace) -> Pricing {
    let served = || trace.requests.iter().filter(|request| trace.answer(request).served());
    let units_max = trace.requests.iter().map(|request| request.units).max().unwrap_or(1).max(1);
    let units: u128 = served().map(|request| u128::from(request.units)).sum();
    let seconds = u128::from(trace.end() - trace.begin()).max(u128::from(REACTION_SECONDS));
    let target_q32 = u64::try_from(((units << 32) / seconds).max(1)).unwrap_or(u64::MAX);

    // How far demand runs ahead of the target does not depend on the price.
    let any_price = PriceClass { floor: PriceQ64::from_cash(1), target_q32, sensitivity: NonZeroU64::MIN };
    let mut demand = Demand::default();
    let mut peak = 0;
    for request in served() {
        (demand, _) = demand.sell(&any_price, request.units, Millis(request.at.saturating_mul(1_000)));
        peak = peak.max(demand.excess_units());
    }
    let reaction = (u128::from(target_q32) * u128::from(REACTION_SECONDS)) >> 32;
    let peak_bound = peak * 100 / u128::from(LN_PEAK_HUNDREDTHS);
    let sensitivity = reaction.max(peak_bound).max(u128::from(units_max) * u128::from(REQUESTS_PER_REACTION));
    let sensitivity = u64::try_from(sensitivity).ok().and_then(NonZeroU64::new).unwrap_or(NonZeroU64::MAX);
    Pricing { class: PriceClass { floor: floor(units_max), target_q32, sensitivity }, units_max }
}

/// The highest round price at which the largest request is payable even at the peak.
fn floor(units_max: u64) -> PriceQ64 {
    let payable = (u128::from(QUOTE_MAX) << 64) / (u128::from(PEAK) * u128::from(units_max));
    let mut step = u128::from(FLOOR_MAX) << 64;
    loop {
        for part in [1, 2, 5] {
            if step / part <= payable || step < 10 {
                return PriceQ64(step / part);
            }
        }
        step /= 10;
    }
}

/// The terms of the venture, created at `now` (seconds since 1970).
pub fn venture(operator: Address, now: u64) -> Terms {
    let shares = Shares(HOLDERS.iter().map(|(_, shares)| shares * SHARE_UNIT).sum());
    let bps = |bps| Bps::new(bps).expect("at most 10,000");
    Terms {
        currency: USDC,
        operator,
        name: "Usufruct Demo Share".to_owned(),
        symbol: "UDS".to_owned(),
        contract_uri: String::new(),
        decimals: SHARE_DECIMALS,
        holders_bps: bps(6_000),
        tau: 259_200, // three days: income halves in two
        price: SHARE_PRICE,
        soft_cap: Shares(shares.0 / 2),
        hard_cap: shares,
        deadline: Timestamp(now + 30 * DAY),
        upfront_bps: bps(2_000),
        match_bps: bps(2_500),
        demand_floor: Cash(u128::from(DOLLAR)),
        stall_period: 30 * 86_400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace;

    #[test]
    fn every_request_of_a_trace_can_be_paid_by_stock_clients() {
        for seed in 0..20 {
            let trace = trace::generate(seed, trace::END_DEFAULT);
            let Pricing { class, units_max } = pricing(&trace);
            let mut demand = Demand::default();
            for request in &trace.requests {
                let now = Millis(request.at * 1_000);
                let quoted = demand.at(&class, now).cost_up(&class, units_max);
                assert!(quoted <= Cash(u128::from(DOLLAR)), "{quoted:?} for {units_max} units");
                (demand, _) = demand.sell(&class, request.units, now);
            }
        }
    }

    #[test]
    fn floors_are_round_and_payable() {
        let cash = |units_max| floor(units_max).0 >> 64;
        assert_eq!([1, 200, 567, 10_000].map(cash), [1_000, 1_000, 200, 20]);
        assert!(floor(u64::MAX).0 > 0 && floor(70_000_000).0 < 1 << 64);
    }

    #[test]
    fn the_terms_are_within_their_limits() {
        assert_eq!(venture(Address::repeat_byte(1), 1_000).check(Timestamp(1_000)), Ok(()));
    }

    #[test]
    fn a_trace_of_one_request_is_enough() {
        let mut trace = trace::generate(1, trace::END_DEFAULT);
        trace.requests.truncate(1);
        assert!(pricing(&trace).class.target_q32 > 0);
    }
}
