//! Farms: a fixed stream of new tokens, divided by whatever is deposited (as MasterChef does).

/// The rate of a year that depositors see: tokens a day at their price, over what is deposited.
pub fn rate_per_year(tokens_per_day: f64, price: f64, deposited: f64) -> f64 {
    tokens_per_day * price * 365.0 / deposited
}

/// What will be deposited when nobody has a reason to come or to go: the farm pays just what depositors ask for.
pub fn resting_deposits(tokens_per_day: f64, price: f64, required_per_year: f64) -> f64 {
    tokens_per_day * price * 365.0 / required_per_year
}

/// Logarithmic change of the price in a day in which `bought` dollars come in and `sold` of the emission goes out of a market
/// of this `depth` (dollars that move the price by a factor e).
pub fn log_price_change(bought: f64, sold: f64, depth: f64) -> f64 {
    (bought - sold) / depth
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_rest_the_farm_pays_what_is_asked_for() {
        let resting = resting_deposits(1_000.0, 3.5, 0.2);
        assert!((rate_per_year(1_000.0, 3.5, resting) - 0.2).abs() < 1e-12);
        assert!(log_price_change(0.0, 10.0, 1_000.0) < 0.0);
    }
}
