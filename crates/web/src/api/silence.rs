//! What happens if customers stop today.

use super::{
    answer::Answer,
    asked::{self, Asked, Named, Nothing},
    ventures::ByShare,
    wire::{Amount, StallState},
};
use crate::{
    Web, figures,
    problem::{Problem, Problems},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

/// If nothing is credited from `now` on. All amounts are money, reckoned with the contracts' own arithmetic.
#[derive(Serialize, ToSchema)]
pub struct Silence {
    /// Time constant of the reserve.
    tau_seconds: u32,
    /// In which reserve and income halve.
    half_life_seconds: u64,
    /// In the reserve now.
    reserve: Amount,
    /// To the holders, in the day that begins now.
    income_per_day: Amount,
    forecasts: Vec<Forecast>,
    stall: StallState,
    /// Capital that holders redeem after a wind-down.
    undrawn: Amount,
    /// The part of it that the operator could still draw before.
    drawable: Amount,
}

#[derive(Serialize, ToSchema)]
pub struct Forecast {
    /// Days from now.
    days: u32,
    /// Then.
    reserve: Amount,
    /// Until then.
    released: Amount,
    /// In the day that begins then.
    income_per_day: Amount,
}

/// What happens if customers stop today
#[utoipa::path(get, path = "/api/v1/ventures/{share}/if-customers-stop", operation_id = "if_customers_stop",
    tag = "ventures", params(ByShare),
    responses((status = 200, description = "Reserve and income from now on", body = Answer<Silence>), Problems))]
pub async fn silence(
    State(web): State<Web>,
    Named(share): Named<String>,
    Asked(Nothing {}): Asked<Nothing>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reading = asked::venture(&web, &share)?;
    Ok(Answer::new(&reading, Silence::from(reading.silence())).respond(&headers))
}

impl From<figures::Silence> for Silence {
    fn from(silence: figures::Silence) -> Self {
        let forecasts = silence.forecasts.into_iter().map(|forecast| Forecast {
            days: forecast.days,
            reserve: forecast.reserve.into(),
            released: forecast.released.into(),
            income_per_day: forecast.income_per_day.into(),
        });
        Self {
            tau_seconds: silence.tau,
            half_life_seconds: silence.half_life,
            reserve: silence.reserve.into(),
            income_per_day: silence.income_per_day.into(),
            forecasts: forecasts.collect(),
            stall: silence.stall.into(),
            undrawn: silence.undrawn.into(),
            drawable: silence.drawable.into(),
        }
    }
}
