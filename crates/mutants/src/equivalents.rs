//! The mutants that nothing can kill, each with the reason why it is the same program: `equivalent.toml`.
//!
//! A claim is checked as far as a machine can: it must be about a mutant that there is, that compiles to other bytecode, and
//! that no judge killed.

use crate::cascade::Verdict;
use crate::mutant::Mutant;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fs;
use std::path::Path;

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Equivalent {
    pub file: String,
    pub place: String,
    pub line: String,
    pub before: String,
    pub after: String,
    /// Which of several that read the same, from 0.
    #[serde(default)]
    pub nth: usize,
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    equivalent: Vec<Equivalent>,
}

pub fn read(path: &Path) -> Result<Vec<Equivalent>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(toml::from_str::<Listed>(&text).with_context(|| format!("{} is malformed", path.display()))?.equivalent)
}

impl Equivalent {
    fn names_the_same(&self, other: &Self) -> bool {
        let without_reason = |entry: &Self| Self { reason: String::new(), ..entry.clone() };
        without_reason(self) == without_reason(other)
    }

    pub fn is_about(&self, mutant: &Mutant) -> bool {
        self.file == mutant.file
            && self.place == mutant.place
            && self.line == mutant.line_text
            && self.before == mutant.before
            && self.after == mutant.after
            && self.nth == mutant.nth
    }
}

/// The reason why a mutant is the same program, if one is listed.
pub fn reason<'a>(listed: &'a [Equivalent], mutant: &Mutant) -> Option<&'a str> {
    listed.iter().find(|equivalent| equivalent.is_about(mutant)).map(|equivalent| equivalent.reason.as_str())
}

/// Claims that are wrong: about no mutant, without a reason, twice, or refuted by a judge.
pub fn objections(listed: &[Equivalent], mutants: &[Mutant], judged: &[(usize, Verdict)]) -> Vec<String> {
    let mut found = Vec::new();
    for (i, equivalent) in listed.iter().enumerate() {
        let Equivalent { file, place, before, after, .. } = equivalent;
        let mut object = |why: &str| found.push(format!("{file} in {place}, {before} -> {after}: {why}"));
        if equivalent.reason.trim().is_empty() {
            object("listed without a reason");
        }
        if listed[..i].iter().any(|earlier| earlier.names_the_same(equivalent)) {
            object("listed twice");
        }
        if !mutants.iter().any(|mutant| equivalent.is_about(mutant)) {
            object("listed, but there is no such mutant");
        }
        match judged.iter().find(|(index, _)| equivalent.is_about(&mutants[*index])).map(|(_, verdict)| verdict) {
            Some(Verdict::Killed(judge)) => object(&format!("listed as equivalent, but killed ({judge:?})")),
            Some(Verdict::Same) => object("compiles to the same bytecode, so it needs no reason"),
            Some(Verdict::Stillborn) => object("does not compile"),
            _ => {}
        }
    }
    found
}

/// How a survivor would be listed.
pub fn entry(mutant: &Mutant) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let nth = if mutant.nth > 0 { format!("nth = {}\n", mutant.nth) } else { String::new() };
    let Mutant { file, place, line_text, before, after, .. } = mutant;
    let [file, place, line, before, after] = [file, place, line_text, before, after].map(|text| quoted(text));
    format!(
        "[[equivalent]]\nfile = {file}\nplace = {place}\nline = {line}\nbefore = {before}\nafter = {after}\n{nth}reason = \"\"\n"
    )
}

#[cfg(test)]
mod tests {
    use super::{Equivalent, entry, objections};
    use crate::cascade::{Judge, Verdict};
    use crate::mutant::{Mutant, Operator};

    fn mutant() -> Mutant {
        Mutant {
            file: "src/A.sol".to_owned(),
            operator: Operator::Comparison,
            place: "f".to_owned(),
            line: 3,
            line_text: "if (a == \"b\") return;".to_owned(),
            range: 4..10,
            replacement: "a != \"b\"".to_owned(),
            before: "a == \"b\"".to_owned(),
            after: "a != \"b\"".to_owned(),
            nth: 1,
        }
    }

    fn listed(reason: &str) -> Vec<Equivalent> {
        let text = entry(&mutant()).replace("reason = \"\"", &format!("reason = \"{reason}\""));
        toml::from_str::<super::Listed>(&text).expect("an entry can be read").equivalent
    }

    #[test]
    fn a_claim_is_held_against_what_the_judges_said() {
        let objected = |listed: &[Equivalent], verdict| objections(listed, &[mutant()], &[(0, verdict)]).len();
        assert_eq!(objected(&listed("a is never b"), Verdict::Survived), 0);
        assert_eq!(objected(&listed(""), Verdict::Survived), 1, "no reason");
        assert_eq!(objected(&listed("a is never b"), Verdict::Killed(Judge::Near)), 1, "refuted");
        assert_eq!(objected(&listed("a is never b"), Verdict::Same), 1, "superfluous");
        let twice = [listed("a is never b"), listed("because")].concat();
        assert_eq!(objected(&twice, Verdict::Survived), 1, "listed twice");
        assert_eq!(objections(&listed("a is never b"), &[], &[]).len(), 1, "about no mutant");
    }
}
