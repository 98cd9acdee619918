//! A table becomes figures: wide (a column for each figure) or long (date, metric, value, unit).

use super::cell::{self, CellError, Named, Unit};
use super::column::{Column, Kind};
use super::figures::{Cells, Figures, Period};
use super::mapping::{self, Mapped, MappingError, Said, suggestion, understand};
use super::table::{Table, TableError};
use super::{calendar, one_unit};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is to be read of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    pub said: Said,
    /// Only rows that have this text in one of their cells: a pool, a protocol.
    pub only: Vec<String>,
    /// Figures after this day are left out.
    pub as_of: Option<Date>,
}

/// Why a file has no figures.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Mapping(#[from] MappingError),
    #[error("row {row}, column {column}: {value:?} {problem}")]
    Cell { row: usize, column: String, value: String, problem: CellError },
    #[error(
        "row {row}, column {column}: {value:?} is not a date; write 2024-01-31, 2024-01, 2024, a time like 2024-01-31T00:00:00Z, or seconds since 1970"
    )]
    Date { row: usize, column: String, value: String },
    #[error("no column says when: the columns are {0}. Call one of them date, or say --columns date=THEIRS")]
    NoDate(String),
    #[error(
        "none of the columns is a figure of an income. The columns are: {found}. Understood are: {understood}. Say --columns OURS=THEIRS"
    )]
    NoFigures { found: String, understood: String },
    #[error("no row has {0:?} in one of its cells{1}")]
    NoRow(String, String),
    #[error("no figure is from {0} or earlier; the first is of {1}")]
    AllLater(Date, Date),
    #[error("row {row}: {metric} {problem}")]
    Unit { row: usize, metric: String, problem: MappingError },
}

const DATE_NAMES: [&str; 10] =
    ["date", "day", "period", "month", "time", "timestamp", "block_date", "block_day", "dt", "year"];
const METRIC_NAMES: [&str; 4] = ["metric", "variable", "figure", "measure"];
const VALUE_NAMES: [&str; 3] = ["value", "amount", "val"];
/// Columns of long files that say where a figure is from.
const BESIDE: [&str; 4] = ["source", "sources", "note", "comment"];

/// Reads the figures of one income.
pub fn read(path: &Path, request: &Request) -> Result<Figures, ReadError> {
    let name = path.file_stem().map_or_else(|| "figures".into(), |name| name.to_string_lossy().into_owned());
    of_table(Table::read(path)?, &name, request)
}

pub fn of_table(mut table: Table, name: &str, request: &Request) -> Result<Figures, ReadError> {
    for wanted in &request.only {
        keep(&mut table, wanted)?;
    }
    let mut dated = Dated::of(&table, request)?;
    if let Some(as_of) = request.as_of {
        dated.until(as_of)?;
    }
    let (frequency, spans, mut notes) = calendar::spans(&dated.dates());
    let long = place_of(&table, &request.said, "metric", &METRIC_NAMES).zip(place_of(
        &table,
        &request.said,
        "value",
        &VALUE_NAMES,
    ));
    let mut figures = match long {
        Some((metric, value)) => read_long(&table, &dated, &spans, metric, value, request, &mut notes)?,
        None => read_wide(&table, &dated, &spans, request, &mut notes)?,
    };
    let unit = one_unit::convert(&mut figures, &mut notes);
    if !request.only.is_empty() {
        notes.insert(0, format!("only rows with {} were read", request.only.join(" and ")));
    }
    let most = figures.iter().map(|period| period.rows.len()).max().unwrap_or(0);
    if most > 1 {
        notes.push(format!(
            "there are up to {most} rows for one date: they were added. One alone is read with --pool TEXT"
        ));
    }
    Ok(Figures { name: name.to_owned(), unit: unit.to_owned(), frequency, periods: figures, notes })
}

/// Rows that have the text in one of their cells.
fn keep(table: &mut Table, wanted: &str) -> Result<(), ReadError> {
    let is_wanted = |cell: &String| cell.eq_ignore_ascii_case(wanted);
    if !table.rows.iter().any(|row| row.iter().any(is_wanted)) {
        let near: BTreeSet<&str> =
            table.rows.iter().flatten().map(String::as_str).filter(|cell| resembles(cell, wanted)).collect();
        let near: Vec<&str> = near.into_iter().take(8).collect();
        let hint = if near.is_empty() { String::new() } else { format!("; there are {}", near.join(", ")) };
        return Err(ReadError::NoRow(wanted.to_owned(), hint));
    }
    table.rows.retain(|row| row.iter().any(is_wanted));
    Ok(())
}

fn resembles(cell: &str, wanted: &str) -> bool {
    let (cell, wanted) = (cell.to_ascii_lowercase(), wanted.to_ascii_lowercase());
    !wanted.is_empty() && cell.contains(&wanted)
}

/// Where a column is that is no figure: as the user says, or by its usual names.
fn place_of(table: &Table, said: &Said, key: &str, names: &[&str]) -> Option<usize> {
    if let Some(theirs) = said.keys.get(key) {
        return table.place(theirs);
    }
    names.iter().find_map(|name| table.names.iter().position(|known| known.eq_ignore_ascii_case(name)))
}

/// The rows of a table, by date.
struct Dated {
    column: String,
    rows: BTreeMap<Date, Vec<usize>>,
    named: Option<Named>,
}

impl Dated {
    fn of(table: &Table, request: &Request) -> Result<Self, ReadError> {
        if let Some(theirs) = request.said.keys.values().find(|theirs| table.place(theirs).is_none()) {
            return Err(MappingError::Theirs { wanted: theirs.clone(), found: table.names.join(", ") }.into());
        }
        let place = place_of(table, &request.said, "date", &DATE_NAMES);
        let place = place.ok_or_else(|| ReadError::NoDate(table.names.join(", ")))?;
        let column = table.names[place].clone();
        let mut rows: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        let mut names_of = None;
        for (row, text) in table.column(place).enumerate() {
            let wrong = || ReadError::Date { row: row + 1, column: column.clone(), value: text.to_owned() };
            let (date, named) = cell::date(text).ok_or_else(wrong)?;
            names_of = names_of.or(named);
            rows.entry(date).or_default().push(row);
        }
        Ok(Self { column, rows, named: names_of })
    }

    fn until(&mut self, day: Date) -> Result<(), ReadError> {
        let first = self.rows.keys().next().copied().unwrap_or(day);
        self.rows.retain(|date, _| *date <= day);
        if self.rows.is_empty() { Err(ReadError::AllLater(day, first)) } else { Ok(()) }
    }

    fn dates(&self) -> calendar::Dates {
        calendar::Dates { days: self.rows.keys().copied().collect(), named: self.named }
    }
}

fn read_wide(
    table: &Table,
    dated: &Dated,
    spans: &[calendar::Span],
    request: &Request,
    notes: &mut Vec<String>,
) -> Result<Vec<Period>, ReadError> {
    let texts: Vec<&str> = table
        .names
        .iter()
        .enumerate()
        .filter(|(place, _)| is_text(table, *place))
        .map(|(_, name)| name.as_str())
        .collect();
    let not_figures: Vec<&str> = texts.into_iter().chain([dated.column.as_str()]).collect();
    let understood = understand(&table.names, &request.said, &not_figures)?;
    some_figures(&understood.mapped, &table.names)?;
    notes.extend(understood.notes);
    let mut periods = Vec::new();
    for (span, rows) in spans.iter().zip(dated.rows.values()) {
        let mut period = Period { date: span.first, days: span.days, rows: Vec::new() };
        for &row in rows {
            let mut cells = Adding::default();
            for Mapped { column, theirs, unit } in &understood.mapped {
                let text = table.place(theirs).and_then(|place| table.rows[row].get(place)).map_or("", String::as_str);
                cells.add(*column, number(text, *column, *unit, span.days, row, theirs)?);
            }
            period.rows.push(cells.finish());
        }
        periods.push(period);
    }
    Ok(periods)
}

/// One figure a row.
fn read_long(
    table: &Table,
    dated: &Dated,
    spans: &[calendar::Span],
    metric: usize,
    value: usize,
    request: &Request,
    notes: &mut Vec<String>,
) -> Result<Vec<Period>, ReadError> {
    let unit = place_of(table, &request.said, "unit", &["unit", "units"]);
    let metrics: BTreeSet<String> = dated.rows.values().flatten().map(|&row| table.rows[row][metric].clone()).collect();
    let metrics: Vec<String> = metrics.into_iter().collect();
    let understood = understand(&metrics, &request.said, &[])?;
    some_figures(&understood.mapped, &metrics)?;
    notes.extend(understood.notes.into_iter().map(|note| note.replace("column ", "metric ")));
    let known: Vec<&str> = table.names.iter().map(String::as_str).collect();
    let used = [Some(metric), Some(value), unit].into_iter().flatten().map(|place| known[place]);
    let used: BTreeSet<&str> = used.chain(BESIDE).chain([dated.column.as_str()]).collect();
    notes.extend(known.iter().filter(|name| !used.contains(*name)).map(|name| format!("column {name} was not used")));
    let mut periods = Vec::new();
    for (span, rows) in spans.iter().zip(dated.rows.values()) {
        let mut cells = Adding::default();
        for &row in rows {
            let texts = &table.rows[row];
            let Some(mapped) = understood.mapped.iter().find(|mapped| mapped.theirs == texts[metric]) else { continue };
            let told = unit.map_or(Unit::Plain, |unit| mapping::unit_of_cell(&texts[unit]));
            let unit = if told == Unit::Plain { mapped.unit } else { told };
            mapping::fits(mapped.column, unit).map_err(|problem| ReadError::Unit {
                row: row + 1,
                metric: texts[metric].clone(),
                problem,
            })?;
            cells.add(mapped.column, number(&texts[value], mapped.column, unit, span.days, row, &texts[metric])?);
        }
        periods.push(Period { date: span.first, days: span.days, rows: vec![cells.finish()] });
    }
    Ok(periods)
}

/// Cells of which several may be one figure.
#[derive(Default)]
struct Adding {
    cells: Cells,
    met: BTreeMap<Column, Option<f64>>,
}

impl Adding {
    /// What is not known of a part is not known of the sum.
    fn add(&mut self, column: Column, value: Option<f64>) {
        let sum = match (self.met.get(&column), value) {
            (None, value) => value,
            (Some(Some(before)), Some(value)) => Some(before + value),
            _ => None,
        };
        self.met.insert(column, sum);
    }

    fn finish(mut self) -> Cells {
        for (column, value) in self.met {
            self.cells.set(column, value);
        }
        self.cells
    }
}

fn number(
    text: &str,
    column: Column,
    unit: Unit,
    days: f64,
    row: usize,
    theirs: &str,
) -> Result<Option<f64>, ReadError> {
    let wrong = |problem| ReadError::Cell { row: row + 1, column: theirs.to_owned(), value: text.to_owned(), problem };
    let value = cell::number(text, column.kind(), unit, days, theirs).map_err(wrong)?;
    match value {
        Some(value) if value < 0.0 && is_never_negative(column) => Err(wrong(CellError::Sign("what was paid", value))),
        value => Ok(value),
    }
}

fn is_never_negative(column: Column) -> bool {
    let signed =
        [Column::ReserveChange, Column::PrincipalOut, Column::PrincipalIn, Column::Losses, Column::OperatingCost];
    matches!(column.kind(), Kind::Flow | Kind::TokenFlow | Kind::Rate) && !signed.contains(&column)
}

fn is_text(table: &Table, place: usize) -> bool {
    let mut told = table.column(place).filter(|text| !text.is_empty()).take(50).peekable();
    told.peek().is_some()
        && told.all(|text| {
            text.trim_end_matches('%').trim_start_matches('$').parse::<f64>().is_err()
                && !text.contains(|letter: char| letter.is_ascii_digit())
        })
        || told_apart(table, place)
}

/// Names and links with digits in them: most cells are no numbers, not even nearly.
fn told_apart(table: &Table, place: usize) -> bool {
    let told: Vec<&str> = table.column(place).filter(|text| !text.is_empty()).take(50).collect();
    let letters = told.iter().filter(|text| text.chars().filter(|letter| letter.is_alphabetic()).count() > 3).count();
    !told.is_empty() && letters == told.len()
}

fn some_figures(mapped: &[Mapped], names: &[String]) -> Result<(), ReadError> {
    if mapped.is_empty() {
        let found: Vec<String> = names.iter().map(|name| format!("{name}{}", suggestion(name))).collect();
        let understood = Column::ALL.map(Column::name).join(", ");
        return Err(ReadError::NoFigures { found: found.join(", "), understood });
    }
    Ok(())
}
