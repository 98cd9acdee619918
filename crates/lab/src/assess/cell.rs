//! What a cell says: a number in a unit, or a date.

use super::column::Kind;
use jiff::civil::Date;

/// In what a column of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// As it stands: dollars or tokens of the period, a part, a part a year.
    Plain,
    Percent,
    BasisPoints,
    PerDay,
    PerYear,
    PercentPerDay,
}

/// Why a cell is not what its column should have.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CellError {
    #[error("is not a number; write 1234.56, and leave the cell empty where it is not known")]
    Form,
    #[error("has separators of thousands; write 1234.56")]
    Thousands,
    #[error("is {1}; {0} cannot be")]
    Sign(&'static str, f64),
    #[error("is a part of {0}: a part lies between 0 and 1. Is it percent? Then name the unit: {1}_percent")]
    Part(f64, String),
    #[error("would be {0:.0} % a year. Is it percent? Then name the unit: {1}_percent")]
    Rate(f64, String),
    #[error("has a percent sign, but {0} is an amount")]
    PercentOfAmount(String),
}

/// Beyond this a rate is a slip of units. Farms have promised more, and can say so in percent.
const RATE_MAX: f64 = 10.0;

/// A cell as a number of the column's own unit; none if it is empty. Flows by the day or by the year become those of `days`.
pub fn number(text: &str, kind: Kind, unit: Unit, days: f64, name: &str) -> Result<Option<f64>, CellError> {
    let text = text.trim();
    if text.is_empty() || ["na", "n/a", "nan", "null", "none", "-"].contains(&text.to_ascii_lowercase().as_str()) {
        return Ok(None);
    }
    let (text, percent) = text.strip_suffix('%').map_or((text, false), |text| (text.trim_end(), true));
    let is_amount = matches!(kind, Kind::Flow | Kind::TokenFlow | Kind::Stock | Kind::TokenStock | Kind::Price);
    if percent && is_amount {
        return Err(CellError::PercentOfAmount(name.to_owned()));
    }
    let text = text.strip_prefix('$').unwrap_or(text);
    let Ok(value) = text.parse::<f64>() else {
        let without: String = text.chars().filter(|letter| *letter != ',' && *letter != '_').collect();
        return Err(if without.parse::<f64>().is_ok() { CellError::Thousands } else { CellError::Form });
    };
    if !value.is_finite() {
        return Err(CellError::Form);
    }
    let unit = if percent && unit == Unit::Plain { Unit::Percent } else { unit };
    in_range(scaled(value, kind, unit, days), kind, unit, name).map(Some)
}

fn scaled(value: f64, kind: Kind, unit: Unit, days: f64) -> f64 {
    match (unit, kind) {
        (Unit::Plain, _) => value,
        (Unit::Percent, _) => value / 100.0,
        (Unit::BasisPoints, _) => value / 10_000.0,
        (Unit::PerDay, Kind::Rate) => value * 365.0,
        (Unit::PercentPerDay, Kind::Rate) => value * 3.65,
        (Unit::PercentPerDay, _) => value / 100.0,
        (Unit::PerDay, Kind::Hazard) => value,
        (Unit::PerDay, _) => value * days,
        (Unit::PerYear, Kind::Rate) => value,
        (Unit::PerYear, Kind::Hazard) => value / 365.0,
        (Unit::PerYear, _) => value * days / 365.0,
    }
}

fn in_range(value: f64, kind: Kind, unit: Unit, name: &str) -> Result<f64, CellError> {
    let told = unit != Unit::Plain;
    match kind {
        Kind::Part | Kind::Hazard if value > 1.0 => Err(CellError::Part(value, name.to_owned())),
        Kind::Rate if value > RATE_MAX && !told => Err(CellError::Rate(value * 100.0, name.to_owned())),
        Kind::Part | Kind::Hazard if value < 0.0 => Err(CellError::Sign("a part", value)),
        Kind::Price | Kind::Stock | Kind::TokenStock if value < 0.0 => Err(CellError::Sign("what is there", value)),
        _ => Ok(value),
    }
}

/// A date, or the date of a time; and how long the period is that it names, if it names one.
pub fn date(text: &str) -> Option<(Date, Option<Named>)> {
    let text = text.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match (digits, text.len()) {
        (true, 4) => Some((Date::new(text.parse().ok()?, 1, 1).ok()?, Some(Named::Year))),
        (true, 8) => {
            let (year, month, day) = (text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
            Some((Date::new(year, month, day).ok()?, None))
        }
        // Seconds and milliseconds since 1970.
        (true, 9..=10) => of_seconds(text.parse().ok()?),
        (true, 12..=13) => of_seconds(text.parse::<i64>().ok()? / 1_000),
        _ => {
            if let Some((year, month)) =
                text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)
            {
                return Some((Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?, Some(Named::Month)));
            }
            let day = text.get(..10)?;
            let rest = &text[10..];
            let begins_a_time = rest.is_empty() || rest.starts_with(['T', 't', ' ']);
            (begins_a_time && day.as_bytes()[4] == b'-').then(|| day.parse().ok()).flatten().map(|date| (date, None))
        }
    }
}

/// What a date without a day names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Month,
    Year,
}

fn of_seconds(seconds: i64) -> Option<(Date, Option<Named>)> {
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    Some((moment.to_zoned(jiff::tz::TimeZone::UTC).date(), None))
}

#[cfg(test)]
mod tests {
    use super::{CellError, Named, Unit, date, number};
    use crate::assess::column::Kind;

    #[test]
    fn empty_is_not_zero() {
        for text in ["", " ", "NaN", "n/a", "null", "-"] {
            assert_eq!(number(text, Kind::Flow, Unit::Plain, 1.0, "fees"), Ok(None), "{text:?}");
        }
        assert_eq!(number("0", Kind::Flow, Unit::Plain, 1.0, "fees"), Ok(Some(0.0)));
    }

    #[test]
    fn units_are_told_and_then_held_to() {
        let rate = |text, unit| number(text, Kind::Rate, unit, 30.0, "apr");
        assert_eq!(rate("0.174", Unit::Plain), Ok(Some(0.174)));
        assert_eq!(rate("17.4%", Unit::Plain).map(|rate| rate.map(|rate| (rate * 1e9).round() / 1e9)), Ok(Some(0.174)));
        assert!(matches!(rate("17.4", Unit::Plain), Err(CellError::Rate(..))));
        assert_eq!(rate("1740", Unit::Percent), Ok(Some(17.4)));
        assert_eq!(number("365", Kind::Flow, Unit::PerYear, 30.0, "due"), Ok(Some(30.0)));
        assert_eq!(number("2", Kind::Flow, Unit::PerDay, 30.0, "due"), Ok(Some(60.0)));
        assert!(matches!(number("25", Kind::Part, Unit::Plain, 1.0, "hhi"), Err(CellError::Part(..))));
        assert!(matches!(number("5%", Kind::Flow, Unit::Plain, 1.0, "fees"), Err(CellError::PercentOfAmount(_))));
        assert!(matches!(number("-1", Kind::Stock, Unit::Plain, 1.0, "tvl"), Err(CellError::Sign(..))));
        assert_eq!(number("1,234.5", Kind::Flow, Unit::Plain, 1.0, "fees"), Err(CellError::Thousands));
        assert_eq!(number("much", Kind::Flow, Unit::Plain, 1.0, "fees"), Err(CellError::Form));
    }

    #[test]
    fn dates_come_in_many_forms_and_ambiguous_ones_are_none() {
        let day = jiff::civil::date(2023, 5, 31);
        for text in [
            "2023-05-31",
            "2023-05-31 00:00:00+00:00",
            "2023-05-31T00:00:00Z",
            "20230531",
            "1685491200",
            "1685491200000",
        ] {
            assert_eq!(date(text), Some((day, None)), "{text}");
        }
        assert_eq!(date("2023-05"), Some((jiff::civil::date(2023, 5, 1), Some(Named::Month))));
        assert_eq!(date("2023"), Some((jiff::civil::date(2023, 1, 1), Some(Named::Year))));
        for text in ["05/31/2023", "31.05.2023", "May 2023", "", "2023-13-01"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
