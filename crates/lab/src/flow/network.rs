//! Maximum flow from many supplies to one target after the other.
//!
//! Dinic's algorithm (Dinic, Algorithm for solution of a problem of maximum flow in networks with power estimation, 1970):
//! a breadth-first search from the target back to the nearest supply, then a blocking flow along the levels that it found, until
//! no supply is in reach; O(n^2 m) for n nodes and m arcs in the worst case, far below it on graphs in time.
//!
//! Targets come one after the other, and what one has got the next cannot take away: a flow for several targets
//! that is augmented in any order ends at the maximum for all of them (Ford and Fulkerson, 1956), and the first ones have
//! then as much as they can have. When a target's search ends without a supply, nothing that it saw can ever
//! get one again: no residual arc leads into it from outside, and augmenting paths, which begin at supplies, never come there. Such nodes
//! are closed for all later searches, so that all the searches that fail cost O(m) together.

/// The arc of a network: from, to, and how much it can carry.
pub(crate) type Arc = (u32, u32, u128);

/// As much as anybody likes.
pub(crate) const UNBOUNDED: u128 = u128::MAX / 4;

/// What is still at the nodes to begin with.
pub(crate) trait Supply {
    /// Nothing is at nodes before this one, nor comes from there.
    fn first_node(&self) -> u32;
    fn left(&mut self, node: u32) -> u128;
    fn take(&mut self, node: u32, amount: u128);
}

pub(crate) struct Network {
    /// Arcs out of node v are `first[v]..first[v + 1]`; each has its reverse among them.
    first: Vec<u32>,
    head: Vec<u32>,
    pair: Vec<u32>,
    residual: Vec<u128>,
    closed: Vec<bool>,
    /// Of the present search: a node's distance from the target, valid where `seen` is the number of the search.
    search: u32,
    seen: Vec<u32>,
    level: Vec<u32>,
    cursor: Vec<u32>,
    found: Vec<u32>,
    order: Vec<u32>,
    /// Arcs that were changed since [`Network::undo`], with what they carried more.
    changed: Vec<(u32, u128)>,
    remembers: bool,
}

impl Network {
    /// Arcs with the same ends are one.
    pub(crate) fn new(nodes: usize, mut arcs: Vec<Arc>) -> Self {
        arcs.sort_unstable_by_key(|&(from, to, _)| (from, to));
        arcs.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 = kept.2.saturating_add(next.2).min(UNBOUNDED);
            }
            same
        });
        let mut first = vec![0_u32; nodes + 1];
        for &(from, to, _) in &arcs {
            first[from as usize + 1] += 1;
            first[to as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut place = |node: u32| {
            let place = next[node as usize];
            next[node as usize] += 1;
            place
        };
        let (mut head, mut pair) = (vec![0; 2 * arcs.len()], vec![0; 2 * arcs.len()]);
        let mut residual = vec![0; 2 * arcs.len()];
        for (from, to, capacity) in arcs {
            let (there, back) = (place(from), place(to));
            (head[there as usize], pair[there as usize], residual[there as usize]) = (to, back, capacity);
            (head[back as usize], pair[back as usize]) = (from, there);
        }
        Self {
            first,
            head,
            pair,
            residual,
            closed: vec![false; nodes],
            search: 0,
            seen: vec![0; nodes],
            level: vec![0; nodes],
            cursor: vec![0; nodes],
            found: Vec::new(),
            order: Vec::new(),
            changed: Vec::new(),
            remembers: false,
        }
    }

    /// Remembers what changes from now on, for [`Network::undo`].
    pub(crate) fn remembering(mut self) -> Self {
        self.remembers = true;
        self
    }

    /// The flow as it was before.
    pub(crate) fn undo(&mut self) {
        while let Some((arc, amount)) = self.changed.pop() {
            self.residual[arc as usize] += amount;
            self.residual[self.pair[arc as usize] as usize] -= amount;
        }
    }

    /// Brings as much as possible to the target, at most `limit`, and says how much.
    pub(crate) fn bring(&mut self, target: u32, limit: u128, supply: &mut impl Supply) -> u128 {
        let mut left = limit;
        while left > 0 {
            self.look(target, supply);
            if self.found.is_empty() {
                if !self.remembers {
                    self.close();
                }
                break;
            }
            for place in 0..self.found.len() {
                let start = self.found[place];
                left -= self.carry(start, target, left, supply);
                if left == 0 {
                    break;
                }
            }
        }
        limit - left
    }

    fn close(&mut self) {
        for &node in &self.order {
            self.closed[node as usize] = true;
        }
    }

    /// Finds the nearest nodes from which something can be brought.
    fn look(&mut self, target: u32, supply: &mut impl Supply) {
        self.search += 1;
        self.found.clear();
        self.order.clear();
        if self.closed[target as usize] {
            return;
        }
        self.reach(target, 0);
        let (mut next, mut depth) = (0, u32::MAX);
        let first_node = supply.first_node();
        while next < self.order.len() {
            let node = self.order[next];
            next += 1;
            let level = self.level[node as usize];
            if level >= depth {
                break;
            }
            for arc in self.first[node as usize]..self.first[node as usize + 1] {
                let from = self.head[arc as usize];
                let usable = self.residual[self.pair[arc as usize] as usize] > 0;
                if !usable || from < first_node || self.closed[from as usize] || self.seen[from as usize] == self.search
                {
                    continue;
                }
                self.reach(from, level + 1);
                if supply.left(from) > 0 {
                    self.found.push(from);
                    depth = level + 1;
                }
            }
        }
    }

    fn reach(&mut self, node: u32, level: u32) {
        self.seen[node as usize] = self.search;
        self.level[node as usize] = level;
        self.cursor[node as usize] = self.first[node as usize];
        self.order.push(node);
    }

    /// Carries from one node what it has down the levels, as much as gets through.
    fn carry(&mut self, start: u32, target: u32, limit: u128, supply: &mut impl Supply) -> u128 {
        let mut carried = 0;
        let mut path: Vec<u32> = Vec::new();
        let mut node = start;
        loop {
            if node == target {
                let most = supply.left(start).min(limit - carried);
                let amount = path.iter().map(|&arc| self.residual[arc as usize]).fold(most, u128::min);
                self.shift(&path, amount);
                supply.take(start, amount);
                carried += amount;
                if amount == most {
                    return carried;
                }
                let full = path.iter().position(|&arc| self.residual[arc as usize] == 0);
                path.truncate(full.expect("an arc of the path was the narrowest"));
                node = path.last().map_or(start, |&arc| self.head[arc as usize]);
            } else if let Some(arc) = self.step(node) {
                path.push(arc);
                node = self.head[arc as usize];
            } else if let Some(arc) = path.pop() {
                node = self.head[self.pair[arc as usize] as usize];
                self.cursor[node as usize] += 1;
            } else {
                return carried;
            }
        }
    }

    /// The next arc that leads one level down.
    fn step(&mut self, node: u32) -> Option<u32> {
        let end = self.first[node as usize + 1];
        let below = self.level[node as usize].checked_sub(1)?;
        while self.cursor[node as usize] < end {
            let arc = self.cursor[node as usize];
            let to = self.head[arc as usize] as usize;
            if self.residual[arc as usize] > 0 && self.seen[to] == self.search && self.level[to] == below {
                return Some(arc);
            }
            self.cursor[node as usize] += 1;
        }
        None
    }

    fn shift(&mut self, path: &[u32], amount: u128) {
        for &arc in path {
            self.residual[arc as usize] -= amount;
            self.residual[self.pair[arc as usize] as usize] += amount;
        }
        if self.remembers {
            self.changed.extend(path.iter().map(|&arc| (arc, amount)));
        }
    }
}
