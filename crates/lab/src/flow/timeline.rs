//! Accounts in time: who could have passed the issuer's money on to whom.
//!
//! A node is an account at an instant at which it sends; what it receives goes to its first node that is not
//! earlier. So a transfer is an arc from the sender's node to the receiver's, as wide as its amount, and money that
//! waits goes from a node of an account to a later one of the same, as wide as it likes (the time-expanded network of Ford and
//! Fulkerson, 1958; for transfers in time as here: Kosyfaki, Mamoulis, Pitoura and Tsaparas, Flow computation in temporal
//! interaction networks, arXiv 2003.01974). m transfers make at most m nodes and 3 m arcs.
//!
//! From every second node of an account an arc leads two on, from every fourth four on, and so forth: they carry nothing
//! that the single steps would not, but a wait over n nodes is O(log n) arcs, and the search's levels stay few.

use std::collections::BTreeMap;

use super::moment::day_of;
use super::network::{Arc, Supply, UNBOUNDED};
use super::payments::{Payments, Transfer};
use super::roles::Role;

/// The network of a file, its supplies and its targets.
pub(crate) struct Timeline {
    pub nodes: usize,
    /// The day of each node of an account, in order; targets come after them.
    node_days: Vec<i32>,
    pub arcs: Vec<Arc>,
    pub stocks: Stocks,
    pub days: Vec<Target>,
}

/// What was paid to the till on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub day: i32,
    pub node: u32,
    /// Paid by the issuer's side itself.
    pub direct: u128,
}

/// What the issuer's side gave away at each node, by day.
pub(crate) struct Stocks {
    /// For node v `first[v]..first[v + 1]` of `days` and `since`.
    first: Vec<u32>,
    days: Vec<i32>,
    /// Given on this day or later.
    since: Vec<u128>,
}

impl Timeline {
    /// For payments on the days from `from_day` to `to_day`.
    pub(crate) fn of(payments: &Payments, roles: &[Option<Role>], window_days: u32, period: (i32, i32)) -> Self {
        let moving =
            || payments.transfers().iter().filter(|transfer| transfer.amount > 0 && transfer.from != transfer.to);
        let places = Places::of(moving(), roles);
        let nodes = places.node_days.len();
        let mut timeline = Self {
            nodes,
            arcs: places.waiting(),
            stocks: Stocks::of(nodes, Vec::new()),
            days: Vec::new(),
            node_days: places.node_days.clone(),
        };
        let mut gifts = Vec::new();
        let mut paid = Vec::new();
        for transfer in moving() {
            let source = matches!(roles[transfer.from as usize], Some(Role::Issuer | Role::Till));
            let day = day_of(transfer.time);
            match roles[transfer.to as usize] {
                Some(Role::Issuer) => {}
                Some(Role::Till) if roles[transfer.from as usize] == Some(Role::Till) => {}
                Some(Role::Till) if day < period.0 || day > period.1 => {}
                Some(Role::Till) => {
                    let node = (!source).then(|| places.at(transfer.from, transfer.time)).flatten();
                    paid.push((day, node, transfer.amount));
                }
                None | Some(Role::Opaque) => {
                    let Some(to) = places.at(transfer.to, transfer.time) else { continue };
                    if source {
                        gifts.push((to, day, transfer.amount));
                    } else if let Some(from) = places.at(transfer.from, transfer.time) {
                        timeline.arcs.push((from, to, transfer.amount));
                    }
                }
            }
        }
        let latest = latest_gifts(nodes, &timeline.arcs, &gifts);
        timeline.pay(paid, &latest, window_days);
        timeline.stocks = Stocks::of(timeline.nodes, gifts);
        timeline
    }

    /// The first node on this day or later.
    pub(crate) fn first_node(&self, day: i32) -> u32 {
        number(self.node_days.partition_point(|node_day| *node_day < day))
    }

    /// A target for each day, with the payments that anything of the issuer's can have reached in time.
    fn pay(&mut self, paid: Vec<(i32, Option<u32>, u128)>, latest: &[Option<i32>], window_days: u32) {
        for (day, node, amount) in paid {
            if self.days.last().is_none_or(|target| target.day != day) {
                let node = number(self.nodes);
                self.nodes += 1;
                self.days.push(Target { day, node, direct: 0 });
            }
            let Some(target) = self.days.last_mut() else { continue };
            match node {
                None => target.direct += amount,
                Some(from) => {
                    let fresh = latest[from as usize].is_some_and(|gift| in_window(gift, day, window_days));
                    if fresh {
                        self.arcs.push((from, target.node, amount));
                    }
                }
            }
        }
    }
}

pub(crate) fn in_window(gift: i32, day: i32, window_days: u32) -> bool {
    i64::from(day) - i64::from(gift) <= i64::from(window_days)
}

/// The nodes of each account, in the order of time.
struct Places {
    node_days: Vec<i32>,
    by_account: Vec<Vec<(i64, u32)>>,
}

impl Places {
    fn of<'a>(transfers: impl Iterator<Item = &'a Transfer>, roles: &[Option<Role>]) -> Self {
        let mut places = Self { node_days: Vec::new(), by_account: vec![Vec::new(); roles.len()] };
        for transfer in transfers {
            if matches!(roles[transfer.from as usize], Some(Role::Issuer | Role::Till)) {
                continue;
            }
            let nodes = &mut places.by_account[transfer.from as usize];
            if nodes.last().is_none_or(|(time, _)| *time != transfer.time) {
                nodes.push((transfer.time, number(places.node_days.len())));
                places.node_days.push(day_of(transfer.time));
            }
        }
        places
    }

    /// Where money is that an account has at this time: at the next instant at which it spends any. `None`: it never does.
    fn at(&self, account: u32, time: i64) -> Option<u32> {
        let nodes = &self.by_account[account as usize];
        nodes.get(nodes.partition_point(|(at, _)| *at < time)).map(|(_, node)| *node)
    }

    fn waiting(&self) -> Vec<Arc> {
        let mut arcs = Vec::new();
        for nodes in &self.by_account {
            for place in 1..nodes.len() {
                arcs.push((nodes[place - 1].1, nodes[place].1, UNBOUNDED));
            }
            let mut far = 2;
            while far < nodes.len() {
                arcs.extend(
                    (far..nodes.len()).step_by(far).map(|place| (nodes[place - far].1, nodes[place].1, UNBOUNDED)),
                );
                far *= 2;
            }
        }
        arcs
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("nodes are at most transfers and days, and transfers have a limit")
}

/// The last day on which the issuer gave away something that may be at a node.
fn latest_gifts(nodes: usize, arcs: &[Arc], gifts: &[(u32, i32, u128)]) -> Vec<Option<i32>> {
    let mut first = vec![0_u32; nodes + 1];
    for (from, _, _) in arcs {
        first[*from as usize + 1] += 1;
    }
    for node in 0..nodes {
        first[node + 1] += first[node];
    }
    let mut heads = vec![0; arcs.len()];
    let mut next = first.clone();
    for (from, to, _) in arcs {
        heads[next[*from as usize] as usize] = *to;
        next[*from as usize] += 1;
    }
    let mut by_day: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
    for (node, day, _) in gifts {
        by_day.entry(*day).or_default().push(*node);
    }
    let mut latest = vec![None; nodes];
    for (day, mut waiting) in by_day.into_iter().rev() {
        while let Some(node) = waiting.pop() {
            if latest[node as usize].is_none() {
                latest[node as usize] = Some(day);
                let (from, to) = (first[node as usize] as usize, first[node as usize + 1] as usize);
                waiting.extend_from_slice(&heads[from..to]);
            }
        }
    }
    latest
}

impl Stocks {
    fn of(nodes: usize, mut gifts: Vec<(u32, i32, u128)>) -> Self {
        gifts.sort_unstable();
        let mut first = vec![0_u32; nodes + 1];
        for (node, _, _) in &gifts {
            first[*node as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut since: Vec<u128> = gifts.iter().map(|(_, _, amount)| *amount).collect();
        for place in (1..gifts.len()).rev() {
            if gifts[place - 1].0 == gifts[place].0 {
                since[place - 1] += since[place];
            }
        }
        Self { first, days: gifts.iter().map(|(_, day, _)| *day).collect(), since }
    }

    /// Given on this day or later.
    fn since(&self, node: u32, day: i32) -> u128 {
        let (from, to) = (self.first[node as usize] as usize, self.first[node as usize + 1] as usize);
        let place = from + self.days[from..to].partition_point(|given| *given < day);
        if place < to { self.since[place] } else { 0 }
    }

    /// The first day on which anything was given.
    pub(crate) fn first_day(&self) -> Option<i32> {
        self.days.iter().copied().min()
    }
}

/// What is left of the stocks since a day.
pub(crate) struct Left<'a> {
    stocks: &'a Stocks,
    since_day: i32,
    first_node: u32,
    round: u32,
    rounds: Vec<u32>,
    taken: Vec<u128>,
}

impl<'a> Left<'a> {
    pub(crate) fn of(stocks: &'a Stocks) -> Self {
        let nodes = stocks.first.len() - 1;
        Self { stocks, since_day: i32::MIN, first_node: 0, round: 1, rounds: vec![0; nodes], taken: vec![0; nodes] }
    }

    /// All stocks as they were, and none from before this day, of which this is the first node.
    pub(crate) fn begin(&mut self, since_day: i32, first_node: u32) {
        self.since_day = since_day;
        self.first_node = first_node;
        self.round += 1;
    }
}

impl Supply for Left<'_> {
    fn first_node(&self) -> u32 {
        self.first_node
    }

    fn left(&mut self, node: u32) -> u128 {
        let all = self.stocks.since(node, self.since_day);
        if self.rounds[node as usize] == self.round { all - self.taken[node as usize] } else { all }
    }

    fn take(&mut self, node: u32, amount: u128) {
        if self.rounds[node as usize] != self.round {
            self.rounds[node as usize] = self.round;
            self.taken[node as usize] = 0;
        }
        self.taken[node as usize] += amount;
    }
}
