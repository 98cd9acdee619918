//! How often figures come, and which days each of them is of.

use super::assessment::Frequency;
use super::cell::Named;
use jiff::civil::Date;

/// The dates of some figures, each once, in order.
pub struct Dates {
    pub days: Vec<Date>,
    /// If they are written without a day.
    pub named: Option<Named>,
}

/// The days that one date stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub first: Date,
    pub days: f64,
}

/// A figure that comes now and then is taken to hold until the next, but no longer than a quarter.
const HELD_DAYS_MAX: i32 = 92;
/// What part of the steps has to be of one length to call it the frequency; the rest are gaps.
const MOST: f64 = 0.8;

/// The frequency, the days of each date, and what a reader should know of it.
pub fn spans(dates: &Dates) -> (Frequency, Vec<Span>, Vec<String>) {
    let days = &dates.days;
    let steps: Vec<i32> = days.windows(2).map(|pair| days_between(pair[0], pair[1])).collect();
    let frequency = frequency(&steps, dates.named);
    let spans = match frequency {
        Frequency::Monthly | Frequency::Yearly | Frequency::Quarterly => {
            days.iter().map(|day| whole(*day, frequency)).collect()
        }
        Frequency::Daily | Frequency::Single => days.iter().map(|day| Span { first: *day, days: 1.0 }).collect(),
        Frequency::Weekly => days.iter().map(|day| Span { first: *day, days: 7.0 }).collect(),
        Frequency::Irregular => held(days, &steps),
    };
    let mut notes = Vec::new();
    let usual = steps.iter().filter(|step| is_of(**step, frequency)).count();
    if usual < steps.len() && frequency != Frequency::Irregular {
        notes.push(format!(
            "{} of {} steps between dates are gaps: nothing is known of what happened in them",
            steps.len() - usual,
            steps.len()
        ));
    }
    if frequency == Frequency::Irregular {
        notes.push(format!(
            "figures come now and then: each is taken to hold until the next, at most {HELD_DAYS_MAX} days"
        ));
    }
    if frequency == Frequency::Single && dates.named.is_none() {
        notes.push(
            "there is one date alone, and it is taken for one day; amounts of a year are named with per_year"
                .to_owned(),
        );
    }
    (frequency, spans, notes)
}

fn days_between(one: Date, other: Date) -> i32 {
    one.until(other).map_or(i32::MAX, |span| span.get_days())
}

fn is_of(step: i32, frequency: Frequency) -> bool {
    match frequency {
        Frequency::Daily => step == 1,
        Frequency::Weekly => step == 7,
        Frequency::Monthly => (28..=31).contains(&step),
        Frequency::Quarterly => (89..=92).contains(&step),
        Frequency::Yearly => (365..=366).contains(&step),
        Frequency::Irregular | Frequency::Single => false,
    }
}

fn frequency(steps: &[i32], named: Option<Named>) -> Frequency {
    match named {
        Some(Named::Month) if steps.is_empty() || steps.iter().all(|step| *step < 89) => return Frequency::Monthly,
        Some(Named::Year) => return Frequency::Yearly,
        _ if steps.is_empty() => return Frequency::Single,
        _ => {}
    }
    let all = [Frequency::Daily, Frequency::Weekly, Frequency::Monthly, Frequency::Quarterly, Frequency::Yearly];
    let count = |frequency: &Frequency| steps.iter().filter(|step| is_of(**step, *frequency)).count();
    let best = all.into_iter().max_by_key(count).unwrap_or(Frequency::Irregular);
    #[expect(clippy::cast_precision_loss, reason = "some thousand dates")]
    let part = count(&best) as f64 / steps.len() as f64;
    if part >= MOST { best } else { Frequency::Irregular }
}

/// The month, quarter or year of a date: that in which it lies if it is at its end, that which it begins if it is at its beginning.
fn whole(day: Date, frequency: Frequency) -> Span {
    let months = match frequency {
        Frequency::Quarterly => 3,
        Frequency::Yearly => 12,
        _ => 1,
    };
    let first = if day.day() == 1 { day } else { back(day.first_of_month(), months - 1) };
    let after = first.checked_add(jiff::Span::new().months(months)).unwrap_or(day);
    Span { first, days: f64::from(days_between(first, after)) }
}

fn back(day: Date, months: i32) -> Date {
    day.checked_sub(jiff::Span::new().months(months)).unwrap_or(day)
}

fn held(days: &[Date], steps: &[i32]) -> Vec<Span> {
    let lasting = steps.iter().map(|step| f64::from((*step).min(HELD_DAYS_MAX))).chain([1.0]);
    days.iter().zip(lasting).map(|(first, days)| Span { first: *first, days }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Dates, Span, spans};
    use crate::assess::assessment::Frequency;
    use crate::assess::cell::Named;
    use jiff::civil::{Date, date};

    fn of(days: &[Date], named: Option<Named>) -> (Frequency, Vec<Span>, Vec<String>) {
        spans(&Dates { days: days.to_vec(), named })
    }

    #[test]
    fn months_are_known_by_their_ends_and_their_beginnings() {
        let (frequency, ends, _) = of(&[date(2023, 5, 31), date(2023, 6, 30), date(2023, 7, 31)], None);
        assert_eq!(frequency, Frequency::Monthly);
        assert_eq!(ends[1], Span { first: date(2023, 6, 1), days: 30.0 });
        let (_, beginnings, _) = of(&[date(2023, 5, 1), date(2023, 6, 1)], None);
        assert_eq!(beginnings[0], Span { first: date(2023, 5, 1), days: 31.0 });
    }

    #[test]
    fn gaps_are_told() {
        let days: Vec<Date> = (1..=20).filter(|day| *day != 7).map(|day| date(2024, 1, day)).collect();
        let (frequency, spans, notes) = of(&days, None);
        assert_eq!((frequency, spans[3].days), (Frequency::Daily, 1.0));
        assert!(notes[0].contains("1 of 18 steps"), "{notes:?}");
    }

    #[test]
    fn figures_now_and_then_hold_until_the_next() {
        let (frequency, spans, _) = of(&[date(2021, 7, 1), date(2021, 11, 23), date(2022, 1, 28)], None);
        assert_eq!(frequency, Frequency::Irregular);
        assert_eq!(spans.iter().map(|span| span.days).collect::<Vec<_>>(), [92.0, 66.0, 1.0]);
    }

    #[test]
    fn a_year_alone_is_a_year() {
        let (frequency, spans, notes) = of(&[date(2023, 1, 1)], Some(Named::Year));
        assert_eq!((frequency, spans[0].days, notes.len()), (Frequency::Yearly, 365.0, 0));
        assert_eq!(of(&[date(2023, 1, 1)], None).0, Frequency::Single);
    }
}
