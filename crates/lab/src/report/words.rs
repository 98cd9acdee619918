//! Numbers as people read them. What did not happen, or could not be measured, is said in words and never as a number.

use maud::{Markup, html};

use crate::findings::Estimate;

/// Stands where there is nothing to measure.
pub const NOTHING: &str = "n/a";

/// `$1,234`, `$12.5`, `$0.04`, `$3.2 m`.
pub fn dollars(amount: f64) -> String {
    if !amount.is_finite() {
        return NOTHING.to_owned();
    }
    let sign = if amount < 0.0 { "−" } else { "" };
    let size = amount.abs();
    match size {
        _ if size < 0.005 => "$0".to_owned(),
        _ if size < 10.0 => format!("{sign}${}", trimmed(size, 2)),
        _ if size < 100.0 => format!("{sign}${}", trimmed(size, 1)),
        _ if size < 1e6 => format!("{sign}${}", grouped(size)),
        _ if size < 1e9 => format!("{sign}${} m", trimmed(size / 1e6, 1)),
        _ => format!("{sign}${} bn", trimmed(size / 1e9, 1)),
    }
}

/// Of a part: `63 %`, `0.4 %`.
pub fn percent(part: f64) -> String {
    if !part.is_finite() {
        return NOTHING.to_owned();
    }
    let sign = if part < 0.0 { "−" } else { "" };
    let size = part.abs() * 100.0;
    match size {
        _ if size < 0.005 => "0 %".to_owned(),
        _ if size < 0.1 => format!("{sign}{} %", trimmed(size, 2)),
        // What is not quite all, or not quite nothing, does not look like it.
        _ if size < 2.0 || (size > 99.0 && size < 100.0) => format!("{sign}{} %", trimmed(size, 1)),
        _ => format!("{sign}{} %", grouped(size)),
    }
}

/// Of a part, without digits after the point: `63 %`, `−4 %`.
pub fn whole_percent(part: f64) -> String {
    if part.is_finite() { format!("{} %", trimmed(part * 100.0, 0).replace('-', "−")) } else { NOTHING.to_owned() }
}

/// `41 days`; what never came is said so, with how long was waited.
pub fn days(count: f64, waited: u32) -> String {
    if count.is_nan() {
        NOTHING.to_owned()
    } else if count.is_infinite() {
        format!("not in {waited} days")
    } else if trimmed(count, 0) == "1" {
        "1 day".to_owned()
    } else {
        format!("{} days", trimmed(count, if count < 10.0 { 1 } else { 0 }))
    }
}

/// A number without a unit.
pub fn plain(number: f64) -> String {
    if number.is_nan() {
        NOTHING.to_owned()
    } else if number.is_infinite() {
        "without limit".to_owned()
    } else if number.abs() >= 100.0 {
        let sign = if number < 0.0 { "−" } else { "" };
        format!("{sign}{}", grouped(number.abs()))
    } else {
        trimmed(number, 2).replace('-', "−")
    }
}

/// `1,234`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `first`, `2nd`, `13th`.
pub fn place_in_order(place: usize) -> String {
    let ending = match (place % 10, place % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    if place == 1 { "first".to_owned() } else { format!("{place}{ending}") }
}

/// `a`, `a and b`, `a, b and c`; between names that have commas of their own, semicolons.
pub fn listed(names: &[&str]) -> String {
    if names.len() > 1 && names.iter().any(|name| name.contains(',')) {
        return names.join("; ");
    }
    match names {
        [] => "none".to_owned(),
        [only] => (*only).to_owned(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}

/// A figure with its 95 % interval and n, as a table's cell. The interval is on a line of its own.
pub fn cell(estimate: &Estimate, show: impl Fn(f64) -> String) -> Markup {
    told(estimate, show, &format!(" · n {}", count(estimate.n)))
}

/// The same where a table's caption says n, which is that of all paths.
pub fn cell_of_all(estimate: &Estimate, show: impl Fn(f64) -> String) -> Markup {
    told(estimate, show, "")
}

fn told(estimate: &Estimate, show: impl Fn(f64) -> String, n: &str) -> Markup {
    html! {
        td {
            @if estimate.n == 0 { (NOTHING) } @else { (show(estimate.value)) small { (between(estimate, show)) (n) } }
        }
    }
}

/// `38 to 44 days`.
pub fn between(estimate: &Estimate, show: impl Fn(f64) -> String) -> String {
    let (low, high) = (show(estimate.low), show(estimate.high));
    if low == high { low } else { format!("{low} to {high}") }
}

/// In a sentence or a tooltip: `41 days (38 days to 44 days, n 1,000)`.
pub fn spoken(estimate: &Estimate, show: impl Fn(f64) -> String) -> String {
    if estimate.n == 0 {
        return NOTHING.to_owned();
    }
    format!("{} (95 % interval {}, n {})", show(estimate.value), between(estimate, &show), count(estimate.n))
}

/// At most so many digits after the point, without zeros at the end.
pub fn trimmed(number: f64, digits_max: usize) -> String {
    let text = format!("{number:.digits_max$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn grouped(number: f64) -> String {
    let rounded = trimmed(number, 0);
    rounded.parse::<u64>().map_or(rounded, count)
}

#[cfg(test)]
mod tests {
    use super::{count, days, dollars, listed, percent, place_in_order, plain, whole_percent};

    #[test]
    fn money_has_as_many_digits_as_it_needs() {
        let cases = [
            (0.0, "$0"),
            (0.04, "$0.04"),
            (9.5, "$9.5"),
            (12.34, "$12.3"),
            (-1_234.4, "−$1,234"),
            (3_210_000.0, "$3.2 m"),
            (4.2e9, "$4.2 bn"),
            (f64::NAN, "n/a"),
        ];
        for (amount, text) in cases {
            assert_eq!(dollars(amount), text);
        }
    }

    #[test]
    fn nearly_all_is_not_all_and_nearly_nothing_is_not_nothing() {
        let cases = [
            (0.0, "0 %"),
            (0.0004, "0.04 %"),
            (0.004, "0.4 %"),
            (0.632, "63 %"),
            (0.997, "99.7 %"),
            (1.0, "100 %"),
            (-0.5, "−50 %"),
            (12.0, "1,200 %"),
        ];
        for (part, text) in cases {
            assert_eq!(percent(part), text);
        }
    }

    #[test]
    fn what_never_came_is_no_number() {
        assert_eq!(days(f64::INFINITY, 275), "not in 275 days");
        assert_eq!(days(f64::NAN, 275), "n/a");
        assert_eq!([-0.0001, 0.004, -0.046, 1.31].map(whole_percent), ["0 %", "0 %", "−5 %", "131 %"]);
        assert_eq!(days(1.0, 275), "1 day");
        assert_eq!(days(4.25, 275), "4.2 days");
        assert_eq!(days(41.4, 275), "41 days");
        assert_eq!(plain(f64::INFINITY), "without limit");
        assert_eq!(plain(-1_500.0), "−1,500");
    }

    #[test]
    fn places_and_lists_read_as_spoken() {
        assert_eq!(
            [1, 2, 3, 4, 11, 21, 112].map(place_in_order),
            ["first", "2nd", "3rd", "4th", "11th", "21st", "112th"]
        );
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(listed(&[]), "none");
        assert_eq!(listed(&["a, at once", "b"]), "a, at once; b");
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }
}
