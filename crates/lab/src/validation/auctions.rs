//! B6 and B7: auctions whose price follows a schedule.

use super::check::{Check, plain};
use crate::law::vrgda::{Auction, Schedule};

const VRGDAS: &str = "transmissions11/VRGDAs, `test/LinearVRGDA.t.sol`, `test/LogisticVRGDA.t.sol`";

pub fn checks() -> Vec<Check> {
    let linear = Auction { target_price: 69.42, decay_per_day: 0.31, schedule: Schedule::Linear { per_day: 2.0 } };
    let logistic = Auction { schedule: Schedule::Logistic { limit: 6_392.0, time_scale: 0.0023 }, ..linear };
    let near = |what, expected, ours: f64, part: f64| {
        Check::near("B6", what, (expected, ours, expected * part), plain(4), VRGDAS)
    };
    let seventh = Check::near(
        "B7",
        "logistic, day 120, 876 sold",
        (69.42, logistic.price(120.0, 876.0), 69.42 * 0.02),
        plain(3),
        VRGDAS,
    );
    vec![
        near("linear, day 10, 25 sold", 211.3184, linear.price(10.0, 25.0), 1e-5),
        near("linear, day 120, 239 sold", 69.42, linear.price(120.0, 239.0), 1e-5),
        seventh.noting("The repository's own test allows 2 %, because 876 is a rounded number of sales."),
    ]
}
