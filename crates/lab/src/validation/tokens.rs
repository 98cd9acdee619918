//! B14, B15, B19 and B20: incomes that are paid in newly issued tokens.

use super::check::{Check, in_unit, plain};
use crate::law::burn_and_mint::{minted_after, minted_in_year, tokens_for_credits};
use crate::law::rebase;

const OIP_63: &str =
    "Olympus forum, OIP-63, [comment 31](https://forum.olympusdao.finance/d/755-oip-63-reward-rate-adjustment/31)";
const OIP_1224: &str = "Olympus forum, [d/1224](https://forum.olympusdao.finance/d/1224/4)";
const HIP_20: &str = "helium/HIP, `0020-hnt-max-supply.md`";
const HIP_10: &str = "helium/HIP, `0010-usage-based-data-transfer-rewards.md`";

/// What the comment started from: OHM staked, yield of an epoch, dollars a day that bonds brought and that the emission was worth.
const STAKED: f64 = 5_381_906.0;
const YIELD: f64 = 0.001_587;
const BONDS_PER_DAY: f64 = 3.8e6;
const EMISSION_PER_DAY: f64 = 10.2e6;

pub fn checks() -> Vec<Check> {
    let percent = |what, expected, ours: f64, tolerance, decimals, source| {
        Check::near("B14", what, (expected, 100.0 * ours, tolerance), in_unit(decimals, " %"), source)
    };
    let minted = rebase::minted_per_day(STAKED, YIELD);
    let mut checks = vec![
        percent("growth of a day at 0.1587 % an epoch", 0.4769, rebase::yield_per_day(YIELD), 5e-5, 4, OIP_63),
        percent("annual yield at 0.1587 % an epoch", 468.0, rebase::annual_yield(YIELD), 0.5, 1, OIP_63),
        percent("annual yield at 0.1186 % an epoch", 266.0, rebase::annual_yield(0.001_186), 0.5, 1, OIP_1224),
        percent(
            "yield of an epoch that makes 7000 % a year",
            0.390_04,
            rebase::yield_per_epoch_for(70.0),
            5e-6,
            5,
            OIP_63,
        ),
        Check::near("B14", "OHM minted a day to 5381906 staked", (25_664.0, minted, 3.0), in_unit(0, " OHM"), OIP_63),
    ];
    checks.extend(no_inflow(minted));
    checks
}

/// What the bonds' buyers alone would have paid for.
fn no_inflow(minted: f64) -> Vec<Check> {
    let price = EMISSION_PER_DAY / minted;
    let near =
        |what, expected, ours: f64, shown| Check::near("B15", what, (expected, ours, expected * 0.02), shown, OIP_63);
    let covered = rebase::covered_by_bonds(BONDS_PER_DAY, minted, price);
    let supported = 100.0 * rebase::annual_yield_paid_by_bonds(BONDS_PER_DAY, STAKED, price);
    let sustaining = rebase::price_paid_by_bonds(BONDS_PER_DAY, minted);
    vec![
        near("part of the emission that bonds paid for", 0.37, covered, plain(3)),
        near("annual yield that bonds would support at that price", 87.0, supported, in_unit(1, " %")),
        near("price at which bonds would support 468 %", 114.0, sustaining, in_unit(1, " USD")).noting(
            "The comment's own answers, 87 % and 114 dollars, do not follow from the figures that it gives (3.8 m over 10.2 m dollars \
             a day, 25,664 OHM); the spreadsheet behind them is not public. Ours follow, so these two lines are missed and stay so.",
        ),
    ]
}

/// Helium's schedule, and what burning buys.
pub fn helium() -> Vec<Check> {
    let hnt = |what, expected, ours, tolerance| {
        Check::near("B19", what, (expected, ours, tolerance), in_unit(0, " HNT"), HIP_20)
    };
    vec![
        hnt("minted in years 1 and 2, each", 60e6, minted_in_year(2), 0.0),
        hnt("minted in years 3 and 4, each", 30e6, minted_in_year(4), 0.0),
        hnt("minted before year 50 begins", 239_999_989.0, minted_after(49), 10.0),
        hnt("minted in 50 years", 240e6, minted_after(50), 10.0),
        Check::near(
            "B20",
            "HNT burned for 10 m credits at 2 USD",
            (50.0, tokens_for_credits(1e7, 2.0), 1e-9),
            plain(0),
            HIP_10,
        )
        .noting("The text says 0.0001 dollars a credit, which would make 500; its own result needs 0.00001."),
    ]
}
