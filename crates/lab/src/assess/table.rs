//! A table out of a file, CSV or Parquet, as text: what its cells mean is decided elsewhere.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// A thousand pools over three years. Beyond it a file is no table of figures.
pub const ROWS_MAX: usize = 1_200_000;
/// No page of figures has more.
pub const COLUMNS_MAX: usize = 500;
/// A line of the widest table; beyond it there is no end of line.
const LINE_BYTES_MAX: u64 = 1 << 20;

/// Named columns of text. An empty cell is an empty text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub names: Vec<String>,
    /// Row by row, as long as `names`.
    pub rows: Vec<Vec<String>>,
}

/// Why a file is no table. Rows are counted from 1, without the heading.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("cannot read {path}")]
    Open { path: String, source: io::Error },
    #[error("row {row} cannot be read as comma-separated values")]
    Csv { row: usize, source: csv::Error },
    #[error("cannot read the Parquet file")]
    Parquet(#[from] parquet::errors::ParquetError),
    #[error("row {row} of the Parquet file cannot be read")]
    Batch { row: usize, source: arrow_schema::ArrowError },
    #[error("there are more than {ROWS_MAX} rows; figures of single days are wanted, not single payments")]
    Long,
    #[error("there are {0} columns, more than {COLUMNS_MAX}")]
    Wide(usize),
    #[error("there are two columns {0:?}; which one is meant?")]
    Twice(String),
    #[error("the table is empty")]
    Empty,
}

impl Table {
    /// Reads Parquet if the name ends so, else CSV.
    pub fn read(path: &Path) -> Result<Self, TableError> {
        let file = File::open(path).map_err(|source| TableError::Open { path: path.display().to_string(), source })?;
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet")) {
            return Self::read_parquet(file);
        }
        Self::read_csv(io::BufReader::new(file))
    }

    pub fn read_csv(reader: impl Read) -> Result<Self, TableError> {
        // The whole is bounded by rows and lines; a file without ends of lines by this.
        let limit = LINE_BYTES_MAX.saturating_mul(ROWS_MAX as u64);
        let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader.take(limit));
        let names = csv.headers().map_err(|source| TableError::Csv { row: 0, source })?;
        let names = names.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
        let mut table = Self::with_names(names)?;
        for (place, record) in csv.records().enumerate() {
            let record = record.map_err(|source| TableError::Csv { row: place + 1, source })?;
            table.push(record.iter().map(str::to_owned).collect())?;
        }
        table.checked()
    }

    fn read_parquet(file: File) -> Result<Self, TableError> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
        let names = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
        let mut table = Self::with_names(names)?;
        for batch in builder.build()? {
            let batch = batch.map_err(|source| TableError::Batch { row: table.rows.len() + 1, source })?;
            table.take(&batch)?;
        }
        table.checked()
    }

    fn take(&mut self, batch: &RecordBatch) -> Result<(), TableError> {
        let mut columns: Vec<_> = batch.columns().iter().map(|array| texts(array.as_ref()).into_iter()).collect();
        for _ in 0..batch.num_rows() {
            self.push(columns.iter_mut().map(|column| column.next().unwrap_or_default()).collect())?;
        }
        Ok(())
    }

    fn with_names(names: Vec<String>) -> Result<Self, TableError> {
        if names.len() > COLUMNS_MAX {
            return Err(TableError::Wide(names.len()));
        }
        if let Some(twice) = names.iter().enumerate().find(|(place, name)| names[..*place].contains(name)) {
            return Err(TableError::Twice(twice.1.clone()));
        }
        Ok(Self { names, rows: Vec::new() })
    }

    fn push(&mut self, row: Vec<String>) -> Result<(), TableError> {
        if self.rows.len() >= ROWS_MAX {
            return Err(TableError::Long);
        }
        self.rows.push(row);
        Ok(())
    }

    fn checked(self) -> Result<Self, TableError> {
        if self.rows.is_empty() { Err(TableError::Empty) } else { Ok(self) }
    }

    pub fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    pub fn column(&self, place: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row.get(place).map_or("", String::as_str))
    }
}

/// A column's cells as text; null is empty.
fn texts(array: &dyn Array) -> Vec<String> {
    macro_rules! numbers {
        ($type:ty) => {
            Box::new(|row| array.as_primitive::<$type>().value(row).to_string())
        };
    }
    let cell: Box<dyn Fn(usize) -> String + '_> = match array.data_type() {
        DataType::Null => Box::new(|_| String::new()),
        DataType::Utf8 => Box::new(|row| array.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Box::new(|row| array.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Box::new(|row| array.as_string_view().value(row).to_owned()),
        DataType::Binary => Box::new(|row| String::from_utf8_lossy(array.as_binary::<i32>().value(row)).into_owned()),
        DataType::LargeBinary => {
            Box::new(|row| String::from_utf8_lossy(array.as_binary::<i64>().value(row)).into_owned())
        }
        DataType::Boolean => Box::new(|row| u8::from(array.as_boolean().value(row)).to_string()),
        DataType::Float32 => numbers!(Float32Type),
        DataType::Float64 => numbers!(Float64Type),
        DataType::Int8 => numbers!(Int8Type),
        DataType::Int16 => numbers!(Int16Type),
        DataType::Int32 => numbers!(Int32Type),
        DataType::Int64 => numbers!(Int64Type),
        DataType::UInt8 => numbers!(UInt8Type),
        DataType::UInt16 => numbers!(UInt16Type),
        DataType::UInt32 => numbers!(UInt32Type),
        DataType::UInt64 => numbers!(UInt64Type),
        DataType::Decimal128(_, _) => Box::new(|row| array.as_primitive::<Decimal128Type>().value_as_string(row)),
        DataType::Date32 => Box::new(|row| day(i64::from(array.as_primitive::<Date32Type>().value(row)) * 86_400)),
        DataType::Timestamp(unit, _) => Box::new(|row| day(seconds(array, *unit, row))),
        // Nested, most likely: no figure, and no reason to refuse the others.
        other => {
            let name = format!("({other})");
            Box::new(move |_| name.clone())
        }
    };
    (0..array.len()).map(|row| if array.is_null(row) { String::new() } else { cell(row) }).collect()
}

/// As RFC 3339.
fn day(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |moment| moment.to_string())
}

fn seconds(array: &dyn Array, unit: TimeUnit, row: usize) -> i64 {
    match unit {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().value(row),
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().value(row).div_euclid(1_000),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().value(row).div_euclid(1_000_000),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(1_000_000_000),
    }
}
