//! Times as files write them: RFC 3339, a plain date, or seconds since 1970.

pub const SECONDS_PER_DAY: i64 = 86_400;

/// 2100-01-01. A later one is a slip of units (milliseconds) more often than a time.
pub(crate) const MOMENT_END: i64 = 4_102_444_800;

/// Why a text is not a time.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MomentError {
    #[error(
        "is not a time; write RFC 3339 with a zone (2024-01-31T12:00:00Z), a date (2024-01-31) or seconds since 1970"
    )]
    Form,
    #[error("lies outside 1970..2100; seconds since 1970 are meant, not milliseconds")]
    Range,
}

/// Seconds since 1970; a date without a time is the first second of this day (UTC). Fractions of a second are dropped.
pub(crate) fn parse(text: &str) -> Result<i64, MomentError> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        return in_range(text.parse().unwrap_or(i64::MAX));
    }
    if let Ok(date) = text.parse::<jiff::civil::Date>() {
        // jiff reads a date out of a longer text as well; only a plain date is one.
        if text.len() == "2024-01-31".len() {
            let start = date.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| MomentError::Range)?;
            return in_range(start.timestamp().as_second());
        }
    }
    let moment: jiff::Timestamp = text.parse().map_err(|_| MomentError::Form)?;
    in_range(moment.as_second())
}

pub(crate) fn in_range(seconds: i64) -> Result<i64, MomentError> {
    if (0..MOMENT_END).contains(&seconds) { Ok(seconds) } else { Err(MomentError::Range) }
}

/// Days since 1970-01-01 (UTC).
pub(crate) fn day_of(seconds: i64) -> i32 {
    i32::try_from(seconds.div_euclid(SECONDS_PER_DAY)).expect("times end in 2100")
}

#[cfg(test)]
mod tests {
    use super::{MomentError, parse};

    #[test]
    fn reads_the_three_forms() {
        assert_eq!(parse("1706702400"), Ok(1_706_702_400));
        assert_eq!(parse("2024-01-31T12:00:00Z"), Ok(1_706_702_400));
        assert_eq!(parse("2024-01-31T13:00:00+01:00"), Ok(1_706_702_400));
        assert_eq!(parse("2024-01-31T12:00:00.900Z"), Ok(1_706_702_400));
        assert_eq!(parse("2024-01-31"), Ok(1_706_659_200));
    }

    #[test]
    fn says_why_a_text_is_no_time() {
        for text in ["", "yesterday", "2024-13-01", "2024-01-31T12:00:00", "31.01.2024", "-5", "1.5"] {
            assert_eq!(parse(text), Err(MomentError::Form), "{text:?}");
        }
        for text in ["1706702400000", "4102444800", "99999999999999999999", "2101-01-01", "1969-12-31"] {
            assert_eq!(parse(text), Err(MomentError::Range), "{text:?}");
        }
    }
}
