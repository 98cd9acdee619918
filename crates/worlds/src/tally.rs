//! What happened in worlds: figures to cite, and the proof that what should have been tried was.

use std::{collections::BTreeMap, fmt, ops::AddAssign};

/// Sums, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<&'static str, u128>);

impl Tally {
    pub fn add(&mut self, what: &'static str, amount: u128) {
        *self.0.entry(what).or_default() += amount;
    }

    pub fn one(&mut self, what: &'static str) {
        self.add(what, 1);
    }

    pub fn of(&self, what: &str) -> u128 {
        self.0.get(what).copied().unwrap_or(0)
    }
}

impl AddAssign<&Self> for Tally {
    fn add_assign(&mut self, other: &Self) {
        for (what, amount) in &other.0 {
            self.add(what, *amount);
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, amount) in &self.0 {
            writeln!(f, "{what:<44} {amount:>14}")?;
        }
        Ok(())
    }
}
