//! How long the two ends of circular flow take on files of a hundred thousand transfers, of several shapes.
//!
//! `cargo run --release -p usufruct-lab --example circular_flow [TRANSFERS]`

use std::time::{Duration, Instant};

use petgraph::algo::dinics;
use petgraph::graph::DiGraph;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use usufruct_lab::flow::{Circularity, Draft, Payments, Question, Roles, circularity};

const DAY: i64 = 86_400;

/// A file in the making: at which second, from whom, to whom, how much.
type Lines = Vec<(i64, String, String, u64)>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    println!("{:<44} {:>9} {:>9} {:>8} {:>8}  circular", "shape", "transfers", "accounts", "days", "seconds");
    type Shape = (&'static str, fn(usize) -> Lines);
    let shapes: [Shape; 9] = [
        ("at random, a year", |count| random(count, 2_000, 365 * DAY, 1)),
        ("at random, a quarter", |count| random(count, 2_000, 90 * DAY, 1)),
        ("at random, three years", |count| random(count, 2_000, 1_095 * DAY, 1)),
        ("at random, dated by the day only", |count| random(count, 2_000, 365 * DAY, DAY)),
        ("five hubs that everybody pays and is paid by", hubs),
        ("chains of a thousand accounts", |count| chains(count, 1_000)),
        ("one chain of all accounts", |count| chains(count, count)),
        ("one purse, a payment at every instant", one_purse),
        ("layers of thirty, each to each", layers),
    ];
    for (name, shape) in shapes {
        let lines = shape(count);
        let (payments, roles) = file(&lines)?;
        let (found, took) = timed(|| circularity(&payments, &roles, &Question::all_days()));
        report(name, &payments, &found?, took);
    }
    let lines = random(count.min(5_000), 200, 60 * DAY, 1);
    let (payments, roles) = file(&lines)?;
    let (found, took) = timed(|| circularity(&payments, &roles, &Question::all_days()));
    report("at random, two months, ours", &payments, &found?, took);
    let (flow, took) = timed(|| by_petgraph(&payments));
    println!("the same by petgraph's dinics: {} in {:.2} s", Payments::show(flow), took.as_secs_f64());
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is a measurement")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

fn report(name: &str, payments: &Payments, found: &Circularity, took: Duration) {
    let ratio = found.ratio();
    println!(
        "{name:<44} {:>9} {:>9} {:>8} {:>8.2}  [{:.4}, {:.4}]",
        payments.transfers().len(),
        payments.accounts().len(),
        found.days.len(),
        took.as_secs_f64(),
        ratio.low,
        ratio.high
    );
}

fn file(lines: &Lines) -> Result<(Payments, Roles), Box<dyn std::error::Error>> {
    let mut draft = Draft::default();
    for (time, from, to, amount) in lines {
        draft.push(*time, from, to, u128::from(*amount) * 10_u128.pow(16), "")?;
    }
    Ok((draft.finish(), Roles::default().issuer("issuer")?.till("till")?))
}

/// One in twenty comes from the issuer, one in five goes to the till, the rest is between accounts.
fn random(count: usize, accounts: u32, span: i64, grain: i64) -> Lines {
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    (0..count)
        .map(|_| {
            let time = chance.random_range(0..span) / grain * grain;
            let mut person = || format!("account {}", chance.random_range(0..accounts));
            let (from, to) = (person(), person());
            let from = if chance.random_range(0..20) == 0 { "issuer".into() } else { from };
            let to = if chance.random_range(0..5) == 0 { "till".into() } else { to };
            (time, from, to, chance.random_range(1..10_000))
        })
        .collect()
}

fn hubs(count: usize) -> Lines {
    let mut chance = ChaCha8Rng::seed_from_u64(2);
    (0..count)
        .map(|_| {
            let time = chance.random_range(0..365 * DAY);
            let person = format!("account {}", chance.random_range(0..10_000));
            let hub = format!("hub {}", chance.random_range(0..5));
            let (from, to) = match chance.random_range(0..10) {
                0 => ("issuer".into(), if chance.random_bool(0.5) { hub } else { person }),
                1..=3 => (person, "till".into()),
                4..=6 => (hub, person),
                _ => (person, hub),
            };
            (time, from, to, chance.random_range(1..10_000))
        })
        .collect()
}

/// From the issuer through so many accounts to the till, a second each; every account adds some of its own and keeps some.
fn chains(count: usize, length: usize) -> Lines {
    let mut chance = ChaCha8Rng::seed_from_u64(3);
    let name = |place: usize| match place % length {
        0 => "issuer".to_owned(),
        last if last + 1 == length => "till".to_owned(),
        _ => format!("account {place}"),
    };
    (0..count - 1)
        .filter(|place| place % length + 1 < length)
        .map(|place| {
            let time = i64::try_from(place).expect("few") * 60;
            (time, name(place), name(place + 1), chance.random_range(1_000..2_000))
        })
        .collect()
}

fn one_purse(count: usize) -> Lines {
    let mut chance = ChaCha8Rng::seed_from_u64(4);
    let half = i64::try_from(count / 2).expect("few");
    let gifts = (0..half).map(|place| (place * 2, "issuer".to_owned(), "purse".to_owned(), 100));
    let spent: Vec<_> = (0..half)
        .map(|place| (half + place * 120, "purse".to_owned(), "till".to_owned(), chance.random_range(50..200)))
        .collect();
    gifts.chain(spent).collect()
}

/// Many ways through, none of them wide: what blocking flows find hard.
fn layers(count: usize) -> Lines {
    let mut chance = ChaCha8Rng::seed_from_u64(5);
    let wide = 30;
    let mut lines = Lines::new();
    let mut layer = 0_i64;
    while lines.len() + wide * wide + 2 * wide < count {
        for from in 0..wide {
            for to in 0..wide {
                let (from, to) = (format!("{layer} {from}"), format!("{} {to}", layer + 1));
                lines.push((layer * 60, from, to, chance.random_range(1..1_000)));
            }
            lines.push((layer * 60, "issuer".into(), format!("{layer} {from}"), chance.random_range(1..1_000)));
            lines.push((layer * 60, format!("{layer} {from}"), "till".into(), chance.random_range(1..1_000)));
        }
        layer += 1;
    }
    lines
}

/// Each account at each instant at which it pays or is paid, and a library's flow.
fn by_petgraph(payments: &Payments) -> u128 {
    let mut graph = DiGraph::<(), u128>::new();
    let (source, sink) = (graph.add_node(()), graph.add_node(()));
    let role = |name: &str| payments.account(name);
    let (issuer, till) = (role("issuer"), role("till"));
    let mut last = vec![None; payments.accounts().len()];
    for transfer in payments.transfers().iter().filter(|transfer| transfer.from != transfer.to) {
        let mut node = |account: u32| {
            if Some(account) == issuer {
                return source;
            }
            if Some(account) == till {
                return sink;
            }
            match last[account as usize] {
                Some((time, node)) if time == transfer.time => node,
                before => {
                    let node = graph.add_node(());
                    if let Some((_, before)) = before {
                        graph.add_edge(before, node, u128::MAX / 4);
                    }
                    last[account as usize] = Some((transfer.time, node));
                    node
                }
            }
        };
        let (from, to) = (node(transfer.from), node(transfer.to));
        graph.add_edge(from, to, transfer.amount);
    }
    dinics(&graph, source, sink).0
}
