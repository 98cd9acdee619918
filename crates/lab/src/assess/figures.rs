//! The figures of one income, period by period. A cell that is not there is not known.

use super::assessment::Frequency;
use super::column::{COLUMNS, Column};
use jiff::civil::Date;

/// One row of figures: what is known of one period, or of one part of it (a pool, a chain).
#[derive(Clone, Debug, PartialEq)]
pub struct Cells([Option<f64>; COLUMNS]);

impl Default for Cells {
    fn default() -> Self {
        Self([None; COLUMNS])
    }
}

impl Cells {
    pub fn get(&self, column: Column) -> Option<f64> {
        self.0[column.place()]
    }

    pub fn set(&mut self, column: Column, value: impl Into<Option<f64>>) {
        self.0[column.place()] = value.into();
    }

    /// For building figures in one expression.
    pub fn with(mut self, column: Column, value: f64) -> Self {
        self.set(column, value);
        self
    }
}

/// A stretch of days with one set of figures, or several that are added.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Its first day.
    pub date: Date,
    pub days: f64,
    pub rows: Vec<Cells>,
}

impl Period {
    pub fn of(date: Date, days: f64, row: Cells) -> Self {
        Self { date, days, rows: vec![row] }
    }

    /// A figure that is added over the rows; not known if one of them is not.
    pub fn sum(&self, column: Column) -> Option<f64> {
        self.rows.iter().map(|row| row.get(column)).sum()
    }

    /// A figure that is not added: the first row that knows it.
    pub fn any(&self, column: Column) -> Option<f64> {
        self.rows.iter().find_map(|row| row.get(column))
    }

    pub fn last_day(&self) -> Date {
        let days = whole_days(self.days) - 1;
        self.date.checked_add(jiff::Span::new().days(days.max(0))).unwrap_or(self.date)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "periods have at most some thousand days")]
fn whole_days(days: f64) -> i64 {
    days.clamp(0.0, 1e6).round() as i64
}

/// Figures in the order of time, amounts in one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub name: String,
    /// `dollars`, `tokens`, `parts of the capital`.
    pub unit: String,
    pub frequency: Frequency,
    /// Not empty.
    pub periods: Vec<Period>,
    /// What the reader had to say about the file.
    pub notes: Vec<String>,
}

impl Figures {
    /// Whether the column is there at all, in whatever cell.
    pub fn has(&self, column: Column) -> bool {
        self.cells().any(|row| row.get(column).is_some())
    }

    pub fn cells(&self) -> impl Iterator<Item = &Cells> {
        self.periods.iter().flat_map(|period| &period.rows)
    }

    /// The periods of which most is within the last `days`; at least the last one.
    pub fn present(&self, days: f64) -> &[Period] {
        let Some(last) = self.periods.last() else { return &[] };
        let end = last.last_day();
        let recent = |period: &&Period| {
            let since = period.last_day().until(end).map_or(f64::INFINITY, |span| f64::from(span.get_days()));
            since + period.days / 2.0 <= days
        };
        let count = self.periods.iter().rev().take_while(recent).count().max(1);
        &self.periods[self.periods.len() - count..]
    }
}
