//! B8 to B10: rates of lending pools.

use super::check::{Check, in_unit};
use crate::law::lending::{AAVE_STABLECOIN, KinkedRate, lender_rate};

const COMPOUND: &str = "compound-protocol, `tests/Models/InterestRateModelTest.js`";
const AAVE: &str = "aave-v3-core, `rateStrategies.ts`, `rate-strategy.spec.ts`";
const HTX: &str = "buycrypto.news, Apr 2026";

pub fn checks() -> Vec<Check> {
    let mut checks = compound();
    checks.extend(aave());
    checks.push(
        Check::within(
            "B10",
            "lenders' rate at 33.6 % and 95 % lent",
            (28.5, 29.5),
            100.0 * lender_rate(0.336, 0.95, 0.1),
            in_unit(2, " %"),
            HTX,
        )
        .noting(
            "Reported were 33.6 % for borrowers and 29 % for lenders of USDT; that 95 % were lent is an assumption.",
        ),
    );
    checks
}

fn compound() -> Vec<Check> {
    let jump = |base, slope, kink, jump| KinkedRate::Compound { base, slope, jump, kink };
    let usual = jump(0.1, 0.2, 0.9, 1.0);
    let gentle = jump(0.1, 0.2, 0.9, 0.2);
    let steep = jump(0.1, 0.2, 0.0, 20.0);
    let near = |what: String, expected, rate: f64| {
        Check::near("B8", what, (expected, 100.0 * rate, 0.01), in_unit(2, " %"), COMPOUND)
    };
    let mut checks: Vec<Check> = [(0.0, 10.0), (0.1, 12.0), (0.89, 27.8), (0.9, 28.0), (0.91, 29.0), (1.0, 38.0)]
        .map(|(u, expected)| near(format!("jump 100, {:.0} % lent", 100.0 * u), expected, usual.borrow(u)))
        .into();
    checks.push(near("jump 20, 100 % lent".to_owned(), 30.0, gentle.borrow(1.0)));
    checks.push(near("kink at 0, jump 2000, 10 % lent".to_owned(), 210.0, steep.borrow(0.1)));
    checks.push(near("kink at 0, jump 2000, 100 % lent".to_owned(), 2_010.0, steep.borrow(1.0)));
    checks
}

fn aave() -> Vec<Check> {
    // Fractions, as the strategy's own test has them: 4 % * 0.8 / 0.9, and so on.
    let expected = [(0.8, 32.0 / 9.0, 2.56), (0.9, 4.0, 3.24), (0.95, 34.0, 29.07), (1.0, 64.0, 57.6)];
    let near = |what: String, expected, rate: f64| {
        Check::near("B9", what, (expected, 100.0 * rate, 1e-9), in_unit(3, " %"), AAVE)
    };
    expected
        .into_iter()
        .flat_map(|(u, borrow, supply)| {
            let lent = format!("{:.0} % lent", 100.0 * u);
            [
                near(format!("USDC, borrowers, {lent}"), borrow, AAVE_STABLECOIN.borrow(u)),
                near(format!("USDC, lenders, {lent}"), supply, AAVE_STABLECOIN.supply(u, 0.1)),
            ]
        })
        .collect()
}
