//! How figures become text: amounts, parts, moments, durations, and names that strangers chose.
//!
//! Amounts are cut, never rounded up, so that a page never promises more than there is. Each carries its exact value in base
//! units (`<data value>`) and in full decimals (its title). Everything is integers.

use crate::figures::{Currency, Money, money::decimal};
use alloy::primitives::{Address, U256};
use maud::{Markup, Render, html};
use usufruct_model::{Shares, Timestamp};

/// Characters of a stranger's text that are shown.
const NAME_CHARS_MAX: usize = 40;
/// Whole digits from which on an amount is written with a power of ten.
const DIGITS_MAX: usize = 15;

/// A name from the chain: its first characters, without those that could reorder or hide the text around it. Escaping is
/// maud's; `<bdi>` keeps a right-to-left name from turning over its neighbours.
pub fn name(text: &str) -> Markup {
    html! { bdi { (plain_name(text)) } }
}

/// [`name`] where no element can be: in titles and labels.
pub fn plain_name(text: &str) -> String {
    let mut shown: String = text.chars().filter(|c| !is_invisible(*c)).take(NAME_CHARS_MAX).collect();
    if text.chars().filter(|c| !is_invisible(*c)).nth(NAME_CHARS_MAX).is_some() {
        shown.push('…');
    }
    if shown.trim().is_empty() { "(no name)".to_owned() } else { shown }
}

/// Controls, line and direction marks, and blanks without width.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Writes amounts of one currency.
#[derive(Clone, Copy)]
pub struct Purse<'a>(pub &'a Currency);

impl Purse<'_> {
    /// An amount with its currency, to read: `20.13 USDC`.
    pub fn amount(self, money: Money) -> Markup {
        html! { data value=(money) title=(self.exact(money)) { (self.digits(money)) " " span.unit { (self.symbol()) } } }
    }

    /// As [`Self::amount`], with a name under which tests and scripts find it.
    pub fn figure(self, figure: &str, money: Money) -> Markup {
        html! {
            data data-figure=(figure) value=(money) title=(self.exact(money)) {
                (self.digits(money)) " " span.unit { (self.symbol()) }
            }
        }
    }

    /// Every digit, for what is about to be paid.
    pub fn exact_figure(self, figure: &str, money: Money) -> Markup {
        html! {
            data data-figure=(figure) value=(money) {
                (grouped(&money.decimal(self.0.decimals))) " " span.unit { (self.symbol()) }
            }
        }
    }

    /// An amount in a column whose heading names the currency, with `places` decimals; a dash for nothing.
    pub fn cell(self, money: Money, places: u8) -> Markup {
        html! {
            data.quiet[money.is_zero()] value=(money) title=(self.exact(money)) {
                @if money.is_zero() { "–" } @else { (cut(money.0, self.0.decimals, places)) }
            }
        }
    }

    /// The decimals that a column of amounts up to `largest` needs.
    pub fn places(self, largest: Money) -> u8 {
        let whole = largest.0 / power_of_ten(self.0.decimals);
        let places = if whole >= U256::from(10) { 2 } else { 4 };
        places.min(self.0.decimals)
    }

    /// Two decimals from one unit on; below, as many as show two digits.
    pub fn digits(self, money: Money) -> String {
        let decimals = self.0.decimals;
        let one = power_of_ten(decimals);
        let mut places = 2;
        while places < decimals && !money.is_zero() && money.0 < one / power_of_ten(places - 1) {
            places += 1;
        }
        cut(money.0, decimals, places.min(decimals))
    }

    /// For an axis: as short as it can be.
    pub fn axis(self, money: Money) -> String {
        let text = self.digits(money);
        match text.split_once('.') {
            Some((_, rest)) if !rest.ends_with('0') => text,
            Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            None => text,
        }
    }

    /// All digits and the currency, as plain text.
    pub fn exact(self, money: Money) -> String {
        format!("{} {}", grouped(&money.decimal(self.0.decimals)), plain_name(&self.0.symbol))
    }

    /// Cut digits and the currency, as plain text.
    pub fn text(self, money: Money) -> String {
        format!("{} {}", self.digits(money), plain_name(&self.0.symbol))
    }

    pub fn symbol(self) -> Markup {
        name(&self.0.symbol)
    }
}

/// `amount / 10^decimals` with exactly `places` decimals, cut; with thousands set apart. What is too little to show is
/// written as less than the least that is shown.
pub fn cut(amount: U256, decimals: u8, places: u8) -> String {
    let step = power_of_ten(decimals.saturating_sub(places));
    let shown = amount / step;
    if shown.is_zero() && !amount.is_zero() {
        return format!("<{}", padded(U256::ONE, places));
    }
    let whole = (shown / power_of_ten(places)).to_string();
    if whole.len() > DIGITS_MAX {
        let (first, rest) = whole.split_at(1);
        return format!("{first}.{}×10{}", &rest[..2], superscript(rest.len()));
    }
    grouped(&padded(shown, places))
}

fn padded(number: U256, places: u8) -> String {
    let text = decimal(number, places);
    let decimals = text.split_once('.').map_or(0, |(_, rest)| rest.len());
    let missing = usize::from(places) - decimals;
    match (decimals, missing) {
        (_, 0) => text,
        (0, _) => format!("{text}.{}", "0".repeat(missing)),
        _ => format!("{text}{}", "0".repeat(missing)),
    }
}

/// Sets the thousands of the whole part apart.
pub fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut text = String::with_capacity(number.len() * 4 / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

fn superscript(number: usize) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    number.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}

/// `10^exponent`; the largest number where that does not fit.
pub fn power_of_ten(exponent: u8) -> U256 {
    U256::from(10).checked_pow(U256::from(exponent)).unwrap_or(U256::MAX)
}

/// Whole shares, every digit.
pub fn shares(shares: Shares, decimals: u8) -> String {
    grouped(&decimal(U256::from(shares.0), decimals))
}

/// A part of figures that were measured, in a column: `12.5 %`, `60.0 %`; cut.
pub fn measured_percent(bps: u16) -> String {
    format!("{}\u{a0}%", cut(U256::from(bps), 2, 1))
}

/// A part that was agreed on, exactly: `60 %`, `12.5 %`.
pub fn percent(bps: u16) -> String {
    format!("{}\u{a0}%", decimal(U256::from(bps), 2))
}

/// A count with its thousands set apart.
pub fn count(number: impl ToString) -> String {
    grouped(&number.to_string())
}

/// `1 day`, `2 days`.
pub fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// The largest unit that says enough: `45 seconds`, `18 hours`, `3 days`.
pub fn duration(seconds: u64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 3_600;
    const DAY: u64 = 86_400;
    match seconds {
        0..MINUTE => plural(seconds, "second", "seconds"),
        MINUTE..HOUR => plural(seconds / MINUTE, "minute", "minutes"),
        HOUR..172_800 => plural(seconds / HOUR, "hour", "hours"),
        _ => plural(seconds / DAY, "day", "days"),
    }
}

/// `0x1234…cdef`, which reads the whole address in its title.
pub fn short_address(address: Address) -> Markup {
    let text = address.to_checksum(None);
    html! { span.address title=(text) { (text[..6]) "…" (text[38..]) } }
}

/// A day or a second in UTC, marked up for machines.
#[derive(Clone, Copy)]
pub enum When {
    Day(Timestamp),
    /// The day, without its year.
    ShortDay(Timestamp),
    Second(Timestamp),
}

impl Render for When {
    fn render(&self) -> Markup {
        let machine = match *self {
            Self::Day(at) | Self::ShortDay(at) => written(at, "%Y-%m-%d"),
            Self::Second(at) => written(at, "%Y-%m-%dT%H:%M:%SZ"),
        };
        html! { @if let Some(machine) = machine { time datetime=(machine) { (self.text()) } } @else { (self.text()) } }
    }
}

impl When {
    pub fn text(self) -> String {
        let text = match self {
            Self::Day(at) => written(at, "%-d %b %Y"),
            Self::ShortDay(at) => written(at, "%-d %b"),
            Self::Second(at) => written(at, "%-d %b %Y, %H:%M UTC"),
        };
        text.unwrap_or_else(|| "in thousands of years".to_owned())
    }
}

/// In UTC; none from the year 10,000 on.
fn written(at: Timestamp, format: &str) -> Option<String> {
    let second = jiff::Timestamp::from_second(i64::try_from(at.0).ok()?).ok()?;
    Some(second.strftime(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_cut_and_never_rounded_up() {
        let cases = [
            (1_999_999_u64, 6, 2, "1.99"),
            (0, 6, 2, "0.00"),
            (1, 6, 2, "<0.01"),
            (1_234_567_890_000, 6, 2, "1,234,567.89"),
            (5, 0, 0, "5"),
            (1_500_000, 6, 6, "1.500000"),
        ];
        for (amount, decimals, places, text) in cases {
            assert_eq!(cut(U256::from(amount), decimals, places), text);
        }
        assert_eq!(cut(U256::MAX, 6, 2), "1.15×10⁷¹");
        assert_eq!(cut(U256::from(u128::MAX), 0, 0), "3.40×10³⁸");
    }

    #[test]
    fn small_amounts_show_two_digits() {
        let currency = Currency { address: Address::ZERO, symbol: "USDC".into(), decimals: 6 };
        let purse = Purse(&currency);
        let text = |amount: u64| purse.digits(Money(U256::from(amount)));
        assert_eq!(
            [20_134_567, 1_000_000, 123_456, 12_345, 12, 1, 0].map(text),
            ["20.13", "1.00", "0.12", "0.012", "0.000012", "0.000001", "0.00"]
        );
    }

    #[test]
    fn moments_are_written_in_utc_and_never_fail() {
        assert_eq!(When::Second(Timestamp(1_778_000_000)).text(), "5 May 2026, 16:53 UTC");
        assert_eq!(When::Day(Timestamp(951_782_400)).text(), "29 Feb 2000");
        assert_eq!(When::ShortDay(Timestamp(u64::MAX)).text(), "in thousands of years");
        let marked = When::Second(Timestamp(0)).render().into_string();
        assert_eq!(marked, r#"<time datetime="1970-01-01T00:00:00Z">1 Jan 1970, 00:00 UTC</time>"#);
    }

    #[test]
    fn names_lose_what_reorders_or_hides_them() {
        assert_eq!(plain_name("a\u{202e}b\u{200b}c\n"), "abc");
        assert_eq!(plain_name("\u{2067}\u{feff}"), "(no name)");
        assert_eq!(plain_name(&"x".repeat(1 << 20)).chars().count(), NAME_CHARS_MAX + 1);
    }
}
