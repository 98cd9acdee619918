//! A case: one venture and what is done to it.

use crate::bench::{Bench, DELEGATED, FINE_CURRENCY, MINTER, RELAY};
use alloy::primitives::{Address, B256, U256};
use std::fmt;
use usufruct_model::{Cash, Command, Purses, Terms, Timestamp, Venture, World, terms::cash_unit};
use usufruct_protocol::deployment::Deployment;

/// Accounts without code; the first is the operator to begin with.
pub const PEOPLE: [Address; 6] = [
    Address::repeat_byte(0x11),
    Address::repeat_byte(0x22),
    Address::repeat_byte(0x33),
    Address::repeat_byte(0x44),
    Address::repeat_byte(0x55),
    Address::repeat_byte(0x66),
];

/// When every case begins.
pub(super) const START: Timestamp = Timestamp(1_700_000_000);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub seed: u64,
    pub terms: Terms,
    /// What each of the people, the relay and the delegated account have to begin with.
    pub wealth: Cash,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Seconds since the step before.
    pub wait: u64,
    pub caller: Address,
    pub command: Command,
}

impl Case {
    /// The venture in the contracts and in the model, both before the first step.
    pub(super) fn stage(&self, bench: &mut Bench) -> (Deployment, World) {
        bench.reset();
        bench.set_time(START);
        let at = bench.create_venture(&self.terms, B256::ZERO).expect("the terms are within their limits");
        let decimals = if self.terms.currency == FINE_CURRENCY { 18 } else { 6 };
        let unit = cash_unit(decimals).expect("few decimals");
        let mut world = World::new(Venture::new(self.terms.clone(), at.purses, unit));
        world.contracts.insert(RELAY);
        for account in callers() {
            world.endow(account, self.wealth);
            bench.mint(at.currency, account, world.currency.balance(account));
        }
        (at, world)
    }
}

/// Everyone who sends commands.
pub(super) fn callers() -> impl Iterator<Item = Address> {
    PEOPLE.into_iter().chain([RELAY, DELEGATED])
}

/// Everyone who is sent something, and whose figures are compared.
pub fn holders(purses: Purses, currency: Address) -> Vec<Address> {
    let stranger = Address::repeat_byte(0x77);
    callers().chain([stranger, purses.share, purses.till, purses.offering, currency]).collect()
}

/// Readable and complete: the accounts by name, the amounts as they are.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}, everyone has {} cash units, {:?}", self.seed, self.wealth, self.terms)?;
        for (i, step) in self.steps.iter().enumerate() {
            writeln!(f, "{i:4}  +{} s  {:?}: {:?}", step.wait, step.caller, step.command)?;
        }
        Ok(())
    }
}

/// How the accounts of a case are called in messages.
pub(super) fn named(text: &str, at: &Deployment) -> String {
    let names = ["operator", "alice", "bob", "carol", "dave", "erin"];
    let people = PEOPLE.into_iter().zip(names);
    let others = [
        (RELAY, "relay"),
        (DELEGATED, "delegated"),
        (MINTER, "minter"),
        (at.purses.share, "SHARE"),
        (at.purses.till, "TILL"),
        (at.purses.offering, "OFFERING"),
        (at.currency, "CURRENCY"),
        (Address::ZERO, "NOBODY"),
    ];
    people.chain(others).fold(text.to_owned(), |text, (account, name)| text.replace(&format!("{account:?}"), name))
}

/// Amounts in a command, for those who make them smaller.
pub(super) fn amount_mut(command: &mut Command) -> Option<&mut U256> {
    match command {
        Command::TransferCash { amount, .. }
        | Command::ApproveCash { amount, .. }
        | Command::Credit { amount }
        | Command::Remit { amount, .. }
        | Command::Transfer { value: amount, .. }
        | Command::TransferFrom { value: amount, .. }
        | Command::Approve { value: amount, .. }
        | Command::Mint { shares: amount, .. }
        | Command::Burn { shares: amount, .. }
        | Command::Buy { shares: amount, .. }
        | Command::Redeem { shares: amount } => Some(amount),
        _ => None,
    }
}
