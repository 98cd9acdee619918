//! Queues of money that can be cut and joined in logarithmic time, whatever they are made of.
//!
//! A queue is a sequence of parcels, each an amount of one origin. Paying cuts off the front; receiving joins at the back.
//! Money that moves from hand to hand keeps its parcels, and an account that passes fifty thousand of them on fifty
//! thousand times must not cost their product. So a queue is a treap by position (Seidel and Aragon, Randomized search trees,
//! 1996): cut and join take O(log n) steps, and every cut makes at most one parcel more.

/// Where money came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// Left the issuer's side on this day.
    Issuer(i32),
    /// Was spent by somebody who was not seen to receive it.
    Unseen,
    /// Came out of an exchange, a mixer, a bridge.
    Opaque,
}

/// A queue; empty by default. Its parcels are in [`Parcels`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Queue {
    root: u32,
}

/// All parcels of all queues. Place 0 is no parcel.
pub(crate) struct Parcels {
    nodes: Vec<Node>,
}

#[derive(Clone, Copy)]
struct Node {
    origin: Origin,
    amount: u128,
    /// Of the whole subtree.
    sum: u128,
    rank: u32,
    left: u32,
    right: u32,
}

impl Parcels {
    pub(crate) fn new() -> Self {
        let none = Node { origin: Origin::Unseen, amount: 0, sum: 0, rank: 0, left: 0, right: 0 };
        Self { nodes: vec![none] }
    }

    pub(crate) fn one(&mut self, origin: Origin, amount: u128) -> Queue {
        if amount == 0 {
            return Queue::default();
        }
        let place = u32::try_from(self.nodes.len()).expect("parcels are a few times the transfers");
        self.nodes.push(Node { origin, amount, sum: amount, rank: rank(place), left: 0, right: 0 });
        Queue { root: place }
    }

    pub(crate) fn sum(&self, queue: Queue) -> u128 {
        self.nodes[queue.root as usize].sum
    }

    /// `front` and then `back`.
    pub(crate) fn join(&mut self, front: Queue, back: Queue) -> Queue {
        Queue { root: self.join_at(front.root, back.root) }
    }

    /// The first `amount` of a queue, at most all of it, and what is left.
    pub(crate) fn cut(&mut self, queue: Queue, amount: u128) -> (Queue, Queue) {
        let (front, back) = self.cut_at(queue.root, amount);
        (Queue { root: front }, Queue { root: back })
    }

    /// From front to back.
    pub(crate) fn each(&self, queue: Queue, mut see: impl FnMut(Origin, u128)) {
        let mut path = Vec::new();
        let mut place = queue.root;
        while place != 0 || !path.is_empty() {
            while place != 0 {
                path.push(place);
                place = self.nodes[place as usize].left;
            }
            if let Some(parcel) = path.pop() {
                let node = &self.nodes[parcel as usize];
                see(node.origin, node.amount);
                place = node.right;
            }
        }
    }

    fn join_at(&mut self, front: u32, back: u32) -> u32 {
        if front == 0 || back == 0 {
            return front | back;
        }
        if self.nodes[front as usize].rank >= self.nodes[back as usize].rank {
            let right = self.join_at(self.nodes[front as usize].right, back);
            self.nodes[front as usize].right = right;
            self.count(front)
        } else {
            let left = self.join_at(front, self.nodes[back as usize].left);
            self.nodes[back as usize].left = left;
            self.count(back)
        }
    }

    fn cut_at(&mut self, place: u32, amount: u128) -> (u32, u32) {
        if place == 0 || amount == 0 {
            return (0, place);
        }
        let Node { left, right, amount: own, origin, .. } = self.nodes[place as usize];
        let before = self.nodes[left as usize].sum;
        if amount <= before {
            let (front, rest) = self.cut_at(left, amount);
            self.nodes[place as usize].left = rest;
            return (front, self.count(place));
        }
        let after = amount - before;
        if after >= own {
            let (rest, back) = self.cut_at(right, after - own);
            self.nodes[place as usize].right = rest;
            return (self.count(place), back);
        }
        // The cut goes through this parcel.
        self.nodes[place as usize].right = 0;
        self.nodes[place as usize].amount = after;
        let front = self.count(place);
        let rest = self.one(origin, own - after);
        (front, self.join_at(rest.root, right))
    }

    fn count(&mut self, place: u32) -> u32 {
        let node = self.nodes[place as usize];
        let sum = self.nodes[node.left as usize].sum + node.amount + self.nodes[node.right as usize].sum;
        self.nodes[place as usize].sum = sum;
        place
    }
}

/// The mixer of SplitMix64: as good as chance for the shape of the tree, and the same every time.
fn rank(place: u32) -> u32 {
    let mut mixed = u64::from(place).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    u32::try_from((mixed ^ (mixed >> 31)) >> 32).expect("32 bits are left")
}

#[cfg(test)]
mod tests {
    use super::{Origin, Parcels, Queue};
    use proptest::prelude::*;

    fn listed(parcels: &Parcels, queue: Queue) -> Vec<(Origin, u128)> {
        let mut list: Vec<(Origin, u128)> = Vec::new();
        parcels.each(queue, |origin, amount| match list.last_mut() {
            Some((last, sum)) if *last == origin => *sum += amount,
            _ => list.push((origin, amount)),
        });
        list
    }

    proptest! {
        #[test]
        fn cutting_and_joining_loses_nothing_and_keeps_the_order(
            amounts in prop::collection::vec((0_i32..3, 1_u128..50), 1..40),
            cuts in prop::collection::vec(0_u128..2_000, 1..40),
        ) {
            let mut parcels = Parcels::new();
            let mut queue = Queue::default();
            for &(day, amount) in &amounts {
                let one = parcels.one(Origin::Issuer(day), amount);
                queue = parcels.join(queue, one);
            }
            let (before, sum) = (listed(&parcels, queue), parcels.sum(queue));
            for cut in cuts {
                let (front, back) = parcels.cut(queue, cut);
                prop_assert_eq!(parcels.sum(front), cut.min(sum));
                prop_assert_eq!(parcels.sum(front) + parcels.sum(back), sum);
                queue = parcels.join(front, back);
            }
            prop_assert_eq!(listed(&parcels, queue), before);
        }
    }
}
