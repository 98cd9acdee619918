//! The staking law against what validators were really paid, day by day.
//!
//! The file has rates and no stake, so the law can be held against it only on days for which somebody published how much was staked.
//! From September 2022 on the rate includes tips and MEV, which the law does not know of.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use super::{DataFault, fault, rows};
use crate::law::staking::rate_per_year_at;
use crate::validation::check::{Check, Kind, plain};

const REWARDS: &str = "xh3b4sd/eth-staking-rewards 79e5b92";

/// Day, ETH staked then in millions, who said so.
const STAKED: [(&str, f64, &str); 3] = [
    (
        "2021-05-31",
        5.2,
        "[Coinmetro](https://coinmetro.com/blog/its-high-stakes-for-eth2-number-of-validators-more-than-doubled-since-feb/), 5.2 m ETH",
    ),
    ("2021-11-10", 8.2, "[Etherscan](https://medium.com/etherscan-blog/beacon-chain-d-d-34bae4885e75), 8.2 m ETH"),
    (
        "2023-01-12",
        16.0,
        "[Blockworks](https://blockworks.co/news/ethereum-to-reach-500000-validators), 500,000 validators",
    ),
];
/// Observed over predicted in 2021, and how much it varied (a study of the same file with daily stakes).
const RATIO_2021: (f64, f64) = (0.986, 0.037);
/// Days on each side of a day over which its rate is averaged.
const AROUND: i64 = 3;

#[derive(Deserialize)]
struct Row {
    date: String,
    apr: f64,
}

pub fn checks(file: &Path) -> Result<Vec<Check>, DataFault> {
    let mut days = Vec::new();
    for row in rows::<Row>(file)? {
        let day: Date = row.date.get(..10).unwrap_or_default().parse().map_err(|error| fault(file, error))?;
        days.push((day, row.apr));
    }
    let gaps = days.windows(2).filter(|pair| days_between(pair[0].0, pair[1].0) != 1).count();
    let mut checks = vec![
        Check::same("D1", "days of reward rates", 1_909, days.len(), REWARDS).of_kind(Kind::Data),
        Check::same("D1", "days missing between them", 0, gaps, REWARDS).of_kind(Kind::Data),
    ];
    for (day, staked, source) in STAKED {
        let on: Date = day.parse().map_err(|error| fault(file, error))?;
        let near: Vec<f64> =
            days.iter().filter(|(d, _)| days_between(on, *d).abs() <= AROUND).map(|(_, apr)| *apr).collect();
        let ratio = near.iter().sum::<f64>() / near.len() as f64 / rate_per_year_at(staked * 1e6);
        let what = format!("observed over predicted rate, week around {day}");
        checks.push(if on.year() == 2021 {
            let (expected, deviation) = RATIO_2021;
            Check::near("D1", what, (expected, ratio, 2.0 * deviation), plain(3), source).of_kind(Kind::Data)
        } else {
            // Tips and MEV add to the law; they cannot take from it.
            Check::within("D1", what, (1.0, 1.5), ratio, plain(3), source).of_kind(Kind::Data).noting(
                "From September 2022 the rate has tips and MEV in it: customers' money, on top of what is issued.",
            )
        });
    }
    Ok(checks)
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(i64::MAX, |span| i64::from(span.get_days()))
}
