use super::{Payers, Payment};
use crate::assess::assessment::Frequency;
use crate::assess::column::Column;
use crate::assess::figures::{Cells, Figures, Period};
use crate::assess::table::Table;
use crate::assess::{Question, assess};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn day(number: i32) -> Date {
    date(2023, 1, 1).checked_add(jiff::Span::new().days(number)).expect("a day")
}

fn payers(payments: &[(i32, &str, f64)], from_the_beginning: bool) -> Payers {
    let payments =
        payments.iter().map(|(at, payer, amount)| Payment { day: day(*at), payer: (*payer).into(), amount: *amount });
    Payers { payments: payments.collect(), from_the_beginning }
}

/// Two hundred days in periods of ten, on each of which the recipients get 60 of what customers paid and 10 that was issued.
fn figures() -> Figures {
    let row = Cells::default()
        .with(Column::Paid, 70.0)
        .with(Column::PaidFees, 60.0)
        .with(Column::Emission, 10.0)
        .with(Column::PaidTopUps, 0.0)
        .with(Column::PaidPrincipal, 0.0)
        .with(Column::Burn, 0.0)
        .with(Column::Reserve, 0.0)
        .with(Column::Redeemable, 0.0)
        .with(Column::BorrowerIncentives, 0.0)
        .with(Column::CircularLow, 0.0)
        .with(Column::CircularHigh, 0.0);
    let periods = (0..20).map(|place| Period::of(day(place * 10), 10.0, row.clone()));
    Figures {
        name: "f".into(),
        unit: "dollars".into(),
        frequency: Frequency::Irregular,
        periods: periods.collect(),
        notes: vec![],
    }
}

#[test]
fn a_customer_is_new_for_sixty_days() {
    let mut told = figures();
    payers(&[(0, "a", 5.0), (59, "a", 5.0), (60, "a", 5.0)], true).tell(&mut told);
    let of = |place: usize, column| told.periods[place].any(column);
    assert_eq!((of(5, Column::RevenueNewcomers), of(5, Column::RevenueRecurring)), (Some(5.0), Some(0.0)));
    assert_eq!((of(6, Column::RevenueNewcomers), of(6, Column::RevenueRecurring)), (Some(0.0), Some(5.0)));
}

#[test]
fn at_the_beginning_nobody_can_tell() {
    let mut told = figures();
    payers(&[(0, "a", 5.0), (59, "b", 5.0), (70, "c", 5.0)], false).tell(&mut told);
    let of = |place: usize, column| told.periods[place].any(column);
    assert_eq!(
        (of(5, Column::Revenue), of(5, Column::RevenueNewcomers), of(5, Column::RevenueRecurring)),
        (Some(5.0), Some(0.0), Some(0.0))
    );
    assert_eq!(of(7, Column::RevenueNewcomers), Some(5.0));
}

#[test]
fn churn_is_what_the_same_payers_no_longer_pay() {
    let end = day(179);
    let steady = payers(&[(0, "a", 10.0), (0, "b", 10.0), (100, "a", 10.0), (100, "b", 30.0)], true);
    assert_eq!(steady.churn_per_day(end), Some(0.0));
    let halved = payers(&[(0, "a", 10.0), (0, "b", 10.0), (100, "a", 50.0)], true);
    let churn = halved.churn_per_day(end).expect("long enough");
    assert!((churn - std::f64::consts::LN_2 / 90.0).abs() < 1e-12, "{churn}");
    assert_eq!(halved.churn_per_day(day(178)), None, "a day too short");
}

#[test]
fn concentration_is_of_the_last_days() {
    let (hhi, top) =
        payers(&[(0, "old", 99.0), (150, "a", 3.0), (151, "b", 1.0)], true).concentration(day(179)).expect("paid");
    assert!((hhi - 0.625).abs() < 1e-12 && (top - 0.75).abs() < 1e-12);
}

#[test]
fn a_file_is_read_by_the_names_that_others_use() {
    let table = Table::read_csv("customer_id,date,number_of_cds,dollar_value\n1,19970101,1,11.77\n".as_bytes())
        .expect("a table");
    assert_eq!(Payers::of_table(&table).expect("payers").payments[0].amount, 11.77);
    let wrong = Table::read_csv("date,payer,amount\n2024-01-01,a,-3\n".as_bytes()).expect("a table");
    let message = Payers::of_table(&wrong).expect_err("a negative payment").to_string();
    assert!(message.contains("row 1") && message.contains("-3"), "{message}");
}

/// Twenty customers of an American shop bought 69,659 times in 18 months: half of what was paid in one quarter is not paid in the
/// next by the same.
#[test]
fn orders_of_a_shop_are_payments() {
    use std::io::Read;
    let Some(path) = crate::assess::published::published("demand/cdnow-orders-1997.txt.gz") else { return };
    let output = std::process::Command::new("gzip").arg("-dc").arg(path).output();
    let Ok(output) = output else { return eprintln!("skipped: there is no gzip") };
    let mut text = String::new();
    output.stdout.as_slice().read_to_string(&mut text).expect("text");
    let csv: String = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(",") + "\n").collect();
    let payers = Payers::of_table(&Table::read_csv(csv.as_bytes()).expect("a table")).expect("payers");
    assert_eq!(payers.payments.len(), 69_659);
    assert_eq!(payers.first_seen().len(), 23_570);
    let end = date(1998, 6, 30);
    let churn = payers.churn_per_day(end).expect("eighteen months");
    let (hhi, top) = payers.concentration(end).expect("paid");
    eprintln!("churn {churn} a day, HHI {hhi}, largest {top}");
    assert!(churn > 0.0 && churn < 0.05 && hhi < 0.01 && top < 0.05);
}

prop_compose! {
    fn history()(payments in prop::collection::vec((0..200i32, 0..6usize, 0.0..50.0f64), 1..60)) -> Vec<(i32, usize, f64)> {
        payments
    }
}

fn score_of(payments: Vec<Payment>, from_the_beginning: bool) -> crate::assess::score::Score {
    let mut figures = figures();
    let payers = Payers { payments, from_the_beginning }.tell(&mut figures);
    let question = Question { payers: Some(payers), ..Question::default() };
    assess(&figures, &question).expect("an assessment").score
}

fn named(history: &[(i32, usize, f64)], name: impl Fn(usize, usize) -> String) -> Vec<Payment> {
    let one = |(place, (at, payer, amount)): (usize, &(i32, usize, f64))| Payment {
        day: day(*at),
        payer: name(place, *payer),
        amount: *amount,
    };
    history.iter().enumerate().map(one).collect()
}

proptest! {
    #[test]
    fn splitting_a_customer_never_raises_the_score(history in history(), parts in prop::collection::vec(0..3usize, 60), all in any::<bool>()) {
        let whole = score_of(named(&history, |_, payer| payer.to_string()), all);
        let split = score_of(named(&history, |place, payer| format!("{payer}.{}", parts[place])), all);
        prop_assert!(split.low <= whole.low + 1e-9 && split.high <= whole.high + 1e-9, "{whole:?} {split:?}");
    }

    #[test]
    fn the_order_in_which_payments_are_told_never_matters(history in history(), turn in 0..60usize) {
        let told = named(&history, |_, payer| payer.to_string());
        let mut turned = told.clone();
        turned.rotate_left(turn % told.len());
        turned.reverse();
        let (one, other) = (score_of(told, false), score_of(turned, false));
        prop_assert!((one.low - other.low).abs() < 1e-9 && (one.high - other.high).abs() < 1e-9);
    }
}
