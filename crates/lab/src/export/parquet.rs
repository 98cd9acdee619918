//! The table as Parquet.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array, UInt64Array};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::{ExportError, Row, rows};
use crate::findings::Findings;

/// Rows that are handed over at once: some megabytes.
const BATCH_ROWS: usize = 65_536;

pub fn parquet(findings: &Findings, to: impl Write + Send) -> Result<(), ExportError> {
    write(findings, to).map_err(ExportError::Parquet)
}

fn write(findings: &Findings, to: impl Write + Send) -> Result<(), ParquetError> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("structure", DataType::Utf8, false),
        Field::new("scenario", DataType::Utf8, false),
        Field::new("day", DataType::UInt32, true),
        Field::new("metric", DataType::Utf8, false),
        Field::new("value", DataType::Float64, true),
        Field::new("low", DataType::Float64, true),
        Field::new("high", DataType::Float64, true),
        Field::new("n", DataType::UInt64, false),
    ]));
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let mut writer = ArrowWriter::try_new(to, Arc::clone(&schema), Some(properties))?;
    let mut rows = rows(findings).peekable();
    while rows.peek().is_some() {
        let batch: Vec<Row> = rows.by_ref().take(BATCH_ROWS).collect();
        writer.write(&RecordBatch::try_new(Arc::clone(&schema), columns(&batch))?)?;
    }
    writer.close().map(|_| ())
}

fn columns(rows: &[Row]) -> Vec<ArrayRef> {
    let texts = |of: fn(&Row) -> String| -> ArrayRef { Arc::new(StringArray::from_iter_values(rows.iter().map(of))) };
    let numbers = |of: fn(&Row) -> Option<f64>| -> ArrayRef { Arc::new(rows.iter().map(of).collect::<Float64Array>()) };
    vec![
        texts(|row| row.structure.to_owned()),
        texts(|row| row.scenario.to_owned()),
        Arc::new(rows.iter().map(|row| row.day).collect::<UInt32Array>()),
        texts(|row| row.metric.to_owned()),
        numbers(|row| row.value),
        numbers(|row| row.low),
        numbers(|row| row.high),
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.n))),
    ]
}
