//! The verbs of Offering.

use super::Draft;
use crate::event::Event;
use crate::money::{Cash, Shares};
use crate::offering::Phase;
use crate::refusal::Refusal;
use alloy_primitives::{Address, U256};

impl Draft<'_> {
    pub(super) fn buy(&mut self, shares: U256, to: Address) -> Result<(), Refusal> {
        let terms = &self.world.venture.terms;
        self.check_phase(&[Phase::Open])?;
        if self.now > terms.deadline {
            return Err(Refusal::SaleEnded { deadline: U256::from(terms.deadline.0) });
        }
        if shares.is_zero() {
            return Err(Refusal::ZeroShares);
        }
        let left = terms.hard_cap.saturating_sub(self.books.share.supply);
        let exceeded = Refusal::HardCapExceeded { requested: shares, left: U256::from(left.0) };
        let shares = Shares::from_u256(shares).filter(|shares| *shares <= left).ok_or(exceeded)?;
        // Exact, and below 2^64 because hardCap * price is.
        let cost = Cash(u128::from(shares.0) * u128::from(terms.price));
        self.mint(to, shares)?;
        self.log(Event::Bought { buyer: self.caller, to, shares, cost });
        self.take(self.world.venture.purses.offering, U256::from(cost.0))?;
        Ok(())
    }

    pub(super) fn close(&mut self) -> Result<(), Refusal> {
        let terms = &self.world.venture.terms;
        self.check_phase(&[Phase::Open])?;
        let supply = self.books.share.supply;
        if self.now <= terms.deadline && supply != terms.hard_cap {
            return Err(Refusal::SaleNotOver { deadline: U256::from(terms.deadline.0) });
        }
        let raised = self.books.offering.raised;
        if supply >= terms.soft_cap {
            self.log(Event::Closed { phase: Phase::Active, raised });
            self.begin_dripping();
        } else {
            self.log(Event::Closed { phase: Phase::Failed, raised });
            self.release_reserve();
        }
        Ok(())
    }

    pub(super) fn draw(&mut self, to: Address) -> Result<(), Refusal> {
        self.check_operator()?;
        self.check_phase(&[Phase::Active])?;
        let amount = self.books.offering.drawable(&self.world.venture.terms, self.books.share.credited);
        if amount.is_zero() {
            return Ok(());
        }
        self.log(Event::Drawn { operator: self.caller, to, amount });
        self.send(self.world.venture.purses.offering, to, amount)
    }

    pub(super) fn wind_down(&mut self) -> Result<(), Refusal> {
        self.check_phase(&[Phase::Active])?;
        if !self.books.share.is_stalled(self.world.venture.terms.stall_period, self.now) {
            return Err(Refusal::NotStalled);
        }
        self.log(Event::WindDown);
        self.release_reserve();
        Ok(())
    }

    pub(super) fn redeem(&mut self, shares: U256) -> Result<(), Refusal> {
        self.check_phase(&[Phase::Failed, Phase::WoundDown])?;
        if shares.is_zero() {
            return Err(Refusal::ZeroShares);
        }
        let supply = self.books.share.supply;
        let shares = self.burn(self.caller, shares)?;
        let amount = self.books.offering.redemption_down(shares, supply);
        self.log(Event::Redeemed { holder: self.caller, shares, amount });
        if !amount.is_zero() {
            self.send(self.world.venture.purses.offering, self.caller, amount)?;
        }
        Ok(())
    }

    fn check_phase(&self, allowed: &[Phase]) -> Result<(), Refusal> {
        let current = self.books.offering.phase;
        if !allowed.contains(&current) {
            return Err(Refusal::WrongPhase { current });
        }
        Ok(())
    }
}
