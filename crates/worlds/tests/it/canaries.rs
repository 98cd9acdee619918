//! Defects that are planted have to be noticed: checks that cannot fail show nothing.

use usufruct_worlds::{Defect, Recipe, run};

/// The invariants that break in some worlds with `defect` planted, and how many of the worlds broke.
fn noticed(defect: Defect) -> (Vec<&'static str>, usize) {
    let worlds = (0..40).map(|seed| run(&Recipe { defect: Some(defect), ..Recipe::new(seed) }, false));
    let mut broken: Vec<&str> = worlds.filter_map(|run| Some(run.broken?.1.invariant)).collect();
    let worlds = broken.len();
    broken.sort_unstable();
    broken.dedup();
    (broken, worlds)
}

#[test]
fn a_gateway_that_forgets_its_last_sale_is_noticed() {
    let (broken, worlds) = noticed(Defect::ForgottenSale);
    assert_eq!(broken, ["GATEWAY-1"]);
    assert!(worlds > 2, "only {worlds}");
}

#[test]
fn a_charge_beyond_the_log_is_noticed() {
    let (broken, worlds) = noticed(Defect::DoubleCharge);
    assert_eq!(broken, ["GATEWAY-3"]);
    assert!(worlds > 2, "only {worlds}");
}

/// Not by the world: the ledger itself sees it, forgets what it has not checked, and asks again.
#[test]
fn a_ledger_notices_a_missing_log_and_mends_it() {
    let mut mended = 0;
    for seed in 0..40 {
        let ran = run(&Recipe { defect: Some(Defect::MissingLog), ..Recipe::new(seed) }, true);
        assert_eq!(ran.broken, None, "seed {seed}");
        mended += ran.trace.iter().filter(|line| line.contains("Disagrees")).count();
    }
    assert!(mended > 0, "no ledger met the missing log");
}
