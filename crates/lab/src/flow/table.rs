//! Payments out of Parquet: the same columns, typed.

use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::payments::{Draft, Payments};
use super::read::{COLUMNS, ReadError, Row, places, take};

/// Rows in memory at a time.
const BATCH_ROWS: usize = 8_192;

const TEXT: &str = "text";
const TIMES: &str = "text, timestamp, date, or integer seconds since 1970";
const AMOUNTS: &str = "text, decimal or integer; floating-point amounts are not exact";

pub(crate) fn read(file: File) -> Result<Payments, ReadError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let places = places(builder.schema().fields().iter().map(|field| field.name().as_str()))?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), places.iter().flatten().copied());
    let batches = builder.with_batch_size(BATCH_ROWS).with_projection(mask).build()?;
    let mut draft = Draft::default();
    let mut row = 0;
    for batch in batches {
        let batch = batch.map_err(|source| ReadError::Row { row: row + 1, source })?;
        take_batch(&mut draft, &batch, &mut row)?;
    }
    Ok(draft.finish())
}

fn take_batch(draft: &mut Draft, batch: &RecordBatch, row: &mut u64) -> Result<(), ReadError> {
    let mut columns: Vec<Option<Vec<String>>> = Vec::with_capacity(COLUMNS.len());
    for name in COLUMNS {
        let array = batch.column_by_name(name);
        columns.push(array.map(|array| texts(name, array.as_ref())).transpose()?);
    }
    for place in 0..batch.num_rows() {
        *row += 1;
        let cell = |column: usize| columns[column].as_ref().map_or("", |texts| texts[place].as_str());
        let cells = Row {
            time: cell(0),
            from: cell(1),
            to: cell(2),
            amount: cell(3),
            asset: cell(4),
            from_role: cell(5),
            to_role: cell(6),
        };
        // Counted like the lines of a CSV with the same rows: the heading is the first.
        take(draft, *row + 1, &cells)?;
    }
    Ok(())
}

/// The cells of a column as the text that stands in a CSV; null is empty.
fn texts(column: &'static str, array: &dyn Array) -> Result<Vec<String>, ReadError> {
    let valid = match column {
        "time" => TIMES,
        "amount" => AMOUNTS,
        _ => TEXT,
    };
    let number = valid != TEXT;
    let cell: Box<dyn Fn(usize) -> String + '_> = match array.data_type() {
        DataType::Utf8 => Box::new(|row| array.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Box::new(|row| array.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Box::new(|row| array.as_string_view().value(row).to_owned()),
        DataType::Int32 if number => Box::new(|row| array.as_primitive::<Int32Type>().value(row).to_string()),
        DataType::Int64 if number => Box::new(|row| array.as_primitive::<Int64Type>().value(row).to_string()),
        DataType::UInt64 if number => Box::new(|row| array.as_primitive::<UInt64Type>().value(row).to_string()),
        DataType::Decimal128(_, _) if valid == AMOUNTS => {
            let decimals = array.as_primitive::<Decimal128Type>();
            Box::new(|row| decimals.value_as_string(row))
        }
        DataType::Date32 if valid == TIMES => {
            Box::new(|row| (i64::from(array.as_primitive::<Date32Type>().value(row)) * 86_400).to_string())
        }
        DataType::Timestamp(unit, _) if valid == TIMES => Box::new(|row| seconds(array, *unit, row).to_string()),
        other => return Err(ReadError::Type { column, found: other.to_string(), valid }),
    };
    Ok((0..array.len()).map(|row| if array.is_null(row) { String::new() } else { cell(row) }).collect())
}

fn seconds(array: &dyn Array, unit: TimeUnit, row: usize) -> i64 {
    match unit {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().value(row),
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().value(row).div_euclid(1_000),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().value(row).div_euclid(1_000_000),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(1_000_000_000),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Decimal128Array, Float64Array, RecordBatch, StringArray, TimestampMillisecondArray};
    use parquet::arrow::ArrowWriter;

    use super::super::read::{read, read_csv};

    fn written(name: &str, amount: ArrayRef) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("usufruct-{name}-{}.parquet", std::process::id()));
        let column = |texts: Vec<&str>| Arc::new(StringArray::from(texts)) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            ("time", Arc::new(TimestampMillisecondArray::from(vec![1_704_067_200_000, 1_704_153_600_999])) as ArrayRef),
            ("from", column(vec!["mint", "bob"])),
            ("to", column(vec!["bob", "till"])),
            ("amount", amount),
        ])
        .expect("columns of one length");
        let mut writer =
            ArrowWriter::try_new(File::create(&path).expect("a file"), batch.schema(), None).expect("to begin");
        writer.write(&batch).expect("to write");
        writer.close().expect("to close");
        path
    }

    #[test]
    fn says_the_same_as_the_csv() {
        let amount = Decimal128Array::from(vec![300_i128, 250]).with_precision_and_scale(20, 2).expect("a scale");
        let path = written("payments", Arc::new(amount));
        let csv = "time,from,to,amount\n2024-01-01,mint,bob,3\n2024-01-02,bob,till,2.5\n";
        assert_eq!(read(&path).expect("to be read"), read_csv(csv.as_bytes()).expect("to be read"));
        std::fs::remove_file(path).expect("to clean up");
    }

    #[test]
    fn refuses_amounts_that_are_not_exact() {
        let path = written("floats", Arc::new(Float64Array::from(vec![3.0, 2.5])));
        let message = read(&path).expect_err("to be refused").to_string();
        assert!(
            message.contains("\"amount\"") && message.contains("Float64") && message.contains("decimal"),
            "{message}"
        );
        std::fs::remove_file(path).expect("to clean up");
    }
}
