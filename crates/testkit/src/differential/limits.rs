//! The limits of terms: at, below and above each, the Factory and the model say the same, and name the same term.

use super::{accounts::PEOPLE, case::START, generate::beginning};
use crate::bench::{Bench, Failure};
use alloy::primitives::{Address, B256};
use usufruct_model::{Bps, Cash, Refusal, Shares, Terms, terms};
use usufruct_protocol::{bindings, deploy::terms_on_chain};

/// Where they do not; `Ok` if they always do.
pub fn limits(bench: &mut Bench) -> Result<(), String> {
    let now = START;
    let within = Terms { soft_cap: Shares(1), deadline: now.saturating_add(1), ..beginning(bench, 1).0.terms };
    let mut differs = None;
    let mut check = |change: &dyn Fn(&mut Terms), refused: Option<&'static str>| {
        let mut terms = within.clone();
        change(&mut terms);
        let expected = refused.map_or(Ok(()), |term| Err(Refusal::TermOutOfRange { term }));
        let model = terms.check(now);
        let factory = created(bench, terms_on_chain(&terms).expect("terms that the contract can hold"));
        if model != expected || factory != expected.clone().map_err(Ok) {
            differs.get_or_insert_with(|| format!("{terms:?}\n model     {model:?}\n contracts {factory:?}"));
        }
    };
    let letters = |length: usize| "x".repeat(length);
    let bps = |part| Bps::new(part).expect("a part of the whole");

    check(&|_| (), None);
    check(&|terms| terms.operator = Address::ZERO, Some("operator"));
    for (length, fits) in [(0, false), (1, true), (31, true), (32, false)] {
        check(&|terms| terms.name = letters(length), (!fits).then_some("name"));
        check(&|terms| terms.symbol = letters(length), (!fits).then_some("symbol"));
    }
    check(&|terms| terms.decimals = 18, None);
    check(&|terms| terms.decimals = 19, Some("decimals"));
    check(&|terms| terms.holders_bps = bps(0), Some("holdersBps"));
    check(&|terms| terms.holders_bps = bps(10_000), None);
    check(&|terms| terms.holders_bps = bps(1), None);
    check(&|terms| terms.upfront_bps = bps(10_000), None);
    check(&|terms| terms.tau = terms::TAU_MAX, None);
    check(&|terms| terms.tau = terms::TAU_MAX + 1, Some("tau"));
    check(&|terms| terms.price = 0, Some("price"));
    check(&|terms| terms.price = 1, None);
    check(&|terms| terms.soft_cap = Shares(0), Some("softCap"));
    check(&|terms| terms.soft_cap = terms.hard_cap, None);
    check(&|terms| terms.soft_cap = Shares(terms.hard_cap.0 + 1), Some("hardCap"));
    check(&|terms| (terms.price, terms.hard_cap) = (1 << 32, Shares((1 << 32) - 1)), None);
    check(&|terms| (terms.price, terms.hard_cap) = (1 << 32, Shares(1 << 32)), Some("hardCap"));
    check(&|terms| terms.deadline = now, Some("deadline"));
    check(&|terms| terms.deadline = now.saturating_add(1), None);
    check(&|terms| terms.deadline = now.saturating_add(terms::SALE_MAX), None);
    check(&|terms| terms.deadline = now.saturating_add(terms::SALE_MAX + 1), Some("deadline"));
    check(&|terms| terms.match_bps = bps(terms::MATCH_MAX), None);
    check(&|terms| terms.match_bps = bps(terms::MATCH_MAX + 1), Some("matchBps"));
    check(&|terms| terms.demand_floor = Cash(0), Some("demandFloor"));
    check(&|terms| terms.demand_floor = Cash(1), None);
    check(&|terms| terms.stall_period = terms::STALL_PERIOD_MIN, None);
    check(&|terms| terms.stall_period = terms::STALL_PERIOD_MIN - 1, Some("stallPeriod"));
    check(&|terms| terms.stall_period = terms::STALL_PERIOD_MAX, None);
    check(&|terms| terms.stall_period = terms::STALL_PERIOD_MAX + 1, Some("stallPeriod"));
    // The first of several, in the order of the fields.
    check(&|terms| (terms.price, terms.tau) = (0, u32::MAX), Some("tau"));

    // What the model's types cannot hold, the Factory has to refuse by itself.
    let mut refuses = |change: &dyn Fn(&mut bindings::Terms), expected: Refusal| {
        let mut terms = terms_on_chain(&within).expect("terms that the contract can hold");
        change(&mut terms);
        let factory = created(bench, terms);
        if factory != Err(Ok(expected.clone())) {
            differs.get_or_insert_with(|| format!("not {expected:?} but {factory:?}"));
        }
    };
    refuses(&|terms| terms.holdersBps = 10_001, Refusal::TermOutOfRange { term: "holdersBps" });
    refuses(&|terms| terms.upfrontBps = 10_001, Refusal::TermOutOfRange { term: "upfrontBps" });
    let nobody = PEOPLE[3];
    refuses(&|terms| terms.currency = nobody, Refusal::CurrencyRefused { currency: nobody });
    differs.map_or(Ok(()), Err)
}

/// What the Factory says to these terms.
fn created(bench: &mut Bench, terms: bindings::Terms) -> Result<(), Result<Refusal, Failure>> {
    bench.reset();
    bench.set_time(START);
    bench.create_on_chain(terms, B256::ZERO)
}

#[cfg(test)]
mod tests {
    use super::limits;
    use crate::bench::Bench;

    #[test]
    fn model_and_factory_agree_on_the_limits_of_terms() {
        assert_eq!(limits(&mut Bench::new()), Ok(()));
    }
}
