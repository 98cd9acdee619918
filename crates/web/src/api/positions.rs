//! My position, by address.

use super::{
    answer::Answer,
    asked::{self, Asked, Named},
    holders::Page,
    wire::{Account, Amount, Hash},
};
use crate::{
    Web,
    figures::{self, Happening, days::date_text},
    problem::{Problem, Problems},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

/// A holder of a venture.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it describes parameters that are read as text")]
pub struct ByHolder {
    /// Address of the venture's Share
    #[param(value_type = Account)]
    share: String,
    /// Address of the holder. Anybody's: one without any history has a position of zeros
    #[param(value_type = Account)]
    address: String,
}

#[derive(Serialize, ToSchema)]
pub struct Position {
    address: Account,
    /// Shares.
    balance: Amount,
    /// Of the supply, in 1/10,000, rounded down.
    share_bps: u16,
    /// Money that a claim pays now, exactly.
    owed: Amount,
    /// Money that a drip followed by a claim would pay now.
    accrued: Amount,
    /// Money claimed so far, wherever it was sent.
    received: Amount,
    /// Who may be paid in its place, or null.
    payee: Option<Account>,
    /// An operator's own address, now or before.
    is_operator: bool,
    /// Income released while holding, by day: the newest first, at most 366. Over all days: `owed + received`.
    earned: Vec<Earned>,
    /// What happened, the newest first.
    entries: Vec<Entry>,
    /// In all.
    entries_count: u64,
    /// `offset` for the page that follows, or null.
    next: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct Earned {
    #[schema(format = Date)]
    date: String,
    /// Money.
    amount: Amount,
}

#[derive(Serialize, ToSchema)]
pub struct Entry {
    /// Seconds since 1970.
    timestamp: u64,
    block: u64,
    transaction: Hash,
    /// `bought`, `gave` (paid for another's shares), `received`, `sent`, `redeemed`, `claimed` or `named-payee`.
    #[schema(pattern = "^(bought|gave|received|sent|redeemed|claimed|named-payee)$")]
    what: &'static str,
    /// Shares that moved, or null.
    shares: Option<Amount>,
    /// Money that moved, or null: the cost of a purchase, a redemption, income.
    money: Option<Amount>,
    /// The other side: buyer, receiver, sender, who was paid, the payee; or null.
    other: Option<Account>,
}

/// One holder's position
#[utoipa::path(get, path = "/api/v1/ventures/{share}/positions/{address}", operation_id = "position", tag = "positions",
    params(ByHolder, Page),
    responses((status = 200, description = "Owed, received, and how it came about", body = Answer<Position>), Problems))]
pub async fn position(
    State(web): State<Web>,
    Named((share, address)): Named<(String, String)>,
    Asked(page): Asked<Page>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (offset, limit) = page.checked()?;
    let reading = asked::venture(&web, &share)?;
    let position = reading.position(asked::address(&address)?, offset, limit);
    Ok(Answer::new(&reading, Position::from(position)).respond(&headers))
}

impl From<figures::Position> for Position {
    fn from(position: figures::Position) -> Self {
        let earned = position.earned.into_iter();
        Self {
            address: Account(position.address),
            balance: position.balance.into(),
            share_bps: position.share_bps,
            owed: position.owed.into(),
            accrued: position.accrued.into(),
            received: position.received.into(),
            payee: position.payee.map(Account),
            is_operator: position.is_operator,
            earned: earned.map(|day| Earned { date: date_text(day.day), amount: day.amount.into() }).collect(),
            entries: position.entries.into_iter().map(Entry::from).collect(),
            entries_count: position.entries_count,
            next: position.next,
        }
    }
}

impl From<figures::Entry> for Entry {
    fn from(entry: figures::Entry) -> Self {
        let (what, shares, money, other) = match entry.what {
            Happening::Bought { shares, cost, buyer } => ("bought", Some(shares), Some(cost), Some(buyer)),
            Happening::Gave { shares, cost, to } => ("gave", Some(shares), Some(cost), Some(to)),
            Happening::Received { shares, from } => ("received", Some(shares), None, Some(from)),
            Happening::Sent { shares, to } => ("sent", Some(shares), None, Some(to)),
            Happening::Redeemed { shares, amount } => ("redeemed", Some(shares), Some(amount), None),
            Happening::Claimed { amount, to } => ("claimed", None, Some(amount), Some(to)),
            Happening::NamedPayee { payee } => ("named-payee", None, None, payee),
        };
        Self {
            timestamp: entry.at.0,
            block: entry.block,
            transaction: Hash(entry.transaction),
            what,
            shares: shares.map(Amount::from),
            money: money.map(Amount::from),
            other: other.map(Account),
        }
    }
}
