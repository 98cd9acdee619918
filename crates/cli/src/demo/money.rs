//! Amounts as people read them.

use std::fmt;

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
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1_000, 1_000_000].map(grouped), ["0", "999", "1,000", "1,000,000"]);
    }
}
