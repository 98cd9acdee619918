//! Helium's months: what its schedule says and what was minted; what customers burned of it.

use std::path::Path;

use serde::Deserialize;

use super::{DataFault, rows};
use crate::law::burn_and_mint::{POOL_INCREASE_MAX, minted_in_year};
use crate::validation::check::{Check, Kind, in_unit, plain};

const MONTHS: &str = "Research-Publications-and-Data, Tokenomics-As-Institutional_Design";
/// Epochs of the old chain in a month, for what the pool can add at most.
const EPOCHS_PER_MONTH: f64 = 48.0 * 365.25 / 12.0;

#[derive(Deserialize)]
struct Month {
    period: String,
    hnt_burned: f64,
    hnt_issued: f64,
    s2r_burns_only: f64,
}

pub fn checks(file: &Path) -> Result<Vec<Check>, DataFault> {
    let months: Vec<Month> = rows(file)?;
    let apart = months
        .iter()
        .map(|month| (month.hnt_burned / month.hnt_issued - month.s2r_burns_only).abs())
        .fold(0.0, f64::max);
    let mut checks = vec![
        Check::same("D5", "months", 34, months.len(), MONTHS).of_kind(Kind::Data),
        Check::within(
            "D5",
            "largest distance of burned/issued from the file's own ratio",
            (0.0, 0.0001),
            apart,
            plain(5),
            MONTHS,
        )
        .of_kind(Kind::Data),
    ];
    // Years of the schedule begin in August, the first in 2019.
    for (year, from, to) in [(5, "2023-08", "2024-07"), (6, "2024-08", "2025-07"), (7, "2025-08", "2026-07")] {
        checks.push(issued(&months, year, from, to));
    }
    let burning = months.iter().find(|month| month.hnt_burned >= month.hnt_issued);
    let first = burning.map_or("none", |month| month.period.get(..7).unwrap_or("none"));
    checks.push(
        Check::same("D5", "first month in which customers burned more than was minted", "2025-10", first, MONTHS)
            .of_kind(Kind::Data),
    );
    Ok(checks)
}

/// Mean issue of the months of one year of the schedule, which the pool can raise.
fn issued(months: &[Month], year: u32, from: &str, to: &str) -> Check {
    let of_year = |month: &&Month| (from..=to).contains(&month.period.get(..7).unwrap_or_default());
    let issued: Vec<f64> = months.iter().filter(of_year).map(|month| month.hnt_issued).collect();
    let mean = issued.iter().sum::<f64>() / issued.len() as f64;
    let scheduled = minted_in_year(year) / 12.0;
    let most = scheduled + POOL_INCREASE_MAX * EPOCHS_PER_MONTH;
    let what = format!("mean HNT minted in a month of year {year} ({} months)", issued.len());
    let check = Check::within("D5", what, (scheduled, most), mean, in_unit(0, " HNT"), MONTHS).of_kind(Kind::Data);
    match issued.iter().copied().reduce(f64::max) {
        Some(largest) if mean > most => check.noting(format!(
            "More than the schedule and the pool explain; {largest:.0} in one month alone. The file does not say what else was minted."
        )),
        _ => check,
    }
}
