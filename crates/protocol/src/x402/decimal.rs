//! Amounts on the wire are strings of decimal digits: JSON's numbers lose precision in most readers.
//!
//! Use as `#[serde(with = "decimal")]` (or `decimal::option`) on an unsigned integer.

use std::fmt::Display;

use alloy::primitives::U256;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

// The digits of the largest 256-bit number; leading zeros count.
const DIGITS_MAX: usize = 78;

/// Reads an unsigned integer written in decimal digits only: no sign, space, point or exponent.
///
/// # Errors
/// In words, when the text is anything else or the number does not fit into `T`.
pub fn parse<T: TryFrom<U256>>(text: &str) -> Result<T, String> {
    if text.is_empty() || text.len() > DIGITS_MAX || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err("expected an unsigned integer as a string of decimal digits".to_owned());
    }
    let number = U256::from_str_radix(text, 10).map_err(|_| "larger than 256 bits".to_owned())?;
    T::try_from(number).map_err(|_| format!("{number} is too large"))
}

pub fn serialize<T: Display, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

pub fn deserialize<'de, T: TryFrom<U256>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
    parse(&text).map_err(D::Error::custom)
}

/// The same for `Option<T>`; use with `default` and `skip_serializing_if`.
pub mod option {
    use super::{Deserialize, Deserializer, Display, Error, Serializer, U256};

    pub fn serialize<T: Display, S: Serializer>(number: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match number {
            Some(number) => serializer.collect_str(number),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, T: TryFrom<U256>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| super::parse(&text).map_err(D::Error::custom)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_and_nothing_else() {
        assert_eq!(parse::<u128>("0"), Ok(0));
        assert_eq!(parse::<u128>(&u128::MAX.to_string()), Ok(u128::MAX));
        assert_eq!(parse::<U256>(&U256::MAX.to_string()), Ok(U256::MAX));
        let above = (U256::from(u128::MAX) + U256::from(1)).to_string();
        for text in ["", "-1", "+1", " 1", "1.0", "1e3", "0x1", "١", "1_000", above.as_str()] {
            assert!(parse::<u128>(text).is_err(), "{text}");
        }
        assert!(parse::<U256>(&"9".repeat(78)).is_err());
        assert!(parse::<U256>(&"0".repeat(79)).is_err());
    }
}
