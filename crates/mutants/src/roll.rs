//! Which tests there are, and what each consists of: a survivor is remembered with the roll of those it survived, and asked
//! again only by those that are new or were changed since.

use crate::project::Project;
use alloy::primitives::{B256, keccak256};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Folders of tests that say nothing about what our contracts do: those of the stand-ins, and those that must fail.
pub const LEFT_OUT: [&str; 2] = ["standins", "canary"];

/// Tests that take as long as all others: they are asked only about a mutant that nobody has given a reason for.
const DEAR: [&str; 3] =
    ["test/attacks/reentry/Matrix.t.sol", "test/attacks/keys/Malice.t.sol", "test/attacks/currencies/Zoo.t.sol"];

/// A hash of each file of tests with all it imports, except our contracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll(BTreeMap<String, B256>);

/// The tests that judge.
#[derive(Clone)]
pub struct Tests {
    /// Of each file, the sources of ours that it contains or may look up.
    subjects: BTreeMap<String, BTreeSet<String>>,
    pub roll: Roll,
}

impl Tests {
    /// `how` is what else decides about a result, besides the sources.
    pub fn of(project: &Project, how: &str) -> Result<Self> {
        let how = how.to_owned() + &project.settings()?;
        let (mut subjects, mut roll) = (BTreeMap::new(), BTreeMap::new());
        for (test, parts) in project.tests()? {
            if test.split('/').any(|folder| LEFT_OUT.contains(&folder)) {
                continue;
            }
            let (ours, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(file, _)| file.starts_with("src/"));
            let text: String = others.into_iter().map(|(file, text)| file + &text).collect();
            roll.insert(test.clone(), keccak256(how.clone() + &text));
            subjects.insert(test, ours.into_iter().map(|(file, _)| file).collect());
        }
        Ok(Self { subjects, roll: Roll(roll) })
    }

    /// Without those that take long.
    pub fn without_the_dear(mut self) -> Self {
        for test in DEAR {
            self.subjects.remove(test);
            self.roll.0.remove(test);
        }
        self
    }

    pub fn all(&self) -> Vec<&str> {
        self.subjects.keys().map(String::as_str).collect()
    }

    /// Those that could notice a change of `file`, those of `folders` first, without what `survived` has already.
    pub fn about(&self, file: &str, folders: &[&str], survived: Option<&Roll>) -> [Vec<&str>; 2] {
        let known = |test: &str| survived.is_some_and(|roll| roll.0.get(test) == self.roll.0.get(test));
        let concerned = self.subjects.iter().filter(|(test, subjects)| subjects.contains(file) && !known(test));
        let near = |test: &&str| folders.iter().any(|folder| test.starts_with(&format!("test/{folder}/")));
        let (near, far) = concerned.map(|(test, _)| test.as_str()).partition(near);
        [near, far]
    }
}

impl Roll {
    fn text(&self) -> String {
        self.0.iter().map(|(test, hash)| format!("{hash} {test}\n")).collect()
    }

    /// Writes it into `folder`, under the name that is returned.
    pub fn keep(&self, folder: &Path) -> Result<String> {
        fs::create_dir_all(folder)?;
        let name = keccak256(self.text()).to_string();
        fs::write(folder.join(&name), self.text()).context("cannot write a roll")?;
        Ok(name)
    }

    pub fn read(folder: &Path, name: &str) -> Option<Self> {
        let text = fs::read_to_string(folder.join(name)).ok()?;
        let entry =
            |line: &str| line.split_once(' ').and_then(|(hash, test)| Some((test.to_owned(), hash.parse().ok()?)));
        Some(Self(text.lines().filter_map(entry).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Roll, Tests};
    use alloy::primitives::B256;
    use std::collections::BTreeMap;

    fn roll(of: &[(&str, u8)]) -> Roll {
        Roll(of.iter().map(|(test, hash)| ((*test).to_owned(), B256::repeat_byte(*hash))).collect())
    }

    #[test]
    fn a_survivor_is_asked_by_new_tests_only() {
        let of = |test: &str, file: &str| (test.to_owned(), [file.to_owned()].into());
        let subjects = BTreeMap::from([
            of("test/share/A.t.sol", "src/Share.sol"),
            of("test/till/B.t.sol", "src/Share.sol"),
            of("test/vault/C.t.sol", "src/Vault.sol"),
        ]);
        let now = roll(&[("test/share/A.t.sol", 1), ("test/till/B.t.sol", 2), ("test/vault/C.t.sol", 3)]);
        let tests = Tests { subjects, roll: now.clone() };
        let about = |survived| tests.about("src/Share.sol", &["share"], survived);
        assert_eq!(about(None), [["test/share/A.t.sol"], ["test/till/B.t.sol"]]);
        assert_eq!(about(Some(&now)).concat(), [] as [&str; 0]);
        let before = roll(&[("test/share/A.t.sol", 9), ("test/till/B.t.sol", 2)]);
        assert_eq!(about(Some(&before)).concat(), ["test/share/A.t.sol"]);
    }

    #[test]
    fn a_roll_is_read_as_it_was_kept() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let kept = roll(&[("test/share/A.t.sol", 1)]);
        let name = kept.keep(folder.path())?;
        assert_eq!(Roll::read(folder.path(), &name), Some(kept));
        assert_eq!(Roll::read(folder.path(), "0x00"), None);
        Ok(())
    }
}
