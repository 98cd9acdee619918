//! Anchor by its documented points: what it owed, what came in, and what its reserve did.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use super::{DataFault, fault, rows};
use crate::law::fixed_rate::{self, THRESHOLD_RATE};
use crate::law::lending::ANCHOR;
use crate::validation::check::{Check, Kind, in_unit, plain};

const DOCUMENTED: &str = "documented points, sources in the file";
/// What is left of the staking rewards for depositors, by Anchor's documents.
const TO_DEPOSITORS: f64 = 0.9;

#[derive(Deserialize)]
struct Point {
    date: String,
    metric: String,
    value: f64,
}

struct Points(Vec<Point>);

pub fn checks(file: &Path) -> Result<Vec<Check>, DataFault> {
    let points = Points(rows(file)?);
    points.checks().map_err(|reason| fault(file, reason))
}

impl Points {
    fn at(&self, date: &str, metric: &str) -> Result<f64, String> {
        let found = self.0.iter().find(|point| point.date == date && point.metric == metric);
        found.map(|point| point.value).ok_or_else(|| format!("no {metric} of {date}"))
    }

    fn checks(&self) -> Result<Vec<Check>, String> {
        let mut checks = self.coverage()?;
        let runway = fixed_rate::runway_days(
            self.at("2022-01-28", "yield_reserve")?,
            -self.at("2022-01-28", "yield_reserve_change_per_day")?,
        );
        checks.push(
            Check::within("D4", "runway on 2022-01-28", (20.0, 30.0), runway, in_unit(1, " d"), DOCUMENTED)
                .of_kind(Kind::Data),
        );
        checks.extend(self.reserve_path()?);
        Ok(checks)
    }

    /// Income over dues, before and after it fell below one.
    fn coverage(&self) -> Result<Vec<Check>, String> {
        let november = "2021-11-23";
        let dues = self.at(november, "annual_payout_due")?;
        let interest = self.at(november, "borrow_interest_income")?;
        let staking = self.at(november, "bLuna_staking_income")? + self.at(november, "bETH_staking_income")?;
        let counted = fixed_rate::coverage(interest + staking, dues);
        let withheld = fixed_rate::coverage(interest + TO_DEPOSITORS * staking, dues);
        let (borrowed, deposited) = (self.at(november, "borrowed")?, self.at(november, "deposits")?);
        let by_law = borrowed * ANCHOR.borrow(borrowed / deposited);
        let january = "2022-01-28";
        let dues_then = self.at(january, "deposits")? * THRESHOLD_RATE;
        let missing = -self.at(january, "yield_reserve_change_per_day")? * 365.0;
        let after = fixed_rate::coverage(dues_then - missing, dues_then);
        let borrowed_then = self.at(january, "borrowed")?;
        let interest_then = borrowed_then * ANCHOR.borrow(borrowed_then / self.at(january, "deposits")?);
        let modelled = fixed_rate::coverage(interest_then + TO_DEPOSITORS * staking, dues_then);
        let within =
            |what: &str, band, ours| Check::within("D4", what, band, ours, plain(3), DOCUMENTED).of_kind(Kind::Data);
        Ok(vec![
            within("coverage on 2021-11-23, income as its source counts it", (1.0, f64::INFINITY), counted).noting(format!(
                "With the tenth of the staking rewards withheld that Anchor's documents say, it was {withheld:.3} already; so the crossing \
                 is at the end of November or before, by the one or the other."
            )),
            within("coverage on 2022-01-28, from the reserve's fall", (0.0, 1.0), after),
            within("coverage on 2022-01-28, from loans and the staking rewards of November", (0.0, 1.0), modelled).noting(
                "Lower than the reserve's fall says: the collateral, and what it earned, had grown since November by what nobody published.",
            ),
            Check::near("D4", "interest of 2021-11-23 by Anchor's rate over documented", (1.0, by_law / interest, 0.05), plain(3), DOCUMENTED)
                .of_kind(Kind::Data),
        ])
    }

    /// The reserve of later days, from that of 28 January and its pace then. The law does not know that deposits kept coming.
    fn reserve_path(&self) -> Result<Vec<Check>, String> {
        let start = self.at("2022-01-28", "yield_reserve")?;
        let change = self.at("2022-01-28", "yield_reserve_change_per_day")?;
        let mut checks = Vec::new();
        for day in ["2022-02-10", "2022-02-17"] {
            let documented = self.at(day, "yield_reserve")? / 1e6;
            let ours = (start + change * days_since("2022-01-28", day)?) / 1e6;
            let what = format!("reserve on {day}, millions, at the pace of 2022-01-28");
            checks.push(
                Check::near("D4", what, (documented, ours, 2.0), in_unit(2, " UST"), DOCUMENTED).of_kind(Kind::Data),
            );
        }
        let last = checks.pop().map(|check| {
            check.noting("A straight line: deposits kept coming, and the reserve fell faster than it had.")
        });
        checks.extend(last);
        Ok(checks)
    }
}

fn days_since(from: &str, to: &str) -> Result<f64, String> {
    let [from, to] = [from, to].map(|day| day.parse::<Date>().map_err(|error| error.to_string()));
    let span = from?.until(to?).map_err(|error| error.to_string())?;
    Ok(f64::from(span.get_days()))
}
