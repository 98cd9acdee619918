//! A venture's books as figures: whose money its holders were paid, day by day.
//!
//! The reserve mixes what enters it, and a drip takes the same part of everything in it: so each release is split as the reserve is.
//!
//! | what the ledger knows | what it is here |
//! |---|---|
//! | a customer's payment, first seen 60 days ago or earlier; later | o1; o2 |
//! | an operator's payment to its own Till | o4: not revenue |
//! | a holder's payment, what an operator brought from off chain, what came from nobody known | o6 |
//! | capital | neither income nor reserve: it never enters the Share |

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use anyhow::{Context, Result, ensure};
use jiff::civil::Date;
use usufruct_lab::assess::assessment::Frequency;
use usufruct_lab::assess::column::Column;
use usufruct_lab::assess::figures::{Cells, Figures, Period};
use usufruct_lab::assess::payers::{NEW_DAYS, Payers, Payment};
use usufruct_ledger::days::{Day, SECONDS_PER_DAY};
use usufruct_ledger::fold::{Block, Folded};
use usufruct_model::Cash;
use usufruct_model::reserve::ReserveQ32;

/// A century. A venture's days are its clock's, and clocks have been wrong.
const DAYS_MAX: u64 = 36_525;
/// Cash units in a dollar.
const CASH_PER_DOLLAR: f64 = 1e6;

/// What is known of a venture: its figures, and its customers.
pub struct Told {
    pub figures: Figures,
    pub payers: usize,
}

/// Money by whose it was: recurring customers, newcomers, the operator, and nobody knows.
#[derive(Clone, Copy, Default)]
struct Mixed([f64; 4]);

impl Mixed {
    fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    fn add(&mut self, other: &Self, part: f64) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, more)| *sum += more * part);
    }

    /// The same part of everything.
    fn take(&mut self, amount: f64) -> Self {
        let part = if self.total() > 0.0 { (amount / self.total()).min(1.0) } else { 0.0 };
        let taken = Self(self.0.map(|one| one * part));
        self.0.iter_mut().for_each(|one| *one *= 1.0 - part);
        taken
    }
}

/// The figures of a venture until `last`.
pub fn told(folded: &Folded, last: Block) -> Result<Told> {
    let venture = &folded.venture;
    let first =
        folded.days.iter().next().context("nothing was paid to this venture yet: there is no income to assess")?.number;
    let end = (last.timestamp / SECONDS_PER_DAY).max(first);
    ensure!(
        end - first < DAYS_MAX,
        "the venture's days reach from {first} to {end} after 1970-01-01, which is no life"
    );
    let days: BTreeMap<u64, &Day> = folded.days.iter().map(|day| (day.number, day)).collect();
    let unit = dollars_per_base(venture.unit);
    let payers = payers(&days, unit)?;
    let mut seen = BTreeMap::new();
    let mut reserve = Mixed::default();
    let mut periods = Vec::new();
    for number in first..=end {
        let mut row = usual();
        let day = days.get(&number);
        let revenue = day.map_or(Mixed::default(), |day| revenue(day, number, unit, &mut seen));
        if let Some(day) = day {
            // The holders' part of everything that was split on this day.
            let held = if revenue.total() > 0.0 { dollars(day.holders_part) / revenue.total() } else { 0.0 };
            reserve.add(&revenue, held);
        }
        let released = reserve.take(day.map_or(0.0, |day| released(day.released)));
        set(&mut row, &revenue, &released, reserve.total());
        periods.push(Period::of(date(number)?, 1.0, row));
    }
    if let Some(row) = periods.last_mut().and_then(|last| last.rows.first_mut()) {
        let end = date(end)?;
        let concentration = payers.concentration(end);
        row.set(Column::Reserve, released(venture.books.share.reserve));
        row.set(
            Column::Capital,
            dollars(venture.books.offering.raised.saturating_sub(venture.books.offering.redeemed)),
        );
        row.set(Column::Hhi, concentration.map(|(hhi, _)| hhi));
        row.set(Column::TopShare, concentration.map(|(_, top)| top));
        row.set(Column::ChurnPerDay, payers.churn_per_day(end));
    }
    let figures = Figures {
        name: format!("{} ({})", venture.terms.name, venture.purses.share),
        unit: "dollars".into(),
        frequency: Frequency::Daily,
        periods,
        notes: notes(&days, unit),
    };
    let count =
        payers.payments.iter().map(|payment| payment.payer.as_str()).collect::<std::collections::BTreeSet<_>>().len();
    Ok(Told { figures, payers: count })
}

/// Once the currency's transfers were looked through: what the operator paid customers is in the circular part. Money that was split
/// on a day on which none arrived had come on another: it may be as circular as on the worst of them.
pub fn nothing_was_handed_back(figures: &mut Figures) {
    let rows = || figures.periods.iter().flat_map(|period| &period.rows);
    let worst = rows().filter_map(|row| row.get(Column::CircularHigh)).reduce(f64::max).unwrap_or(1.0);
    for row in figures.periods.iter_mut().flat_map(|period| &mut period.rows) {
        row.set(Column::BorrowerIncentives, 0.0);
        if row.get(Column::CircularHigh).is_none() {
            row.set(Column::CircularLow, 0.0);
            row.set(Column::CircularHigh, worst);
        }
    }
}

/// What the contracts make sure of on every day: nothing is issued, burned or topped up, and no principal is income (CAPITAL-1,
/// INCOME-1); the reserve cannot be demanded; nobody can mint or redirect (POWER-1).
fn usual() -> Cells {
    let nothing = [
        Column::Emission,
        Column::PaidPrincipal,
        Column::Burn,
        Column::Losses,
        Column::Redeemable,
        Column::OwnTokenCollateral,
        Column::Admin,
    ];
    nothing.into_iter().fold(Cells::default(), |row, column| row.with(column, 0.0))
}

fn set(row: &mut Cells, revenue: &Mixed, released: &Mixed, reserve: f64) {
    let [old, new, operator, unknown] = revenue.0;
    row.set(Column::Revenue, old + new + unknown);
    row.set(Column::RevenueRecurring, old);
    row.set(Column::RevenueNewcomers, new);
    row.set(Column::TopUps, operator);
    row.set(Column::Reserve, reserve);
    let [old, new, operator, _] = released.0;
    row.set(Column::Paid, released.total());
    row.set(Column::PaidRecurring, old);
    row.set(Column::PaidNewcomers, new);
    row.set(Column::PaidTopUps, operator);
}

/// What was split on a day, by whose it was.
fn revenue(day: &Day, number: u64, unit: f64, seen: &mut BTreeMap<Address, u64>) -> Mixed {
    let mut revenue = Mixed([0.0, 0.0, 0.0, dollars(day.remitted)]);
    for (payer, paid) in day.payers.iter() {
        let customer = base(paid.vouchers.saturating_add(paid.transfers), unit);
        let first = *seen.entry(*payer).or_insert(number);
        let is_recurring = number - first >= u64::from(NEW_DAYS.unsigned_abs());
        revenue.0[usize::from(!is_recurring)] += customer;
        revenue.0[2] += base(paid.as_operator(), unit);
        revenue.0[3] += base(paid.as_holder().saturating_add(paid.unknown), unit);
    }
    revenue
}

/// Customers' payments, all since the beginning.
fn payers(days: &BTreeMap<u64, &Day>, unit: f64) -> Result<Payers> {
    let mut payments = Vec::new();
    for (number, day) in days {
        for (payer, paid) in day.payers.iter() {
            let amount = base(paid.vouchers.saturating_add(paid.transfers), unit);
            if amount > 0.0 {
                payments.push(Payment { day: date(*number)?, payer: payer.to_string(), amount });
            }
        }
    }
    Ok(Payers { payments, from_the_beginning: true })
}

fn notes(days: &BTreeMap<u64, &Day>, unit: f64) -> Vec<String> {
    let all = |of: &dyn Fn(&Day) -> f64| days.values().map(|day| of(day)).sum::<f64>();
    let paid = |of: fn(&usufruct_ledger::days::Paid) -> U256| {
        all(&|day| day.payers.values().map(|paid| base(of(paid), unit)).sum::<f64>())
    };
    let (operator, holder) = (paid(|paid| paid.as_operator()), paid(|paid| paid.as_holder()));
    let remitted = all(&|day| dollars(day.remitted));
    let mut notes = vec!["from the events of the venture's contracts alone, since it was created".to_owned()];
    let mut tell = |amount: f64, what: &str| {
        if amount > 0.0 {
            notes.push(format!("{amount:.6} dollars {what}"));
        }
    };
    tell(operator, "were paid by the operator to its own Till: the issuer's, and no revenue");
    tell(holder, "were paid by holders of shares: whether as customers, nobody can tell");
    tell(remitted, "were brought by the operator from off chain: of a lower grade, taken for unknown");
    notes
}

fn date(number: u64) -> Result<Date> {
    let days = i64::try_from(number).context("a day beyond all calendars")?;
    let first = jiff::civil::date(1970, 1, 1);
    first.checked_add(jiff::Span::new().try_days(days)?).with_context(|| format!("day {number} is beyond the calendar"))
}

fn dollars(cash: Cash) -> f64 {
    cash.0 as f64 / CASH_PER_DOLLAR
}

fn released(reserve: ReserveQ32) -> f64 {
    reserve.0 as f64 / 2_f64.powi(32) / CASH_PER_DOLLAR
}

fn dollars_per_base(unit: U256) -> f64 {
    1.0 / (unit.saturating_to::<u128>() as f64 * CASH_PER_DOLLAR)
}

fn base(amount: U256, dollars_per_base: f64) -> f64 {
    amount.saturating_to::<u128>() as f64 * dollars_per_base
}
