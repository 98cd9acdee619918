//! The faults that the proofs have to notice: `contracts/proofs/mutants.txt`, where the format is described.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail, ensure};

use super::discovery::Proof;
use crate::workspace;

/// One fault: some consecutive lines of a source read otherwise.
#[derive(Debug, Default)]
pub struct Mutant {
    /// From the contracts folder.
    file: String,
    old: Vec<String>,
    new: Vec<String>,
    /// The proofs that it breaks.
    pub broken: BTreeSet<Proof>,
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` instead of `{}` in {}", self.new.join(" "), self.old.join(" "), self.file)
    }
}

impl Mutant {
    /// Plants the fault in the tree of contracts at `root`.
    pub fn plant(&self, root: &Path) -> anyhow::Result<()> {
        let path = root.join(&self.file);
        let source = fs::read_to_string(&path).with_context(|| self.file.clone())?;
        fs::write(&path, self.applied(&source).with_context(|| self.to_string())?)?;
        Ok(())
    }

    /// The source with the fault. Indentation counts neither in what is sought nor in what is put there.
    fn applied(&self, source: &str) -> anyhow::Result<String> {
        let lines: Vec<&str> = source.lines().collect();
        let places: Vec<usize> = (0..lines.len())
            .filter(|&at| {
                let here = lines.get(at..at + self.old.len());
                here.is_some_and(|here| here.iter().zip(&self.old).all(|(line, old)| line.trim() == old))
            })
            .collect();
        let [at] = places[..] else { bail!("the lines occur {} times", places.len()) };
        let new = self.new.iter().map(String::as_str);
        let mutated: Vec<&str> =
            lines[..at].iter().copied().chain(new).chain(lines[at + self.old.len()..].iter().copied()).collect();
        Ok(mutated.join("\n") + "\n")
    }
}

/// All mutants, each known to fit its source once and to name proofs that exist.
pub fn read(proofs: &BTreeSet<Proof>) -> anyhow::Result<Vec<Mutant>> {
    let contracts = workspace::contracts();
    let text = fs::read_to_string(contracts.join("proofs/mutants.txt"))?;
    let mutants = parse(&text, proofs)?;
    for mutant in &mutants {
        let source = fs::read_to_string(contracts.join(&mutant.file)).with_context(|| mutant.file.clone())?;
        mutant.applied(&source).with_context(|| mutant.to_string())?;
    }
    Ok(mutants)
}

fn parse(text: &str, proofs: &BTreeSet<Proof>) -> anyhow::Result<Vec<Mutant>> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let mut mutants = Vec::new();
    for block in lines.split(|line| line.trim().is_empty()).filter(|block| !block.is_empty()) {
        let mut mutant = Mutant::default();
        for line in block {
            if let Some(old) = line.strip_prefix('-') {
                mutant.old.push(old.trim().to_owned());
            } else if let Some(new) = line.strip_prefix('+') {
                mutant.new.push(new.trim().to_owned());
            } else if line.starts_with("check_") {
                let proof = proofs.iter().find(|proof| proof.name == *line);
                mutant.broken.insert(proof.with_context(|| format!("there is no proof {line}"))?.clone());
            } else {
                ensure!(mutant.file.is_empty(), "cannot read the line {line}");
                mutant.file = (*line).to_owned();
            }
        }
        let whole = !mutant.file.is_empty() && !mutant.old.is_empty() && !mutant.broken.is_empty();
        ensure!(whole, "a mutant needs a file, a line that it replaces and a proof that it breaks: {block:?}");
        mutants.push(mutant);
    }
    Ok(mutants)
}

#[cfg(test)]
mod tests {
    use super::super::discovery::Proof;
    use super::{Mutant, parse};

    fn only(text: &str) -> Mutant {
        let proofs = [Proof::new("Words", "check_INCOME_2_stays")].into();
        let mut mutants = parse(text, &proofs).expect("it is complete");
        assert_eq!(mutants.len(), 1);
        mutants.remove(0)
    }

    #[test]
    fn a_mutant_replaces_lines_that_occur_once() {
        let mutant = only("# A comment.\n\nsrc/A.sol\n- a();\n- b();\n+ c();\ncheck_INCOME_2_stays\n");
        assert_eq!(mutant.applied("{\n    a();\n    b();\n}\n").expect("once"), "{\nc();\n}\n");
        assert!(mutant.applied("a();\nx();\nb();\n").is_err(), "not there");
        assert!(mutant.applied("a();\nb();\na();\nb();\n").is_err(), "twice");
    }

    #[test]
    fn a_mutant_names_a_proof_that_exists() {
        assert!(parse("src/A.sol\n- a();\n+ c();\ncheck_INCOME_9_no\n", &[].into()).is_err());
        assert!(parse("src/A.sol\n- a();\n+ c();\n", &[].into()).is_err(), "breaks nothing");
    }
}
