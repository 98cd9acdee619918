//! What a file of payments shows of circular flow, written into the figures.

use super::column::Column;
use super::figures::{Figures, Period};
use crate::flow::{self, CircularityError, DayOfFlow, Payments, Question, Roles};
use jiff::civil::Date;

/// Sets the circular part of the revenue of each period in which something reached the till: FIFO, and the most that can be.
///
/// What came out of an exchange, a mixer or a bridge may be the issuer's: in the high end it is.
pub fn tell(figures: &mut Figures, payments: &Payments, roles: &Roles) -> Result<(), CircularityError> {
    let found = flow::circularity(payments, roles, &Question::all_days())?;
    for period in &mut figures.periods {
        let days = found.days.iter().filter(|day| is_in(period, day));
        let (mut all, mut low, mut high) = (0.0, 0.0, 0.0);
        for day in days {
            all += Payments::as_units(day.payments);
            low += Payments::as_units(day.low);
            high += Payments::as_units(day.high.max(day.low.saturating_add(day.opaque)));
        }
        if all > 0.0 {
            for row in &mut period.rows {
                row.set(Column::CircularLow, (low / all).min(1.0));
                row.set(Column::CircularHigh, (high / all).min(1.0));
            }
        }
    }
    Ok(())
}

fn is_in(period: &Period, day: &DayOfFlow) -> bool {
    (number(period.date)..=number(period.last_day())).contains(&day.day)
}

/// Days since 1970-01-01.
fn number(date: Date) -> i32 {
    jiff::civil::date(1970, 1, 1).until(date).map_or(i32::MAX, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::tell;
    use crate::assess::assessment::Frequency;
    use crate::assess::column::Column;
    use crate::assess::figures::{Cells, Figures, Period};
    use crate::assess::score::Score;
    use crate::assess::{Question, assess};
    use crate::flow::{Roles, read_csv};
    use jiff::civil::date;

    /// January, of which everything is known but the flow: customers pay 100, all of which is passed on.
    fn score(payments: &str) -> Score {
        let row = Cells::default()
            .with(Column::Paid, 100.0)
            .with(Column::PaidRecurring, 100.0)
            .with(Column::PaidNewcomers, 0.0)
            .with(Column::Revenue, 100.0)
            .with(Column::Emission, 0.0)
            .with(Column::PaidTopUps, 0.0)
            .with(Column::PaidPrincipal, 0.0)
            .with(Column::Burn, 0.0)
            .with(Column::BorrowerIncentives, 0.0)
            .with(Column::Reserve, 0.0)
            .with(Column::ChurnPerDay, 0.0);
        let mut figures = Figures {
            name: "january".into(),
            unit: "dollars".into(),
            frequency: Frequency::Monthly,
            periods: vec![Period::of(date(2024, 1, 1), 31.0, row)],
            notes: Vec::new(),
        };
        let payments = read_csv(format!("time,from,to,amount\n{payments}").as_bytes()).expect("payments");
        let roles = Roles::default().issuer("issuer").and_then(|roles| roles.till("till")).expect("roles");
        tell(&mut figures, &payments, &roles).expect("an answer");
        assess(&figures, &Question { looked_at_payments: true, ..Question::default() }).expect("an assessment").score
    }

    #[test]
    fn a_payment_before_its_funding_is_not_circular() {
        let before = score("2024-01-02,bob,till,50\n2024-01-03,issuer,bob,50\n");
        assert_eq!((before.low, before.high), (100.0, 100.0));
        let after = score("2024-01-02,issuer,bob,50\n2024-01-03,bob,till,50\n");
        assert_eq!((after.low, after.high), (0.0, 0.0));
    }

    #[test]
    fn what_was_mixed_may_be_either() {
        // Bob had 50 of his own first; the till got 50 of his 100.
        let mixed = score("2024-01-01,outside,bob,50\n2024-01-02,issuer,bob,50\n2024-01-03,bob,till,50\n");
        assert_eq!((mixed.low, mixed.high), (0.0, 100.0));
    }

    #[test]
    fn the_order_of_equal_times_never_matters() {
        let one = score("2024-01-02,issuer,a,30\n2024-01-02,a,b,30\n2024-01-02,b,till,50\n");
        let other = score("2024-01-02,b,till,50\n2024-01-02,a,b,30\n2024-01-02,issuer,a,30\n");
        assert_eq!(one, other);
    }

    #[test]
    fn a_self_payment_through_three_hands_never_raises_the_low_end() {
        let honest = score("2024-01-01,issuer,z,1\n2024-01-02,bob,till,50\n");
        let circular =
            score("2024-01-02,bob,till,50\n2024-01-03,issuer,x,50\n2024-01-04,x,y,50\n2024-01-05,y,till,50\n");
        assert!(circular.low < honest.low, "{circular:?} {honest:?}");
    }
}
