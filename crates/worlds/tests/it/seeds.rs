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
    for (what, least) in [
        ("steps", 250_000),
        ("receipts acknowledged", 5_000),
        ("sales", 5_000),
        ("worlds without trouble", 50),
        ("crashes of the gateway", 100),
        ("crashes of the keeper", 20),
        ("crashes of the ledger", 20),
        ("crashes at a request", 50),
        ("disks that failed", 100),
        ("clocks that jumped", 500),
        ("reorganisations", 1_000),
        ("forks that the ledger met", 50),
        ("transactions lost in reorganisations", 50),
        ("answers lost", 500),
        ("customers who went away", 300),
        ("requests delivered twice", 1_000),
        ("requests that overtook others", 500),
        ("failures of the service", 500),
        ("payments replayed", 500),
        ("payments forged", 500),
        ("vouchers spent twice", 300),
        ("withdrawals announced", 100),
        ("nodes: errors", 1_000),
        ("nodes: no answer in time", 500),
        ("nodes: answers from behind", 1_000),
        ("nodes: logs left out", 50),
        ("nodes: requests done twice", 500),
        ("nodes: null", 500),
        ("nodes: 429", 500),
    ] {
        assert!(tally.of(what) >= least, "{what}: {} is less than {least}", tally.of(what));
    }
}
