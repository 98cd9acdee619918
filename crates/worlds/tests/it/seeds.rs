//! A thousand worlds, each of which has to end well; and between them everything has to have happened.

use usufruct_worlds::{Recipe, minimise::minimise, run::run_all};

const SEEDS: u64 = 1_000;

#[test]
fn a_thousand_worlds_end_well() {
    let recipes: Vec<Recipe> = (0..SEEDS).map(Recipe::new).collect();
    let (tally, broken) = run_all(&recipes, |_| {});
    println!("{tally}");
    if let Some(first) = broken.first() {
        let seeds: Vec<u64> = broken.iter().map(|run| run.recipe.seed).collect();
        let smallest = minimise(&first.recipe);
        let smallest = smallest.map_or_else(|| "not found again".to_owned(), |recipe| recipe.to_string());
        panic!("seeds {seeds:?} broke; the first: {:?}; the smallest of it: {smallest}", first.broken);
    }
    // About half of what happened when this was written.
    for (what, least) in [
        ("steps", 290_000),
        ("receipts acknowledged", 12_000),
        ("sales", 12_000),
        ("worlds without trouble", 66),
        ("crashes of the gateway", 210),
        ("crashes of the keeper", 57),
        ("crashes of the ledger", 100),
        ("crashes at a request", 220),
        ("disks that failed", 250),
        ("clocks that jumped", 510),
        ("reorganisations", 1_200),
        ("forks that the ledger met", 80),
        ("transactions lost in reorganisations", 120),
        ("answers lost", 990),
        ("customers who went away", 820),
        ("requests delivered twice", 1_400),
        ("requests that overtook others", 2_200),
        ("failures of the service", 580),
        ("payments replayed", 1_300),
        ("payments forged", 1_400),
        ("vouchers spent twice", 770),
        ("withdrawals announced", 250),
        ("nodes: errors", 6_000),
        ("nodes: no answer in time", 2_000),
        ("nodes: answers from behind", 27_000),
        ("nodes: logs left out", 180),
        ("nodes: requests done twice", 1_900),
        ("nodes: null", 1_900),
        ("nodes: 429", 1_800),
        ("keeper's rounds whole", 3_700),
        ("blocks replaced", 3_200),
        ("refunds asked for", 200),
        ("withdrawals taken early", 15),
        ("audits of the ledger", 2_000),
        ("gateways opened again", 250),
        ("base units claimed", 55_000_000),
    ] {
        assert!(tally.of(what) >= least, "{what}: {} is less than {least}", tally.of(what));
    }
}
