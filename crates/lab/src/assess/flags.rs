//! What a reader should know beside the score. Flags add no points and take none.

use super::assessment::{Flag, Raised};
use super::interval::Interval;

/// What flags are raised by. Limits are in `docs/scoring-rule.md`.
pub struct Warnings {
    pub top_share: Interval,
    pub hhi: Interval,
    pub liquidity_coverage: Interval,
    pub circularity: Interval,
    /// None without a promise.
    pub coverage: Option<Interval>,
    pub runway_days: Interval,
    pub own_token_collateral: Interval,
    pub unknown: Interval,
    pub admin: Option<bool>,
}

const TOP_SHARE_MAX: f64 = 0.25;
const HHI_MAX: f64 = 0.18;
const LIQUIDITY_COVERAGE_MIN: f64 = 0.2;
const CIRCULARITY_MAX: f64 = 0.05;
const RUNWAY_DAYS_MIN: f64 = 180.0;
const OWN_TOKEN_COLLATERAL_MAX: f64 = 0.25;
const UNKNOWN_MAX: f64 = 0.2;

/// All of them, raised or not, in the order of the rule.
pub fn flags(of: &Warnings) -> Vec<Flag> {
    let percent = |interval: Interval| range(interval, |part| format!("{:.1} %", 100.0 * part));
    let mut flags = vec![
        above(
            "largest payer",
            of.top_share,
            TOP_SHARE_MAX,
            format!("the largest payer pays {} of the revenue", percent(of.top_share)),
        ),
        above(
            "few payers",
            of.hhi,
            HHI_MAX,
            format!("HHI of the payers is {}", range(of.hhi, |hhi| format!("{hhi:.3}"))),
        ),
        flag(
            "liquidity",
            below(of.liquidity_coverage, LIQUIDITY_COVERAGE_MIN),
            format!("liquid means cover {} of what can be demanded on any day", percent(of.liquidity_coverage)),
        ),
        above(
            "circular flow",
            of.circularity,
            CIRCULARITY_MAX,
            format!("{} of the revenue was the issuer's own money", percent(of.circularity)),
        ),
        promise(of),
        above(
            "own token as collateral",
            of.own_token_collateral,
            OWN_TOKEN_COLLATERAL_MAX,
            format!("{} of the collateral is the own token", percent(of.own_token_collateral)),
        ),
        above(
            "unknown origin",
            of.unknown,
            UNKNOWN_MAX,
            format!("{} of the income is of unknown origin", percent(of.unknown)),
        ),
    ];
    let (raised, reason) = match of.admin {
        Some(true) => (Raised::Yes, "somebody can mint or redirect at will"),
        Some(false) => (Raised::No, "nobody can mint or redirect at will"),
        None => (Raised::Possibly, "nobody says whether somebody can mint or redirect at will"),
    };
    flags.push(flag("powers", raised, reason.to_owned()));
    flags
}

/// A promise above what is earned, and not for long.
fn promise(of: &Warnings) -> Flag {
    const NAME: &str = "promise";
    let Some(coverage) = of.coverage else {
        return flag(NAME, Raised::No, "nothing is promised, as far as the figures say".to_owned());
    };
    let raised = match (below(coverage, 1.0), below(of.runway_days, RUNWAY_DAYS_MIN)) {
        (Raised::Yes, Raised::Yes) => Raised::Yes,
        (Raised::No, _) | (_, Raised::No) => Raised::No,
        _ => Raised::Possibly,
    };
    let (coverage, runway) =
        (range(coverage, |part| format!("{part:.2}")), range(of.runway_days, |days| format!("{days:.0} days")));
    flag(NAME, raised, format!("customers cover {coverage} of what is promised; the reserve lasts {runway}"))
}

fn flag(name: &'static str, raised: Raised, reason: String) -> Flag {
    Flag { name, raised, reason }
}

fn above(name: &'static str, of: Interval, limit: f64, reason: String) -> Flag {
    let raised = if of.low() > limit {
        Raised::Yes
    } else if of.high() > limit {
        Raised::Possibly
    } else {
        Raised::No
    };
    flag(name, raised, reason)
}

fn below(of: Interval, limit: f64) -> Raised {
    if of.high() < limit {
        Raised::Yes
    } else if of.low() < limit {
        Raised::Possibly
    } else {
        Raised::No
    }
}

/// `12 to 40 days`, once where both ends read alike, and in words without an upper end.
pub fn range(of: Interval, show: impl Fn(f64) -> String) -> String {
    if of.low() <= f64::NEG_INFINITY {
        return if of.high().is_finite() { format!("{} or less", show(of.high())) } else { "not known".to_owned() };
    }
    match (of.low().is_infinite(), of.high().is_infinite()) {
        (true, _) => "without end".to_owned(),
        (false, true) => format!("{} or more", show(of.low())),
        (false, false) => {
            let (low, high) = (show(of.low()), show(of.high()));
            if low == high { low } else { format!("{low} to {high}") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Warnings, flags};
    use crate::assess::assessment::Raised;
    use crate::assess::interval::Interval;

    fn calm() -> Warnings {
        Warnings {
            top_share: Interval::exactly(0.25),
            hhi: Interval::exactly(0.18),
            liquidity_coverage: Interval::exactly(0.2),
            circularity: Interval::exactly(0.05),
            coverage: Some(Interval::exactly(0.5)),
            runway_days: Interval::exactly(180.0),
            own_token_collateral: Interval::exactly(0.25),
            unknown: Interval::exactly(0.2),
            admin: Some(false),
        }
    }

    fn raised(of: &Warnings) -> Vec<&'static str> {
        flags(of).into_iter().filter(|flag| flag.raised == Raised::Yes).map(|flag| flag.name).collect()
    }

    #[test]
    fn nothing_is_raised_at_its_limit() {
        assert_eq!(raised(&calm()), Vec::<&str>::new());
    }

    #[test]
    fn each_is_raised_beyond_its_limit() {
        let beyond = Interval::exactly;
        for (name, of) in [
            ("largest payer", Warnings { top_share: beyond(0.2501), ..calm() }),
            ("few payers", Warnings { hhi: beyond(0.1801), ..calm() }),
            ("liquidity", Warnings { liquidity_coverage: beyond(0.1999), ..calm() }),
            ("circular flow", Warnings { circularity: beyond(0.0501), ..calm() }),
            ("promise", Warnings { runway_days: beyond(179.0), ..calm() }),
            ("own token as collateral", Warnings { own_token_collateral: beyond(0.2501), ..calm() }),
            ("unknown origin", Warnings { unknown: beyond(0.2001), ..calm() }),
            ("powers", Warnings { admin: Some(true), ..calm() }),
        ] {
            assert_eq!(raised(&of), [name]);
        }
    }

    #[test]
    fn a_promise_that_is_earned_is_no_warning() {
        let earned = Warnings { coverage: Some(Interval::exactly(1.0)), runway_days: Interval::ZERO, ..calm() };
        assert!(raised(&earned).is_empty());
        let none = Warnings { coverage: None, runway_days: Interval::ZERO, ..calm() };
        assert!(raised(&none).is_empty());
    }

    #[test]
    fn what_is_not_known_is_possible() {
        let all = flags(&Warnings { top_share: Interval::ANY_PART, admin: None, ..calm() });
        let possibly = all.iter().filter(|flag| flag.raised == Raised::Possibly);
        assert_eq!(possibly.map(|flag| flag.name).collect::<Vec<_>>(), ["largest payer", "powers"]);
    }
}
