//! B24: customers who come back, with the published parameters of the CDNOW sample. What our own fit makes of CDNOW is among the
//! checks on data.

use super::check::{Check, Kind, plain};
use crate::law::repeat_buying::{BgNbd, Customer, GammaGamma, ParetoNbd, Spender};

const LIFETIMES: &str = "Lifetimes 0.11.3, `tests/test_estimation.py`; Fader, Hardie and Lee 2005";

/// Parameters of the published fits, time in weeks.
pub const BG_NBD: BgNbd = BgNbd { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
pub const PARETO_NBD: ParetoNbd = ParetoNbd { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
pub const GAMMA_GAMMA: GammaGamma = GammaGamma { p: 6.25, q: 3.74, v: 15.44 };

pub fn checks() -> Vec<Check> {
    let near = |what: String, expected, ours| Check::near("B24", what, (expected, ours, 0.003), plain(4), LIFETIMES);
    let expected = [(0.1429, 0.0078), (1.0, 0.0532), (3.0, 0.1506), (31.8571, 1.0405), (32.0, 1.0437), (78.0, 1.8576)];
    let mut checks: Vec<Check> = expected
        .map(|(weeks, expected)| {
            near(format!("BG/NBD, repeat purchases in {weeks} weeks"), expected, BG_NBD.expected(weeks))
        })
        .into();
    let known = Customer { repeats: 2.0, recency: 30.43, age: 38.86 };
    checks.push(near(
        "BG/NBD, the next 39 weeks of who bought twice, last in week 30.43 of 38.86".to_owned(),
        1.226,
        BG_NBD.expected_of(&known, 39.0),
    ));
    let sixth =
        checks.remove(5).noting("The published parameters are rounded to three decimals, their expectations were not.");
    checks.insert(5, sixth);
    checks.extend(fits_of_drawn_customers());
    checks
}

/// Our fits have to find the parameters of customers that were drawn from them.
fn fits_of_drawn_customers() -> Vec<Check> {
    let drawn = super::chance::customers(&BG_NBD, 20_000);
    let spenders = super::chance::spenders(&GAMMA_GAMMA, 20_000);
    let own = "our own fit to customers drawn with the published parameters";
    let part = |what: &str, expected: f64, ours: f64| {
        // A tenth: about three standard errors of the least certain parameter at this many customers.
        Check::near("B24", what, (expected, ours, 0.1 * expected), plain(3), own).of_kind(Kind::MonteCarlo)
    };
    let mut checks = Vec::new();
    if let Some(fit) = BgNbd::fit(&drawn) {
        let found = fit.parameters;
        checks.push(part("BG/NBD r of 20,000 drawn customers, fitted", BG_NBD.r, found.r));
        checks.push(part("alpha of the same", BG_NBD.alpha, found.alpha));
        checks.push(part(
            "mean probability of leaving, a/(a+b), of the same",
            BG_NBD.leaves_after_purchase(),
            found.leaves_after_purchase(),
        ));
    }
    if let Some(fit) = GammaGamma::fit(&spenders) {
        let (expected, found) = (GAMMA_GAMMA.mean_value(), fit.parameters.mean_value());
        checks.push(part("Gamma-Gamma mean spending of 20,000 drawn customers, fitted", expected, found));
        let twice = Spender { repeats: 2.0, mean_value: 60.0 };
        let (expected, found) = (GAMMA_GAMMA.expected_of(&twice), fit.parameters.expected_of(&twice));
        checks.push(part("spending expected of who spent 60 twice, by the same fit", expected, found));
    }
    checks
}
