use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt32Type, UInt64Type};

use super::*;
use crate::findings::Findings;
use crate::run::{Options, simulate};
use crate::scenario::standard;
use crate::structure::revenue_share::RevenueShare;

fn findings() -> Findings {
    let scenarios = ["base", "demand-stops"].map(|key| standard::by_name(key).expect("it reads").expect("standard"));
    let options = Options { paths: 3, ..Options::default() };
    simulate(&[&RevenueShare::default()], &scenarios, &options, &|_| ()).expect("valid")
}

#[test]
fn csv_is_read_back_as_it_was() {
    let findings = findings();
    let mut bytes = Vec::new();
    csv(&findings, &mut bytes).expect("memory takes it");
    let mut table = ::csv::Reader::from_reader(&bytes[..]);
    let read: Vec<::csv::StringRecord> = table.records().collect::<Result<_, _>>().expect("it is CSV");
    let rows: Vec<Row> = rows(&findings).collect();
    assert_eq!(read.len(), rows.len());
    for (read, row) in read.iter().zip(&rows) {
        let number = |at: usize| (!read[at].is_empty()).then(|| read[at].parse::<f64>().expect("a number"));
        let back = Row {
            structure: &read[0],
            scenario: &read[1],
            day: read[2].parse().ok(),
            metric: row.metric,
            value: number(4),
            low: number(5),
            high: number(6),
            n: read[7].parse().expect("a count"),
        };
        assert_eq!((&back, &read[3]), (row, row.metric));
    }
}

#[test]
fn parquet_is_read_back_as_it_was() {
    let findings = findings();
    let mut bytes = Vec::new();
    parquet(&findings, &mut bytes).expect("memory takes it");
    let reader = ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes));
    let mut rows = rows(&findings);
    for batch in reader.expect("it is Parquet").build().expect("it reads") {
        let batch = batch.expect("it reads");
        let texts = [0, 1, 3].map(|column| batch.column(column).as_string::<i32>());
        let days = batch.column(2).as_primitive::<UInt32Type>();
        let numbers = [4, 5, 6].map(|column| batch.column(column).as_primitive::<Float64Type>());
        let counts = batch.column(7).as_primitive::<UInt64Type>();
        for at in 0..batch.num_rows() {
            let row = rows.next().expect("no more rows than there were");
            assert_eq!(texts.map(|column| column.value(at)), [row.structure, row.scenario, row.metric]);
            assert_eq!(days.iter().nth(at).flatten(), row.day);
            assert_eq!(numbers.map(|column| column.iter().nth(at).flatten()), [row.value, row.low, row.high]);
            assert_eq!(counts.value(at), row.n);
        }
    }
    assert_eq!(rows.next(), None, "no fewer rows than there were");
}

#[test]
fn json_is_read_back_as_it_was() {
    let findings = findings();
    let mut bytes = Vec::new();
    json(&findings, &mut bytes).expect("memory takes it");
    let read: serde_json::Value = serde_json::from_slice(&bytes).expect("it is JSON");
    assert_eq!((&read["seed"], &read["paths"]), (&1.into(), &3.into()));
    assert_eq!(read["scenarios"][1]["key"], "4-demand-stops");
    let figures = read["figures"].as_array().expect("a list");
    let rows: Vec<Row> = rows(&findings).collect();
    assert_eq!(figures.len(), rows.len());
    for (read, row) in figures.iter().zip(&rows) {
        assert_eq!((&read["metric"], &read["n"]), (&row.metric.into(), &row.n.into()));
        match row.value {
            // serde_json reads the last bit as it comes, for speed.
            Some(value) if value.is_finite() => {
                let read = read["value"].as_f64().expect("a number");
                assert!((read - value).abs() <= 2.0 * f64::EPSILON * value.abs(), "{read} for {value}");
            }
            _ => assert_eq!(read["value"], "inf"),
        }
    }
}

#[test]
fn what_there_was_nothing_to_measure_of_is_left_out() {
    let findings = findings();
    let names: std::collections::BTreeSet<_> = rows(&findings).map(|row| row.metric).collect();
    assert!(names.contains("half_life") && !names.contains("coverage"), "our own structure promises nothing");
    assert!(rows(&findings).all(|row| row.n == 3 && row.value.is_some()));
}
