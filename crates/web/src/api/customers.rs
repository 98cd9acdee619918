//! Who pays.

use super::{
    answer::Answer,
    asked::{self, Asked, Named, limited},
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

const TOP: u64 = 10;
const TOP_MAX: u64 = 500;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asking {
    /// How far back, in UTC days, the present one included. `month` is 30 days, `quarter` 90.
    #[param(inline, default = "month")]
    window: Option<Window>,
    /// Payers to list at most.
    #[param(minimum = 0, maximum = 500, default = 10)]
    top: Option<u64>,
}

#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Window {
    Day,
    Week,
    Month,
    Quarter,
    All,
}

#[derive(Serialize, ToSchema)]
pub struct Customers {
    window: Window,
    /// Paying addresses, listed or not.
    count: u64,
    /// Money that all of them paid.
    total: Amount,
    /// Part of the total that the largest, the five and the ten largest paid, in 1/10,000, rounded down.
    top_1_bps: u16,
    top_5_bps: u16,
    top_10_bps: u16,
    /// Sum of the squares of all parts, in 1/10,000: 10,000 is a single payer, n equal ones are 10,000/n.
    herfindahl_bps: u16,
    /// The largest first.
    top: Vec<Customer>,
}

#[derive(Serialize, ToSchema)]
pub struct Customer {
    address: Account,
    /// Money.
    paid: Amount,
    /// Of the total, in 1/10,000, rounded down.
    share_bps: u16,
    /// Part of `paid` by voucher; the rest was by single transfer.
    by_voucher: Amount,
    /// Part of `paid` while it was an operator or held shares.
    as_insider: Amount,
}

/// How much depends on how few customers
#[utoipa::path(get, path = "/api/v1/ventures/{share}/customers", operation_id = "customers", tag = "ventures",
    params(ByShare, Asking),
    responses((status = 200, description = "Payers, from the chain's events alone", body = Answer<Customers>), Problems))]
pub async fn customers(
    State(web): State<Web>,
    Named(share): Named<String>,
    Asked(asking): Asked<Asking>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let top = limited("top", asking.top, TOP, 0..=TOP_MAX)?;
    let reading = asked::venture(&web, &share)?;
    let window = asking.window.unwrap_or(Window::Month);
    let found = reading.customers(window.into(), usize::try_from(top).unwrap_or(usize::MAX));
    let customers = Customers {
        window,
        count: found.count,
        total: found.total.into(),
        top_1_bps: found.top_1_bps,
        top_5_bps: found.top_5_bps,
        top_10_bps: found.top_10_bps,
        herfindahl_bps: found.herfindahl_bps,
        top: found.top.into_iter().map(Customer::from).collect(),
    };
    Ok(Answer::new(&reading, customers).respond(&headers))
}

impl From<Window> for figures::Window {
    fn from(window: Window) -> Self {
        match window {
            Window::Day => Self::Day,
            Window::Week => Self::Week,
            Window::Month => Self::Month,
            Window::Quarter => Self::Quarter,
            Window::All => Self::All,
        }
    }
}

impl From<figures::Customer> for Customer {
    fn from(customer: figures::Customer) -> Self {
        Self {
            address: Account(customer.address),
            paid: customer.paid.into(),
            share_bps: customer.share_bps,
            by_voucher: customer.by_voucher.into(),
            as_insider: customer.as_insider.into(),
        }
    }
}
