//! What was decided before: a run that was interrupted, or was followed by more tests, need not judge everything anew.
//!
//! Kept is what no further test can change: a kill, the same bytecode, a refusal of the compiler. It is kept under a hash of
//! all sources with the mutant in them, so a change of the contracts forgets everything. Survivors are judged again.

use crate::cascade::{Judge, Verdict};
use crate::mutant::Mutant;
use crate::project::Project;
use alloy::primitives::{B256, keccak256};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

const WORDS: [(&str, Verdict); 6] = [
    ("stillborn", Verdict::Stillborn),
    ("same", Verdict::Same),
    ("model", Verdict::Killed(Judge::Model)),
    ("stopped", Verdict::Killed(Judge::Stopped)),
    ("near", Verdict::Killed(Judge::Near)),
    ("suite", Verdict::Killed(Judge::Suite)),
];

pub struct Verdicts {
    sources: B256,
    known: BTreeMap<B256, Verdict>,
    file: Mutex<File>,
}

impl Verdicts {
    /// Begins anew, or with what `path` has from before.
    pub fn open(project: &Project, path: &Path, resume: bool) -> Result<Self> {
        let text = if resume { fs::read_to_string(path).unwrap_or_default() } else { String::new() };
        let known = text.lines().filter_map(read).collect();
        let file = OpenOptions::new().create(true).write(true).truncate(!resume).append(resume).open(path);
        let file = Mutex::new(file.with_context(|| format!("cannot write {}", path.display()))?);
        Ok(Self { sources: keccak256(project.all_sources()), known, file })
    }

    fn key(&self, mutant: &Mutant) -> B256 {
        let Mutant { file, range, replacement, .. } = mutant;
        keccak256(format!("{} {file} {range:?} {replacement}", self.sources))
    }

    pub fn of(&self, mutant: &Mutant) -> Option<Verdict> {
        self.known.get(&self.key(mutant)).cloned()
    }

    pub fn keep(&self, mutant: &Mutant, verdict: &Verdict) -> Result<()> {
        if let Some((word, _)) = WORDS.iter().find(|(_, other)| other == verdict) {
            writeln!(self.file.lock().expect("nothing panics with it"), "{} {word}", self.key(mutant))?;
        }
        Ok(())
    }
}

/// A line that was torn says nothing.
fn read(line: &str) -> Option<(B256, Verdict)> {
    let (key, word) = line.split_once(' ')?;
    let (_, verdict) = WORDS.iter().find(|(other, _)| *other == word)?;
    Some((key.parse().ok()?, verdict.clone()))
}
