//! The model and the contracts agree on a hundred thousand random commands, and a difference would be noticed.

use alloy::primitives::{Address, B256};
use std::{collections::BTreeSet, thread};
use usufruct_model::{Bps, Cash, Refusal, Shares, Terms, Timestamp, World, reserve::Decay, terms};
use usufruct_testkit::{
    bench::Bench,
    differential::{Case, Difference, Tally, generate, run, shrink},
};

const VENTURES: u64 = 520;
const STEPS: usize = 200;
const THREADS: u64 = 2;

/// Every seed from `first` in steps of `THREADS`, on one bench.
fn run_every_second(first: u64) -> Tally {
    let mut bench = Bench::new();
    let mut tally = Tally::default();
    for seed in (first..VENTURES).step_by(usize::try_from(THREADS).expect("few")) {
        let case = generate(&mut bench, seed, STEPS);
        match run(&mut bench, &case, &|_| ()) {
            Ok(of_this) => tally.add(&of_this),
            Err(difference) => panic!("{}", told(&mut bench, &case, difference, &|_| ())),
        }
    }
    tally
}

fn told(bench: &mut Bench, case: &Case, difference: Difference, plant: &dyn Fn(&mut World)) -> String {
    let (smallest, difference) = shrink(bench, case, difference, plant);
    format!("the model and the contracts disagree after step {}: {}\n{smallest}", difference.step, difference.what)
}

#[test]
fn model_and_contracts_agree_on_a_hundred_thousand_commands() {
    let mut tally = Tally::default();
    thread::scope(|scope| {
        let runs: Vec<_> = (0..THREADS).map(|first| scope.spawn(move || run_every_second(first))).collect();
        for run in runs {
            match run.join() {
                Ok(of_this) => tally.add(&of_this),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    println!("{tally:#?}");
    assert!(tally.commands >= 100_000);
    // A test that never gets anywhere agrees too: so everything has to have happened.
    let happened: BTreeSet<&str> = tally.events.keys().map(String::as_str).collect();
    let refused: BTreeSet<&str> = tally.refusals.keys().map(String::as_str).collect();
    let events = [
        "CashTransferred",
        "Transfer",
        "Approval",
        "Credited",
        "Dripped",
        "Claimed",
        "PayeeSet",
        "DrippingBegan",
        "ReserveReleased",
        "Collected",
        "Remitted",
        "Pulled",
        "HoldersBpsRaised",
        "OperatorOffered",
        "OperatorChanged",
        "Bought",
        "Closed",
        "Drawn",
        "WindDown",
        "Redeemed",
    ];
    let refusals = [
        "ERC20InsufficientBalance",
        "ERC20InvalidReceiver",
        "ERC20InsufficientAllowance",
        "ERC20InvalidSpender",
        "OnlyTill",
        "OnlyOffering",
        "PayeeUnknown",
        "OnlyOperator",
        "OnlyCandidate",
        "HoldersBpsNotRaised",
        "WrongPhase",
        "ZeroShares",
        "SaleEnded",
        "HardCapExceeded",
        "SaleNotOver",
        "NotStalled",
        "Overflow",
    ];
    assert_eq!(happened, BTreeSet::from(events));
    assert_eq!(refused, BTreeSet::from(refusals));
}

/// At, below and above each limit, the Factory and the model say the same, and name the same term.
#[test]
fn model_and_factory_agree_on_the_limits_of_terms() {
    let mut bench = Bench::new();
    let within = generate(&mut bench, 1, 0).terms;
    let now = Timestamp(within.deadline.0 - 1);
    let mut check = |change: &dyn Fn(&mut Terms), refused: Option<&'static str>| {
        let mut terms = within.clone();
        change(&mut terms);
        let expected = refused.map_or(Ok(()), |term| Err(Refusal::TermOutOfRange { term }));
        bench.reset();
        bench.set_time(now);
        assert_eq!(terms.check(now), expected, "{terms:?}");
        assert_eq!(bench.create_venture(&terms, B256::ZERO).map(|_| ()), expected, "{terms:?}");
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
    check(&|terms| terms.tau = terms::TAU_MAX, None);
    check(&|terms| terms.tau = terms::TAU_MAX + 1, Some("tau"));
    check(&|terms| terms.price = 0, Some("price"));
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
    check(&|terms| terms.stall_period = terms::STALL_PERIOD_MIN, None);
    check(&|terms| terms.stall_period = terms::STALL_PERIOD_MIN - 1, Some("stallPeriod"));
    check(&|terms| terms.stall_period = terms::STALL_PERIOD_MAX, None);
    check(&|terms| terms.stall_period = terms::STALL_PERIOD_MAX + 1, Some("stallPeriod"));
    // The first of several, in the order of the fields.
    check(&|terms| (terms.price, terms.tau) = (0, u32::MAX), Some("tau"));
}

/// Falsifies a model.
type Plant = fn(&mut World);

/// A falsified model is noticed, and the sequence that shows it is short enough to read.
#[test]
fn a_planted_difference_is_noticed_and_shrunk() {
    let plants: [(&str, Plant); 5] = [
        ("tau", |world| world.venture.decay = Decay::of_tau(world.venture.terms.tau + 1)),
        ("price", |world| world.venture.terms.price += 1),
        ("match", |world| world.venture.terms.match_bps = Bps::default()),
        ("floor", |world| world.venture.terms.demand_floor = Cash(world.venture.terms.demand_floor.0 * 2)),
        ("deadline", |world| world.venture.terms.deadline = Timestamp(world.venture.terms.deadline.0 + 1)),
    ];
    let mut bench = Bench::new();
    for (name, plant) in plants {
        let seen = (0..40).find_map(|seed| {
            let case = generate(&mut bench, seed, STEPS);
            run(&mut bench, &case, &plant).err().map(|difference| (case, difference))
        });
        let (case, difference) = seen.unwrap_or_else(|| panic!("a wrong {name} goes unnoticed"));
        let (smallest, difference) = shrink(&mut bench, &case, difference, &plant);
        assert!(smallest.steps.len() <= 12, "a wrong {name} is shown by no less than\n{smallest}{}", difference.what);
    }
}
