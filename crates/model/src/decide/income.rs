//! The verbs of Share.

use super::{Draft, check_spender};
use crate::event::Event;
use crate::money::{Cash, Shares};
use crate::refusal::Refusal;
use crate::reserve::ReserveQ32;
use alloy_primitives::{Address, U256};
use std::collections::BTreeSet;

impl Draft<'_> {
    pub(super) fn transfer(&mut self, from: Address, to: Address, value: U256) -> Result<(), Refusal> {
        self.check_receiver(to)?;
        let value = self.checked_shares(from, value)?;
        self.log(Event::Transfer { from, to, value });
        Ok(())
    }

    pub(super) fn transfer_from(&mut self, from: Address, to: Address, value: U256) -> Result<(), Refusal> {
        self.world.allowances.check(from, self.caller, value)?;
        self.transfer(from, to, value)
    }

    pub(super) fn approve(&mut self, spender: Address, value: U256) -> Result<(), Refusal> {
        check_spender(spender)?;
        self.log(Event::Approval { owner: self.caller, spender, value });
        Ok(())
    }

    /// The Offering mints what was bought.
    pub(super) fn mint(&mut self, to: Address, value: Shares) -> Result<(), Refusal> {
        self.check_receiver(to)?;
        self.log(Event::Transfer { from: Address::ZERO, to, value });
        Ok(())
    }

    /// The Offering burns what is redeemed.
    pub(super) fn burn(&mut self, holder: Address, value: U256) -> Result<Shares, Refusal> {
        let value = self.checked_shares(holder, value)?;
        self.log(Event::Transfer { from: holder, to: Address::ZERO, value });
        Ok(value)
    }

    pub(super) fn claim(&mut self, holder: Address, to: Address) -> Result<(), Refusal> {
        let amount = self.world.venture.owed(holder);
        if amount.is_zero() {
            return Ok(());
        }
        self.log(Event::Claimed { holder, to, amount });
        self.send(self.world.venture.purses.share, to, amount)
    }

    pub(super) fn claim_to(&mut self, to: Address) -> Result<(), Refusal> {
        self.check_receiver(to)?;
        self.claim(self.caller, to)
    }

    pub(super) fn claim_for(&mut self, holder: Address) -> Result<(), Refusal> {
        let to = self.pushed_to(holder).ok_or(Refusal::PayeeUnknown { holder })?;
        self.claim(holder, to)
    }

    /// Who cannot be paid is passed over and keeps what it is owed. Here the payment comes before its event, because the
    /// contract has to wait for the currency's answer.
    pub(super) fn claim_many(&mut self, holders: &[Address]) {
        let mut paid = BTreeSet::new();
        for &holder in holders {
            let Some(to) = self.pushed_to(holder) else { continue };
            let amount = self.world.venture.owed(holder);
            // A claim pays everything, so the second time there is nothing.
            if amount.is_zero() || paid.contains(&holder) {
                continue;
            }
            if self.send(self.world.venture.purses.share, to, amount).is_ok() {
                self.log(Event::Claimed { holder, to, amount });
                paid.insert(holder);
            }
        }
    }

    /// Where others may push a holder's income: to its payee, else to itself unless it is a contract.
    fn pushed_to(&self, holder: Address) -> Option<Address> {
        let is_contract = self.world.contracts.contains(&holder);
        self.world.venture.payee(holder).or((!is_contract).then_some(holder))
    }

    pub(super) fn set_payee(&mut self, payee: Address) -> Result<(), Refusal> {
        if payee == self.world.venture.purses.share {
            return Err(Refusal::ERC20InvalidReceiver { receiver: payee });
        }
        self.log(Event::PayeeSet { holder: self.caller, payee });
        Ok(())
    }

    pub(super) fn drip(&mut self) {
        if let Some(drip) = self.books.share.drip_due(self.world.venture.decay, self.now) {
            self.log(Event::Dripped { released: drip.released, index: drip.index });
        }
    }

    /// The Till has sent `amount` of income.
    pub(super) fn credit(&mut self, amount: Cash) -> Result<(), Refusal> {
        if amount.is_zero() {
            return Ok(());
        }
        self.drip();
        let added = ReserveQ32::from_cash(amount).ok_or(Refusal::Overflow)?;
        self.books.share.reserve.checked_add(added).ok_or(Refusal::Overflow)?;
        self.books.share.credited.checked_add(amount).ok_or(Refusal::Overflow)?;
        self.log(Event::Credited { amount });
        if self.books.share.holds_nothing_back(self.world.venture.decay) {
            self.drip();
        }
        Ok(())
    }

    /// The Offering says that the sale succeeded.
    pub(super) fn begin_dripping(&mut self) {
        self.log(Event::DrippingBegan);
        if self.world.venture.decay.is_instant() {
            self.drip();
        }
    }

    /// The Offering says that nothing is to be held back any more.
    pub(super) fn release_reserve(&mut self) {
        self.log(Event::ReserveReleased);
        self.drip();
    }

    fn check_receiver(&self, receiver: Address) -> Result<(), Refusal> {
        if receiver.is_zero() || receiver == self.world.venture.purses.share {
            return Err(Refusal::ERC20InvalidReceiver { receiver });
        }
        Ok(())
    }

    /// `value` as a number of shares that `from` has.
    fn checked_shares(&self, from: Address, value: U256) -> Result<Shares, Refusal> {
        let balance = self.world.venture.balance(from);
        Shares::from_u256(value).filter(|shares| *shares <= balance).ok_or(Refusal::ERC20InsufficientBalance {
            sender: from,
            balance: U256::from(balance.0),
            needed: value,
        })
    }
}
