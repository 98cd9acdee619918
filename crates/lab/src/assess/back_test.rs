//! The rule, held against what later happened.
//!
//! The rule was in the repository before this was. Figures are as published at the time; where a source gives a range the end that is
//! kinder to the income is taken, for all alike. Nothing is assumed for one income that is not assumed for all. The page that this
//! writes, `docs/back-test.md`, has the misses in it.

use super::assessment::Frequency;
use super::column::Column::{
    self, BurnTokens, Emission, EmissionTokens, OperatingCost, Paid, PaidFees, PrincipalIn, Redeemable, Reserve,
    Revenue,
};
use super::figures::{Cells, Figures, Period};
use super::one_unit;
use super::score::Score;
use super::{AssessError, Assessment, Question, assess};
use jiff::civil::{Date, date};
use std::fmt::Write as _;

/// What later became of an income, in dollars for each unit that was in it, as far as anybody wrote it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Less than a quarter.
    Gone,
    Reduced,
    /// Three quarters or more.
    Kept,
    /// Still paid by newly issued tokens for the most part; nobody wrote down how much in dollars.
    StillIssued,
}

impl Outcome {
    pub fn words(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Reduced => "reduced",
            Self::Kept => "kept",
            Self::StillIssued => "still issued",
        }
    }
}

/// An income at a time.
pub struct Case {
    pub name: &'static str,
    /// First day of the figures, and how many days they are of.
    pub from: Date,
    pub days: f64,
    pub figures: &'static [(Column, f64)],
    pub source: &'static str,
    pub outcome: Outcome,
    pub what_happened: &'static str,
}

const YEAR: f64 = 365.0;

/// In the order of time.
pub static CASES: [Case; 12] = [
    Case {
        name: "Uniswap's four farmed pools",
        from: date(2020, 11, 13),
        days: 1.0,
        figures: &[(Emission, 1.17e6), (PaidFees, 0.81e6)],
        source: "83,333 UNI a day and pool, at 3.50; fees of all pools 0.33 to 0.81 m a day (CoinDesk and others, November 2020)",
        outcome: Outcome::Reduced,
        what_happened: "the UNI ended on 17 November: liquidity fell by 56 % in days, the fees went on",
    },
    Case {
        name: "Uniswap, pools without farms",
        from: date(2021, 6, 1),
        days: 1.0,
        figures: &[(PaidFees, 1.0), (Emission, 0.0)],
        source: "nothing but fees is paid (protocol documents); the amount does not matter to the score",
        outcome: Outcome::Kept,
        what_happened: "paid since; what providers lose by prices is beside the income",
    },
    Case {
        name: "Aave v2 with liquidity mining",
        from: date(2021, 4, 26),
        days: 80.0,
        figures: &[(Emission, 82e6), (PaidFees, 70e6)],
        source: "82 m of stkAAVE and 7 m into reserves, which take 10 to 20 % of the interest: 35 to 70 m (Aave governance, ARC of July 2021)",
        outcome: Outcome::Reduced,
        what_happened: "2,200 stkAAVE a day became 1,540, 1,078 and 862 within a year; the interest went on",
    },
    Case {
        name: "Axie (SLP), summer",
        from: date(2021, 7, 15),
        days: 1.0,
        figures: &[(EmissionTokens, 1.0), (BurnTokens, 1.0)],
        source: "no number was found: put in as burned = minted, the kindest reading of a summer in which breeding for new players burned about what was minted",
        outcome: Outcome::Gone,
        what_happened: "SLP lost 93 %, and the income with it",
    },
    Case {
        name: "Olympus",
        from: date(2021, 12, 1),
        days: 1.0,
        figures: &[(Emission, 10.2e6), (PrincipalIn, 3.8e6)],
        source: "10.2 m a day issued, 3.8 m a day from bonds (OIP-63); the part of the treasury in outside currency was not found",
        outcome: Outcome::Gone,
        what_happened: "OHM went from 1,400 to 11 dollars",
    },
    Case {
        name: "Livepeer",
        from: date(2021, 10, 1),
        days: 92.0,
        figures: &[(Emission, 17e6), (PaidFees, 154e3)],
        source: "17 m of rewards, 154 k of fees in the quarter (Messari, The State of Livepeer, January 2022)",
        outcome: Outcome::StillIssued,
        what_happened: "rewards rose to 0.049 % a round by 2024, and are still almost all of the income",
    },
    Case {
        name: "Axie (SLP), winter",
        from: date(2021, 12, 27),
        days: 1.0,
        figures: &[(EmissionTokens, 250e6), (BurnTokens, 50e6)],
        source: "250 m SLP minted and 50 m burned a day (J. Dear, Patching SLP till Battles v2, 27 December 2021)",
        outcome: Outcome::Gone,
        what_happened: "SLP went on falling until next to nothing was earned",
    },
    Case {
        name: "Anchor",
        from: date(2022, 4, 1),
        days: YEAR,
        figures: &[(Paid, 2_437.5e6), (Revenue, 340e6), (Emission, 340e6), (Reserve, 455.5e6), (Redeemable, 12.5e9)],
        source: "19.5 % on 12.5 bn; 340 m of interest and 340 m of staking rewards a year (TokenInsight, spring 2022); reserve 455.5 m (Neptune, 9 March 2022)",
        outcome: Outcome::Gone,
        what_happened: "nothing was paid from the middle of May on",
    },
    Case {
        name: "Helium",
        from: date(2022, 6, 1),
        days: 30.0,
        figures: &[(Emission, 22.5e6), (PaidFees, 0.0), (Column::Burn, 6.5e3), (Column::StakedShare, 1.0)],
        source: "6.5 k dollars of data credits, 2.5 m HNT at about 9 dollars (public dashboards, as reported in summer 2022)",
        outcome: Outcome::Gone,
        what_happened: "60 % of the hotspots left; about 6 dollars a month for those that stayed (ByteTree, March 2024). From 2025 on customers paid",
    },
    Case {
        name: "GMX (GLP)",
        from: date(2021, 9, 1),
        days: 300.0,
        figures: &[(PaidFees, 28e6)],
        source: "over 40 m of fees since September 2021, 70 % of it to GLP (New Order, 2022); what esGMX was worth was not found",
        outcome: Outcome::Kept,
        what_happened: "fees were paid through the next year's bear market; v1 was robbed in 2025",
    },
    Case {
        name: "Maker (DSR)",
        from: date(2023, 6, 29),
        days: YEAR,
        figures: &[(Paid, 6.58e6), (Revenue, 118e6), (OperatingCost, 33.13e6)],
        source: "a year's pace as of 29 June 2023: 118 m of fees, 33.13 m of expenses, 6.58 m to savers (PANews, makerburn.com)",
        outcome: Outcome::Kept,
        what_happened: "the rate was raised to 8 % five weeks later, and paid since",
    },
    Case {
        name: "Aave v3, without mining",
        from: date(2023, 6, 1),
        days: 1.0,
        figures: &[(PaidFees, 1.0), (Emission, 0.0)],
        source: "borrowers' interest alone is paid (protocol documents); the amount does not matter to the score",
        outcome: Outcome::Kept,
        what_happened: "paid since; in April 2026 it rose while nobody could leave",
    },
];

/// The case through the whole pipeline.
pub fn judged(case: &Case) -> Result<Assessment, AssessError> {
    let row = case.figures.iter().fold(Cells::default(), |row, (column, value)| row.with(*column, *value));
    let mut periods = vec![Period::of(case.from, case.days, row)];
    let mut notes = Vec::new();
    let unit = one_unit::convert(&mut periods, &mut notes).to_owned();
    let figures = Figures { name: case.name.to_owned(), unit, frequency: Frequency::Single, periods, notes };
    assess(&figures, &Question::default())
}

/// Kendall's tau-b: agreement in order between -1 and 1, ties allowed for; none where one side is all tied.
pub fn tau_b(pairs: &[(f64, f64)]) -> Option<f64> {
    let (mut agree, mut differ, mut tied_left, mut tied_right) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    for (place, one) in pairs.iter().enumerate() {
        for other in &pairs[..place] {
            let (left, right) = (one.0.total_cmp(&other.0), one.1.total_cmp(&other.1));
            match (left.is_eq(), right.is_eq()) {
                (true, true) => {}
                (true, false) => tied_left += 1.0,
                (false, true) => tied_right += 1.0,
                (false, false) if left == right => agree += 1.0,
                (false, false) => differ += 1.0,
            }
        }
    }
    let both = (agree + differ + tied_left) * (agree + differ + tied_right);
    (both > 0.0).then(|| (agree - differ) / both.sqrt())
}

/// What is wrong with the score of a case, seen from later.
pub fn miss(score: &Score, outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Gone if score.high >= 70.0 => Some("allowed up to the best verdict, and gone"),
        Outcome::Gone if score.high >= 30.0 => Some("allowed up to mixed, and gone"),
        Outcome::Kept if score.high < 30.0 => Some("surely low, and kept"),
        _ => None,
    }
}

/// `docs/back-test.md`.
pub fn page() -> Result<String, AssessError> {
    let mut rows = Vec::new();
    for case in &CASES {
        rows.push((judged(case)?, case));
    }
    let mut page = INTRODUCTION.to_owned();
    for (found, case) in &rows {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} |",
            case.name,
            case.from,
            range(&found.score),
            range(&found.score_if_complete),
            case.outcome.words(),
            case.what_happened,
            case.source
        );
    }
    let known = rows.iter().filter(|(_, case)| case.outcome != Outcome::StillIssued);
    let order = |outcome: Outcome| f64::from(outcome as u8);
    let pairs = |end: fn(&Score) -> f64| -> Vec<(f64, f64)> {
        known.clone().map(|(found, case)| (end(&found.score_if_complete), order(case.outcome))).collect()
    };
    let tau = |end| tau_b(&pairs(end)).map_or_else(|| "none: all are tied".to_owned(), |tau| format!("{tau:.2}"));
    let _ = writeln!(page, "\n## How well the order agrees\n");
    let _ = writeln!(
        page,
        "Kendall's tau-b between the second reading and the outcome, of {} incomes whose outcome is known:",
        known.clone().count()
    );
    let _ = writeln!(
        page,
        "high end {}; low end {}. Before it was computed, 0.6 was set as what would count as success.\n",
        tau(|score| score.high),
        tau(|score| score.low)
    );
    let low: Vec<_> = rows.iter().filter(|(found, _)| found.score_if_complete.high < 30.0).collect();
    let wrong = low.iter().filter(|(_, case)| matches!(case.outcome, Outcome::Kept | Outcome::Reduced)).count();
    let _ = writeln!(
        page,
        "Of the {} that were surely low (high end below 30), {wrong} kept more than a quarter of the income.\n",
        low.len()
    );
    let _ = writeln!(page, "## The misses\n");
    for (found, case) in &rows {
        if let Some(miss) = miss(&found.score_if_complete, case.outcome) {
            let _ = writeln!(page, "* **{}**, {}: {} ({miss}).", case.name, case.from, range(&found.score_if_complete));
        }
    }
    page.push_str(CONCLUSION);
    Ok(page)
}

fn range(score: &Score) -> String {
    let figure = |value: f64| if value > 0.0 && value < 1.0 { format!("{value:.2}") } else { format!("{value:.0}") };
    let (low, high) = (figure(score.low), figure(score.high));
    if low == high { low } else { format!("{low} to {high}") }
}

const INTRODUCTION: &str = "# The back-test

Written by `cargo run --release -p usufruct-lab --example back_test`, and compared in the tests. The [rule](scoring-rule.md) was in the repository before this was, and nothing
in it was changed for it. Figures are as published at the time; where a source gives a range, the end that is kinder to the income is taken, for all alike. No income has
anything assumed that others have not.

**There are too few incomes here for any weight, threshold or significance.** They were chosen because figures of them are public and what became of them is known, and so they
are known stories. The true test is of incomes that nobody had in mind: later years, other ledgers.

| income | as of | score, nothing assumed | if what is not named did not happen | outcome | what happened | figures |
|---|---|---|---|---|---|---|
";

const CONCLUSION: &str = "* **The low end**, by which the verdict is, says 0 of every one of them. No public figures say when the payers came, whether they stayed and whose money it was; without
  that nothing is shown to be paid by customers. The rule cannot tell Maker from Axie by its low end until somebody publishes payers.

## What it comes to

What is surely low did not last. What is not surely low may be anything: summer's Axie had burned as much as it minted, because newcomers paid for their tickets, and only the age of
the payers (o2) would have shown it. Incomes that were left out because their figures were not found: Lido in 2023 (which part of its income was execution fees).
An outcome is *gone* below a quarter of the income in dollars, *kept* from three quarters on, as judged from what was written later; no control basket was divided by, because
no series of dollars was at hand for most.
";

#[cfg(test)]
mod tests {
    use super::{page, tau_b};

    #[test]
    fn the_page_is_what_the_code_finds() {
        let ours = page().expect("figures that do not contradict themselves");
        let written = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/back-test.md"));
        assert!(written == ours, "docs/back-test.md is stale: cargo run --release -p usufruct-lab --example back_test");
    }

    #[test]
    fn agreement_in_order_allows_for_ties() {
        assert_eq!(tau_b(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]), Some(1.0));
        assert_eq!(tau_b(&[(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)]), Some(-1.0));
        assert_eq!(tau_b(&[(1.0, 1.0), (1.0, 2.0)]), None);
        // Five pairs agree, none differs, one is tied on the left.
        let tied = tau_b(&[(1.0, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, 4.0)]).expect("not all tied");
        assert!((tied - 5.0 / 30.0_f64.sqrt()).abs() < 1e-12);
    }
}
