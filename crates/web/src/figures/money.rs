//! Amounts of the venture's currency, and how whole units are written as decimals. No float is ever involved.

use alloy::primitives::U256;
use std::{fmt, iter::Sum};
use usufruct_model::{Cash, Shares};

/// An amount of the venture's currency in its base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub U256);

impl Money {
    pub const ZERO: Self = Self(U256::ZERO);

    /// `unit` is how many base units a cash unit has.
    pub fn from_cash(cash: Cash, unit: U256) -> Self {
        Self(U256::from(cash.0).saturating_mul(unit))
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Zero if `other` is more.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// In whole units of a currency with so many decimals, exactly and without trailing zeros: 1500000 with 6 is `1.5`.
    pub fn decimal(self, decimals: u8) -> String {
        decimal(self.0, decimals)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

/// In base units.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Shares in whole shares, exactly and without trailing zeros.
pub fn shares_decimal(shares: Shares, decimals: u8) -> String {
    decimal(U256::from(shares.0), decimals)
}

/// `amount / 10^decimals`, exactly, in plain digits.
pub fn decimal(amount: U256, decimals: u8) -> String {
    let decimals = usize::from(decimals);
    let digits = format!("{:0>width$}", amount.to_string(), width = decimals + 1);
    let (whole, rest) = digits.split_at(digits.len() - decimals);
    match rest.trim_end_matches('0') {
        "" => whole.to_owned(),
        rest => format!("{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;
    use alloy::primitives::U256;
    use proptest::prelude::*;

    /// Reads a decimal back, by moving the point.
    fn base_units(text: &str, decimals: u8) -> U256 {
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{rest:0<width$}", width = usize::from(decimals));
        digits.parse().expect("digits")
    }

    #[test]
    fn a_decimal_has_no_more_digits_than_it_needs() {
        for (amount, decimals, text) in [
            (0_u64, 6, "0"),
            (1, 6, "0.000001"),
            (1_500_000, 6, "1.5"),
            (2_000_000, 6, "2"),
            (12, 0, "12"),
            (1, 1, "0.1"),
        ] {
            assert_eq!(decimal(U256::from(amount), decimals), text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// D06: what is written is what was meant, to the last digit, for every amount and every number of decimals.
        #[test]
        fn amounts_survive_their_text(amount in any::<u128>(), decimals in 0_u8..=36) {
            let amount = U256::from(amount);
            prop_assert_eq!(base_units(&decimal(amount, decimals), decimals), amount);
            prop_assert_eq!(amount.to_string().parse::<U256>().expect("digits"), amount);
        }
    }
}
