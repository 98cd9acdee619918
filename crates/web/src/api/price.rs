//! Price and demand.

use super::{
    answer::Answer,
    asked::{self, Asked, Named, limited},
    ventures::ByShare,
    wire::Amount,
};
use crate::{
    Web,
    figures::{self, Prices, price::price_decimal},
    problem::{Kind, Problem, Problems},
};
use alloy::primitives::U256;
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const LIMIT: u64 = 100;
const LIMIT_MAX: u64 = 1_000;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asking {
    /// The newest sales, at most so many.
    #[param(minimum = 0, maximum = 1_000, default = 100)]
    limit: Option<u64>,
}

/// From the gateway's book, as of its clock rather than of the block.
#[derive(Serialize, ToSchema)]
pub struct Price {
    /// Milliseconds since 1970.
    at_millis: u64,
    classes: Vec<Class>,
    /// The newest sales, oldest first.
    path: Vec<Sale>,
}

/// What one thing costs now. The price of a unit is floor * e^(excess / sensitivity).
#[derive(Serialize, ToSchema)]
pub struct Class {
    name: String,
    /// Money for the next unit: base units, a decimal cut after twelve digits.
    #[schema(pattern = r"^[0-9]+(\.[0-9]+)?$", example = "104.5")]
    spot: String,
    /// The same, before any demand.
    #[schema(pattern = r"^[0-9]+(\.[0-9]+)?$", example = "100")]
    floor: String,
    /// The price of a unit in 2^-64 cash units, exactly.
    spot_q64: Amount,
    /// Units sold beyond the target, rounded down.
    excess_units: Amount,
    /// Units for which the price rises e-fold.
    sensitivity_units: Amount,
    /// Units a second at which the price stays, in 2^-32.
    target_q32: Amount,
    /// Since the class began.
    sales: u64,
    units: Amount,
    /// Money.
    revenue: Amount,
}

#[derive(Serialize, ToSchema)]
pub struct Sale {
    /// Number of the sale.
    seq: u64,
    at_millis: u64,
    class: String,
    units: u64,
    /// Money.
    charged: Amount,
    /// Money for the next unit after this sale: base units, a decimal cut after twelve digits.
    #[schema(pattern = r"^[0-9]+(\.[0-9]+)?$", example = "104.5")]
    spot: String,
}

/// What it costs now, and how it came about
#[utoipa::path(get, path = "/api/v1/ventures/{share}/price", operation_id = "price", tag = "ventures",
    params(ByShare, Asking),
    responses((status = 200, description = "Price and demand by class; 404 without a gateway", body = Answer<Price>), Problems))]
pub async fn price(
    State(web): State<Web>,
    Named(share): Named<String>,
    Asked(asking): Asked<Asking>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let limit = limited("limit", asking.limit, LIMIT, 0..=LIMIT_MAX)?;
    let reading = asked::venture(&web, &share)?;
    let prices = web.prices().await.map_err(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "the gateway's book cannot be read");
        Problem::new(Kind::BookUnavailable, "prices cannot be told now".to_owned())
    })?;
    let prices = prices.ok_or_else(|| Problem::new(Kind::NoGateway, "this server has no gateway".to_owned()))?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Answer::new(&reading, Price::of(prices, limit)).respond(&headers))
}

impl Price {
    fn of(prices: Prices, limit: usize) -> Self {
        let unit = prices.unit;
        let skipped = prices.path.len().saturating_sub(limit);
        Self {
            at_millis: prices.at.0,
            classes: prices.classes.into_iter().map(|class| Class::of(class, unit)).collect(),
            path: prices.path.into_iter().skip(skipped).map(|point| Sale::of(point, unit)).collect(),
        }
    }
}

impl Class {
    fn of(class: figures::ClassPrice, unit: U256) -> Self {
        Self {
            name: class.name,
            spot: price_decimal(class.spot, unit),
            floor: price_decimal(class.law.floor, unit),
            spot_q64: class.spot.0.into(),
            excess_units: class.excess.into(),
            sensitivity_units: u128::from(class.law.sensitivity.get()).into(),
            target_q32: u128::from(class.law.target_q32).into(),
            sales: class.sales,
            units: class.units.into(),
            revenue: class.revenue.into(),
        }
    }
}

impl Sale {
    fn of(point: figures::PricePoint, unit: U256) -> Self {
        Self {
            seq: point.seq,
            at_millis: point.at.0,
            class: point.class,
            units: point.units,
            charged: point.charged.into(),
            spot: price_decimal(point.spot, unit),
        }
    }
}
