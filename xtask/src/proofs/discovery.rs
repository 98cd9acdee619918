//! Which proofs there are, by reading the sources: what the prover reports is held against this list.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;

use anyhow::{Context, ensure};

use crate::workspace;

/// The function `name` of a contract in `contracts/proofs`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    pub contract: String,
    pub name: String,
}

impl Proof {
    pub fn new(contract: &str, name: &str) -> Self {
        Self { contract: contract.to_owned(), name: name.to_owned() }
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.contract, self.name)
    }
}

/// All proofs of `contracts/proofs`, which has no folders in it.
pub fn proofs() -> anyhow::Result<BTreeSet<Proof>> {
    let mut proofs = BTreeSet::new();
    for entry in fs::read_dir(workspace::contracts().join("proofs"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "sol") {
            let source = fs::read_to_string(&path)?;
            proofs.append(&mut proofs_of(&source).with_context(|| path.display().to_string())?);
        }
    }
    ensure!(!proofs.is_empty(), "there are no proofs");
    Ok(proofs)
}

fn proofs_of(source: &str) -> anyhow::Result<BTreeSet<Proof>> {
    let mut proofs = BTreeSet::new();
    let mut contract = None;
    for line in source.lines().map(str::trim_start) {
        if let Some(rest) = line.strip_prefix("contract ") {
            contract = rest.split_whitespace().next();
        }
        let Some(rest) = line.strip_prefix("function check_") else { continue };
        let contract = contract.context("a proof stands outside of a contract that can be deployed")?;
        let (name, _) = rest.split_once('(').context("a function has no parameters")?;
        ensure!(proofs.insert(Proof::new(contract, &format!("check_{name}"))), "{contract} has two proofs {name}");
    }
    if !proofs.is_empty() {
        for bound in ["@custom:halmos", "--loop", "--solver-timeout-assertion"] {
            ensure!(source.contains(bound), "does not state its {bound}");
        }
    }
    Ok(proofs)
}

#[cfg(test)]
mod tests {
    use super::{Proof, proofs_of};

    #[test]
    fn proofs_are_found_with_their_contract() {
        let source = "/// @custom:halmos --loop 2 --solver-timeout-assertion 9s
            contract Words is Proof {
                function helper() {}
                function check_INCOME_2_stays(uint256 v) external {";
        assert_eq!(proofs_of(source).expect("it is complete"), [Proof::new("Words", "check_INCOME_2_stays")].into());
        assert!(proofs_of(&source.replace("--loop 2", "")).is_err(), "without a bound of loops");
    }
}
