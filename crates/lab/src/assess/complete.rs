//! The second reading: what the figures do not name did not happen.
//!
//! | not there | then |
//! |---|---|
//! | a whole column of issue, top-ups, principal, burns, incentives, costs, losses, reserves, claims on demand | 0 |
//! | what of the revenue was passed on | all of it; where the total paid is known, as much of that as revenue after cost reaches and no other part explains |
//! | the total that was paid | the sum of the parts |
//! | a cell of an amount that moves, in a column that is there | that column's mean a day |
//! | a cell of an amount that stands | as it was last known |
//!
//! Nothing is assumed about customers: they may be new, leave, or be the issuer, unless that is known.

use super::column::{COLUMNS, Column, Kind};
use super::figures::{Cells, Figures};

/// Amounts that are 0 if no column names them.
const ABSENT_IS_NOTHING: [Column; 9] = [
    Column::Emission,
    Column::PaidTopUps,
    Column::PaidPrincipal,
    Column::Burn,
    Column::BorrowerIncentives,
    Column::OperatingCost,
    Column::Losses,
    Column::Reserve,
    Column::Redeemable,
];

const NAMED_CUSTOMERS: [Column; 3] = [Column::PaidFees, Column::PaidRecurring, Column::PaidNewcomers];

/// The figures, completed. Known cells stay as they are.
pub fn complete(figures: &Figures) -> Figures {
    let there: [bool; COLUMNS] = std::array::from_fn(|place| figures.has(Column::ALL[place]));
    let per_day: [Option<f64>; COLUMNS] = std::array::from_fn(|place| mean_per_day(figures, Column::ALL[place]));
    let mut last: [Option<f64>; COLUMNS] = [None; COLUMNS];
    let mut complete = figures.clone();
    for period in &mut complete.periods {
        let (days, single) = (period.days, period.rows.len() == 1);
        for row in &mut period.rows {
            for column in Column::ALL {
                let place = column.place();
                if row.get(column).is_none() {
                    let filled = match column.kind() {
                        Kind::Flow if is_of_an_age(column) => None,
                        Kind::Flow if column == Column::Revenue => revenue(row, per_day[place].map(|mean| mean * days)),
                        Kind::Flow if column == Column::Paid => {
                            per_day[place].map(|mean| (mean * days).max(parts_of_paid(row)))
                        }
                        Kind::Flow if column == Column::PaidFees => {
                            per_day[place].map(|mean| (mean * days).max(customers(row)))
                        }
                        Kind::Flow if column == Column::Burn && there[place] => {
                            let most = all_revenue(row).map_or(f64::INFINITY, |revenue| revenue - customers(row));
                            per_day[place].map(|mean| (mean * days).min(most.max(0.0)))
                        }
                        Kind::Flow if there[place] => per_day[place].map(|mean| mean * days),
                        Kind::Stock | Kind::TokenStock | Kind::Price if single => last[place],
                        _ => None,
                    };
                    // A part of a known total is bounded by it already.
                    if !(is_part_of_paid(column) && row.get(Column::Paid).is_some()) {
                        row.set(column, filled);
                    }
                }
                last[place] = row.get(column).or(last[place]);
            }
            close(row, &there);
        }
    }
    complete
}

/// Whether customers are new is not assumed.
fn is_of_an_age(column: Column) -> bool {
    use Column::{PaidNewcomers, PaidRecurring, RevenueNewcomers, RevenueRecurring};
    matches!(column, PaidRecurring | PaidNewcomers | RevenueRecurring | RevenueNewcomers)
}

/// The usual revenue, where its parts do not say it.
fn revenue(row: &Cells, usual: Option<f64>) -> Option<f64> {
    match [Column::RevenueRecurring, Column::RevenueNewcomers].map(|column| row.get(column)) {
        [Some(_), Some(_)] => None,
        [one, other] => usual.map(|usual| usual.max(one.or(other).unwrap_or(0.0))),
    }
}

fn customers(row: &Cells) -> f64 {
    let named = row.get(Column::PaidFees).unwrap_or(0.0);
    let by_age = [Column::PaidRecurring, Column::PaidNewcomers].map(|column| row.get(column).unwrap_or(0.0));
    named.max(by_age[0] + by_age[1])
}

fn parts_of_paid(row: &Cells) -> f64 {
    let others = [Column::Emission, Column::PaidTopUps, Column::PaidPrincipal];
    let others: f64 = others.iter().filter_map(|column| row.get(*column)).sum();
    others + customers(row)
}

fn is_part_of_paid(column: Column) -> bool {
    matches!(column, Column::Emission | Column::PaidTopUps | Column::PaidPrincipal) || NAMED_CUSTOMERS.contains(&column)
}

/// What no column names.
fn close(row: &mut Cells, there: &[bool; COLUMNS]) {
    for column in ABSENT_IS_NOTHING {
        if !there[column.place()] {
            row.set(column, 0.0);
        }
    }
    let named = NAMED_CUSTOMERS.iter().any(|column| there[column.place()]);
    let paid = there[Column::Paid.place()];
    if !named && let Some(revenue) = all_revenue(row) {
        row.set(Column::PaidFees, passed_on(row, revenue));
    } else if !named && !paid {
        row.set(Column::PaidFees, 0.0);
    }
    if !paid {
        let customers = match [Column::PaidRecurring, Column::PaidNewcomers].map(|column| row.get(column)) {
            [Some(one), Some(other)] => Some(one + other),
            _ => row.get(Column::PaidFees),
        };
        let parts = [Column::Emission, Column::PaidTopUps, Column::PaidPrincipal].map(|column| row.get(column));
        row.set(Column::Paid, parts.into_iter().chain([customers]).sum::<Option<f64>>());
    }
}

/// All of the revenue, if nobody says what was paid. Else what revenue after cost reaches of it.
fn passed_on(row: &Cells, revenue: f64) -> f64 {
    let Some(paid) = row.get(Column::Paid) else { return revenue };
    let others = [Column::Emission, Column::PaidTopUps, Column::PaidPrincipal];
    let others: f64 = others.iter().filter_map(|column| row.get(*column)).sum();
    let after_cost = revenue - row.get(Column::OperatingCost).unwrap_or(0.0);
    after_cost.min(paid - others).max(0.0)
}

fn all_revenue(row: &Cells) -> Option<f64> {
    let parts = [Column::RevenueRecurring, Column::RevenueNewcomers].map(|column| row.get(column));
    row.get(Column::Revenue).or(match parts {
        [None, None] => None,
        [one, other] => Some(one.unwrap_or(0.0) + other.unwrap_or(0.0)),
    })
}

fn mean_per_day(figures: &Figures, column: Column) -> Option<f64> {
    let (mut sum, mut days) = (0.0, 0.0);
    for period in &figures.periods {
        for value in period.rows.iter().filter_map(|row| row.get(column)) {
            sum += value;
            days += period.days;
        }
    }
    (days > 0.0).then(|| sum / days)
}
