//! Which world: a seed, and what is left out of it.
//!
//! A recipe is one line of text, for a report and for a test's table: `7` or
//! `7 without Reorg,RpcLag steps 41 skip 3,17 defect ForgottenSale`.

use std::{collections::BTreeSet, fmt, str::FromStr};

use crate::trouble::Trouble;

/// Steps of a whole world, before its end.
pub const STEPS: u32 = 300;

/// A defect that is planted on purpose, to see whether it is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// A gateway that is opened again finds a book without its last sale.
    ForgottenSale,
    /// The book charges a channel for its last sale twice.
    DoubleCharge,
    /// A ledger that is opened again finds a log missing in its file.
    MissingLog,
}

const DEFECTS: [Defect; 3] = [Defect::ForgottenSale, Defect::DoubleCharge, Defect::MissingLog];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    pub seed: u64,
    pub without: BTreeSet<Trouble>,
    /// The world's first so many steps; then its end.
    pub steps: u32,
    /// Steps that do not happen.
    pub skip: BTreeSet<u32>,
    pub defect: Option<Defect>,
}

impl Recipe {
    pub fn new(seed: u64) -> Self {
        Self { seed, without: BTreeSet::new(), steps: STEPS, skip: BTreeSet::new(), defect: None }
    }
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn list<T: ToString>(items: &BTreeSet<T>) -> String {
            items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        }
        write!(f, "{}", self.seed)?;
        if !self.without.is_empty() {
            write!(f, " without {}", list(&self.without))?;
        }
        if self.steps != STEPS {
            write!(f, " steps {}", self.steps)?;
        }
        if !self.skip.is_empty() {
            write!(f, " skip {}", ranges(&self.skip))?;
        }
        self.defect.map_or(Ok(()), |defect| write!(f, " defect {defect:?}"))
    }
}

impl FromStr for Recipe {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        fn list<T: FromStr + Ord>(text: &str) -> Result<BTreeSet<T>, String> {
            text.split(',').map(|item| item.parse().map_err(|_| format!("what is {item:?}?"))).collect()
        }
        let mut words = text.split_whitespace();
        let seed = words.next().ok_or("a recipe begins with its seed")?;
        let mut recipe = Self::new(seed.parse().map_err(|_| format!("{seed:?} is no seed"))?);
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("{word} of what?"))?;
            match word {
                "without" => recipe.without = list(value)?,
                "steps" => recipe.steps = value.parse().map_err(|_| format!("{value:?} is no number"))?,
                "skip" => {
                    recipe.skip = list::<Range>(value)?.into_iter().flat_map(|Range(from, to)| from..=to).collect()
                }
                "defect" => {
                    let known = DEFECTS.into_iter().find(|defect| format!("{defect:?}") == value);
                    recipe.defect = Some(known.ok_or_else(|| format!("no defect is called {value:?}"))?);
                }
                _ => return Err(format!("a recipe has no {word:?}")),
            }
        }
        Ok(recipe)
    }
}

/// `3`, or `3-17`: both ends are in it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Range(u32, u32);

impl FromStr for Range {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        Ok(Self(from.parse()?, to.parse()?))
    }
}

fn ranges(steps: &BTreeSet<u32>) -> String {
    let mut ranges: Vec<Range> = Vec::new();
    for &step in steps {
        match ranges.last_mut() {
            Some(last) if last.1 + 1 == step => last.1 = step,
            _ => ranges.push(Range(step, step)),
        }
    }
    let text = |Range(from, to): &Range| if from == to { from.to_string() } else { format!("{from}-{to}") };
    ranges.iter().map(text).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_reads_as_it_is_written() {
        for text in ["7", "7 without RpcLag,Reorg steps 41 skip 3,17 defect ForgottenSale", "0 skip 1,3-9"] {
            assert_eq!(text.parse::<Recipe>().expect("a recipe").to_string(), text);
        }
        for bad in ["", "x", "1 without Rain", "1 steps", "1 of 2"] {
            assert!(bad.parse::<Recipe>().is_err(), "{bad}");
        }
    }
}
