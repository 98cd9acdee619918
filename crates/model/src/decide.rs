//! What a command leads to: the events in the order of the contracts' logs, or the refusal.
//!
//! ```text
//!   World, caller, command, now ──► decide ──► Ok(events) ──► evolve ──► World
//!                                         └──► Err(refusal)
//! ```
//!
//! A `Draft` plays a command through on a copy of the books, so that a verb of several steps (collect: split, send,
//! drip, credit) sees in each step what the steps before have done. One file per purse has its verbs.

mod capital;
mod income;
mod revenue;

use crate::command::Command;
use crate::currency::Currency;
use crate::event::Event;
use crate::money::{Cash, Timestamp};
use crate::refusal::Refusal;
use crate::venture::Books;
use crate::world::World;
use alloy_primitives::{Address, U256};

/// Decides `caller`'s `command`. Pure. The caller is an account, never one of the purses: those act only inside verbs.
pub fn decide(world: &World, caller: Address, command: &Command, now: Timestamp) -> Result<Vec<Event>, Refusal> {
    let mut draft = Draft { world, caller, now, books: world.venture.books, events: Vec::new() };
    match *command {
        Command::TransferCash { to, amount } => draft.move_cash(caller, to, amount)?,
        Command::ApproveCash { spender, .. } => check_spender(spender)?,

        Command::Transfer { to, value } => draft.transfer(caller, to, value)?,
        Command::TransferFrom { from, to, value } => draft.transfer_from(from, to, value)?,
        Command::Approve { spender, value } => draft.approve(spender, value)?,
        Command::Claim => draft.claim(caller, caller)?,
        Command::ClaimTo { to } => draft.claim_to(to)?,
        Command::ClaimFor { holder } => draft.claim_for(holder)?,
        Command::ClaimMany { ref holders } => draft.claim_many(holders),
        Command::SetPayee { payee } => draft.set_payee(payee)?,
        Command::Drip => draft.drip(),

        Command::Credit { .. } => return Err(Refusal::OnlyTill { caller }),
        Command::Mint { .. } | Command::Burn { .. } | Command::BeginDripping | Command::ReleaseReserve => {
            return Err(Refusal::OnlyOffering { caller });
        }

        Command::Collect => draft.collect()?,
        Command::Remit { report_hash, amount } => draft.remit(report_hash, amount)?,
        Command::Pull { to } => draft.pull(to)?,
        Command::RaiseHoldersBps { holders_bps } => draft.raise_holders_bps(holders_bps)?,
        Command::OfferOperator { candidate } => draft.offer_operator(candidate)?,
        Command::AcceptOperator => draft.accept_operator()?,

        Command::Buy { shares, to } => draft.buy(shares, to)?,
        Command::Close => draft.close()?,
        Command::Draw { to } => draft.draw(to)?,
        Command::WindDown => draft.wind_down()?,
        Command::Redeem { shares } => draft.redeem(shares)?,
    }
    Ok(draft.events)
}

fn check_spender(spender: Address) -> Result<(), Refusal> {
    if spender.is_zero() {
        return Err(Refusal::ERC20InvalidSpender { spender });
    }
    Ok(())
}

/// A command while it is played through.
struct Draft<'w> {
    world: &'w World,
    caller: Address,
    now: Timestamp,
    books: Books,
    events: Vec<Event>,
}

impl Draft<'_> {
    fn log(&mut self, event: Event) {
        self.books.evolve(&event, self.now, &self.world.venture.terms, self.world.venture.purses);
        self.events.push(event);
    }

    /// A transfer of the currency, in base units.
    fn move_cash(&mut self, from: Address, to: Address, amount: U256) -> Result<(), Refusal> {
        Currency::check_transfer(from, self.cash_of(from), to, amount)?;
        self.log(Event::CashTransferred { from, to, amount });
        Ok(())
    }

    /// A purse sends cash units.
    fn send(&mut self, purse: Address, to: Address, amount: Cash) -> Result<(), Refusal> {
        let base = amount.to_base(self.world.venture.unit).ok_or(Refusal::Overflow)?;
        self.move_cash(purse, to, base)
    }

    /// A purse takes `amount` cash units from the caller, who must have allowed it. Returns what arrived.
    fn take(&mut self, purse: Address, amount: U256) -> Result<Cash, Refusal> {
        let unit = self.world.venture.unit;
        let base = amount.checked_mul(unit).ok_or(Refusal::Overflow)?;
        self.world.currency.allowances.check(self.caller, purse, base)?;
        self.move_cash(self.caller, purse, base)?;
        Cash::from_base_down(base, unit).ok_or(Refusal::Overflow)
    }

    fn cash_of(&self, account: Address) -> U256 {
        let purses = self.world.venture.purses;
        match account {
            _ if account == purses.share => self.books.cash.share,
            _ if account == purses.till => self.books.cash.till,
            _ if account == purses.offering => self.books.cash.offering,
            _ => self.world.currency.balance(account),
        }
    }
}
