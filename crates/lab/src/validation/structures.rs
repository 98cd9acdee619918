//! B17, B18 and B26: what the lab's own structures do, beside what happened.
//!
//! The structures have parameters that nobody published, and S5's run was fitted to January and May 2022 (see there). So these lines are
//! bands: they show where the structures stand, and validate nothing that was fitted.

use super::check::{Check, Kind, in_unit};
use super::fixed_rate::{self as anchor, DEPLETED};
use crate::law::emission;
use crate::path::Day;
use crate::structure::emission_farm::EmissionFarm;
use crate::structure::fixed_rate::FixedRate;
use crate::structure::{Start, Structure};

const FARM: &str = "0xkryptos, coindesk and others, Nov 2020";

pub fn checks() -> Vec<Check> {
    let mut checks = reserve_ends();
    checks.extend(farm_ends());
    checks
}

/// S5 with what is known of Anchor, on usual days without top-ups and without new deposits.
fn reserve_ends() -> Vec<Check> {
    let january = anchor::january();
    let may = anchor::may();
    let days = |known: &anchor::Known, terms: FixedRate| days_until_empty(&of_anchor(known, terms), known.start());
    let usual = days(&january, FixedRate::default());
    let calm = days(&january, FixedRate { run_hazard: 0.0, ..FixedRate::default() });
    let dynamic = FixedRate { is_dynamic: true, ..FixedRate::default() };
    let ended = days(&may, FixedRate { run_hazard: 0.0, ..dynamic });
    let within = |what, ours| Check::within("B17", what, DEPLETED, ours, in_unit(0, " d"), anchor::THEN);
    vec![
        within("the same, structure S5 without a run", calm),
        within("the same, structure S5", usual).noting(
            "S5's depositors leave when coverage and runway are low, which makes a reserve last longer: who has left is owed nothing.",
        ),
        Check::near("B18", "days from 8 May 2022, structure S5 without a run", (53.0, ended, 5.0), in_unit(0, " d"), anchor::FORUM)
            .of_kind(Kind::Band),
    ]
}

fn of_anchor(known: &anchor::Known, terms: FixedRate) -> FixedRate {
    FixedRate {
        interest: known.interest / known.promised(),
        staking: known.staking / known.promised(),
        utilisation: known.borrowed / known.deposited,
        runway_days: known.reserve / known.missing_per_day(),
        ..terms
    }
}

/// Days until a hundredth of the reserve is left: an epoch takes a tenth at most, so that nothing is ever quite gone.
fn days_until_empty(structure: &FixedRate, start: Start) -> f64 {
    /// Longer than any reserve of interest lasts.
    const DAYS_MAX: u32 = 1_000;
    let mut life = structure.open(&start);
    let first = structure.runway_days * start.income_per_day * (1.0 - structure.interest - structure.staking);
    let days =
        (0..DAYS_MAX).find(|number| life.live(&Day { top_ups: false, ..Day::usual(*number) }).reserve <= 0.01 * first);
    days.map_or(f64::INFINITY, |days| f64::from(days + 1))
}

/// UNI a day for the four pools, its price, and fees of all pools: the least and the most of that week, dollars a day.
const UNI_PER_DAY: f64 = 4.0 * 83_333.0;
const UNI_PRICE: f64 = 3.5;
const FEES_PER_DAY: [(f64, &str); 2] = [(0.81e6, "0.81 m USD"), (0.33e6, "0.33 m USD")];

/// The end of Uniswap's farm on 17 November 2020: by the law alone what is left when only fees pay for deposits, and what S3 does.
fn farm_ends() -> Vec<Check> {
    let within = |what, ours| Check::within("B26", what, (35.0, 60.0), ours, in_unit(0, " %"), FARM);
    let mut checks = Vec::new();
    for (fees, written) in FEES_PER_DAY {
        let with = emission::resting_deposits(1.0, UNI_PER_DAY * UNI_PRICE + fees, 1.0);
        let rest = 100.0 * (1.0 - emission::resting_deposits(1.0, fees, 1.0) / with);
        checks.push(within(
            format!("deposits that leave when a farm ends, fees of {written} a day: at rest, by the law"),
            rest,
        ));
        let left = left_after(fees / (UNI_PER_DAY * UNI_PRICE + fees));
        checks.push(within(format!("the same in a day, structure S3, fees of {written}"), left[0]));
        checks.push(within(format!("the same in three days, structure S3, fees of {written}"), left[2]));
    }
    let last = checks.pop().map(|check| {
        check.noting(
            "Seen were 38 % in a day and about 56 % within days. Law and S3 let everybody ask for the same return as before; many did not \
             leave for a return that small.",
        )
    });
    checks.extend(last);
    checks
}

/// Per cent of the deposits that have left after one, two and three days in which the token is worth nothing.
fn left_after(fees_part: f64) -> [f64; 3] {
    let farm = EmissionFarm { emission: 1.0 - fees_part, ..EmissionFarm::default() };
    let start = Start { capital: 1.0, income_per_day: 0.001 };
    let mut life = farm.open(&start);
    [0, 1, 2].map(|number| {
        // A fall to e^-30 is as good as an end of the emission.
        let token_return = if number == 0 { -30.0 } else { 0.0 };
        let day = Day { token_return, token_buying: 0.0, ..Day::usual(number) };
        100.0 * (1.0 - life.live(&day).capital / start.capital)
    })
}
