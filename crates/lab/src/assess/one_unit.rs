//! All amounts in one unit: tokens at their price, rates of the capital.

use super::column::Column;
use super::figures::{Cells, Period};

const TOKENS: [(Column, Column); 2] = [(Column::EmissionTokens, Column::Emission), (Column::BurnTokens, Column::Burn)];

const RATES: [(Column, Column); 4] = [
    (Column::PaidRate, Column::Paid),
    (Column::FeeRate, Column::PaidFees),
    (Column::EmissionRate, Column::Emission),
    (Column::PromisedRate, Column::Promised),
];

/// Any of these makes tokens alone no unit.
const DOLLARS: [Column; 8] = [
    Column::Paid,
    Column::PaidFees,
    Column::Emission,
    Column::Revenue,
    Column::RevenueRecurring,
    Column::RevenueNewcomers,
    Column::Reserve,
    Column::Capital,
];

/// Fills in the amounts that others say; the name of the unit.
pub fn convert(periods: &mut [Period], notes: &mut Vec<String>) -> &'static str {
    let has = |column: Column| periods.iter().flat_map(|period| &period.rows).any(|row| row.get(column).is_some());
    let dollars = DOLLARS.into_iter().any(has);
    let tokens = TOKENS.into_iter().any(|(tokens, _)| has(tokens));
    let rates = RATES.into_iter().any(|(rate, _)| has(rate));
    let (price, capital) = (has(Column::Price), has(Column::Capital));
    if tokens && !price && (dollars || rates) {
        notes.push("amounts in tokens were not used, because there is no price".to_owned());
    }
    let of_tokens = |row: &Cells| if price { row.get(Column::Price) } else { (!dollars && !rates).then_some(1.0) };
    let of_rates = |row: &Cells| if capital { row.get(Column::Capital) } else { Some(1.0) };
    for period in periods.iter_mut() {
        for row in &mut period.rows {
            for (tokens, amount) in TOKENS {
                fill(row, amount, row.get(tokens).zip(of_tokens(row)).map(|(tokens, price)| tokens * price));
            }
            for (rate, amount) in RATES {
                let a_day = row.get(rate).zip(of_rates(row)).map(|(rate, capital)| rate * capital / 365.0);
                fill(row, amount, a_day.map(|a_day| a_day * period.days));
            }
            let share = row.get(Column::Staked).zip(row.get(Column::Supply)).filter(|(_, supply)| *supply > 0.0);
            fill(row, Column::StakedShare, share.map(|(staked, supply)| (staked / supply).min(1.0)));
        }
    }
    match (rates && !capital && !dollars, tokens && !price && !dollars && !rates) {
        (true, _) => {
            notes.push("there is no capital: amounts are parts of it".to_owned());
            "parts of the capital"
        }
        (_, true) => "tokens",
        _ => "dollars",
    }
}

/// What a figure says itself goes first.
fn fill(row: &mut Cells, column: Column, value: Option<f64>) {
    if row.get(column).is_none() {
        row.set(column, value);
    }
}
