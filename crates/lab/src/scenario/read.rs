//! From TOML to a scenario, or to everything that is wrong with it.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Scenario;
use super::field::{EITHER, FIELDS, Field};
use super::quantity::Written;

/// A scenario is a page of text; a larger file is something else.
pub const BYTES_MAX: usize = 64 * 1024;
/// A key this near to a known one (1 is equal) is taken for a slip of the fingers.
const NEAR: f64 = 0.75;

/// A file that is no scenario: all that is wrong with it, in the order of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    pub file: String,
    pub problems: Vec<Problem>,
}

/// One thing that is wrong: where, what is written there, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub line: usize,
    pub what: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (number, Problem { line, what }) in self.problems.iter().enumerate() {
            let newline = if number > 0 { "\n" } else { "" };
            write!(f, "{newline}{}:{line}: {what}", self.file)?;
        }
        Ok(())
    }
}

impl std::error::Error for ReadError {}

/// Reads a scenario from the text of `file`, whose name also gives its key.
pub fn read(file: &str, text: &str) -> Result<Scenario, ReadError> {
    let stem = std::path::Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or(file);
    let mut reading =
        Reading { text, scenario: Scenario { key: stem.to_owned(), ..Scenario::default() }, problems: Vec::new() };
    if text.len() > BYTES_MAX {
        reading.problems.push(Problem { line: 1, what: format!("a scenario has at most {BYTES_MAX} bytes") });
    } else {
        match DeTable::parse(text) {
            Ok(root) => reading.root(root.get_ref()),
            Err(error) => reading.wrong(error.span().unwrap_or_default(), format!("is no TOML: {}", error.message())),
        }
    }
    if reading.problems.is_empty() {
        return Ok(reading.scenario);
    }
    reading.problems.sort();
    Err(ReadError { file: file.to_owned(), problems: reading.problems })
}

struct Reading<'a> {
    text: &'a str,
    scenario: Scenario,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn root(&mut self, root: &DeTable) {
        let tables: BTreeSet<_> = FIELDS.iter().map(|field| field.table).filter(|table| !table.is_empty()).collect();
        for (key, value) in root {
            match (value.get_ref(), tables.get(key.get_ref().as_ref())) {
                (DeValue::Table(table), Some(name)) => self.table(name, table),
                (DeValue::Table(_), None) => {
                    let known: Vec<_> = tables.iter().copied().collect();
                    self.wrong(
                        key.span(),
                        format!("[{0}]: there is no such table{1}", key.get_ref(), instead(key.get_ref(), &known)),
                    );
                }
                (_, Some(name)) => {
                    self.wrong(key.span(), format!("{name} is a table; write [{name}] and its keys below"))
                }
                (_, None) => self.key("", key, value),
            }
        }
        if self.scenario.name.is_empty() && self.problems.is_empty() {
            self.problems.push(Problem { line: 1, what: "name is missing; every scenario needs one".to_owned() });
        }
    }

    fn table(&mut self, name: &'static str, table: &DeTable) {
        for (key, value) in table {
            self.key(name, key, value);
        }
        for (of, one, other) in EITHER {
            if of == name
                && let Some((key, _)) = table.get_key_value(other)
                && table.contains_key(one)
            {
                self.wrong(key.span(), format!("{of}.{other}: {of}.{one} says the same in another way; leave one out"));
            }
        }
    }

    fn key(&mut self, table: &'static str, key: &Spanned<std::borrow::Cow<str>>, value: &Spanned<DeValue>) {
        let name = key.get_ref().as_ref();
        let full = if table.is_empty() { name.to_owned() } else { format!("{table}.{name}") };
        let Some(field) = FIELDS.iter().find(|field| field.table == table && field.key == name) else {
            let what = format!("{full}: there is no such key{}", elsewhere(table, name));
            return self.wrong(key.span(), what);
        };
        let whole = |text: &str| text.replace('_', "");
        let written = match value.get_ref() {
            DeValue::String(text) => Written::Text(text),
            DeValue::Integer(integer) => {
                i64::from_str_radix(&whole(integer.as_str()), integer.radix()).map_or(Written::Other, Written::Whole)
            }
            DeValue::Float(float) => whole(float.as_str()).parse().map_or(Written::Other, Written::Number),
            DeValue::Boolean(flag) => Written::Flag(*flag),
            DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => Written::Other,
        };
        if let Err(why) = (field.set)(&mut self.scenario, written) {
            let said = self.text.get(value.span()).unwrap_or_default();
            self.wrong(value.span(), format!("{full} = {said} {why}"));
        }
    }

    fn wrong(&mut self, at: Range<usize>, what: String) {
        let before = self.text.as_bytes().get(..at.start).unwrap_or(self.text.as_bytes());
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        self.problems.push(Problem { line, what });
    }
}

/// What to write instead of a key that is not known: the same key of another table first.
fn elsewhere(table: &str, name: &str) -> String {
    let place = |field: &Field| match field.table {
        "" => "at the top, above all tables".to_owned(),
        table => format!("in [{table}]"),
    };
    if let Some(field) = FIELDS.iter().find(|field| field.key == name) {
        return format!(" here; it belongs {}", place(field));
    }
    let here: Vec<_> = FIELDS.iter().filter(|field| field.table == table).map(|field| field.key).collect();
    instead(name, &here)
}

fn instead(name: &str, known: &[&str]) -> String {
    let near = |of: &&str| strsim::jaro_winkler(name, of);
    let nearest = known.iter().copied().max_by(|one, other| near(one).total_cmp(&near(other)));
    match nearest.filter(|nearest| near(nearest) >= NEAR) {
        Some(nearest) => format!("; did you mean {nearest}?"),
        None => format!("; there are {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests;
