//! What happens if customers stop today: only the law of the reserve is left, and it can be computed.
//!
//! Reckoned with the contracts' own arithmetic (`model::reserve`), not with the formula it approximates.

use super::{AsOf, Money};
use usufruct_model::Timestamp;

/// If nothing is credited from `as_of.now` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    pub as_of: AsOf,
    /// Time constant of the reserve, in seconds. Zero: nothing is held back.
    pub tau: u32,
    /// Seconds in which reserve and income halve: tau * ln 2, rounded to the nearest.
    pub half_life: u64,
    /// In the reserve now, as if dripped now; rounded down.
    pub reserve: Money,
    /// What the holders would get in the day that begins now.
    pub income_per_day: Money,
    /// After 1, 7, 30 and 90 days.
    pub forecasts: Vec<Forecast>,
    pub stall: Stall,
    /// Capital that the operator has not drawn, which holders redeem after a wind-down.
    pub undrawn: Money,
    /// The part of it that the operator could still draw before.
    pub drawable: Money,
}

/// One later moment, if nothing is credited and nobody winds down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Days from now.
    pub days: u32,
    /// Rounded down.
    pub reserve: Money,
    /// Released from now until then.
    pub released: Money,
    /// In the day that begins then.
    pub income_per_day: Money,
}

/// When silence becomes wind-down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stall {
    /// Anyone may wind the venture down at present.
    pub stalled: bool,
    /// The first second at which anyone may, if nothing more is credited. None when it cannot be wound down: before the sale
    /// has succeeded, and after an end.
    pub wind_down_from: Option<Timestamp>,
    /// Income that must be credited within every period, and how much of it came since the last proof of demand.
    pub demand_floor: Money,
    pub credited_since_proof: Money,
    pub proved_at: Timestamp,
    /// In seconds.
    pub period: u32,
}
