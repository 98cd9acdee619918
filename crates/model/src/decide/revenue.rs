//! The verbs of Till.

use super::Draft;
use crate::event::Event;
use crate::money::{Bps, Cash};
use crate::refusal::Refusal;
use crate::till::Split;
use alloy_primitives::{Address, B256, U256};

impl Draft<'_> {
    pub(super) fn collect(&mut self) -> Result<(), Refusal> {
        let available =
            self.books.till.collectable(self.books.cash.till, self.world.venture.unit).ok_or(Refusal::Overflow)?;
        if available.is_zero() {
            return Ok(());
        }
        let split = self.checked_split(available)?;
        self.log(Event::Collected { collected: available, holders_part: split.holders });
        self.pass_on(split.holders)
    }

    pub(super) fn remit(&mut self, report_hash: B256, amount: U256) -> Result<(), Refusal> {
        self.check_operator()?;
        if amount.is_zero() {
            return Ok(());
        }
        // First what customers brought, so that the two grades of income never mix.
        self.collect()?;
        let received = self.take(self.world.venture.purses.till, amount)?;
        let split = self.checked_split(received)?;
        let operator = self.caller;
        self.log(Event::Remitted { operator, report_hash, amount: received, holders_part: split.holders });
        self.pass_on(split.holders)
    }

    fn checked_split(&self, revenue: Cash) -> Result<Split, Refusal> {
        let split = self.books.till.split(revenue);
        self.books.till.operator_part.checked_add(split.operator).ok_or(Refusal::Overflow)?;
        Ok(split)
    }

    fn pass_on(&mut self, holders_part: Cash) -> Result<(), Refusal> {
        let purses = self.world.venture.purses;
        self.send(purses.till, purses.share, holders_part)?;
        self.credit(holders_part)
    }

    pub(super) fn pull(&mut self, to: Address) -> Result<(), Refusal> {
        self.check_operator()?;
        let amount = self.books.till.operator_part;
        if amount.is_zero() {
            return Ok(());
        }
        self.log(Event::Pulled { operator: self.caller, to, amount });
        self.send(self.world.venture.purses.till, to, amount)
    }

    pub(super) fn raise_holders_bps(&mut self, holders_bps: u16) -> Result<(), Refusal> {
        self.check_operator()?;
        let from = self.books.till.holders_bps;
        let to = Bps::new(holders_bps).filter(|to| *to > from).ok_or(Refusal::HoldersBpsNotRaised {
            current: U256::from(from.get()),
            proposed: U256::from(holders_bps),
        })?;
        self.log(Event::HoldersBpsRaised { from, to });
        Ok(())
    }

    pub(super) fn offer_operator(&mut self, candidate: Address) -> Result<(), Refusal> {
        self.check_operator()?;
        self.log(Event::OperatorOffered { operator: self.caller, candidate });
        Ok(())
    }

    pub(super) fn accept_operator(&mut self) -> Result<(), Refusal> {
        let caller = self.caller;
        if caller.is_zero() || caller != self.books.till.candidate {
            return Err(Refusal::OnlyCandidate { caller });
        }
        self.log(Event::OperatorChanged { from: self.books.till.operator, to: caller });
        Ok(())
    }

    pub(super) fn check_operator(&self) -> Result<(), Refusal> {
        if self.caller != self.books.till.operator {
            return Err(Refusal::OnlyOperator { caller: self.caller });
        }
        Ok(())
    }
}
