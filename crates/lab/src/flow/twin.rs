//! Slow and obvious twins of the high end.
//!
//! * Every cut: the maximum flow is the narrowest of all cuts (Ford and Fulkerson, 1956), and small graphs have few.
//! * Every life: units of money are passed on in all possible ways, in all possible orders of one instant, and the best is
//!   kept. Knows nothing of graphs, and keeps the window exactly.
//! * Another hand's Dinic, on graphs too large for these.

use std::collections::{BTreeMap, HashMap};

use petgraph::algo::dinics;
use petgraph::graph::DiGraph;
use proptest::prelude::*;

use super::laws::{Line, PEOPLE, asked, lines};

const DAYS: i64 = 1_000;

/// Node 2k + 1 and so on: each person at each instant; arcs as the words say.
fn arcs(lines: &[Line]) -> (usize, Vec<(usize, usize, u128)>) {
    let mut instants: Vec<i64> = lines.iter().map(|line| line.0).collect();
    instants.sort_unstable();
    instants.dedup();
    let (source, sink) = (PEOPLE.len() * instants.len(), PEOPLE.len() * instants.len() + 1);
    let node = |name: &str, time: i64| match PEOPLE.iter().position(|person| *person == name) {
        Some(person) => person * instants.len() + instants.partition_point(|instant| *instant < time),
        None if name == "issuer" => source,
        None => sink,
    };
    let mut arcs: Vec<_> =
        lines.iter().map(|&(time, from, to, amount)| (node(from, time), node(to, time), amount)).collect();
    for person in PEOPLE {
        arcs.extend(
            instants.windows(2).map(|pair| (node(person, pair[0]), node(person, pair[1]), u128::from(u64::MAX))),
        );
    }
    (sink + 1, arcs)
}

fn narrowest_cut(lines: &[Line]) -> u128 {
    let (nodes, arcs) = arcs(lines);
    let (source, sink) = (nodes - 2, nodes - 1);
    (0_u32..1 << (nodes - 2))
        .map(|side| {
            let with_source = |node: usize| node == source || (node != sink && side >> node & 1 == 1);
            arcs.iter()
                .filter(|(from, to, _)| with_source(*from) && !with_source(*to))
                .map(|(_, _, amount)| amount)
                .sum()
        })
        .min()
        .expect("at least the cut around the source")
}

/// Who holds how much that left the issuer on which day.
type Holdings = BTreeMap<(&'static str, i64), u128>;

/// What is held after a part was taken, the parts taken by day, and what is still to be taken.
type Mixture = (Holdings, Vec<(i64, u128)>, u128);

struct Lives<'a> {
    lines: &'a [Line],
    window: i64,
    known: HashMap<(u32, Holdings), u128>,
}

impl Lives<'_> {
    /// The most that can yet reach the till in time, with these transfers done.
    fn best(&mut self, done: u32, holdings: &Holdings) -> u128 {
        if let Some(&known) = self.known.get(&(done, holdings.clone())) {
            return known;
        }
        let open = |place: &usize| done >> place & 1 == 0;
        let now = (0..self.lines.len()).filter(open).map(|place| self.lines[place].0).min();
        let mut best = 0;
        for place in (0..self.lines.len()).filter(open) {
            if Some(self.lines[place].0) == now {
                best = best.max(self.with(place, done | 1 << place, holdings));
            }
        }
        self.known.insert((done, holdings.clone()), best);
        best
    }

    fn with(&mut self, place: usize, done: u32, holdings: &Holdings) -> u128 {
        let (time, from, to, amount) = self.lines[place];
        let day = time / 2;
        let mut mixtures: Vec<Mixture> = vec![(holdings.clone(), Vec::new(), amount)];
        if from == "issuer" {
            mixtures = vec![(holdings.clone(), vec![(day, amount)], 0)];
        } else {
            for (&(_, tag), &held) in holdings.iter().filter(|((name, _), _)| *name == from) {
                mixtures = mixtures
                    .into_iter()
                    .flat_map(|(rest, parts, room)| {
                        (0..=held.min(room)).map(move |part| {
                            let (mut rest, mut parts) = (rest.clone(), parts.clone());
                            if part > 0 {
                                parts.push((tag, part));
                                *rest.entry((from, tag)).or_default() -= part;
                            }
                            (rest, parts, room - part)
                        })
                    })
                    .collect();
            }
        }
        let mut best = 0;
        for (mut rest, parts, _) in mixtures {
            let mut arrived = 0;
            for (tag, part) in parts {
                match to {
                    "till" if day - tag <= self.window => arrived += part,
                    "till" => {}
                    _ => *rest.entry((to, tag)).or_default() += part,
                }
            }
            rest.retain(|_, held| *held > 0);
            best = best.max(arrived + self.best(done, &rest));
        }
        best
    }
}

fn best_life(lines: &[Line], window: i64) -> u128 {
    // Who pays itself has done nothing.
    let moving: Vec<Line> = lines.iter().filter(|(_, from, to, _)| from != to).copied().collect();
    Lives { lines: &moving, window, known: HashMap::new() }.best(0, &Holdings::new())
}

fn apart(lines: &[Line]) -> Vec<Line> {
    lines.iter().zip(0..).map(|(&(time, from, to, amount), place)| (time * 8 + place, from, to, amount)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_high_end_is_the_narrowest_cut(lines in lines(16, 3, 9)) {
        prop_assert_eq!(asked(&lines, 9_999).total.high, narrowest_cut(&lines));
    }

    #[test]
    fn the_high_end_is_the_best_of_all_lives(lines in lines(8, 4, 3)) {
        let sorted = { let mut sorted = apart(&lines); sorted.sort_unstable(); sorted };
        prop_assert_eq!(asked(&sorted, 9_999).total.high, best_life(&sorted, DAYS));
    }

    #[test]
    fn no_order_of_one_instant_beats_the_high_end(lines in lines(8, 3, 3)) {
        prop_assert!(best_life(&lines, DAYS) <= asked(&lines, 9_999).total.high);
    }

    #[test]
    fn no_life_within_the_window_beats_the_high_end(lines in lines(8, 16, 3), window in 0_u32..6) {
        prop_assert!(best_life(&lines, i64::from(window)) <= asked(&lines, window).total.high);
    }

    #[test]
    fn the_low_end_is_a_life(lines in lines(8, 5, 3), window in 0_u32..4) {
        prop_assert!(asked(&lines, window).total.low <= best_life(&lines, i64::from(window)));
    }

    #[test]
    fn another_dinic_says_the_same(lines in lines(150, 40, 50)) {
        let (nodes, arcs) = arcs(&lines);
        let mut graph = DiGraph::<(), u128>::new();
        let places: Vec<_> = (0..nodes).map(|_| graph.add_node(())).collect();
        for (from, to, amount) in arcs.into_iter().filter(|(from, to, _)| from != to) {
            graph.add_edge(places[from], places[to], amount);
        }
        let (flow, _) = dinics(&graph, places[nodes - 2], places[nodes - 1]);
        prop_assert_eq!(asked(&lines, 9_999).total.high, flow);
    }
}
