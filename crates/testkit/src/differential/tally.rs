//! What was covered.

use super::twin::No;
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    mem::{Discriminant, discriminant},
};
use usufruct_model::{Event, Refusal};

/// How much was agreed on, and how often each kind of event and of refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub ventures: u64,
    /// Transactions, as steps of a case.
    pub transactions: u64,
    /// Storage words, and figures asked for, that were compared.
    pub words: u64,
    pub figures: u64,
    events: HashMap<Discriminant<Event>, (String, u64)>,
    refusals: HashMap<Discriminant<Refusal>, (String, u64)>,
    permits_refused: [u64; 2],
}

impl Tally {
    pub(super) fn of_a_venture() -> Self {
        Self { ventures: 1, ..Self::default() }
    }

    pub(super) fn count(&mut self, answer: &Result<Vec<Event>, No>) {
        self.transactions += 1;
        match answer {
            Ok(events) => {
                for event in events {
                    count(&mut self.events, event);
                }
            }
            Err(No::Refusal(refusal)) => count(&mut self.refusals, refusal),
            Err(No::PermitExpired { .. }) => self.permits_refused[0] += 1,
            Err(No::PermitSignatureInvalid { .. }) => self.permits_refused[1] += 1,
            Err(No::Failure(_)) => {}
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.ventures += other.ventures;
        self.transactions += other.transactions;
        self.words += other.words;
        self.figures += other.figures;
        add(&mut self.events, &other.events);
        add(&mut self.refusals, &other.refusals);
        for (into, from) in self.permits_refused.iter_mut().zip(other.permits_refused) {
            *into += from;
        }
    }

    /// How often each kind of event happened, by name.
    pub fn events(&self) -> BTreeMap<&str, u64> {
        self.events.values().map(|(name, count)| (name.as_str(), *count)).collect()
    }

    /// How often each kind of refusal was given, by name.
    pub fn refusals(&self) -> BTreeMap<&str, u64> {
        let permits = ["PermitExpired", "PermitSignatureInvalid"].into_iter().zip(self.permits_refused);
        let rules = self.refusals.values().map(|(name, count)| (name.as_str(), *count));
        rules.chain(permits.filter(|(_, count)| *count > 0)).collect()
    }

    /// Kinds that never occurred. A test that never gets anywhere agrees too, so everything has to have happened.
    pub fn never(&self) -> Vec<&'static str> {
        let (events, refusals) = (self.events(), self.refusals());
        let missing_events = EVENTS.into_iter().filter(|name| !events.contains_key(name));
        missing_events.chain(REFUSALS.into_iter().filter(|name| !refusals.contains_key(name))).collect()
    }
}

fn count<T: fmt::Debug>(counts: &mut HashMap<Discriminant<T>, (String, u64)>, of: &T) {
    let name = || (format!("{of:?}").split([' ', '(']).next().unwrap_or_default().to_owned(), 0);
    counts.entry(discriminant(of)).or_insert_with(name).1 += 1;
}

fn add<T>(into: &mut HashMap<Discriminant<T>, (String, u64)>, from: &HashMap<Discriminant<T>, (String, u64)>) {
    for (kind, (name, count)) in from {
        into.entry(*kind).or_insert_with(|| (name.clone(), 0)).1 += count;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ventures, transactions, words, figures, .. } = self;
        writeln!(
            f,
            "{transactions} transactions of {ventures} ventures, {words} words and {figures} figures compared"
        )?;
        for (what, counts) in [("events", self.events()), ("refusals", self.refusals())] {
            let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
            writeln!(f, "{what}: {}", counts.join(", "))?;
        }
        Ok(())
    }
}

/// Every event of the model.
pub const EVENTS: [&str; 20] = [
    "CashTransferred",
    "Transfer",
    "Approval",
    "Credited",
    "Dripped",
    "Claimed",
    "PayeeSet",
    "DrippingBegan",
    "ReserveReleased",
    "Collected",
    "Remitted",
    "Pulled",
    "HoldersBpsRaised",
    "OperatorOffered",
    "OperatorChanged",
    "Bought",
    "Closed",
    "Drawn",
    "WindDown",
    "Redeemed",
];

/// Every refusal that a standard currency can lead to after a venture was created, and those of permits.
pub const REFUSALS: [&str; 19] = [
    "ERC20InsufficientBalance",
    "ERC20InvalidReceiver",
    "ERC20InsufficientAllowance",
    "ERC20InvalidSpender",
    "OnlyTill",
    "OnlyOffering",
    "PayeeUnknown",
    "OnlyOperator",
    "OnlyCandidate",
    "HoldersBpsNotRaised",
    "WrongPhase",
    "ZeroShares",
    "SaleEnded",
    "HardCapExceeded",
    "SaleNotOver",
    "NotStalled",
    "Overflow",
    "PermitExpired",
    "PermitSignatureInvalid",
];
