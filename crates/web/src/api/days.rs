//! Income by day.

use super::{
    answer::Answer,
    asked::{self, Asked, Named, limited},
    ventures::ByShare,
    wire::Amount,
};
use crate::{
    Web,
    figures::{
        self,
        days::{date_text, day_of},
    },
    problem::{Kind, Problem, Problems},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const LIMIT: u64 = 30;
const LIMIT_MAX: u64 = 366;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// Only days before this one; `next` of the page before. Without it, today is the first.
    #[param(value_type = Option<String>, format = Date, example = "2026-05-07")]
    before: Option<String>,
    /// Days at most.
    #[param(minimum = 1, maximum = 366, default = 30)]
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct Days {
    /// The newest first, without gaps.
    days: Vec<Day>,
    /// `before` for the page that follows, or null at the venture's first day.
    #[schema(format = Date)]
    next: Option<String>,
}

/// One UTC day. Its revenue is what was split on it; all amounts are money.
#[derive(Serialize, ToSchema)]
pub struct Day {
    #[schema(format = Date, example = "2026-05-06")]
    date: String,
    /// False for today: more can come.
    complete: bool,
    /// All revenue of the day: the sum of the sources, and of the two parts.
    revenue: Amount,
    came_from: Sources,
    holders_part: Amount,
    operators_part: Amount,
    /// Left the reserve for the holders.
    released: Amount,
    /// Paid out to holders.
    claimed: Amount,
    /// Addresses that paid.
    payers: u64,
}

#[derive(Serialize, ToSchema)]
pub struct Sources {
    /// Customers, by vouchers claimed through the escrow.
    vouchers: Amount,
    /// Customers, by single transfers.
    transfers: Amount,
    /// Brought by the operator, who says that customers paid it elsewhere: of a lower grade.
    remitted: Amount,
    /// Paid by an operator's own address: no demand.
    operator: Amount,
    /// Paid by addresses that held shares.
    holders: Amount,
    /// The books cannot tell.
    unknown: Amount,
}

/// Income by day, and what each day's came from
#[utoipa::path(get, path = "/api/v1/ventures/{share}/days", operation_id = "days", tag = "ventures", params(ByShare, Page),
    responses((status = 200, description = "UTC days, newest first", body = Answer<Days>), Problems))]
pub async fn days(
    State(web): State<Web>,
    Named(share): Named<String>,
    Asked(page): Asked<Page>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let before = page.before.as_deref().map(|text| day("before", text)).transpose()?;
    let limit = limited("limit", page.limit, LIMIT, 1..=LIMIT_MAX)?;
    let reading = asked::venture(&web, &share)?;
    let page = reading.days(before, limit);
    let days = Days { days: page.days.into_iter().map(Day::from).collect(), next: page.next.map(date_text) };
    Ok(Answer::new(&reading, days).respond(&headers))
}

/// The day that a parameter names.
pub fn day(name: &str, text: &str) -> Result<u64, Problem> {
    day_of(text).ok_or_else(|| Problem::new(Kind::BadQuery, format!("{name} must be a day as in 2026-05-06")))
}

impl From<figures::Day> for Day {
    fn from(day: figures::Day) -> Self {
        let from = day.came_from;
        Self {
            date: date_text(day.number),
            complete: day.complete,
            revenue: from.total().into(),
            came_from: Sources {
                vouchers: from.vouchers.into(),
                transfers: from.transfers.into(),
                remitted: from.remitted.into(),
                operator: from.operator.into(),
                holders: from.holders.into(),
                unknown: from.unknown.into(),
            },
            holders_part: day.holders_part.into(),
            operators_part: day.operators_part.into(),
            released: day.released.into(),
            claimed: day.claimed.into(),
            payers: day.payers,
        }
    }
}
