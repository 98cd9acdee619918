//! B26 and B27: what the lab's own structures and paths do.

use super::check::{Check, in_unit};
use crate::law::emission;

const FARM: &str = "0xkryptos, coindesk and others, Nov 2020";

pub fn checks() -> Vec<Check> {
    farm_end()
}

/// The end of Uniswap's farm on 17 November 2020: what is left of the deposits when only fees pay for them, by the law alone.
fn farm_end() -> Vec<Check> {
    /// UNI a day for the four pools, its price, and fees of all pools: the least and the most of that week, dollars a day.
    const UNI_PER_DAY: f64 = 4.0 * 83_333.0;
    const PRICE: f64 = 3.5;
    const FEES_PER_DAY: [f64; 2] = [0.33e6, 0.81e6];
    let left = |fees: f64| {
        let with = emission::resting_deposits(1.0, UNI_PER_DAY * PRICE + fees, 1.0);
        100.0 * (1.0 - emission::resting_deposits(1.0, fees, 1.0) / with)
    };
    let [most, least] = FEES_PER_DAY.map(left);
    let within = |what, ours| Check::within("B26", what, (35.0, 60.0), ours, in_unit(0, " %"), FARM);
    vec![
        within("deposits that leave when a farm ends, fees of 0.81 m USD a day", least),
        within("the same, fees of 0.33 m USD a day", most).noting(
            "Seen were 38 % in a day and about 56 % within days. The law says where deposits come to rest if all of them ask for the same \
             return; many did not leave for a return that small.",
        ),
    ]
}
