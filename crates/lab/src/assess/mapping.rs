//! Which of a file's columns is which of ours: by its name, by what others call it, or because the user says so.

use super::cell::Unit;
use super::column::{Column, Kind};
use std::collections::BTreeMap;

/// One of theirs, as one of ours.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    pub column: Column,
    pub theirs: String,
    pub unit: Unit,
}

/// What the user says about columns: `revenue=fees_usd`, `paid_rate[percent]=apr`, `date=day`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    pub columns: Vec<(Column, Option<Unit>, String)>,
    /// Columns that are no figures: `date`, `metric`, `value`, `unit`.
    pub keys: BTreeMap<String, String>,
}

/// Columns of a file that are not figures.
pub const KEYS: [&str; 4] = ["date", "metric", "value", "unit"];

/// Why a mapping is none.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MappingError {
    #[error("{0:?} is no mapping; write OURS=THEIRS, as in revenue=fees_usd or paid_rate[percent]=apr")]
    Form(String),
    #[error("there is no figure {name:?}{}; the figures are: {}", suggestion(name), names())]
    Ours { name: String },
    #[error("{0:?} is no unit; units are percent, bps, per_day, per_year, percent_per_day")]
    Unit(String),
    #[error("{name} {problem}, so it cannot be {unit}")]
    Misfit { name: &'static str, problem: &'static str, unit: String },
    #[error("there is no column {wanted:?} in the file; its columns are: {found}")]
    Theirs { wanted: String, found: String },
    #[error("a map of columns is a table [columns] of texts or lists of texts: {0}")]
    Toml(String),
}

impl Said {
    /// `ours=theirs`, with a unit in brackets behind ours.
    pub fn add(&mut self, text: &str) -> Result<(), MappingError> {
        let (ours, theirs) = text.split_once('=').ok_or_else(|| MappingError::Form(text.to_owned()))?;
        self.insert(ours.trim(), theirs.trim())
    }

    fn insert(&mut self, ours: &str, theirs: &str) -> Result<(), MappingError> {
        if KEYS.contains(&ours) {
            self.keys.insert(ours.to_owned(), theirs.to_owned());
            return Ok(());
        }
        let (name, unit) = match ours.strip_suffix(']').and_then(|ours| ours.split_once('[')) {
            Some((name, unit)) => (name, Some(unit_named(unit).ok_or_else(|| MappingError::Unit(unit.to_owned()))?)),
            None => (ours, None),
        };
        let column = Column::by_name(name).ok_or_else(|| MappingError::Ours { name: name.to_owned() })?;
        if let Some(unit) = unit {
            fits(column, unit)?;
        }
        self.columns.push((column, unit, theirs.to_owned()));
        Ok(())
    }

    /// A file of the form `[columns]`, then `revenue = "fees_usd"`, `"paid_rate[percent]" = "apr"`, `emission = ["a", "b"]`.
    pub fn add_toml(&mut self, text: &str) -> Result<(), MappingError> {
        let wrong = |problem: String| MappingError::Toml(problem);
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(error.to_string()))?;
        let columns = table.get("columns").and_then(toml::Value::as_table);
        let columns = columns.ok_or_else(|| wrong("there is no table [columns]".to_owned()))?;
        for (ours, theirs) in columns {
            match theirs {
                toml::Value::String(theirs) => self.insert(ours, theirs)?,
                toml::Value::Array(all) => {
                    for one in all {
                        let theirs = one.as_str().ok_or_else(|| wrong(format!("{ours} has a {}", one.type_str())))?;
                        self.insert(ours, theirs)?;
                    }
                }
                other => return Err(wrong(format!("{ours} is a {}", other.type_str()))),
            }
        }
        Ok(())
    }
}

/// What was found of a file's names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understood {
    pub mapped: Vec<Mapped>,
    /// What a reader should know about it.
    pub notes: Vec<String>,
}

/// Which of `names` is what. Several that the user gives to one of ours are added up.
pub fn understand(names: &[String], said: &Said, not_figures: &[&str]) -> Result<Understood, MappingError> {
    let mut understood = Understood::default();
    for (column, unit, theirs) in &said.columns {
        if !names.contains(theirs) {
            return Err(MappingError::Theirs { wanted: theirs.clone(), found: names.join(", ") });
        }
        let unit = unit.unwrap_or_else(|| split_unit(theirs).1);
        fits(*column, unit)?;
        understood.mapped.push(Mapped { column: *column, theirs: theirs.clone(), unit });
    }
    let told: Vec<Column> = understood.mapped.iter().map(|mapped| mapped.column).collect();
    let mut guesses: Vec<(Column, usize, String, Unit)> = Vec::new();
    for name in names {
        if not_figures.contains(&name.as_str()) || understood.mapped.iter().any(|mapped| mapped.theirs == *name) {
            continue;
        }
        match guess(name) {
            Some((column, rank, unit)) if !told.contains(&column) => guesses.push((column, rank, name.clone(), unit)),
            Some((column, ..)) => understood.notes.push(format!(
                "column {name} was not used: {} is {} already",
                column.name(),
                understood
                    .mapped
                    .iter()
                    .find(|mapped| mapped.column == column)
                    .map_or("given", |mapped| &mapped.theirs)
            )),
            None => understood.notes.push(format!("column {name} was not understood and not used{}", suggestion(name))),
        }
    }
    guesses.sort_by_key(|(column, rank, ..)| (*column, *rank));
    for (column, _, theirs, unit) in guesses {
        if let Some(first) = understood.mapped.iter().find(|mapped| mapped.column == column) {
            let note = format!(
                "column {theirs} was not used: it looks like {} too, for which {} was taken",
                column.name(),
                first.theirs
            );
            understood.notes.push(note);
            continue;
        }
        fits(column, unit)?;
        if theirs.replace(['_', ' '], "").to_ascii_lowercase() != column.name().replace('_', "") {
            understood.notes.push(format!(
                "{theirs} was taken for {}: {}{}",
                column.name(),
                column.meaning().about,
                unit_words(unit)
            ));
        }
        understood.mapped.push(Mapped { column, theirs, unit });
    }
    Ok(understood)
}

/// What a name means, how well it fits, and its unit.
fn guess(name: &str) -> Option<(Column, usize, Unit)> {
    let whole = squeezed(name);
    let (rest, unit) = split_unit(name);
    let short = squeezed(&rest);
    // The name without its unit first: `churn_per_day` is churn, by the day.
    for (looked_at, unit) in [(&short, unit), (&whole, Unit::Plain)] {
        for column in Column::ALL {
            let own = squeezed(column.name());
            let aliases = column.meaning().aliases.iter().map(|alias| squeezed(alias));
            if let Some(rank) = std::iter::once(own).chain(aliases).position(|known| known == *looked_at) {
                let percent = unit == Unit::Plain && yields_in_percent(&whole);
                return Some((column, rank, if percent { Unit::Percent } else { unit }));
            }
        }
    }
    None
}

/// As DefiLlama publishes yields of pools.
fn yields_in_percent(squeezed: &str) -> bool {
    ["apy", "apybase", "apyreward"].contains(&squeezed)
}

/// Small letters and digits alone.
fn squeezed(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `annual_fees_usd` is fees, by the year.
fn split_unit(name: &str) -> (String, Unit) {
    let mut words: Vec<String> = words(name);
    words.retain(|word| !["usd", "usdc", "usdt", "ust", "dai", "dollar", "dollars", "in"].contains(&word.as_str()));
    let take = |words: &mut Vec<String>, ends: &[&[&str]], begins: &[&str]| {
        if let Some(end) = ends.iter().find(|end| words.len() > end.len() && words.ends_with(&owned(end))) {
            words.truncate(words.len() - end.len());
            return true;
        }
        if words.len() > 1 && begins.contains(&words[0].as_str()) {
            words.remove(0);
            return true;
        }
        false
    };
    let by_day = take(&mut words, &[&["per", "day"], &["day"], &["daily"], &["d"], &["24h"]], &["daily"]);
    let by_year = !by_day
        && take(
            &mut words,
            &[&["per", "year"], &["year"], &["yr"], &["annual"], &["annualized"], &["pa"]],
            &["annual", "annualized", "annualised", "yearly"],
        );
    let percent = take(&mut words, &[&["percent"], &["pct"], &["percentage"]], &["percent", "pct"]);
    let points = !percent && take(&mut words, &[&["bps"], &["basis", "points"]], &[]);
    let unit = match (percent, points, by_day, by_year) {
        (true, _, true, _) => Unit::PercentPerDay,
        (true, ..) => Unit::Percent,
        (_, true, ..) => Unit::BasisPoints,
        (_, _, true, _) => Unit::PerDay,
        (_, _, _, true) => Unit::PerYear,
        _ => Unit::Plain,
    };
    (words.join(" "), unit)
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn words(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut last_small = false;
    for letter in name.chars() {
        if letter == '%' {
            spaced.push_str(" percent ");
        } else if letter.is_alphanumeric() {
            if letter.is_uppercase() && last_small {
                spaced.push(' ');
            }
            spaced.extend(letter.to_lowercase());
        } else {
            spaced.push(' ');
        }
        last_small = letter.is_lowercase() || letter.is_ascii_digit();
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// A unit as users write it.
fn unit_named(text: &str) -> Option<Unit> {
    Some(match text {
        "percent" | "%" => Unit::Percent,
        "bps" => Unit::BasisPoints,
        "per_day" | "/day" => Unit::PerDay,
        "per_year" | "/year" | "/yr" => Unit::PerYear,
        "percent_per_day" | "%/day" => Unit::PercentPerDay,
        _ => return None,
    })
}

/// A unit as a cell of a long file has it: `UST/yr`, `1/day`, `percent`.
pub fn unit_of_cell(text: &str) -> Unit {
    let text = text.trim().to_ascii_lowercase();
    let percent = text.contains('%') || text.contains("percent") || text.starts_with("pct");
    let by = |times: &[&str]| {
        times.iter().any(|time| text.ends_with(&format!("/{time}")) || text.ends_with(&format!("per {time}")))
    };
    let (by_day, by_year) = (by(&["day", "d"]), by(&["year", "yr", "y", "a"]));
    match (percent, by_day, by_year) {
        (true, true, _) => Unit::PercentPerDay,
        (true, ..) => Unit::Percent,
        _ if text == "bps" => Unit::BasisPoints,
        (_, true, _) => Unit::PerDay,
        (_, _, true) => Unit::PerYear,
        _ => Unit::Plain,
    }
}

/// Whether a figure can be in such a unit.
pub fn fits(column: Column, unit: Unit) -> Result<(), MappingError> {
    let part = matches!(unit, Unit::Percent | Unit::BasisPoints | Unit::PercentPerDay);
    let timed = matches!(unit, Unit::PerDay | Unit::PerYear | Unit::PercentPerDay);
    let problem = match column.kind() {
        Kind::Flow | Kind::TokenFlow if part => "is an amount",
        Kind::Stock | Kind::TokenStock | Kind::Price if part => "is an amount",
        Kind::Stock | Kind::TokenStock | Kind::Price if timed => {
            "is what is there at the end of a period, not what moved in it"
        }
        Kind::Part if timed => "is a part of something at one time",
        _ => return Ok(()),
    };
    Err(MappingError::Misfit {
        name: column.name(),
        problem,
        unit: unit_words(unit).trim_start_matches(", ").to_owned(),
    })
}

fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Plain => "",
        Unit::Percent => ", in percent",
        Unit::BasisPoints => ", in basis points",
        Unit::PerDay => ", by the day",
        Unit::PerYear => ", by the year",
        Unit::PercentPerDay => ", in percent by the day",
    }
}

fn names() -> String {
    Column::ALL.map(Column::name).join(", ")
}

/// What was perhaps meant: ours that share a word with it, or nearly its letters.
pub fn suggestion(name: &str) -> String {
    let theirs = words(name);
    let likeness = |column: &Column| {
        let shared = |known: &str| {
            let known = words(known);
            let count = known.iter().filter(|word| theirs.contains(word)).count();
            // A thousandth per word: of two that share as many words, the shorter is meant.
            count * 1_000 / (known.len() + theirs.len()).max(1)
        };
        let aliases = column.meaning().aliases.iter().map(|alias| shared(alias)).max().unwrap_or(0);
        shared(column.name()).max(aliases)
    };
    let best = Column::ALL.into_iter().max_by_key(|column| (likeness(column), std::cmp::Reverse(*column)));
    match best.filter(|column| likeness(column) > 0) {
        Some(column) => format!(" (is it {}? Then say --columns {}={name})", column.name(), column.name()),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{MappingError, Said, Unit, understand, unit_of_cell};
    use crate::assess::column::Column;

    fn found(names: &[&str]) -> Vec<(Column, Unit)> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let understood = understand(&names, &Said::default(), &[]).expect("understood");
        understood.mapped.into_iter().map(|mapped| (mapped.column, mapped.unit)).collect()
    }

    #[test]
    fn names_are_known_in_many_spellings() {
        for (name, column, unit) in [
            ("revenue", Column::Revenue, Unit::Plain),
            ("Fees (USD)", Column::Revenue, Unit::Plain),
            ("annual_fees_usd", Column::Revenue, Unit::PerYear),
            ("supplySideRevenue", Column::PaidFees, Unit::Plain),
            ("apyBase", Column::FeeRate, Unit::Percent),
            ("apr", Column::PaidRate, Unit::Plain),
            ("APR %", Column::PaidRate, Unit::Percent),
            ("staking ratio pct", Column::StakedShare, Unit::Percent),
            ("churn_per_day", Column::ChurnPerDay, Unit::PerDay),
            ("yield_reserve_change_per_day", Column::ReserveChange, Unit::PerDay),
            ("annual_payout_due", Column::Promised, Unit::PerYear),
        ] {
            assert_eq!(found(&[name]), [(column, unit)], "{name}");
        }
    }

    #[test]
    fn of_two_that_look_alike_the_better_is_taken_and_the_other_named() {
        let names = ["fees".to_owned(), "revenue".to_owned(), "weather".to_owned()];
        let understood = understand(&names, &Said::default(), &[]).expect("understood");
        assert_eq!(understood.mapped.len(), 1);
        assert_eq!(understood.mapped[0].theirs, "revenue");
        assert!(understood.notes.iter().any(|note| note.contains("fees was not used")), "{:?}", understood.notes);
        assert!(
            understood.notes.iter().any(|note| note.contains("weather was not understood")),
            "{:?}",
            understood.notes
        );
    }

    #[test]
    fn what_the_user_says_goes_first() {
        let mut said = Said::default();
        said.add("paid_rate[percent]=weather").expect("a mapping");
        said.add_toml("[columns]\nemission = [\"a\", \"b\"]\ndate = \"day\"\n").expect("a map");
        let names = ["weather", "apr", "a", "b", "day"].map(str::to_owned);
        let understood = understand(&names, &said, &["day"]).expect("understood");
        let mapped: Vec<_> = understood.mapped.iter().map(|mapped| (mapped.column, mapped.theirs.as_str())).collect();
        let expected = [(Column::PaidRate, "weather"), (Column::Emission, "a"), (Column::Emission, "b")];
        assert_eq!(mapped, expected);
        assert_eq!(said.keys["date"], "day");
    }

    #[test]
    fn slips_are_told() {
        let mut said = Said::default();
        let message = |error: MappingError| error.to_string();
        assert!(message(said.add("revenue").expect_err("no mapping")).contains("OURS=THEIRS"));
        assert!(message(said.add("revenu=x").expect_err("no figure")).contains("there is no figure \"revenu\""));
        assert!(message(said.add("capital[per_year]=x").expect_err("a misfit")).contains("at the end of a period"));
        assert!(message(said.add("revenue[percent]=x").expect_err("a misfit")).contains("is an amount"));
        assert!(message(said.add("revenue[furlongs]=x").expect_err("no unit")).contains("no unit"));
        said.add("revenue=x").expect("a mapping");
        let absent = understand(&["y".to_owned()], &said, &[]).expect_err("no such column");
        assert!(message(absent).contains("its columns are: y"));
    }

    #[test]
    fn units_of_cells() {
        for (text, unit) in [
            ("UST", Unit::Plain),
            ("UST/yr", Unit::PerYear),
            ("1/yr", Unit::PerYear),
            ("UST/day", Unit::PerDay),
            ("%", Unit::Percent),
            ("percent/day", Unit::PercentPerDay),
            ("", Unit::Plain),
        ] {
            assert_eq!(unit_of_cell(text), unit, "{text}");
        }
    }
}
