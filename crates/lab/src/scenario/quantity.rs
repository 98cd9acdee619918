//! Quantities as people write them: `30 %`, `-80 %`, `10 %/day`, `14 days`.
//!
//! A number without its unit is never taken for what it might mean; the message says how to write it instead.

use std::ops::RangeInclusive;

pub const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// Units of time, in days. A plural is understood as well.
const UNITS: [(&str, f64); 5] =
    [("hour", 1.0 / 24.0), ("day", 1.0), ("week", 7.0), ("month", DAYS_PER_MONTH), ("year", 365.25)];

/// A value of a file.
#[derive(Clone, Copy, Debug)]
pub enum Written<'a> {
    Text(&'a str),
    Number(f64),
    Whole(i64),
    Flag(bool),
    Other,
}

/// Why a value will not do, and what would.
pub type Quantity<T> = Result<T, String>;

/// A part of a whole: `30 %` is 0.3.
pub fn part(written: Written, valid: RangeInclusive<f64>) -> Quantity<f64> {
    let want = format!("a part from {} to {}", percent(*valid.start()), percent(*valid.end()));
    let value = match written {
        Written::Text(text) => {
            percentage(text).ok_or_else(|| format!("is no part{}; {want}, as in \"30 %\"", slip(text)))?
        }
        other => return Err(without_unit(other, &want, "%", "30 %")),
    };
    within(value, &valid, percent, &want)
}

/// A change of what is usual: `-80 %` is 0.2, `+50 %` is 1.5.
pub fn change(written: Written, valid: RangeInclusive<f64>) -> Quantity<f64> {
    let want =
        format!("a change from {:+.0} % to {:+.0} %", 100.0 * valid.start() - 100.0, 100.0 * valid.end() - 100.0);
    let value = match written {
        Written::Text(text) => {
            let value = percentage(text).ok_or_else(|| format!("is no change; {want}, as in \"-50 %\""))?;
            if !text.trim_start().starts_with(['+', '-']) {
                return Err(format!(
                    "does not say whether up or down; {want}, as in \"+{0}\" or \"-{0}\"",
                    text.trim()
                ));
            }
            1.0 + value
        }
        other => return Err(without_unit(other, &want, "%", "-50 %")),
    };
    within(value, &valid, |value| format!("{:+} %", tidy(100.0 * value - 100.0)), &want)
}

/// An intensity: `10 %/day` is 0.1 a day.
pub fn rate_per_day(written: Written, valid: RangeInclusive<f64>) -> Quantity<f64> {
    let show = |value: f64| format!("{}/day", percent(value));
    let want = format!("a rate from {} to {}", show(*valid.start()), show(*valid.end()));
    let Written::Text(text) = written else {
        return Err(without_unit(written, &want, "%/day", "10 %/day"));
    };
    let (number, unit) =
        text.split_once('/').ok_or_else(|| format!("is no rate{}; {want}, as in \"10 %/day\"", slip(text)))?;
    let value = percentage(number).ok_or_else(|| format!("is no rate{}; {want}, as in \"10 %/day\"", slip(text)))?;
    let days = unit_days(unit).ok_or_else(|| unknown_unit(unit))?;
    within(value / days, &valid, show, &want)
}

/// A whole number of days: `90 days`, `2 weeks`.
pub fn days(written: Written, valid: RangeInclusive<u32>) -> Quantity<u32> {
    let want = format!("a time from {} to {} days", valid.start(), valid.end());
    let Written::Text(text) = written else {
        return Err(without_unit(written, &want, "days", "90 days"));
    };
    let (number, unit) = number_and_rest(text).ok_or_else(|| format!("is no time; {want}, as in \"90 days\""))?;
    let days = number * unit_days(unit).ok_or_else(|| unknown_unit(unit))?;
    if days.fract() != 0.0 {
        return Err(format!("is {} days, which is no whole number of them; {want}", tidy(days)));
    }
    valid.clone().find(|day| f64::from(*day) == days).ok_or_else(|| format!("is {} days; {want}", tidy(days)))
}

/// A number that has no unit.
pub fn number(written: Written, valid: RangeInclusive<f64>) -> Quantity<f64> {
    let want = format!("a number from {} to {}", tidy(*valid.start()), tidy(*valid.end()));
    let value = match written {
        Written::Number(value) => value,
        Written::Whole(value) => i32::try_from(value).map_or(f64::INFINITY, f64::from),
        Written::Text(_) => return Err(format!("is text; {want}, without quotes")),
        Written::Flag(_) | Written::Other => return Err(format!("is no number; {want}")),
    };
    within(value, &valid, tidy, &want)
}

/// A number of things.
pub fn count(written: Written, valid: RangeInclusive<u32>) -> Quantity<u32> {
    let want = format!("a whole number from {} to {}", valid.start(), valid.end());
    match written {
        Written::Whole(value) => u32::try_from(value)
            .ok()
            .filter(|value| valid.contains(value))
            .ok_or_else(|| format!("is out of range; {want}")),
        _ => Err(format!("is no whole number; {want}")),
    }
}

pub fn flag(written: Written) -> Quantity<bool> {
    match written {
        Written::Flag(value) => Ok(value),
        Written::Text("true" | "false") => Err("is text; true or false, without quotes".to_owned()),
        _ => Err("is neither yes nor no; true or false".to_owned()),
    }
}

pub fn text(written: Written, characters_max: usize) -> Quantity<String> {
    match written {
        Written::Text(text) if text.chars().count() <= characters_max => Ok(text.to_owned()),
        Written::Text(_) => Err(format!("is longer than {characters_max} characters")),
        _ => Err("is no text; text in quotes".to_owned()),
    }
}

/// As in `12.5 %`.
pub fn percent(value: f64) -> String {
    format!("{} %", tidy(100.0 * value))
}

/// At most six digits behind the point, and no noise of binary fractions.
fn tidy(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn within(value: f64, valid: &RangeInclusive<f64>, show: impl Fn(f64) -> String, want: &str) -> Quantity<f64> {
    if valid.contains(&value) { Ok(value) } else { Err(format!("is {}; {want}", show(value))) }
}

fn without_unit(written: Written, want: &str, unit: &str, example: &str) -> String {
    let meant = match written {
        Written::Whole(value) => format!(" (\"{value} {unit}\"?)"),
        Written::Number(value) => format!(" (\"{} {unit}\"?)", tidy(100.0 * value)),
        Written::Text(_) | Written::Flag(_) | Written::Other => {
            return format!("is not text with a unit; {want}, as in \"{example}\"");
        }
    };
    format!("has no unit{meant}; {want}, as in \"{example}\"")
}

/// What somebody may have meant who writes `0.05 per hour` or `0.3`.
fn slip(text: &str) -> String {
    let Some((number, rest)) = number_and_rest(text) else {
        return String::new();
    };
    let (sign, rest) = rest.strip_prefix('%').map_or(("", rest), |rest| ("%", rest.trim()));
    let unit = rest.trim_start_matches('/').trim_start_matches("per ").trim_start_matches("a ").trim();
    let percent = tidy(if sign.is_empty() && number.abs() <= 1.0 { 100.0 * number } else { number });
    match (unit.is_empty(), unit_days(unit)) {
        (true, _) => format!(" (\"{percent} %\"?)"),
        (false, Some(_)) => format!(" (\"{percent} %/{}\"?)", unit.trim_end_matches('s')),
        (false, None) => String::new(),
    }
}

fn percentage(text: &str) -> Option<f64> {
    let (number, rest) = number_and_rest(text)?;
    (rest == "%").then_some(number / 100.0)
}

/// `-3.5 abc` is (-3.5, "abc").
fn number_and_rest(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-' | '_'))).unwrap_or(text.len());
    let number: f64 = text[..end].replace('_', "").parse().ok()?;
    number.is_finite().then(|| (number, text[end..].trim()))
}

fn unit_days(unit: &str) -> Option<f64> {
    let unit = unit.trim();
    UNITS.iter().find(|(name, _)| unit.strip_suffix('s').unwrap_or(unit) == *name).map(|(_, days)| *days)
}

fn unknown_unit(unit: &str) -> String {
    format!("has a unit of time that is not known, {:?}; hour, day, week, month or year", unit.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: RangeInclusive<f64> = 0.0..=1.0;

    #[test]
    fn quantities_are_read_with_their_units() {
        assert_eq!(part(Written::Text("30 %"), ANY), Ok(0.3));
        assert_eq!(part(Written::Text(" 2.5% "), ANY), Ok(0.025));
        assert!((change(Written::Text("-80 %"), ANY).expect("valid") - 0.2).abs() < 1e-15);
        assert_eq!(change(Written::Text("+50 %"), 0.0..=2.0), Ok(1.5));
        assert_eq!(rate_per_day(Written::Text("10 %/day"), ANY), Ok(0.1));
        assert_eq!(rate_per_day(Written::Text("0.5 %/hour"), ANY), Ok(0.005 / (1.0 / 24.0)));
        assert_eq!(days(Written::Text("2 weeks"), 1..=90), Ok(14));
        assert_eq!(days(Written::Text("1 day"), 1..=90), Ok(1));
        assert_eq!(number(Written::Whole(3), 0.0..=3.0), Ok(3.0));
        assert_eq!(flag(Written::Flag(true)), Ok(true));
    }

    #[test]
    fn a_number_without_a_unit_is_asked_back() {
        for (said, meant) in [(Written::Whole(50), "\"50 %\"?"), (Written::Number(0.5), "\"50 %\"?")] {
            assert!(part(said, ANY).expect_err("no unit").contains(meant));
        }
        for (said, meant) in [
            ("0.05 per hour", "\"5 %/hour\"?"),
            ("5% per day", "\"5 %/day\"?"),
            ("0.05/day", "\"5 %/day\"?"),
            ("0.05", "\"5 %\"?"),
        ] {
            let message = rate_per_day(Written::Text(said), ANY).expect_err("no rate");
            assert!(message.contains(meant), "{said}: {message}");
        }
    }

    #[test]
    fn limits_are_valid_and_what_lies_beyond_is_not() {
        assert_eq!(part(Written::Text("100 %"), ANY), Ok(1.0));
        assert_eq!(part(Written::Text("101 %"), ANY).expect_err("above"), "is 101 %; a part from 0 % to 100 %");
        assert!(part(Written::Text("-1 %"), ANY).is_err());
        assert!(rate_per_day(Written::Text("5 %/hour"), ANY).expect_err("above").starts_with("is 120 %/day; a rate"));
        assert!(days(Written::Text("91 days"), 1..=90).is_err() && days(Written::Text("36 hours"), 1..=90).is_err());
        assert!(number(Written::Number(f64::NAN), ANY).is_err());
        assert!(count(Written::Whole(-1), 1..=10).is_err());
    }
}
