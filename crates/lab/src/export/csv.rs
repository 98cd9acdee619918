//! The table as CSV.

use std::io::Write;

use super::{ExportError, Row, rows};
use crate::findings::Findings;

pub fn csv(findings: &Findings, to: impl Write) -> Result<(), ExportError> {
    write(findings, to).map_err(ExportError::Csv)
}

fn write(findings: &Findings, to: impl Write) -> Result<(), csv::Error> {
    let mut table = csv::Writer::from_writer(to);
    table.write_record(["structure", "scenario", "day", "metric", "value", "low", "high", "n"])?;
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for Row { structure, scenario, day, metric, value, low, high, n } in rows(findings) {
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        let (value, low, high) = (number(value), number(low), number(high));
        table.write_record([structure, scenario, &day, metric, &value, &low, &high, &n.to_string()])?;
    }
    table.flush().map_err(csv::Error::from)
}
