//! Checks on real data: a folder beside the project, not part of it. Each file that is there is checked; what is absent is named.

mod vectors;
mod staking_rate;
mod pool_yields;
mod cdnow;
mod anchor;
mod helium;

use std::path::{Path, PathBuf};
use std::{fs, io};

pub use cdnow::sample_checks as on_cdnow_sample;

use super::check::Check;

/// What the folder had, and what it had not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OnData {
    pub checks: Vec<Check>,
    /// Files that were looked for and are not there.
    pub absent: Vec<PathBuf>,
}

/// A file is there but is not what it should be.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", file.display())]
pub struct DataFault {
    pub file: PathBuf,
    pub reason: String,
}

/// A kind of data: where it is, and what it says.
struct Source {
    file: &'static str,
    checks: fn(&Path) -> Result<Vec<Check>, DataFault>,
}

const SOURCES: [Source; 6] = [
    Source { file: "vectors/eip-1559-4844.json", checks: vectors::checks },
    Source { file: "protocols/eth-staking-apr-daily.csv", checks: staking_rate::checks },
    Source { file: "protocols/pool-yields-2025-10-06.parquet", checks: pool_yields::checks },
    Source { file: "demand/cdnow-orders-1997.txt.gz", checks: cdnow::checks },
    Source { file: "protocols/anchor-documented-points.csv", checks: anchor::checks },
    Source { file: "protocols/helium-burn-issuance-monthly.csv", checks: helium::checks },
];

/// Where the data are in a checkout that has them: beside the project.
pub fn usual_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data")
}

/// Checks every file of the folder that is there.
pub fn on_data(folder: &Path) -> Result<OnData, DataFault> {
    let mut found = OnData::default();
    for source in &SOURCES {
        let file = folder.join(source.file);
        if file.is_file() {
            found.checks.extend((source.checks)(&file)?);
        } else {
            found.absent.push(file);
        }
    }
    Ok(found)
}

fn fault(file: &Path, reason: impl ToString) -> DataFault {
    DataFault { file: file.to_owned(), reason: reason.to_string() }
}

/// The rows of a CSV file, each field by the name of its column.
fn rows<Row: serde::de::DeserializeOwned>(file: &Path) -> Result<Vec<Row>, DataFault> {
    let text = fs::read_to_string(file).map_err(|error: io::Error| fault(file, error))?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| fault(file, error))
}
