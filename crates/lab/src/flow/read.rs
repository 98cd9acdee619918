//! Files of payments, CSV or Parquet, one row at a time.
//!
//! | column | what | |
//! |---|---|---|
//! | `time` | RFC 3339 with a zone, a date, or seconds since 1970 | |
//! | `from`, `to` | names of accounts; addresses in any case, all else letter by letter | |
//! | `amount` | in one unit of account for the whole file, as a decimal text: `1234.56` | |
//! | `asset` | what was paid in. `fifo` follows each asset by itself | optional |
//! | `from_role`, `to_role` | `issuer`, `till`, `opaque` or empty | optional |
//!
//! Other columns are passed over. Rows may come in any order. Parquet may have times as timestamps or dates and amounts as
//! integers or decimals; amounts as floats are refused, because they are not exact.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::amount::{self, AmountError};
use super::moment::{self, MomentError};
use super::payments::{Draft, Full, Payments};
use super::roles::Role;
use super::table;

/// A line is some two hundred bytes. Beyond this it is not a table of payments.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// Longer than any address or name in use, short enough for a million of them.
const NAME_BYTES_MAX: usize = 200;

/// Why a file of payments cannot be read. Lines are counted from 1, with the heading.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("cannot read {path}")]
    Open { path: String, source: io::Error },
    #[error("line {line} cannot be read")]
    Line { line: u64, source: csv::Error },
    #[error("cannot read the Parquet file")]
    Parquet(#[from] parquet::errors::ParquetError),
    #[error("row {row} of the Parquet file cannot be read")]
    Row { row: u64, source: arrow_schema::ArrowError },
    #[error("there is no column {wanted:?}; the columns are {found}, and time, from, to and amount are needed")]
    Absent { wanted: &'static str, found: String },
    #[error("there are two columns {0:?}; which one is meant?")]
    Twice(String),
    #[error("column {column:?} is of type {found}; valid are {valid}")]
    Type { column: &'static str, found: String, valid: &'static str },
    #[error("line {line}, column time: {value:?} {problem}")]
    Time { line: u64, value: String, problem: MomentError },
    #[error("line {line}, column amount: {value:?} {problem}")]
    Amount { line: u64, value: String, problem: AmountError },
    #[error(
        "line {line}, column {column}: {value:?} is not a name; valid are 1 to {NAME_BYTES_MAX} bytes without spaces around them"
    )]
    Name { line: u64, column: &'static str, value: String },
    #[error("line {line}, column {column}: {value:?} is not a role; valid are issuer, till, opaque, or nothing")]
    Role { line: u64, column: &'static str, value: String },
    #[error(
        "line {line}, column {column}: {name:?} is {second} here and {first} on an earlier line; an account has one role"
    )]
    TwoRoles { line: u64, column: &'static str, name: String, first: &'static str, second: &'static str },
    #[error("line {line}: {problem}")]
    Full { line: u64, problem: Full },
}

/// One row as text. Empty is absent.
#[derive(Default)]
pub(crate) struct Row<'a> {
    pub time: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    pub amount: &'a str,
    pub asset: &'a str,
    pub from_role: &'a str,
    pub to_role: &'a str,
}

pub(crate) const COLUMNS: [&str; 7] = ["time", "from", "to", "amount", "asset", "from_role", "to_role"];
pub(crate) const COLUMNS_NEEDED: usize = 4;

/// Reads CSV, or Parquet if the name ends so.
pub fn read(path: &Path) -> Result<Payments, ReadError> {
    let open = |source| ReadError::Open { path: path.display().to_string(), source };
    let file = File::open(path).map_err(open)?;
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet")) {
        return table::read(file);
    }
    read_csv(io::BufReader::new(file))
}

/// Reads comma-separated values with a heading.
pub fn read_csv(reader: impl Read) -> Result<Payments, ReadError> {
    let mut csv = csv::ReaderBuilder::new().flexible(false).from_reader(ShortLines::of(reader));
    let heading = csv.headers().map_err(|source| ReadError::Line { line: 1, source })?.clone();
    let places = places(heading.iter())?;
    let mut draft = Draft::default();
    let mut record = csv::StringRecord::new();
    loop {
        let line = csv.position().line();
        if !csv.read_record(&mut record).map_err(|source| ReadError::Line { line, source })? {
            break;
        }
        let line = record.position().map_or(line, csv::Position::line);
        let cell = |column: usize| places[column].and_then(|place| record.get(place)).unwrap_or("");
        let row = Row {
            time: cell(0),
            from: cell(1),
            to: cell(2),
            amount: cell(3),
            asset: cell(4),
            from_role: cell(5),
            to_role: cell(6),
        };
        take(&mut draft, line, &row)?;
    }
    Ok(draft.finish())
}

/// Where each of [`COLUMNS`] is in a heading.
pub(crate) fn places<'a>(heading: impl Iterator<Item = &'a str>) -> Result<[Option<usize>; 7], ReadError> {
    let mut places = [None; 7];
    let mut found = Vec::new();
    for (place, name) in heading.enumerate() {
        let name = name.trim_start_matches('\u{feff}').trim();
        found.push(name.to_owned());
        if let Some(column) = COLUMNS.iter().position(|known| *known == name)
            && places[column].replace(place).is_some()
        {
            return Err(ReadError::Twice(name.to_owned()));
        }
    }
    match places.iter().take(COLUMNS_NEEDED).position(Option::is_none) {
        Some(column) => Err(ReadError::Absent { wanted: COLUMNS[column], found: found.join(", ") }),
        None => Ok(places),
    }
}

/// Adds one row to the draft, or says what is wrong in it.
pub(crate) fn take(draft: &mut Draft, line: u64, row: &Row<'_>) -> Result<(), ReadError> {
    let time = moment::parse(row.time).map_err(|problem| ReadError::Time { line, value: row.time.into(), problem })?;
    let amount =
        amount::parse(row.amount).map_err(|problem| ReadError::Amount { line, value: row.amount.into(), problem })?;
    for (column, value) in [("from", row.from), ("to", row.to)] {
        if value.is_empty() || value.len() > NAME_BYTES_MAX || value.trim() != value {
            return Err(ReadError::Name { line, column, value: value.chars().take(NAME_BYTES_MAX).collect() });
        }
    }
    if row.asset.len() > NAME_BYTES_MAX {
        let value = row.asset.chars().take(NAME_BYTES_MAX).collect();
        return Err(ReadError::Name { line, column: "asset", value });
    }
    draft.push(time, row.from, row.to, amount, row.asset).map_err(|problem| ReadError::Full { line, problem })?;
    for (column, name, value) in [("from_role", row.from, row.from_role), ("to_role", row.to, row.to_role)] {
        if value.is_empty() {
            continue;
        }
        let role = Role::parse(value).ok_or_else(|| ReadError::Role {
            line,
            column,
            value: value.chars().take(NAME_BYTES_MAX).collect(),
        })?;
        draft.mark(name, role).map_err(|first| ReadError::TwoRoles {
            line,
            column,
            name: name.into(),
            first: first.as_str(),
            second: role.as_str(),
        })?;
    }
    Ok(())
}

/// A reader that refuses to go on without an end of line, so that no line is ever held that is not one.
struct ShortLines<R> {
    inner: R,
    since_end: usize,
}

impl<R> ShortLines<R> {
    fn of(inner: R) -> Self {
        Self { inner, since_end: 0 }
    }
}

impl<R: Read> Read for ShortLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.since_end = match buffer[..count].iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
            Some(end) => count - end - 1,
            None => self.since_end + count,
        };
        if self.since_end > LINE_BYTES_MAX {
            return Err(io::Error::other(format!(
                "a line has more than {LINE_BYTES_MAX} bytes; this is no table of payments"
            )));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::{ReadError, Role, read_csv};

    fn refused(text: &str) -> String {
        read_csv(text.as_bytes()).expect_err("to be refused").to_string()
    }

    #[test]
    fn reads_any_order_of_columns_and_rows() -> Result<(), ReadError> {
        let one = "time,from,to,amount\n2024-01-02,bob,till,2.5\n2024-01-01T00:00:00Z,mint,bob,3\n";
        let two = "hash,amount,to,from,time,asset\nx,3,bob,mint,1704067200,\ny,2.50,till,bob,1704153600,\n";
        assert_eq!(read_csv(one.as_bytes())?, read_csv(two.as_bytes())?);
        Ok(())
    }

    #[test]
    fn addresses_are_one_in_any_case_and_names_are_not() -> Result<(), ReadError> {
        let text = "time,from,to,amount\n1,0xABcdef0000000000000000000000000000000001,Bob,1\n\
                    2,bob,0xabcdef0000000000000000000000000000000001,1\n";
        assert_eq!(read_csv(text.as_bytes())?.accounts().len(), 3);
        Ok(())
    }

    #[test]
    fn roles_may_stand_in_the_file() -> Result<(), ReadError> {
        let text = "time,from,to,amount,from_role,to_role\n1,mint,bob,1,issuer,\n2,bob,shop,1,,till\n";
        let payments = read_csv(text.as_bytes())?;
        let role = |name| payments.account(name).and_then(|account| payments.marked().get(&account)).copied();
        assert_eq!((role("mint"), role("shop"), role("bob")), (Some(Role::Issuer), Some(Role::Till), None));
        Ok(())
    }

    #[test]
    fn errors_name_line_column_value_and_what_is_valid() {
        let row = |row: &str| refused(&format!("time,from,to,amount,to_role\n1,a,b,1,\n{row}\n"));
        let cases = [
            (row("noon,a,b,1,"), "line 3, column time: \"noon\""),
            (row("1706702400000,a,b,1,"), "milliseconds"),
            (row("1,a,b,1e3,"), "line 3, column amount: \"1e3\" is not an amount"),
            (row("1,,b,1,"), "line 3, column from: \"\" is not a name"),
            (row("1,a, b,1,"), "column to"),
            (row("1,a,b,1,bank"), "line 3, column to_role: \"bank\" is not a role; valid are issuer, till, opaque"),
            (
                row("1,a,b,1,till\n1,a,b,1,issuer"),
                "line 4, column to_role: \"b\" is issuer here and till on an earlier",
            ),
            (row("1,a,b"), "line 3 cannot be read"),
            (row("1,a,b,1000000000000000000,"), "more than 10^18"),
            (refused("time,from,amount\n"), "no column \"to\"; the columns are time, from, amount"),
            (refused("time,from,to,amount,to\n"), "two columns \"to\""),
        ];
        for (message, part) in cases {
            assert!(message.contains(part), "{message} lacks {part}");
        }
    }

    #[test]
    fn a_line_without_end_is_not_read_to_its_end() {
        let endless = format!("time,from,to,amount\n1,{},b,1\n", "a".repeat(1 << 20));
        assert!(refused(&endless).contains("line 2"));
    }
}
