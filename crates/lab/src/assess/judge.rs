//! Figures become an assessment.
//!
//! Twice: once with nothing assumed, once as if the figures were complete. And once for each thing that is not known, as
//! if everything else were, to say what not knowing it costs.

use super::assessment::{Assessment, Circular, Concentration, Dilution, Missing, PeriodOrigins, Standing};
use super::column::Column;
use super::complete::complete;
use super::figures::{Figures, Period};
use super::flags::{Warnings, flags};
use super::interval::Interval;
use super::present::{Contradiction, DAYS_PER_YEAR, Present, split_of};
use super::score::{self, Score, score};

/// The present is this long, like the time over which churn is measured.
pub const PRESENT_DAYS: f64 = 90.0;

/// What is said beside the figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub present_days: f64,
    /// Cells that are set wherever the figures do not say, and what the reader is told of it.
    pub assumed: Vec<(Column, f64)>,
    /// Payers that were told apart.
    pub payers: Option<usize>,
    /// Whether somebody looked at payments for circular flow.
    pub looked_at_payments: bool,
}

impl Default for Question {
    fn default() -> Self {
        Self { present_days: PRESENT_DAYS, assumed: Vec::new(), payers: None, looked_at_payments: false }
    }
}

/// Why figures cannot be assessed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AssessError {
    #[error("there is no period in the figures")]
    Empty,
    #[error("the figures say nothing about an income: one of {0} is needed")]
    NoIncome(String),
    #[error(
        "nothing was paid in the last {0:.0} days of the figures: there is no present income of which a part could last"
    )]
    NothingPaid(f64),
    #[error(transparent)]
    Contradiction(#[from] Contradiction),
}

/// Columns of which one at least has to be there.
const INCOME: [Column; 9] = [
    Column::Paid,
    Column::PaidFees,
    Column::PaidRecurring,
    Column::PaidNewcomers,
    Column::Emission,
    Column::Revenue,
    Column::RevenueRecurring,
    Column::RevenueNewcomers,
    Column::Promised,
];

pub fn assess(figures: &Figures, question: &Question) -> Result<Assessment, AssessError> {
    let figures = &assuming(figures, &question.assumed);
    let (Some(first), Some(last)) = (figures.periods.first(), figures.periods.last()) else {
        return Err(AssessError::Empty);
    };
    if !INCOME.iter().any(|column| figures.has(*column)) {
        let names: Vec<&str> = INCOME.iter().map(|column| column.name()).collect();
        return Err(AssessError::NoIncome(names.join(", ")));
    }
    let whole = complete(figures);
    let present = Present::of(figures, question.present_days)?;
    if present.split.total.high() <= 0.0 {
        return Err(AssessError::NothingPaid(present.days));
    }
    let evidence = present.evidence();
    let organic_ratio = score::organic_ratio(&evidence);
    let shares: [Interval; 6] = std::array::from_fn(|origin| present.split.share(origin));
    let concentration = concentration(last, question.payers);
    let (runway_days, coverage) = (present.runway_days(), present.coverage());
    let liquidity_coverage = present.liquidity_coverage();
    let flags = flags(&Warnings {
        top_share: concentration.top_share,
        hhi: concentration.hhi,
        liquidity_coverage,
        circularity: present.circularity,
        coverage,
        runway_days,
        own_token_collateral: part(last.any(Column::OwnTokenCollateral)),
        unknown: shares[5],
        admin: last.any(Column::Admin).map(|admin| admin > 0.0),
    });
    let at_present = Present::of(&whole, question.present_days)?;
    Ok(Assessment {
        name: figures.name.clone(),
        unit: figures.unit.clone(),
        frequency: figures.frequency,
        from: first.date,
        to: last.last_day(),
        present_days: present.days,
        periods: periods(&whole)?,
        paid_per_day: present.paid_per_day(),
        origins: shares,
        organic_ratio,
        emission_share: shares[2],
        inflow_share: inflow(&present),
        real_yield: real_yield(&present, organic_ratio),
        self_dilution: dilution(figures, question.present_days),
        coverage,
        runway_days,
        liquidity_coverage,
        concentration,
        circularity: Circular {
            ratio: present.circularity,
            looked: question.looked_at_payments || last.any(Column::CircularHigh).is_some(),
        },
        churn_per_day: present.churn_per_day,
        track: track(figures)?,
        flags,
        score: score(&evidence),
        score_if_complete: score(&at_present.evidence()),
        missing: missing(figures, question)?,
        assumed: question.assumed.iter().map(|(column, value)| format!("{} = {value}", column.name())).collect(),
        notes: figures.notes.clone(),
    })
}

/// Sets what is assumed, wherever the figures do not say.
fn assuming(figures: &Figures, assumed: &[(Column, f64)]) -> Figures {
    let mut figures = figures.clone();
    for row in figures.periods.iter_mut().flat_map(|period| &mut period.rows) {
        for (column, value) in assumed {
            if row.get(*column).is_none() {
                row.set(*column, *value);
            }
        }
    }
    figures
}

fn part(cell: Option<f64>) -> Interval {
    cell.map_or(Interval::ANY_PART, Interval::exactly)
}

fn concentration(last: &Period, payers: Option<usize>) -> Concentration {
    Concentration { hhi: part(last.any(Column::Hhi)), top_share: part(last.any(Column::TopShare)), payers }
}

fn periods(figures: &Figures) -> Result<Vec<PeriodOrigins>, Contradiction> {
    let one = |period: &Period| {
        let split = split_of(period)?;
        Ok(PeriodOrigins { date: period.date, days: period.days, origins: split.origins(), paid: split.total })
    };
    figures.periods.iter().map(one).collect()
}

/// o2, o4 and o5 together.
fn inflow(present: &Present) -> Interval {
    let parts: Interval = [1, 3, 4].into_iter().map(|origin| present.split.share(origin)).sum();
    parts.clamp(0.0, 1.0)
}

/// What recurring customers paid for the capital, a year, less what was lost of it.
fn real_yield(present: &Present, organic: Interval) -> Option<Interval> {
    let capital = present.capital.filter(|capital| *capital > 0.0)?;
    let per_year = |amount: f64| amount / present.days * DAYS_PER_YEAR / capital;
    let (total, losses) = (present.split.total, present.losses);
    let product = |part: f64, total: f64| if part > 0.0 { part * total } else { 0.0 };
    let low = per_year(product(organic.low(), total.low()) - losses.high());
    let high = per_year(product(organic.high(), total.high()) - losses.low());
    Some(Interval::between(low, high))
}

fn dilution(figures: &Figures, days: f64) -> Option<Dilution> {
    let present = figures.present(days);
    let last = present.last()?;
    let supply = last.sum(Column::Supply).filter(|supply| *supply > 0.0)?;
    let all_days: f64 = present.iter().map(|period| period.days).sum();
    let issued: Option<f64> = present.iter().map(|period| period.sum(Column::EmissionTokens)).sum();
    let per_year = issued? / supply / all_days * DAYS_PER_YEAR;
    let staked = match (last.any(Column::StakedShare), last.sum(Column::Staked)) {
        (Some(part), _) => Interval::exactly(part),
        (None, Some(staked)) => Interval::exactly((staked / supply).min(1.0)),
        (None, None) => Interval::ANY_PART,
    };
    // g (1 - sigma) / sigma would be what a staker gains for each token; of the supply it is g (1 - sigma).
    let from_passive = staked.map_ends(|staked| per_year * (1.0 - staked));
    Some(Dilution { per_year: Interval::exactly(per_year), from_passive })
}

/// Coverage and runway, period by period, where something is known of both.
fn track(figures: &Figures) -> Result<Vec<Standing>, Contradiction> {
    let mut track = Vec::new();
    for period in &figures.periods {
        let present = Present::of_periods(std::slice::from_ref(period))?;
        let Some(coverage) = present.coverage() else { continue };
        let runway_days = present.runway_days();
        let known = |interval: Interval| interval.high().is_finite() || interval.low() > 0.0;
        if known(coverage) && known(runway_days) {
            track.push(Standing { date: period.date, coverage, runway_days });
        }
    }
    Ok(track)
}

/// A thing that may be unknown, and the most favourable that it can be.
struct Doubt {
    what: &'static str,
    remedy: &'static str,
    favourable: &'static [(Column, f64)],
}

const DOUBTS: [Doubt; 5] = [
    Doubt {
        what: "when the customers came",
        remedy: "columns revenue_recurring and revenue_newcomers, or newcomer_share; or --payers FILE",
        favourable: &[(Column::NewcomerShare, 0.0)],
    },
    Doubt {
        what: "whether customers stay",
        remedy: "column churn_per_day; or --payers FILE of 180 days or more",
        favourable: &[(Column::ChurnPerDay, 0.0)],
    },
    Doubt {
        what: "whether revenue is the issuer's own money",
        remedy: "--payments FILE; or columns circular_low and circular_high",
        favourable: &[(Column::CircularLow, 0.0), (Column::CircularHigh, 0.0)],
    },
    Doubt {
        what: "whether customers were paid to be customers",
        remedy: "column borrower_incentives",
        favourable: &[(Column::BorrowerIncentives, 0.0)],
    },
    Doubt {
        what: "what it costs to serve the customers",
        remedy: "column operating_cost",
        favourable: &[(Column::OperatingCost, 0.0)],
    },
];

/// Amounts that may not be in the figures at all.
const AMOUNTS: [(Column, &str); 7] = [
    (Column::Paid, "whether the named payments are all"),
    (Column::PaidFees, "what of the revenue was passed on"),
    (Column::Emission, "whether newly issued tokens were paid"),
    (Column::PaidTopUps, "whether the issuer put something in"),
    (Column::PaidPrincipal, "whether it was other people's principal"),
    (Column::Burn, "whether something was burned"),
    (Column::Reserve, "whether there is a reserve"),
];

/// What is not known, and how wide the score would be for that alone; the widest first.
fn missing(figures: &Figures, question: &Question) -> Result<Vec<Missing>, Contradiction> {
    let all: Vec<(Column, f64)> = DOUBTS.iter().flat_map(|doubt| doubt.favourable).copied().collect();
    let known = complete(&assuming(figures, &all));
    let mut missing = Vec::new();
    let mut doubt = |what: &str, remedy: String, columns: &[Column]| {
        let mut without = known.clone();
        for (row, original) in without.periods.iter_mut().flat_map(|period| &mut period.rows).zip(figures.cells()) {
            for column in columns {
                row.set(*column, original.get(*column));
            }
        }
        let alone = score(&Present::of(&without, question.present_days)?.evidence());
        let exact = score(&Present::of(&known, question.present_days)?.evidence());
        if alone != exact {
            missing.push(Missing { what: what.to_owned(), remedy, score_for_that_alone: alone });
        }
        Ok::<(), Contradiction>(())
    };
    for Doubt { what, remedy, favourable } in &DOUBTS {
        let columns: Vec<Column> = favourable.iter().map(|(column, _)| *column).collect();
        doubt(what, (*remedy).to_owned(), &columns)?;
    }
    for (column, what) in AMOUNTS {
        doubt(what, format!("column {}", column.name()), &[column])?;
    }
    let width = |score: &Score| score.high - score.low;
    missing.sort_by(|one, other| width(&other.score_for_that_alone).total_cmp(&width(&one.score_for_that_alone)));
    Ok(missing)
}
