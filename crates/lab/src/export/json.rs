//! The table as JSON: how the run was done, who took part, and the rows.

use std::io::Write;

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::{ExportError, Row, rows};
use crate::findings::Findings;

pub fn json(findings: &Findings, to: impl Write) -> Result<(), ExportError> {
    serde_json::to_writer(to, &Document::of(findings)).map_err(ExportError::Json)
}

#[derive(Serialize)]
struct Document<'a> {
    seed: u64,
    paths: u64,
    capital: f64,
    income_per_day: f64,
    survival_rule: &'a str,
    score_rule: &'a str,
    structures: Vec<Named<'a>>,
    scenarios: Vec<Named<'a>>,
    figures: Figures<'a>,
}

#[derive(Serialize)]
struct Named<'a> {
    key: &'a str,
    name: &'a str,
    about: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shock_day: Option<u32>,
}

/// Written one by one, so that the table is never there twice.
struct Figures<'a>(&'a Findings);

#[derive(Serialize)]
struct Figure<'a> {
    structure: &'a str,
    scenario: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<u32>,
    metric: &'a str,
    value: Number,
    #[serde(skip_serializing_if = "Number::is_missing")]
    low: Number,
    #[serde(skip_serializing_if = "Number::is_missing")]
    high: Number,
    n: u64,
}

/// JSON has no infinity: it is a text.
struct Number(Option<f64>);

impl<'a> Document<'a> {
    fn of(findings: &'a Findings) -> Document<'a> {
        let run = &findings.run;
        let structures = findings.structures.iter();
        let scenarios = findings.scenarios.iter();
        Document {
            seed: run.seed,
            paths: run.paths,
            capital: run.capital,
            income_per_day: run.income_per_day,
            survival_rule: &run.survival_rule,
            score_rule: &run.score_rule,
            structures: structures
                .map(|s| Named { key: &s.key, name: &s.name, about: &s.about, days: None, shock_day: None })
                .collect(),
            scenarios: scenarios
                .map(|s| Named {
                    key: &s.key,
                    name: &s.name,
                    about: &s.about,
                    days: Some(s.days),
                    shock_day: Some(s.shock_day),
                })
                .collect(),
            figures: Figures(findings),
        }
    }
}

impl Number {
    fn is_missing(&self) -> bool {
        self.0.is_none()
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(value) if value == f64::INFINITY => serializer.serialize_str("inf"),
            Some(value) if value == f64::NEG_INFINITY => serializer.serialize_str("-inf"),
            Some(value) => serializer.serialize_f64(value),
            None => serializer.serialize_none(),
        }
    }
}

impl Serialize for Figures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut figures = serializer.serialize_seq(None)?;
        for Row { structure, scenario, day, metric, value, low, high, n } in rows(self.0) {
            let (value, low, high) = (Number(value), Number(low), Number(high));
            figures.serialize_element(&Figure { structure, scenario, day, metric, value, low, high, n })?;
        }
        figures.end()
    }
}
