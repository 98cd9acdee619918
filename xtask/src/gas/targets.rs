//! What the contracts promise to cost, each as a ratio between two figures of one run.

use super::figures::Figures;
use crate::tally::Tally;

/// `ours` costs at most `at_most` hundredths of `theirs`.
pub struct Target {
    pub says: &'static str,
    ours: Place,
    theirs: Place,
    at_most: u64,
}

/// Group and verb.
type Place = (&'static str, &'static str);

pub const TARGETS: [Target; 7] = [
    Target {
        says: "a transfer between holders, beside solady's ERC-20",
        ours: ("share", "transfer to a holder"),
        theirs: ("solady", "transfer to a holder"),
        at_most: 107,
    },
    Target {
        says: "a transfer to a new holder, beside solady's ERC-20",
        ours: ("share", "transfer to a new holder"),
        theirs: ("solady", "transfer to a new holder"),
        at_most: 105,
    },
    Target {
        says: "a claim, beside a plain transfer of the currency",
        ours: ("income-plain", "claim, not the first"),
        theirs: ("income-plain", "transfer of the currency"),
        at_most: 135,
    },
    Target {
        says: "a first claim, beside the same",
        ours: ("income-plain", "claim, the first"),
        theirs: ("income-plain", "transfer of the currency"),
        at_most: 135,
    },
    Target {
        says: "a claim by one who never had the currency, beside a plain transfer to one who never had it",
        ours: ("income-plain", "claim to a new account"),
        theirs: ("income-plain", "transfer of the currency to a new account"),
        at_most: 135,
    },
    Target {
        says: "a drip with 100,000 holders, beside one with 10",
        ours: ("crowd-100000", "drip"),
        theirs: ("crowd-10", "drip"),
        at_most: 100,
    },
    Target {
        says: "a collect with 100,000 holders, beside one with 10",
        ours: ("crowd-100000", "collect, with credit and drip"),
        theirs: ("crowd-10", "collect, with credit and drip"),
        at_most: 100,
    },
];

/// What a target came to.
pub struct Outcome {
    pub ours: u64,
    pub theirs: u64,
    pub at_most: u64,
}

impl Target {
    pub fn outcome(&self, figures: &Figures) -> anyhow::Result<Outcome> {
        let (ours, theirs) = (figures.gas(self.ours.0, self.ours.1)?, figures.gas(self.theirs.0, self.theirs.1)?);
        Ok(Outcome { ours, theirs, at_most: self.at_most })
    }
}

impl Outcome {
    pub fn holds(&self) -> bool {
        self.ours * 100 <= self.theirs * self.at_most
    }
}

/// `ours / theirs` with four decimals, rounded up: against us.
pub fn ratio(ours: u64, theirs: u64) -> String {
    let parts = (ours * 10_000).div_ceil(theirs);
    format!("{}.{:04}", parts / 10_000, parts % 10_000)
}

/// One check for each target.
pub fn check(figures: &Figures) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for target in &TARGETS {
        let outcome = target.outcome(figures)?;
        if !outcome.holds() {
            let (ours, theirs) = (outcome.ours, outcome.theirs);
            println!("{}: {ours} to {theirs} is {}, above the target", target.says, ratio(ours, theirs));
        }
        tally += Tally::of(outcome.holds());
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::{Outcome, ratio};

    #[test]
    fn a_target_holds_up_to_its_last_unit_of_gas() {
        let outcome = |ours| Outcome { ours, theirs: 34_000, at_most: 107 };
        assert!(outcome(36_380).holds());
        assert!(!outcome(36_381).holds());
    }

    #[test]
    fn a_ratio_is_rounded_against_us() {
        assert_eq!(ratio(36_380, 34_000), "1.0700");
        assert_eq!(ratio(36_381, 34_000), "1.0701");
        assert_eq!(ratio(3, 2), "1.5000");
    }
}
