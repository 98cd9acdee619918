//! B25: when a Ponzi scheme falls.

use super::check::{Check, in_unit, plain};
use crate::law::recruitment::Scheme;

const ARTZROUNI: &str = "Artzrouni 2009, equation (1), solved";

pub fn checks() -> Vec<Check> {
    let scheme = |inflow, growth| Scheme { fund: 1.0, promised: 0.195, earned: 0.054, withdrawn: 0.25, inflow, growth };
    let years =
        |what: String, expected, ours| Check::near("B25", what, (expected, ours, 0.001), in_unit(3, " y"), ARTZROUNI);
    let mut checks = vec![years("collapse without inflow".to_owned(), 5.254, scheme(0.0, 0.1).collapse_years())];
    for (growth, expected) in [(0.0, 9.613), (0.05, 10.693), (0.1, 12.429), (0.15, 16.003), (0.25, f64::INFINITY)] {
        let what = format!("collapse, inflow growing {:.0} % a year", 100.0 * growth);
        checks.push(years(what, expected, scheme(1.0, growth).collapse_years()));
    }
    let fund = scheme(1.0, 0.1).fund_after(5.0);
    checks.push(Check::near(
        "B25",
        "fund after 5 years, inflow growing 10 %",
        (3.678_314, fund, 1e-6),
        plain(6),
        ARTZROUNI,
    ));
    checks
}
