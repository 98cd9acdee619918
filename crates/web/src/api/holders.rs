//! Who holds the shares.

use super::{
    answer::Answer,
    asked::{self, Asked, Named, OFFSET_MAX, limited},
    ventures::ByShare,
    wire::{Account, Amount},
};
use crate::{
    Web, figures,
    problem::{Problem, Problems},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub const LIMIT: u64 = 100;
pub const LIMIT_MAX: u64 = 500;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// Items to pass over; `next` of the page before.
    #[param(minimum = 0, maximum = 1_000_000_000, default = 0)]
    pub offset: Option<u64>,
    /// Items at most.
    #[param(minimum = 1, maximum = 500, default = 100)]
    pub limit: Option<u64>,
}

impl Page {
    /// Offset and limit, within their limits.
    pub fn checked(&self) -> Result<(u64, u64), Problem> {
        let offset = limited("offset", self.offset, 0, 0..=OFFSET_MAX)?;
        Ok((offset, limited("limit", self.limit, LIMIT, 1..=LIMIT_MAX)?))
    }
}

#[derive(Serialize, ToSchema)]
pub struct Holders {
    /// Accounts that hold shares or are owed income.
    count: u64,
    /// Shares there are.
    supply: Amount,
    /// The largest first.
    holders: Vec<Holder>,
    /// `offset` for the page that follows, or null.
    next: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct Holder {
    address: Account,
    /// Shares.
    balance: Amount,
    /// Of the supply, in 1/10,000, rounded down.
    share_bps: u16,
    /// Money that a claim pays now.
    owed: Amount,
    /// Money received so far.
    claimed: Amount,
}

/// Holders by balance
#[utoipa::path(get, path = "/api/v1/ventures/{share}/holders", operation_id = "holders", tag = "ventures",
    params(ByShare, Page),
    responses((status = 200, description = "The largest first", body = Answer<Holders>), Problems))]
pub async fn holders(
    State(web): State<Web>,
    Named(share): Named<String>,
    Asked(page): Asked<Page>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (offset, limit) = page.checked()?;
    let reading = asked::venture(&web, &share)?;
    let page = reading.holders(offset, limit);
    let holders = Holders {
        count: page.count,
        supply: page.supply.into(),
        holders: page.holders.into_iter().map(Holder::from).collect(),
        next: page.next,
    };
    Ok(Answer::new(&reading, holders).respond(&headers))
}

impl From<figures::Holder> for Holder {
    fn from(holder: figures::Holder) -> Self {
        Self {
            address: Account(holder.address),
            balance: holder.balance.into(),
            share_bps: holder.share_bps,
            owed: holder.owed.into(),
            claimed: holder.claimed.into(),
        }
    }
}
