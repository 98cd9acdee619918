//! The model and the contracts agree on a hundred thousand random transactions, and a difference would be noticed.
//!
//! `cargo xtask differential` plays millions of them, and `--deep` hundreds of millions.

use std::{fs, path::Path};
use usufruct_model::{Bps, Cash, Timestamp, World, reserve::Decay};
use usufruct_testkit::{
    bench::Bench,
    differential::{Campaign, enumerate, live, parse, replay, shrink},
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
