//! Income by UTC day, and what each day's came from.
//!
//! A day's revenue is what was *split* on it, because that is when the holders' part is credited: collected from the Till, or
//! remitted. It came from what had arrived since the split before, so the sources add up to it exactly. Its lag behind
//! the customers is the keeper's.

use super::{AsOf, Money};
use jiff::ToSpan;
use usufruct_model::Timestamp;

/// Days, newest first, without gaps; on most days of most ventures something happens, and silence is a figure too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayPage {
    pub as_of: AsOf,
    pub days: Vec<Day>,
    /// Pass it on as `before` for the page that follows; none at the venture's first day.
    pub next: Option<u64>,
}

/// One UTC day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Days since 1970-01-01.
    pub number: u64,
    /// False for the day that the block is in: more can come.
    pub complete: bool,
    pub came_from: Sources,
    /// To the holders' reserve.
    pub holders_part: Money,
    pub operators_part: Money,
    /// Left the reserve for the holders, by the drips of this day; rounded down.
    pub released: Money,
    /// Paid out to holders.
    pub claimed: Money,
    /// Addresses that paid, as far as the books can see; the operator and holders among them.
    pub payers: u64,
}

/// Where revenue came from. The fields add up to what was split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Customers, by vouchers claimed through the escrow.
    pub vouchers: Money,
    /// Customers, by single transfers: x402 `exact`, or plain ones.
    pub transfers: Money,
    /// Brought by the operator, who says that customers paid it elsewhere. Lower grade.
    pub remitted: Money,
    /// Paid by an operator's address, or moved here from a purse by one: not demand. By voucher or transfer.
    pub operator: Money,
    /// Paid by an address that held shares when it paid. By voucher or transfer.
    pub holders: Money,
    /// The books cannot tell: it arrived before the venture existed, or through a channel opened before.
    pub unknown: Money,
}

impl Sources {
    pub fn total(&self) -> Money {
        let Self { vouchers, transfers, remitted, operator, holders, unknown } = *self;
        [vouchers, transfers, remitted, operator, holders, unknown].into_iter().sum()
    }
}

impl Day {
    /// The day's first second.
    pub fn from(&self) -> Timestamp {
        Timestamp(self.number.saturating_mul(SECONDS_PER_DAY))
    }
}

pub const SECONDS_PER_DAY: u64 = 86_400;

/// A day by its number, as in `2026-05-06`. Beyond the year 9999, which no timestamp of a block reaches, its number.
pub fn date_text(day: u64) -> String {
    let date = i32::try_from(day).ok().and_then(|day| jiff::civil::date(1970, 1, 1).checked_add(day.days()).ok());
    date.map_or_else(|| day.to_string(), |date| date.to_string())
}

/// The day that `text` names, if it is one. Before 1970 there is nothing to tell apart, so all days before it are day 0.
pub fn day_of(text: &str) -> Option<u64> {
    // Only a whole date: the parser would also take one out of a moment.
    let date: jiff::civil::Date = Some(text).filter(|text| text.len() == "2026-05-06".len())?.parse().ok()?;
    let since = date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
    Some(u64::try_from(since).unwrap_or(0))
}

/// A moment in UTC, as in `2026-05-06 07:08:09`.
pub fn time_text(at: Timestamp) -> String {
    let (day, second) = (at.0 / SECONDS_PER_DAY, at.0 % SECONDS_PER_DAY);
    format!("{} {:02}:{:02}:{:02}", date_text(day), second / 3_600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::{date_text, day_of, time_text};
    use usufruct_model::Timestamp;

    #[test]
    fn days_and_moments_are_written_in_utc_and_read_back() {
        for (day, text) in [(0, "1970-01-01"), (20_579, "2026-05-06"), (2_932_896, "9999-12-31")] {
            assert_eq!((date_text(day).as_str(), day_of(text)), (text, Some(day)));
        }
        assert_eq!(time_text(Timestamp(1_778_051_289)), "2026-05-06 07:08:09");
        assert_eq!(date_text(u64::MAX), u64::MAX.to_string());
        assert_eq!((day_of("1969-12-31"), day_of("0001-01-01")), (Some(0), Some(0)));
        for text in ["", "2026-02-30", "2026-5-6", "20579", "2026-05-06T00:00", "x"] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }
}
