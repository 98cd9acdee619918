//! Offering, the capital purse: share buyers' money, released to the operator as income reaches the holders, or given
//! back.
//!
//! Releasing one unit of capital by paying oneself costs 1/match units, of which an operator that owns the fraction f of
//! the shares gets f back: a loss as long as f < 1 - match. `paying_oneself_loses` in `laws.rs` tests the bound.

use crate::money::{Cash, Shares};
use crate::terms::Terms;

/// Open: shares are sold. Active: the soft cap was reached. Failed: it was missed. WoundDown: demand stalled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Open,
    Active,
    Failed,
    WoundDown,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offering {
    pub phase: Phase,
    pub raised: Cash,
    pub drawn: Cash,
    pub redeemed: Cash,
    /// Income credited before the sale was over, which releases no capital.
    pub credited_at_close: Cash,
}

impl Offering {
    /// What neither the operator nor a holder has taken.
    pub fn undrawn(&self) -> Cash {
        self.raised.saturating_sub(self.drawn).saturating_sub(self.redeemed)
    }

    /// All that the operator may have drawn once `credited` income has reached the holders, rounded down.
    pub fn draw_cap(&self, terms: &Terms, credited: Cash) -> Cash {
        let upfront = self.raised.part_down(terms.upfront_bps);
        let matched = credited.saturating_sub(self.credited_at_close).part_down(terms.match_bps);
        upfront.saturating_add(matched).min(self.raised)
    }

    /// What a draw pays now; zero unless Active.
    pub fn drawable(&self, terms: &Terms, credited: Cash) -> Cash {
        match self.phase {
            Phase::Active => self.draw_cap(terms, credited).saturating_sub(self.drawn),
            Phase::Open | Phase::Failed | Phase::WoundDown => Cash::ZERO,
        }
    }

    /// What redeeming `shares` of `supply` pays, rounded down: the rest stays for those who remain.
    pub fn redemption_down(&self, shares: Shares, supply: Shares) -> Cash {
        self.undrawn().share_down(shares, supply)
    }
}
