//! What pools say they pay: from fees, and from emission.

use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{DataFault, fault};
use crate::validation::check::{Check, Kind, plain};

const LLAMA: &str = "PaulApivat/pipe-defillama-data-to-dune c5589d1, from DefiLlama";

/// One day of a pool, per cent a year; what is not told is none.
#[derive(Clone, Copy)]
struct PoolDay {
    all: f64,
    base: Option<f64>,
    reward: Option<f64>,
}

pub fn checks(file: &Path) -> Result<Vec<Check>, DataFault> {
    let days = read(file)?;
    let rewarded: Vec<f64> = days
        .iter()
        .filter_map(|day| day.reward.filter(|reward| *reward > 0.0).map(|reward| reward / day.all))
        .collect();
    let share = rewarded.iter().sum::<f64>() / rewarded.len() as f64;
    let apart = days
        .iter()
        .map(|day| (day.all - day.base.unwrap_or(0.0) - day.reward.unwrap_or(0.0)).abs())
        .fold(0.0, f64::max);
    Ok(vec![
        Check::same("D2", "pool-days", 73_201, days.len(), LLAMA).of_kind(Kind::Data),
        Check::near("D2", "mean part of emission where rewards are paid", (0.68, share, 0.005), plain(4), LLAMA)
            .of_kind(Kind::Data),
        Check::within(
            "D2",
            "largest distance of the yield from base + reward, in millionths of a per cent point",
            (0.0, 10.001),
            apart * 1e6,
            plain(2),
            LLAMA,
        )
        .of_kind(Kind::Data)
        .noting("The figures are rounded to five decimals."),
    ])
}

fn read(file: &Path) -> Result<Vec<PoolDay>, DataFault> {
    let opened = File::open(file).map_err(|error| fault(file, error))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(opened).and_then(|builder| builder.build());
    let mut days = Vec::new();
    for batch in reader.map_err(|error| fault(file, error))? {
        let batch = batch.map_err(|error| fault(file, error))?;
        let [all, base, reward] = ["apy", "apy_base", "apy_reward"].map(|name| column(file, &batch, name));
        let columns = all?.into_iter().zip(base?).zip(reward?);
        days.extend(columns.map(|((all, base), reward)| PoolDay { all: all.unwrap_or(f64::NAN), base, reward }));
    }
    Ok(days)
}

fn column(file: &Path, batch: &RecordBatch, name: &str) -> Result<Vec<Option<f64>>, DataFault> {
    let column = batch.column_by_name(name).ok_or_else(|| fault(file, format!("no column {name}")))?;
    let numbers = column.as_primitive_opt::<Float64Type>();
    let numbers =
        numbers.ok_or_else(|| fault(file, format!("column {name} is {}, not a number", column.data_type())))?;
    Ok(numbers.iter().collect())
}
