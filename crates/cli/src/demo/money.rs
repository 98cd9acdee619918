//! Amounts as people read them.

use std::fmt;

use alloy::primitives::U256;
use usufruct_model::Venture;
use usufruct_model::price::PriceQ64;

/// Cash units of a dollar (millionths), shown to the last digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usd(pub u128);

const PER_DOLLAR: u128 = 1_000_000;

impl fmt::Display for Usd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:06} USD", grouped(self.0 / PER_DOLLAR), self.0 % PER_DOLLAR);
        f.pad(&text)
    }
}

/// Dollars for one unit, to the trillionth.
pub fn per_unit(PriceQ64(price): PriceQ64) -> String {
    // Rounded to the nearest: a price of 1/5 has no exact form in Q64.
    let trillionths = (U256::from(price) * U256::from(PER_DOLLAR) + (U256::ONE << 63)) >> 64;
    decimal(u128::try_from(trillionths).unwrap_or(u128::MAX), PER_DOLLAR * PER_DOLLAR, 12)
}

/// Units a second, to the millionth.
pub fn per_second(rate_q32: u64) -> String {
    decimal((u128::from(rate_q32) * 1_000_000 + (1 << 31)) >> 32, 1_000_000, 6)
}

/// `number / scale` with at most `digits` decimals, without needless zeros.
fn decimal(number: u128, scale: u128, digits: usize) -> String {
    let text = format!("{}.{:0digits$}", number / scale, number % scale);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Released income of one whole share, rounded down.
pub fn income_per_share(venture: &Venture) -> Usd {
    let share = &venture.books.share;
    let share_unit = 10_u128.pow(u32::from(venture.terms.decimals));
    Usd((share.released.0 >> 32) * share_unit / u128::from(share.supply.0).max(1))
}

/// With the thousands set apart.
pub fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_is_shown() {
        assert_eq!(Usd(1_234_567_890_123).to_string(), "1,234,567.890123 USD");
        assert_eq!(Usd(1).to_string(), "0.000001 USD");
        assert_eq!(format!("{:>14}|", Usd(5_000_000)), "  5.000000 USD|");
    }

    #[test]
    fn rates_and_prices_are_short_decimals() {
        assert_eq!(per_unit(PriceQ64::from_cash(200)), "0.0002");
        assert_eq!(per_unit(PriceQ64((1 << 64) / 5)), "0.0000002");
        assert_eq!(per_unit(PriceQ64::from_cash(2_000_000)), "2");
        assert_eq!(per_second(1 << 31), "0.5");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1_000, 1_000_000].map(grouped), ["0", "999", "1,000", "1,000,000"]);
    }
}
