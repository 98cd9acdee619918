//! Payments as they look when an issuer pays itself, as a file of transfers.

use super::moment::SECONDS_PER_DAY;
use super::payments::{Draft, Full, Payments};
use super::roles::{Roles, RolesError};

/// The first of 2024; only differences of time count.
const START: i64 = 1_704_067_200;

/// A venture whose customers pay every day, and whose issuer adds something by way of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Injection {
    pub days: Vec<Injected>,
    /// Customers who pay alike, from 1.
    pub customers: u32,
    /// Accounts between the issuer and the till, from 1.
    pub hops: u32,
}

/// What the till receives on one day, by whose money it is, in 10^-18 of the unit of account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Injected {
    pub customers: u128,
    pub issuer: u128,
}

impl Injection {
    /// The issuer pays itself 30 % of what it reports, over three hops.
    pub fn standard() -> Self {
        let customers = 20 * 10_u128.pow(18);
        let days = vec![Injected { customers, issuer: customers * 3 / 7 }; 120];
        Self { days, customers: 20, hops: 3 }
    }
}

/// The payments of such a venture: till `till`, issuer `issuer`. Customers bring their money with them; the last of the
/// accounts in between is a customer as well, with money of its own, so that nobody can tell by the account.
pub fn injected(injection: &Injection) -> Result<(Payments, Roles), InjectionError> {
    let mut draft = Draft::default();
    let hour = SECONDS_PER_DAY / 24;
    let names: Vec<String> = (0..injection.customers).map(|customer| format!("customer {customer}")).collect();
    let last = names.first().ok_or(InjectionError::NobodyBetween)?;
    let between = (1..injection.hops).map(|hop| format!("hop {hop}")).chain([last.clone()]);
    let way: Vec<String> = ["issuer".to_owned()].into_iter().chain(between).chain(["till".to_owned()]).collect();
    let mut morning = START;
    for day in &injection.days {
        let each = day.customers / u128::from(injection.customers);
        for (second, customer) in (0..).zip(&names) {
            draft.push(morning + 9 * hour + second, customer, "till", each, "")?;
        }
        for (hop, step) in (10..).zip(way.windows(2)) {
            draft.push(morning + hop * hour, &step[0], &step[1], day.issuer, "")?;
        }
        morning += SECONDS_PER_DAY;
    }
    Ok((draft.finish(), Roles::default().issuer("issuer")?.till("till")?))
}

/// Why there are no such payments.
#[derive(Debug, thiserror::Error)]
pub enum InjectionError {
    #[error("without a customer nobody is between the issuer and the till")]
    NobodyBetween,
    #[error(transparent)]
    Full(#[from] Full),
    #[error(transparent)]
    Roles(#[from] RolesError),
}
