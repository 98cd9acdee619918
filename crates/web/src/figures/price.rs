//! Price and demand, from the gateway's book. A web replica without a gateway has none.

use alloy::primitives::U256;
use usufruct_model::price::{Millis, PriceClass, PriceQ64};

use super::Money;

/// As of the gateway's clock, not of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    /// When the prices were reckoned.
    pub at: Millis,
    /// Currency base units per cash unit, the unit of prices.
    pub unit: U256,
    pub classes: Vec<ClassPrice>,
    /// The newest sales, oldest first: at most [`PATH_MAX`].
    pub path: Vec<PricePoint>,
}

/// Points of a price path that are kept and shown.
pub const PATH_MAX: usize = 1_000;

/// What one price class costs now. All sums are since the class began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassPrice {
    pub name: String,
    /// Floor, target and sensitivity.
    pub law: PriceClass,
    /// Cash units for the next unit, in 2^-64; rounded down. See [`price_decimal`].
    pub spot: PriceQ64,
    /// Whole units sold beyond the target.
    pub excess: u128,
    pub sales: u64,
    pub units: u128,
    pub revenue: Money,
}

/// One sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricePoint {
    /// Number of the sale, without gaps.
    pub seq: u64,
    pub at: Millis,
    pub class: String,
    pub units: u64,
    pub charged: Money,
    /// Cash units for the next unit after this sale, in 2^-64.
    pub spot: PriceQ64,
}

/// Decimals of a price that are written; the rest is cut.
const PRICE_DIGITS: usize = 12;

/// A price in base units of the currency, as a decimal cut after twelve digits.
pub fn price_decimal(price: PriceQ64, unit: U256) -> String {
    let base_q64 = U256::from(price.0).saturating_mul(unit);
    let (whole, rest): (U256, U256) = (base_q64 >> 64, base_q64 & U256::from(u64::MAX));
    let digits: U256 = (rest * U256::from(10).pow(U256::from(PRICE_DIGITS))) >> 64;
    let digits = format!("{:0>PRICE_DIGITS$}", digits.to_string());
    match digits.trim_end_matches('0') {
        "" => whole.to_string(),
        rest => format!("{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::price_decimal;
    use alloy::primitives::U256;
    use usufruct_model::price::PriceQ64;

    #[test]
    fn prices_are_cut_and_never_rounded_up() {
        let cases = [(3 << 64, "3"), (1 << 63, "0.5"), (1, "0"), ((1 << 64) - 1, "0.999999999999"), (u128::MAX, MAX)];
        for (price, text) in cases {
            assert_eq!(price_decimal(PriceQ64(price), U256::ONE), text);
        }
    }

    const MAX: &str = "18446744073709551615.999999999999";
}
