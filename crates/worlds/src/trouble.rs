//! What goes wrong, and how often: drawn anew for every world, because a world in which everything fails tests little
//! of what happens when one thing does.

use std::{collections::BTreeMap, fmt, str::FromStr};

use crate::dice::Dice;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// The node answers with an error.
    RpcError,
    /// No answer in time; what was asked for was not done, or it was.
    RpcTimeout,
    /// The node is behind the chain.
    RpcLag,
    /// The node leaves logs out: a lie by omission.
    RpcEmptyLogs,
    /// The request arrives twice.
    RpcDuplicate,
    /// `null`, whatever was asked.
    RpcNull,
    /// 429 for a while.
    RpcBurst,
    /// Blocks are replaced by others.
    Reorg,
    /// A transaction of a replaced block does not come back.
    TxLost,
    /// A process dies.
    Crash,
    /// The book cannot be written.
    Disk,
    /// The gateway's and the keeper's clocks are wrong, and jump.
    Clock,
    /// A customer goes away before the answer.
    ClientDrop,
    /// The answer does not arrive.
    ResponseLost,
    /// The network delivers a request twice.
    Repeat,
    /// Later requests overtake earlier ones.
    Reorder,
    /// The service fails: an error, a broken connection, no answer.
    Upstream,
}

use Trouble as T;

/// Every kind, with its highest rate in a thousand.
///
/// Of requests to a node: errors, timeouts, lies and so on. Of blocks: reorganisations. Of steps of the world: crashes, bad
/// disks, clocks that jump, customers who go. Of requests to the gateway: lost answers, repetitions. Of questions to the
/// service: failures.
const RATES_MAX: [(Trouble, u32); 17] = [
    (T::RpcError, 300),
    (T::RpcTimeout, 100),
    (T::RpcLag, 300),
    (T::RpcEmptyLogs, 50),
    (T::RpcDuplicate, 100),
    (T::RpcNull, 100),
    (T::RpcBurst, 20),
    (T::Reorg, 50),
    (T::TxLost, 200),
    (T::Crash, 20),
    (T::Disk, 10),
    (T::Clock, 20),
    (T::ClientDrop, 200),
    (T::ResponseLost, 200),
    (T::Repeat, 300),
    (T::Reorder, 500),
    (T::Upstream, 300),
];

impl Trouble {
    pub fn all() -> impl Iterator<Item = Self> {
        RATES_MAX.into_iter().map(|(trouble, _)| trouble)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl FromStr for Trouble {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::all().find(|trouble| trouble.to_string() == text).ok_or_else(|| format!("no trouble is called {text:?}"))
    }
}

/// How often each kind happens in one world.
#[derive(Clone, Debug, Default)]
pub struct Weather {
    per_mille: BTreeMap<Trouble, u32>,
}

impl Weather {
    /// One world in eight is calm; in the others each kind is there in two of three, at any rate up to its highest, or up
    /// to an eighth of it: where everything fails nothing gets far enough to fail in an interesting way.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::of(seed, "weather");
        let calm = dice.below(8) == 0;
        let mut drawn = |(trouble, max): (Trouble, u32)| {
            let (there, often, rate) = (dice.below(3) > 0, dice.below(2) == 0, dice.below(u64::from(max) + 1));
            let rate = if often { rate } else { rate.div_ceil(8) };
            let rate = if there && !calm { u32::try_from(rate).unwrap_or(max) } else { 0 };
            (trouble, rate)
        };
        Self { per_mille: RATES_MAX.into_iter().map(&mut drawn).collect() }
    }

    pub fn without(mut self, off: impl IntoIterator<Item = Trouble>) -> Self {
        for trouble in off {
            self.per_mille.remove(&trouble);
        }
        self
    }

    pub fn rate(&self, trouble: Trouble) -> u32 {
        self.per_mille.get(&trouble).copied().unwrap_or(0)
    }

    /// The kinds that there are.
    pub fn present(&self) -> impl Iterator<Item = Trouble> {
        self.per_mille.iter().filter(|(_, rate)| **rate > 0).map(|(trouble, _)| *trouble)
    }
}
