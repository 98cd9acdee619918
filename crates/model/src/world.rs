//! A venture and what surrounds it: enough to decide every command, success or refusal.
//!
//! `World` is for those who send commands (tests, simulations). Who only follows a chain needs `Venture`.

use crate::command::Command;
use crate::currency::{Allowances, Currency};
use crate::decide::decide;
use crate::event::Event;
use crate::money::{Cash, Timestamp};
use crate::refusal::Refusal;
use crate::venture::Venture;
use alloy_primitives::{Address, U256};
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    pub venture: Venture,
    pub currency: Currency,
    /// Allowances of the share. Spending one is the only change that ERC-20 does not log, so no `Venture` has them.
    pub allowances: Allowances,
    /// Accounts with code, the purses and the currency included, EIP-7702 accounts not.
    pub contracts: BTreeSet<Address>,
}

/// The whole of the rules: what `caller`'s `command` at `now` makes of `world`. A refusal changes nothing.
pub fn apply(
    world: &World,
    caller: Address,
    command: &Command,
    now: Timestamp,
) -> Result<(World, Vec<Event>), Refusal> {
    let mut after = world.clone();
    let events = after.apply(caller, command, now)?;
    Ok((after, events))
}

impl World {
    /// A world in which only the purses and the currency are contracts, and nobody has any cash yet.
    pub fn new(venture: Venture) -> Self {
        let purses = venture.purses;
        let contracts = [venture.terms.currency, purses.share, purses.till, purses.offering].into();
        Self { venture, currency: Currency::default(), allowances: Allowances::default(), contracts }
    }

    /// `apply` in place.
    pub fn apply(&mut self, caller: Address, command: &Command, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        let events = decide(self, caller, command, now)?;
        for event in &events {
            self.evolve(event, now);
        }
        self.settle_allowances(caller, command);
        Ok(events)
    }

    fn evolve(&mut self, event: &Event, at: Timestamp) {
        self.venture.evolve(event, at);
        if let Event::CashTransferred { from, to, amount } = *event {
            self.currency.transferred(from, to, amount);
        }
    }

    /// What a command that was not refused leaves of the allowances.
    fn settle_allowances(&mut self, caller: Address, command: &Command) {
        let purses = self.venture.purses;
        match *command {
            Command::ApproveCash { spender, amount } => self.currency.allowances.set(caller, spender, amount),
            Command::Approve { spender, value } => self.allowances.set(caller, spender, value),
            Command::TransferFrom { from, value, .. } => self.allowances.spent(from, caller, value),
            Command::Buy { shares, .. } => {
                let cost = shares.saturating_mul(U256::from(self.venture.terms.price));
                self.spend_cash_allowance(caller, purses.offering, cost);
            }
            Command::Remit { amount, .. } => self.spend_cash_allowance(caller, purses.till, amount),
            _ => {}
        }
    }

    fn spend_cash_allowance(&mut self, owner: Address, spender: Address, cash_units: U256) {
        self.currency.allowances.spent(owner, spender, cash_units.saturating_mul(self.venture.unit));
    }

    /// Puts `amount` cash units into an account's wallet, out of nowhere: how worlds begin.
    pub fn endow(&mut self, account: Address, amount: Cash) {
        let base = amount.to_base(self.venture.unit).unwrap_or(U256::MAX);
        let balance = self.currency.balances.entry(account).or_default();
        *balance = balance.saturating_add(base);
    }
}
