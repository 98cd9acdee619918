//! Findings as tidy tables: one figure a row, for other people's tools.
//!
//! | column | |
//! |---|---|
//! | structure, scenario | keys, as in `S7` and `4-demand-stops` |
//! | day | of the path, from 0; empty for measures of a whole life |
//! | metric | as in [`rows`]; times are in days after the shock, money in dollars |
//! | value, low, high | the figure and its 95 % interval; empty where none was estimated |
//! | n | paths behind it; where it is 0 there was nothing to measure |
//!
//! What never happened is infinite: `inf` in CSV, `"inf"` in JSON, an infinity in Parquet.

mod row;
mod csv;
mod json;
mod parquet;

pub use self::csv::csv;
pub use self::json::json;
pub use self::parquet::parquet;
pub use row::{Row, rows};

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the CSV table could not be written")]
    Csv(#[source] ::csv::Error),
    #[error("the JSON table could not be written")]
    Json(#[source] serde_json::Error),
    #[error("the Parquet table could not be written")]
    Parquet(#[source] ::parquet::errors::ParquetError),
}

#[cfg(test)]
mod tests;
