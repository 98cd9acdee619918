//! The numbered invariants as code: what must hold of every venture at every moment.
//!
//! Only those that can be seen on one state are here; those about steps ("no transfer changes anyone's owed") are
//! property tests in `laws.rs`. An empty list is what every state that the rules can reach gives.

use crate::money::Cash;
use crate::offering::Phase;
use crate::reserve::ReserveQ32;
use crate::venture::Venture;
use alloy_primitives::U256;

/// A broken invariant: its number, and the two figures that disagree (in cash units, unless the text says otherwise).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub invariant: &'static str,
    pub text: &'static str,
    pub left: U256,
    pub right: U256,
}

pub fn violations(venture: &Venture) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut check = |invariant, text, holds: bool, left: U256, right: U256| {
        if !holds {
            found.push(Violation { invariant, text, left, right });
        }
    };
    let cash = |amount: Cash| U256::from(amount.0);
    let reserve = |amount: ReserveQ32| U256::from(amount.0);
    let (share, till, offering) = (&venture.books.share, &venture.books.till, &venture.books.offering);

    let balances = venture.words.values().map(|word| U256::from(word.balance().0)).sum::<U256>();
    let supply = U256::from(share.supply.0);
    check("INCOME-1", "sum of balances = supply (shares)", balances == supply, balances, supply);

    // The sum of what was released is kept modulo 2^128, so it is compared modulo 2^128.
    let modulus_mask = (U256::ONE << 128) - U256::ONE;
    let accounted = (reserve(share.released) + reserve(share.reserve)) & modulus_mask;
    let credited = cash(share.credited) << 32;
    let agrees = accounted == credited & modulus_mask && credited >= reserve(share.reserve);
    check("INCOME-1", "released + reserve = credited (2^-32)", agrees, accounted, credited);

    let owed = venture.words.values().map(|word| cash(word.owed_down(share.index))).sum::<U256>();
    let paid_and_owed = owed + cash(share.claimed);
    let released = credited.saturating_sub(reserve(share.reserve)) >> 32;
    check("INCOME-1", "claimed + owed <= released", paid_and_owed <= released, paid_and_owed, released);

    let unclaimed = (cash(share.credited).saturating_sub(cash(share.claimed))).saturating_mul(venture.unit);
    let held = venture.books.cash.share;
    check("INCOME-1", "the Share holds all unclaimed income (base units)", held >= unclaimed, held, unclaimed);

    let drawn = cash(offering.drawn);
    let cap = match offering.phase {
        Phase::Active | Phase::WoundDown => cash(offering.draw_cap(&venture.terms, share.credited)),
        Phase::Open | Phase::Failed => U256::ZERO,
    };
    check("CAPITAL-3", "drawn <= upfront + match * credited", drawn <= cap, drawn, cap);

    let accounted = cash(offering.undrawn()) + drawn + cash(offering.redeemed);
    let raised = cash(offering.raised);
    check("CAPITAL-4", "undrawn + drawn + redeemed = raised", accounted == raised, accounted, raised);

    let undrawn = cash(offering.undrawn()).saturating_mul(venture.unit);
    let held = venture.books.cash.offering;
    check("CAPITAL-4", "the Offering holds all undrawn capital (base units)", held >= undrawn, held, undrawn);

    let price = U256::from(venture.terms.price);
    let full_price = supply * price;
    let refundable = cash(offering.undrawn());
    let exact = offering.phase != Phase::Failed || refundable == full_price;
    check("CAPITAL-5", "after a missed soft cap: undrawn = supply * price", exact, refundable, full_price);

    let parts = cash(till.holders_part) + cash(till.operator_part) + cash(till.pulled);
    let revenue = cash(till.collected) + cash(till.remitted);
    check("REVENUE-1", "holders' part + operator's part = revenue", parts == revenue, parts, revenue);
    check(
        "REVENUE-1",
        "holders' part = credited",
        till.holders_part == share.credited,
        cash(till.holders_part),
        cash(share.credited),
    );

    let waiting = cash(till.operator_part).saturating_mul(venture.unit);
    let held = venture.books.cash.till;
    check("REVENUE-1", "the Till holds the operator's part (base units)", held >= waiting, held, waiting);
    found
}
