//! B27: every structure lives through the same days, whichever others run beside it and on however many threads. Two witnesses go
//! through real runs and write down what they see.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};

use super::check::Check;
use crate::path::Day;
use crate::run::{Options, simulate};
use crate::scenario::standard;
use crate::structure::{Flows, Life, Origins, Start, Structure};

const OWN: &str = "our own rule";
const PATHS: u64 = 64;
/// One scenario in which people leave and one in which markets fall.
const SCENARIOS: [&str; 2] = ["4-demand-stops", "6-token-falls"];

/// A structure that pays what it likes and remembers the days of each of its lives, as one number a life.
struct Witness {
    key: &'static str,
    pays: f64,
    seen: Arc<Mutex<Vec<u64>>>,
}

struct Watching {
    pays: f64,
    days: DefaultHasher,
    seen: Arc<Mutex<Vec<u64>>>,
}

impl Witness {
    fn new(key: &'static str, pays: f64) -> Self {
        Self { key, pays, seen: Arc::default() }
    }

    /// One number a life, in the order of the numbers.
    fn seen(&self) -> Vec<u64> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        seen.sort_unstable();
        seen
    }
}

impl Structure for Witness {
    fn key(&self) -> &'static str {
        self.key
    }

    fn name(&self) -> &'static str {
        "witness"
    }

    fn about(&self) -> &'static str {
        "Writes down what happens."
    }

    fn open(&self, _: &Start) -> Box<dyn Life> {
        Box::new(Watching { pays: self.pays, days: DefaultHasher::new(), seen: Arc::clone(&self.seen) })
    }
}

impl Life for Watching {
    fn live(&mut self, day: &Day) -> Flows {
        // All of the day, to the last bit: what Debug writes of a float is enough to read it back.
        format!("{day:?}").hash(&mut self.days);
        Flows {
            paid: Origins { recurring_customers: self.pays * day.spend(), ..Origins::default() },
            ..Flows::default()
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(self.days.finish());
    }
}

pub fn checks() -> Vec<Check> {
    let [first, second, alone] = [Witness::new("W1", 1.0), Witness::new("W2", 300.0), Witness::new("W3", 2.0)];
    let ran = run(&[&first, &second], 1) && run(&[&alone], 2);
    let lives = if ran { first.seen() } else { Vec::new() };
    let same = |others: &[u64]| lives.iter().zip(others).filter(|(a, b)| a == b).count();
    let mut different = lives.clone();
    different.dedup();
    // Each scenario is run with its shock, and both once without: three worlds.
    let expected = 3 * PATHS;
    let line = |what, ours: usize| Check::same("B27", what, expected, ours, OWN);
    vec![
        line("lives that saw the same days under two structures of one run", same(&second.seen())),
        line("and in another run, beside no other structure, on two threads", same(&alone.seen())),
        line("different lives among them", different.len()),
    ]
}

/// Whether the run could be made.
fn run(structures: &[&dyn Structure], threads: usize) -> bool {
    let scenarios = SCENARIOS.iter().map(|name| standard::by_name(name)).collect::<Result<Option<Vec<_>>, _>>();
    let Ok(Some(scenarios)) = scenarios else { return false };
    let options = Options { seed: 27, paths: PATHS, threads: NonZero::new(threads), ..Options::default() };
    simulate(structures, &scenarios, &options, &|_| {}).is_ok()
}
