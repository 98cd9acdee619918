//! The small words of stories: amounts, parts, names and moments. Exact: what cannot be represented is a mistake.

use super::Accounts;
use alloy::primitives::{Address, U256};
use usufruct_model::{Bps, Cash, Shares};

/// Decimals of the currency. Shares have none in stories.
const CASH_DECIMALS: usize = 6;

/// `12.50`.
pub(super) fn cash(text: &str) -> Result<U256, String> {
    decimal(text, CASH_DECIMALS)
        .ok_or_else(|| format!("`{text}` is no amount of cash, like 12.50 (at most 6 decimals)"))
}

/// `40 shares`, or `1 share`.
pub(super) fn shares(text: &str) -> Result<U256, String> {
    let number = text.strip_suffix("shares").or_else(|| text.strip_suffix("share")).map(str::trim);
    number
        .and_then(|number| decimal(number, 0))
        .ok_or_else(|| format!("`{text}` is no number of shares, like `40 shares`, whole ones"))
}

/// `60 %`.
pub(super) fn part(text: &str) -> Result<Bps, String> {
    text.strip_suffix('%')
        .and_then(|number| decimal(number.trim(), 2))
        .and_then(|part| Bps::new(u16::try_from(part).ok()?))
        .ok_or_else(|| format!("`{text}` is no part, like `60 %` (at most 100 %, at most 2 decimals)"))
}

/// `3 days`, `12 hours`, `1 day`.
pub(super) fn duration(text: &str) -> Result<u64, String> {
    let parsed = text.trim().split_once(' ').and_then(|(number, unit)| {
        let seconds = match unit.trim().trim_end_matches('s') {
            "day" => 86_400,
            "hour" => 3_600,
            "minute" => 60,
            "second" => 1,
            _ => return None,
        };
        number.parse::<u64>().ok()?.checked_mul(seconds)
    });
    parsed.ok_or_else(|| format!("`{text}` is no time, like `3 days` or `12 hours`"))
}

/// `2  ...` or `2 18:00  ...` or `2 18:00:01  ...`: seconds since the story began, and what follows.
pub(super) fn moment(text: &str) -> Result<(u64, &str), String> {
    let wrong = || "a line begins with its moment: `day 2` or `day 2 18:00`".to_owned();
    let (day, rest) = text.trim().split_once(char::is_whitespace).ok_or_else(wrong)?;
    let day: u64 = day.parse().map_err(|_| wrong())?;
    let rest = rest.trim_start();
    let (clock, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if !clock.contains(':') {
        return Ok((day * 86_400, rest));
    }
    let numbers = clock.split(':').map(str::parse::<u64>).collect::<Result<Vec<_>, _>>().map_err(|_| wrong())?;
    let seconds = match numbers[..] {
        [hours, minutes] if hours < 24 && minutes < 60 => hours * 3_600 + minutes * 60,
        [hours, minutes, seconds] if hours < 24 && minutes < 60 && seconds < 60 => {
            hours * 3_600 + minutes * 60 + seconds
        }
        _ => return Err(wrong()),
    };
    Ok((day * 86_400 + seconds, after))
}

/// `alice, bob`.
pub(super) fn names(text: &str) -> Result<Vec<String>, String> {
    let name = |word: &str| {
        let word = word.trim();
        let valid = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
        valid.then(|| word.to_owned()).ok_or_else(|| format!("`{word}` is no name: one word of small letters"))
    };
    text.split(',').map(name).collect()
}

/// Somebody who was introduced.
pub(super) fn account(name: &str, accounts: &Accounts) -> Result<Address, String> {
    accounts.get(name.trim()).copied().ok_or_else(|| {
        let known = accounts.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        format!("nobody is called `{}`; there are {known}", name.trim())
    })
}

fn decimal(text: &str, decimals: usize) -> Option<U256> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let whole = whole.replace('_', "");
    if whole.is_empty() || !digits(&whole) || !digits(fraction) || fraction.len() > decimals {
        return None;
    }
    U256::from_str_radix(&format!("{whole}{fraction:0<decimals$}"), 10).ok()
}

/// With as many decimals as it has, two at least.
pub(super) fn cash_text(amount: Cash) -> String {
    let digits = format!("{:0>7}", amount.0);
    let (whole, fraction) = digits.split_at(digits.len() - CASH_DECIMALS);
    format!("{whole}.{:0<2}", fraction.trim_end_matches('0'))
}

pub(super) fn shares_text(amount: Shares) -> String {
    if amount.0 == 1 { "1 share".to_owned() } else { format!("{} shares", amount.0) }
}

#[cfg(test)]
mod tests {
    use super::{cash, cash_text, duration, moment, part, shares, shares_text};
    use alloy::primitives::U256;
    use usufruct_model::{Cash, Shares};

    #[test]
    fn amounts_are_exact_or_a_mistake() {
        assert_eq!(cash("12.50"), Ok(U256::from(12_500_000)));
        assert_eq!(cash("1_000.000001"), Ok(U256::from(1_000_000_001)));
        assert_eq!(shares("33 shares"), Ok(U256::from(33)));
        assert_eq!(shares("1 share"), Ok(U256::from(1)));
        assert_eq!(part("62.5 %").map(|part| part.get()), Ok(6_250));
        for wrong in ["", "-1", "1.0000001", "1,5", ".5", "ten"] {
            assert!(cash(wrong).is_err(), "{wrong}");
        }
        assert!(shares("5").is_err() && shares("0.5 shares").is_err() && part("100.01 %").is_err());
    }

    #[test]
    fn amounts_are_written_as_they_are_read() {
        for (amount, text) in [(0, "0.00"), (1, "0.000001"), (12_500_000, "12.50"), (1_234_567, "1.234567")] {
            assert_eq!(cash_text(Cash(amount)), text);
        }
        for (amount, text) in [(0, "0 shares"), (1, "1 share"), (40, "40 shares")] {
            assert_eq!(shares_text(Shares(amount)), text);
        }
    }

    #[test]
    fn moments_and_times() {
        assert_eq!(moment("2  alice claims"), Ok((172_800, "alice claims")));
        assert_eq!(moment("0 18:30 alice claims"), Ok((66_600, "alice claims")));
        assert_eq!(moment("0 00:00:01 alice claims").map(|(at, _)| at), Ok(1));
        assert!(moment("0 24:00 alice claims").is_err() && moment("noon alice claims").is_err());
        assert_eq!(duration("36 hours"), Ok(129_600));
        assert!(duration("a while").is_err());
    }
}
