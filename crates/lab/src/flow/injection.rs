//! Payments as they look when an issuer pays itself: what scenario 9 does, as a file of transfers.

use super::moment::SECONDS_PER_DAY;
use super::payments::{Draft, Full, Payments};
use super::roles::{Roles, RolesError};

/// A venture whose customers pay every day, and whose issuer adds a part by way of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Injection {
    /// Seconds since 1970.
    pub start: i64,
    pub days: u32,
    pub customers: u32,
    /// What each customer pays a day, in 10^-18 of the unit of account.
    pub daily_amount: u128,
    /// Of all that the till receives, the parts of a million that are the issuer's own.
    pub circular_ppm: u32,
    /// Accounts between the issuer and the till.
    pub hops: u32,
}

impl Injection {
    /// The issuer pays itself 30 % of what it reports, over three hops.
    pub fn standard() -> Self {
        Self {
            start: 1_704_067_200,
            days: 120,
            customers: 20,
            daily_amount: 10_u128.pow(18),
            circular_ppm: 300_000,
            hops: 3,
        }
    }

    /// What the issuer adds a day.
    pub fn circular_a_day(&self) -> u128 {
        let honest = self.daily_amount * u128::from(self.customers);
        honest * u128::from(self.circular_ppm) / u128::from(1_000_000 - self.circular_ppm)
    }
}

/// The payments of such a venture: till `till`, issuer `issuer`. Customers bring their money with them; the last of the
/// accounts in between is a customer as well, with money of its own, so that nobody can tell by the account.
pub fn injected(injection: &Injection) -> Result<(Payments, Roles), InjectionError> {
    let mut draft = Draft::default();
    let hour = SECONDS_PER_DAY / 24;
    for day in 0..injection.days {
        let morning = injection.start + i64::from(day) * SECONDS_PER_DAY;
        for customer in 0..injection.customers {
            let time = morning + 9 * hour + i64::from(customer);
            draft.push(time, &format!("customer {customer}"), "till", injection.daily_amount, "")?;
        }
        let mut from = "issuer".to_owned();
        for hop in 0..injection.hops {
            let last = hop + 1 == injection.hops;
            let to = if last && injection.customers > 0 { "customer 0".into() } else { format!("hop {hop}") };
            draft.push(morning + (10 + i64::from(hop)) * hour, &from, &to, injection.circular_a_day(), "")?;
            from = to;
        }
        draft.push(morning + 20 * hour, &from, "till", injection.circular_a_day(), "")?;
    }
    Ok((draft.finish(), Roles::default().issuer("issuer")?.till("till")?))
}

/// Why there are no such payments.
#[derive(Debug, thiserror::Error)]
pub enum InjectionError {
    #[error(transparent)]
    Full(#[from] Full),
    #[error(transparent)]
    Roles(#[from] RolesError),
}
