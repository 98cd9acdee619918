//! Amounts as people write them, `1234.5`, and as they are counted: integers of the smallest unit.

/// Digits behind the point that every amount is kept with. Ether has 18; no currency in use has more.
pub(crate) const DECIMALS: u32 = 18;

/// No single amount, and no sum of a file, reaches this: sums of sums stay in 128 bits. 10^18 whole units, a thousand times
/// what all money in the world is in cents.
pub(crate) const AMOUNT_SUM_MAX: u128 = 10_u128.pow(18 + DECIMALS);

/// Why a text is not an amount.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AmountError {
    #[error(
        "is not an amount; write digits with at most one point, as in 1234.56, without sign, spaces, commas or exponent"
    )]
    Form,
    #[error("has more than {DECIMALS} digits behind the point")]
    Decimals,
    #[error("is more than 10^18 whole units, which no amount is")]
    Size,
}

/// `12.5` is 12_500_000_000_000_000_000.
pub(crate) fn parse(text: &str) -> Result<u128, AmountError> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let starts = whole.is_empty() || (text.contains('.') && fraction.is_empty());
    if starts || !digits(whole) || !digits(fraction) {
        return Err(AmountError::Form);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > DECIMALS as usize {
        return Err(AmountError::Decimals);
    }
    let padded = format!("{whole}{fraction:0<width$}", width = DECIMALS as usize);
    let amount: u128 = padded.parse().map_err(|_| AmountError::Size)?;
    if amount > AMOUNT_SUM_MAX { Err(AmountError::Size) } else { Ok(amount) }
}

/// As [`parse`] reads it, without zeros at the end.
pub(crate) fn show(amount: u128) -> String {
    let unit = 10_u128.pow(DECIMALS);
    let fraction = format!("{:0width$}", amount % unit, width = DECIMALS as usize);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", amount / unit)
}

/// For ratios and pictures. Rounded to the nearest that a float can say.
pub(crate) fn as_units(amount: u128) -> f64 {
    amount as f64 / 10_u128.pow(DECIMALS) as f64
}

#[cfg(test)]
mod tests {
    use super::{AmountError, parse, show};
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        assert_eq!(parse("0"), Ok(0));
        assert_eq!(parse("12.5"), Ok(12_500_000_000_000_000_000));
        assert_eq!(parse("0.000000000000000001"), Ok(1));
        assert_eq!(parse("1.5000000000000000000000"), parse("1.5"));
        assert_eq!(parse("1000000000000000000"), Ok(super::AMOUNT_SUM_MAX));
    }

    #[test]
    fn says_why_a_text_is_no_amount() {
        for text in ["", ".", ".5", "5.", "-1", "+1", "1e3", "1,000", " 1", "1 ", "1.2.3", "0x10", "١", "NaN"] {
            assert_eq!(parse(text), Err(AmountError::Form), "{text:?}");
        }
        assert_eq!(parse("0.0000000000000000001"), Err(AmountError::Decimals));
        assert_eq!(parse("1000000000000000000.1"), Err(AmountError::Size));
        assert_eq!(parse(&"9".repeat(60)), Err(AmountError::Size));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(amount in 0..=super::AMOUNT_SUM_MAX) {
            prop_assert_eq!(parse(&show(amount)), Ok(amount));
        }
    }
}
