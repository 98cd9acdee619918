//! Runs worlds: one, or many at once.

use std::{
    num::NonZeroUsize,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use alloy::primitives::B256;

use crate::{
    board::Board,
    ground::Ground,
    pulse::{Pulse, patiently},
    recipe::Recipe,
    tally::Tally,
    trouble::Trouble,
    witness::{Broken, Check},
    world::World,
};

/// What became of a world.
#[derive(Clone, Debug)]
pub struct Run {
    pub recipe: Recipe,
    /// Of all that was noted and of the chain: equal for equal runs.
    pub digest: B256,
    pub tally: Tally,
    /// Every line, if it was asked for.
    pub trace: Vec<String>,
    /// The first invariant that did not hold, and the step after which it did not.
    pub broken: Option<(u32, Broken)>,
}

/// Runs one world to its end, or to the first broken invariant. `traced` keeps every line of what happened.
pub fn run(recipe: &Recipe, traced: bool) -> Run {
    // Staged outside of any runtime.
    Ground::get();
    let pulse = Pulse::new(&Board::default());
    let (whole, watched) = (recipe.clone(), pulse.clone());
    patiently(&pulse, move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(lived(whole, traced, watched))
    })
    .unwrap_or_else(|broken| Run {
        recipe: recipe.clone(),
        digest: B256::ZERO,
        tally: Tally::default(),
        trace: Vec::new(),
        broken: Some(broken),
    })
}

async fn lived(recipe: Recipe, traced: bool, pulse: Pulse) -> Run {
    let mut world = World::open(recipe.clone(), traced, pulse).await;
    let outcome = live(&mut world).await;
    let broken = outcome.err().map(|broken| (world.at_step, broken));
    count(&mut world);
    let (digest, trace) = world.finish();
    Run { recipe, digest, tally: std::mem::take(&mut world.tally), trace, broken }
}

async fn live(world: &mut World) -> Check {
    for number in 0..world.recipe.steps {
        world.step(number).await?;
    }
    world.end().await
}

fn count(world: &mut World) {
    world.tally.one("worlds");
    if world.drawn.present().next().is_none() {
        world.tally.one("worlds without trouble");
    }
    for node in [&world.gateway_node, &world.keeper_node, &world.ledger_node] {
        let (met, requests) = node.met();
        world.tally.add("requests to nodes", u128::from(requests));
        for (trouble, times) in met {
            let what = match trouble {
                Trouble::RpcError => "nodes: errors",
                Trouble::RpcTimeout => "nodes: no answer in time",
                Trouble::RpcLag => "nodes: answers from behind",
                Trouble::RpcEmptyLogs => "nodes: logs left out",
                Trouble::RpcDuplicate => "nodes: requests done twice",
                Trouble::RpcNull => "nodes: null",
                _ => "nodes: 429",
            };
            world.tally.add(what, u128::from(times));
        }
    }
    let (asked, failed) = world.workshop.counts();
    world.tally.add("questions to the service", u128::from(asked));
    world.tally.add("failures of the service", u128::from(failed));
    let blocks = world.chain.head().number - world.oldest;
    world.tally.add("blocks", u128::from(blocks));
}

/// Runs many worlds on all cores; `each` hears of every one, in any order. Sums, and the worlds that broke, by seed.
pub fn run_all(recipes: &[Recipe], each: impl Fn(&Run) + Sync) -> (Tally, Vec<Run>) {
    let (next, sums) = (AtomicUsize::new(0), Mutex::new((Tally::default(), Vec::new())));
    // Threads of their own: a world drives a runtime, inside which a shared pool could begin another world.
    let work = || {
        while let Some(recipe) = recipes.get(next.fetch_add(1, Ordering::Relaxed)) {
            let run = run(recipe, false);
            each(&run);
            let mut sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
            sums.0 += &run.tally;
            if run.broken.is_some() {
                sums.1.push(run);
            }
        }
    };
    thread::scope(|scope| {
        // Worlds wait for the disk about as long as they compute.
        for _ in 0..2 * thread::available_parallelism().map_or(1, NonZeroUsize::get) {
            scope.spawn(work);
        }
    });
    let (tally, mut broken) = sums.into_inner().unwrap_or_else(PoisonError::into_inner);
    broken.sort_by_key(|run| run.recipe.seed);
    (tally, broken)
}
