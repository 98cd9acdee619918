//! What an assessment found: the one thing that pages and reports are made from.

use super::interval::Interval;
use super::score::{Score, Verdict};
use jiff::civil::Date;

/// The sentence that goes with every score.
pub const WHAT_A_LOW_SCORE_MEANS: &str =
    "A low score means that this income is not paid by customers, not that the project dies.";

/// o1 to o6, for pages.
pub const ORIGIN_NAMES: [&str; 6] =
    ["recurring customers", "newcomers", "newly issued tokens", "the issuer", "other people's principal", "unknown"];

/// An income, assessed. Amounts are in [`Self::unit`].
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    pub name: String,
    /// Of the amounts: `dollars`, or tokens where no price is known.
    pub unit: String,
    pub frequency: Frequency,
    /// First and last day that the figures cover.
    pub from: Date,
    pub to: Date,
    /// Days at the end of them that count as the present.
    pub present_days: f64,
    /// All periods in order. Amounts in the reading in which what is not named did not happen, so that they can be drawn.
    pub periods: Vec<PeriodOrigins>,
    /// Present income a day, and the parts of it by origin; nothing assumed.
    pub paid_per_day: Interval,
    pub origins: [Interval; 6],
    /// s1 after circular flow, burns for the recipients and what is unknown.
    pub organic_ratio: Interval,
    pub emission_share: Interval,
    /// Newcomers, issuer and principal together.
    pub inflow_share: Interval,
    /// Organic income less losses over capital, a year; none without capital.
    pub real_yield: Option<Interval>,
    /// New tokens over supply, a year, and what passive holders lose by it; none without supply.
    pub self_dilution: Option<Dilution>,
    /// Organic revenue less cost, over what is promised; none if nothing is promised.
    pub coverage: Option<Interval>,
    /// Infinite where nothing is missing.
    pub runway_days: Interval,
    pub liquidity_coverage: Interval,
    pub concentration: Concentration,
    pub circularity: Circular,
    /// Of recurring revenue, over 90 days; none if nobody measured it.
    pub churn_per_day: Option<f64>,
    /// Coverage and runway by period, oldest first, where both are known.
    pub track: Vec<Standing>,
    pub flags: Vec<Flag>,
    /// Nothing assumed: what is not there may be anything.
    pub score: Score,
    /// If what the figures do not name did not happen: no other payments, top-ups, burns, reserves. Customers may still be new,
    /// leave, or be the issuer, unless that is known.
    pub score_if_complete: Score,
    /// What is not known, that which costs the most first.
    pub missing: Vec<Missing>,
    /// What was said with `--assume`, and is not shown by the figures.
    pub assumed: Vec<String>,
    /// About the figures: columns that were not understood, sums that do not add up, and so on.
    pub notes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Quarterly,
    Yearly,
    Irregular,
    /// One period alone.
    Single,
}

/// One period's income.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodOrigins {
    /// Its first day.
    pub date: Date,
    pub days: f64,
    /// o1 to o6, each as low and high as the figures allow.
    pub origins: [Interval; 6],
    pub paid: Interval,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dilution {
    pub per_year: Interval,
    /// What those who do not stake hand to those who do, of the supply a year.
    pub from_passive: Interval,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentration {
    pub hhi: Interval,
    pub top_share: Interval,
    /// Payers that were told apart; none without a file of payers.
    pub payers: Option<usize>,
}

/// Part of the reported revenue that was the issuer's own money: first in first out, to temporal max-flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circular {
    pub ratio: Interval,
    pub looked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    pub date: Date,
    pub coverage: Interval,
    pub runway_days: Interval,
}

/// Something that a reader should know. It adds no points and takes none.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    pub name: &'static str,
    pub raised: Raised,
    /// With the figure, in a sentence.
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Raised {
    Yes,
    /// The figures allow it, and the opposite.
    Possibly,
    No,
}

/// Something that is not known, and how wide the score would be for that alone, were everything else known and favourable.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    pub what: String,
    /// How to tell it: which column or file.
    pub remedy: String,
    pub score_for_that_alone: Score,
}

impl Frequency {
    pub fn words(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::Yearly => "yearly",
            Self::Irregular => "irregular",
            Self::Single => "one period",
        }
    }
}

impl Assessment {
    /// The finding in one or two sentences, for people.
    pub fn headline(&self) -> String {
        let range = |score: &Score| format!("{} of 100", span(score));
        let sure = format!("Score {}", range(&self.score));
        if self.score.is_decided() {
            return format!("{sure}: {}.", self.score.verdict.words());
        }
        let complete = &self.score_if_complete;
        let then = if complete.is_decided() {
            format!("{}: {}", range(complete), complete.verdict.words())
        } else {
            let best = Verdict::of(complete.high).words();
            format!("{}; not shown to be paid by customers, at best {best}", range(complete))
        };
        format!("{sure}: these figures alone do not decide it. If what they do not name did not happen, {then}.")
    }
}

/// `12 to 40`, or `12` where both ends are read the same.
fn span(score: &Score) -> String {
    let (low, high) = (format!("{:.0}", score.low), format!("{:.0}", score.high));
    if low == high { low } else { format!("{low} to {high}") }
}
