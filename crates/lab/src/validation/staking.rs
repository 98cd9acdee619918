//! B11 to B13: what Ethereum's validators are paid.

use super::check::{Check, Kind, in_unit};
use super::validators::{Network, amount_slashed_gwei};
use crate::law::staking::{self, ETH_PER_VALIDATOR, GWEI_PER_ETH};

const SPECIFICATION: &str = "consensus-specs, Altair, `get_base_reward_per_increment`";
const CADLABS: &str = "CADLabs/ethereum-economic-model a70e21f, notebook 1, run with radCAD 0.14";
const HOBAN_BORGERS: &str = "Hoban and Borgers, Ethereum 2.0 Economic Model, as told in CADLabs' notebook 1";
const CADLABS_TEST: &str = "CADLabs/ethereum-economic-model, `tests/test_integration.py`";

pub fn checks() -> Vec<Check> {
    let mut checks = issue();
    checks.extend(revenue_yields());
    checks.extend(profit_yields());
    checks.push(
        Check::same(
            "B13",
            "one slashing in 1,000 epochs, gwei an epoch",
            500_000,
            amount_slashed_gwei(1, 1),
            CADLABS_TEST,
        )
        .of_kind(Kind::Port),
    );
    checks
}

fn issue() -> Vec<Check> {
    let percent = |what: String, expected, ours: f64| {
        Check::near("B11", what, (expected, 100.0 * ours, 0.001), in_unit(3, " %"), SPECIFICATION)
    };
    let mut checks = Vec::new();
    for (validators, base_reward, rate) in [(16_384, 2_795, 22.970), (500_000, 505, 4.150), (1_000_000, 357, 2.934)] {
        let reward = staking::base_reward_gwei(validators * ETH_PER_VALIDATOR * GWEI_PER_ETH).unwrap_or(0);
        let who = format!("{validators} validators");
        checks.push(Check::same("B11", format!("base reward in gwei, {who}"), base_reward, reward, SPECIFICATION));
        checks.push(percent(format!("rate of a year, {who}"), rate, staking::rate_per_year(reward as f64)));
    }
    checks.push(percent("rate of a year, 30 m ETH, unrounded".to_owned(), 3.0366, staking::rate_per_year_at(30e6)));
    checks.push(percent("rate of a year, 34 m ETH, unrounded".to_owned(), 2.8524, staking::rate_per_year_at(34e6)));
    let issued = staking::issue_eth_per_year(30e6);
    checks.push(Check::near(
        "B11",
        "issue of a year, 30 m ETH",
        (910_989.0, issued, 1.0),
        in_unit(0, " ETH"),
        SPECIFICATION,
    ));
    checks
}

fn revenue_yields() -> Vec<Check> {
    let expected = [
        (524_288, 21.731),
        (1_000_000, 15.729),
        (3_000_000, 9.081),
        (10_000_000, 4.976),
        (20_000_000, 3.514),
        (30_000_000, 2.869),
        (33_600_000, 2.713),
    ];
    expected
        .map(|(eth, expected)| {
            let ours = 100.0 * Network::of_report(eth).revenue_yield();
            Check::near("B12", format!("revenue yield, {eth} ETH"), (expected, ours, 0.01), in_unit(3, " %"), CADLABS)
                .of_kind(Kind::Port)
        })
        .into()
}

fn profit_yields() -> Vec<Check> {
    let network = Network::of_report(524_288);
    [(1_500.0, 20.45, 20.48), (25.0, 14.24, 14.39)]
        .into_iter()
        .flat_map(|(price, cadlabs, hoban_borgers)| {
            let ours = 100.0 * network.profit_yield(price);
            let what = format!("profit yield, 524288 ETH at {price} USD");
            [
                Check::near("B12", what.clone(), (cadlabs, ours, 0.01), in_unit(2, " %"), CADLABS).of_kind(Kind::Port),
                Check::near("B12", what, (hoban_borgers, ours, 0.2), in_unit(2, " %"), HOBAN_BORGERS)
                    .of_kind(Kind::Port),
            ]
        })
        .collect()
}
