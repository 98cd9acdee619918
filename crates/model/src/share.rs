//! Share, the income purse: its books, without the holders' words (those are in `venture.rs`).
//!
//! `dripped_down`, `is_stalled` and `accrued` only look; `evolve` in `venture.rs` is what changes the books.

use crate::income::Index;
use crate::money::{Cash, Shares, Timestamp};
use crate::reserve::{Decay, ReserveQ32};
use crate::stall::DemandWindow;

/// Selling: shares are minted, nothing drips. Dripping: the sale is over. Released: no reserve is held back any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Selling,
    Dripping,
    Released,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub phase: Phase,
    pub supply: Shares,
    pub index: Index,
    /// As of `last_drip`.
    pub reserve: ReserveQ32,
    pub last_drip: Timestamp,
    pub demand: DemandWindow,
    /// All income ever credited, and ever paid out.
    pub credited: Cash,
    pub claimed: Cash,
    /// All that ever left the reserve, modulo 2^96 cash units. `released + reserve = credited`, always.
    pub released: ReserveQ32,
}

/// What a drip does: what leaves the reserve, and the index after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drip {
    pub released: ReserveQ32,
    pub index: Index,
}

impl Share {
    /// What a drip now would do; `None` when nothing is due, so that `last_drip` stays and small reserves do not stall.
    pub fn drip_due(&self, decay: Decay, now: Timestamp) -> Option<Drip> {
        let left = match self.phase {
            Phase::Selling => return None,
            Phase::Dripping => decay.left_up(self.reserve, self.last_drip, now),
            Phase::Released => ReserveQ32::ZERO,
        };
        let released = self.reserve.saturating_sub(left);
        if self.supply.is_zero() || released.is_zero() {
            return None;
        }
        Some(Drip { released, index: self.index.raised_down(released, self.supply) })
    }

    /// True when every credit is passed on to the holders in the same call.
    pub fn holds_nothing_back(&self, decay: Decay) -> bool {
        self.phase == Phase::Released || decay.is_instant()
    }

    pub fn is_stalled(&self, stall_period: u32, now: Timestamp) -> bool {
        self.phase == Phase::Dripping && self.demand.is_stalled(stall_period, now)
    }
}
