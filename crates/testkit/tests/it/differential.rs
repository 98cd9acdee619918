//! The model and the contracts agree on a hundred thousand random transactions, and a difference would be noticed.
//!
//! `cargo xtask differential` plays millions of them, and `--deep` hundreds of millions.

use alloy::primitives::{Address, B256};
use std::{fs, path::Path};
use usufruct_model::{Bps, Cash, Refusal, Shares, Terms, Timestamp, World, reserve::Decay, terms};
use usufruct_testkit::{
    bench::Bench,
    differential::{Campaign, beginning, enumerate, live, parse, replay, shrink},
};

const CAMPAIGN: Campaign = Campaign { first_seed: 0, ventures: 500, steps: 200, full_every: 20, threads: 2 };

#[test]
fn model_and_contracts_agree_on_a_hundred_thousand_commands() {
    let tally = CAMPAIGN.run(&|_| ()).unwrap_or_else(|found| {
        let (case, difference) = shrink(&mut Bench::new(), &found.case, found.difference, &|_| ());
        panic!("the model and the contracts disagree after step {}: {}\n{case}", difference.step, difference.what);
    });
    println!("{tally}");
    assert!(tally.transactions >= 100_000);
    // A test that never gets anywhere agrees too: so everything has to have happened.
    assert_eq!(tally.never(), [""; 0]);
}

#[test]
fn how_many_threads_is_no_matter() {
    let with = |threads| Campaign { ventures: 24, threads, ..CAMPAIGN }.run(&|_| ()).expect("no difference");
    assert_eq!(with(1), with(3));
}

/// Buying, closing, redeeming, drawing, paying and winding down in every order, four deep; `--deep` goes to seven.
#[test]
fn model_and_contracts_agree_on_every_order_around_the_end_of_a_sale() {
    let tally = enumerate(&mut Bench::new(), 4, 16, &mut |_| ()).unwrap_or_else(|shown| {
        let (case, difference) = *shown;
        panic!("they disagree after step {}: {}\n{case}", difference.step, difference.what);
    });
    // Each prefix once; paying takes three steps.
    assert_eq!(tally.transactions, 2 + (8 + 64 + 512 + 4_096) / 8 * 10);
}

/// At, below and above each limit, the Factory and the model say the same, and name the same term.
#[test]
fn model_and_factory_agree_on_the_limits_of_terms() {
    let mut bench = Bench::new();
    let within = Terms { soft_cap: Shares(1), ..beginning(&bench, 1).0.terms };
    let now = Timestamp(within.deadline.0 - 1);
    let mut check = |change: &dyn Fn(&mut Terms), refused: Option<&'static str>| {
        let mut terms = within.clone();
        change(&mut terms);
        let expected = refused.map_or(Ok(()), |term| Err(Refusal::TermOutOfRange { term }));
        bench.reset();
        bench.set_time(now);
        assert_eq!(terms.check(now), expected, "{terms:?}");
        let created = bench.create_venture(&terms, B256::ZERO).map(|_| ());
        assert_eq!(created, expected.map_err(Ok), "{terms:?}");
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

/// What was planted for each anchored case that a planted difference left behind.
const PLANTS: [(&str, Plant); 6] = [
    ("tau", |world| world.venture.decay = Decay::of_tau(world.venture.terms.tau + 1)),
    ("price", |world| world.venture.terms.price += 1),
    ("match", |world| world.venture.terms.match_bps = Bps::default()),
    ("floor", |world| world.venture.terms.demand_floor = Cash(world.venture.terms.demand_floor.0 * 2)),
    ("deadline", |world| world.venture.terms.deadline = Timestamp(world.venture.terms.deadline.0 + 1)),
    ("unit", |world| world.venture.unit += world.venture.unit),
];

/// A falsified model is noticed, and the sequence that shows it is short enough to read.
#[test]
fn a_planted_difference_is_noticed_and_shrunk() {
    let mut bench = Bench::new();
    for (name, plant) in PLANTS {
        let seen = (0..40).find_map(|seed| {
            // The steps are invented for the true model, then played to the false one.
            let (case, _) = live(&mut bench, seed, CAMPAIGN.steps, usize::MAX).expect("no difference");
            replay(&mut bench, &case, CAMPAIGN.full_every, &plant).err().map(|difference| (case, difference))
        });
        let (case, difference) = seen.unwrap_or_else(|| panic!("a wrong {name} goes unnoticed"));
        let (smallest, difference) = shrink(&mut bench, &case, difference, &plant);
        println!("{name}: {}\n{smallest}", difference.what);
        assert!(smallest.steps.len() <= 12, "a wrong {name} is shown by no less than\n{smallest}{}", difference.what);
    }
}

/// Every case that ever showed a difference: found while the contracts or the model were wrong, or planted. What was
/// found must agree now; what was planted must still be noticed.
#[test]
fn anchored_cases_agree_and_planted_ones_are_still_noticed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/anchored");
    let mut bench = Bench::new();
    let mut planted = 0;
    for entry in fs::read_dir(folder).expect("the anchored cases") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        let text = fs::read_to_string(&path).expect("a text");
        let case = parse(&text, &mut bench).unwrap_or_else(|line| panic!("{name}: {line}"));
        let agreed = replay(&mut bench, &case, 1, &|_| ());
        assert!(agreed.is_ok(), "{name}: {agreed:?}");
        if let Some((_, plant)) = PLANTS.iter().find(|(plant, _)| name == format!("planted-{plant}")) {
            let noticed = replay(&mut bench, &case, 1, plant);
            assert!(noticed.is_err(), "{name} goes unnoticed");
            planted += 1;
        }
    }
    assert_eq!(planted, PLANTS.len(), "each plant has left a case behind");
}
