//! What the payers were seen to spend: first in, first out.
//!
//! One scan over the transfers in the order of time, O(m log m) for m transfers. Every account has a queue of what it
//! received for each asset; it pays from the front. Nothing is lost and nothing is doubled: what reaches the till carries where
//! it came from, and is never more than the payment.

use std::collections::HashMap;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::moment::day_of;
use super::payments::{AccountId, Payments, Transfer};
use super::queue::{Origin, Parcels, Queue};
use super::roles::Role;

/// The payments of one kind of origin to the till on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traced {
    /// All that reached the till.
    pub payments: u128,
    /// Left the issuer's side within the window.
    pub circular: u128,
    /// Came out of an exchange, a mixer, a bridge.
    pub opaque: u128,
    /// Was not seen to be received by whoever spent it first.
    pub unseen: u128,
}

impl Traced {
    fn add(&mut self, origin: Origin, amount: u128, departed_since: i32) {
        self.payments += amount;
        match origin {
            Origin::Issuer(day) if day >= departed_since => self.circular += amount,
            Origin::Issuer(_) => {}
            Origin::Opaque => self.opaque += amount,
            Origin::Unseen => self.unseen += amount,
        }
    }
}

/// One account's holdings of one asset.
type Purse = (AccountId, u32);

/// What reached the till on each day, and where it came from. Days since 1970, in order.
pub(crate) fn fifo(payments: &Payments, roles: &[Option<Role>], window_days: u32) -> Vec<(i32, Traced)> {
    let mut scan = Scan {
        roles,
        window_days: i32::try_from(window_days).unwrap_or(i32::MAX),
        parcels: Parcels::new(),
        queues: HashMap::new(),
        days: Vec::new(),
    };
    for instant in payments.transfers().chunk_by(|one, next| one.time == next.time) {
        let moving: Vec<Transfer> =
            instant.iter().filter(|transfer| transfer.amount > 0 && transfer.from != transfer.to).copied().collect();
        match moving.as_slice() {
            [] => {}
            [transfer] => scan.alone(transfer),
            many => scan.together(many),
        }
    }
    scan.days
}

struct Scan<'a> {
    roles: &'a [Option<Role>],
    window_days: i32,
    parcels: Parcels,
    queues: HashMap<Purse, Queue>,
    days: Vec<(i32, Traced)>,
}

impl Scan<'_> {
    fn role(&self, account: AccountId) -> Option<Role> {
        self.roles[account as usize]
    }

    fn alone(&mut self, transfer: &Transfer) {
        let money = self.spend(transfer);
        if let Some(money) = self.arrive(transfer, money) {
            self.keep((transfer.to, transfer.asset), money);
        }
    }

    /// Transfers of one instant: who receives before who sends, as far as that has an order at all.
    fn together(&mut self, transfers: &[Transfer]) {
        let mut instant = Instant::of(transfers, self.roles);
        for (place, transfer) in transfers.iter().enumerate() {
            if self.role(transfer.from).is_some() {
                self.pass_on(&mut instant, place, transfer);
            }
        }
        for ring in instant.rings() {
            // What came from outside of the ring is there for all of it; what goes round in it comes too late.
            for &purse in &ring {
                self.receive(&mut instant, purse);
            }
            for &purse in &ring {
                for place in instant.sends(purse, transfers, self.roles) {
                    self.pass_on(&mut instant, place, &transfers[place]);
                }
            }
        }
        for purse in 0..instant.purses.len() {
            self.receive(&mut instant, purse);
        }
    }

    fn pass_on(&mut self, instant: &mut Instant, place: usize, transfer: &Transfer) {
        let money = self.spend(transfer);
        if let Some(money) = self.arrive(transfer, money) {
            let last = self.role(transfer.from) == Some(Role::Issuer) || self.role(transfer.from) == Some(Role::Till);
            let purse = instant.number[&(transfer.to, transfer.asset)];
            instant.incoming[purse].push((last, place, money));
        }
    }

    fn receive(&mut self, instant: &mut Instant, purse: usize) {
        let mut incoming = std::mem::take(&mut instant.incoming[purse]);
        incoming.sort_unstable_by_key(|(last, place, _)| (*last, *place));
        for (_, _, money) in incoming {
            self.keep(instant.purses[purse], money);
        }
    }

    fn spend(&mut self, transfer: &Transfer) -> Queue {
        match self.role(transfer.from) {
            Some(Role::Issuer | Role::Till) => self.parcels.one(Origin::Issuer(day_of(transfer.time)), transfer.amount),
            Some(Role::Opaque) => self.parcels.one(Origin::Opaque, transfer.amount),
            None => {
                let queue = self.queues.entry((transfer.from, transfer.asset)).or_default();
                let (front, rest) = self.parcels.cut(*queue, transfer.amount);
                *queue = rest;
                let unseen = self.parcels.one(Origin::Unseen, transfer.amount - self.parcels.sum(front));
                self.parcels.join(front, unseen)
            }
        }
    }

    /// Money that somebody receives who may spend it again; what reaches the till is counted, what reaches the issuer or
    /// goes out of sight ends there.
    fn arrive(&mut self, transfer: &Transfer, money: Queue) -> Option<Queue> {
        match self.role(transfer.to) {
            None => return Some(money),
            // Between two tills of one venture nobody pays.
            Some(Role::Till) if self.role(transfer.from) != Some(Role::Till) => {}
            Some(_) => return None,
        }
        let day = day_of(transfer.time);
        if self.days.last().is_none_or(|(last, _)| *last != day) {
            self.days.push((day, Traced::default()));
        }
        if let Some((_, traced)) = self.days.last_mut() {
            let since = day.saturating_sub(self.window_days);
            self.parcels.each(money, |origin, amount| traced.add(origin, amount, since));
        }
        None
    }

    fn keep(&mut self, purse: Purse, money: Queue) {
        let queue = self.queues.entry(purse).or_default();
        *queue = self.parcels.join(*queue, money);
    }
}

/// The purses that something moves through at one instant.
struct Instant {
    purses: Vec<Purse>,
    number: HashMap<Purse, usize>,
    graph: DiGraph<(), ()>,
    sends: Vec<Vec<usize>>,
    /// Whether it comes from the issuer's side (last in the queue), which transfer, and the money.
    incoming: Vec<Vec<(bool, usize, Queue)>>,
}

impl Instant {
    fn of(transfers: &[Transfer], roles: &[Option<Role>]) -> Self {
        let mut instant = Self {
            purses: Vec::new(),
            number: HashMap::new(),
            graph: DiGraph::new(),
            sends: Vec::new(),
            incoming: Vec::new(),
        };
        for (place, transfer) in transfers.iter().enumerate() {
            let open = |account: AccountId| roles[account as usize].is_none();
            let from = open(transfer.from).then(|| instant.purse((transfer.from, transfer.asset)));
            let to = open(transfer.to).then(|| instant.purse((transfer.to, transfer.asset)));
            if let Some(from) = from {
                instant.sends[from].push(place);
                if let Some(to) = to {
                    instant.graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
                }
            }
        }
        instant
    }

    fn purse(&mut self, purse: Purse) -> usize {
        let next = self.purses.len();
        let number = *self.number.entry(purse).or_insert(next);
        if number == next {
            self.purses.push(purse);
            self.graph.add_node(());
            self.sends.push(Vec::new());
            self.incoming.push(Vec::new());
        }
        number
    }

    /// Rings, or single purses, each after all that pay into it.
    fn rings(&self) -> Vec<Vec<usize>> {
        let mut rings = kosaraju_scc(&self.graph);
        rings.reverse();
        rings.into_iter().map(|ring| ring.into_iter().map(NodeIndex::index).collect()).collect()
    }

    /// What a purse pays: the till last, else in the order of names and amounts.
    fn sends(&self, purse: usize, transfers: &[Transfer], roles: &[Option<Role>]) -> Vec<usize> {
        let mut sends = self.sends[purse].clone();
        sends.sort_unstable_by_key(|&place| (roles[transfers[place].to as usize] == Some(Role::Till), place));
        sends
    }
}
