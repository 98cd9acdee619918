//! What was decided before: a run that was interrupted, or was followed by more tests, need not judge everything anew.
//!
//! Kept is a kill, the same bytecode, a refusal of the compiler; that the model noticed nothing; and of a survivor, which
//! tests it survived. It is kept under a hash of all sources with the mutant in them, so a change of the contracts forgets
//! everything.

use crate::cascade::{Judge, Verdict};
use crate::mutant::Mutant;
use crate::project::Project;
use crate::roll::Roll;
use alloy::primitives::{B256, keccak256};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const WORDS: [(&str, Verdict); 6] = [
    ("stillborn", Verdict::Stillborn),
    ("same", Verdict::Same),
    ("model", Verdict::Killed(Judge::Model)),
    ("stopped", Verdict::Killed(Judge::Stopped)),
    ("near", Verdict::Killed(Judge::Near)),
    ("suite", Verdict::Killed(Judge::Suite)),
];
const UNNOTICED: &str = "unnoticed";
const SURVIVED: &str = "survived";

pub struct Verdicts {
    sources: B256,
    known: BTreeMap<B256, Verdict>,
    unnoticed: BTreeSet<B256>,
    survived: BTreeMap<B256, Roll>,
    /// Where the rolls of the tests lie.
    rolls: PathBuf,
    file: Mutex<File>,
}

impl Verdicts {
    /// Begins anew in `folder`, or with what is there from before.
    pub fn open(project: &Project, folder: &Path, resume: bool) -> Result<Self> {
        let path = folder.join("verdicts");
        let text = if resume { fs::read_to_string(&path).unwrap_or_default() } else { String::new() };
        let file = OpenOptions::new().create(true).write(true).truncate(!resume).append(resume).open(&path);
        let file = Mutex::new(file.with_context(|| format!("cannot write {}", path.display()))?);
        let sources = keccak256(project.all_sources());
        let rolls = folder.join("rolls");
        let (known, unnoticed, survived) = Default::default();
        let mut verdicts = Self { sources, known, unnoticed, survived, rolls, file };
        for line in text.lines() {
            // A line that was torn says nothing.
            let _ = verdicts.read(line);
        }
        Ok(verdicts)
    }

    fn read(&mut self, line: &str) -> Option<()> {
        let mut words = line.split(' ');
        let key = words.next()?.parse().ok()?;
        match words.next()? {
            UNNOTICED => drop(self.unnoticed.insert(key)),
            SURVIVED => drop(self.survived.insert(key, Roll::read(&self.rolls, words.next()?)?)),
            word => {
                let (_, verdict) = WORDS.iter().find(|(other, _)| *other == word)?;
                self.known.insert(key, verdict.clone());
            }
        }
        Some(())
    }

    fn key(&self, mutant: &Mutant) -> B256 {
        let Mutant { file, range, replacement, .. } = mutant;
        keccak256(format!("{} {file} {range:?} {replacement}", self.sources))
    }

    pub fn of(&self, mutant: &Mutant) -> Option<Verdict> {
        self.known.get(&self.key(mutant)).cloned()
    }

    /// Whether the model was asked and noticed nothing.
    pub fn is_unnoticed(&self, mutant: &Mutant) -> bool {
        self.unnoticed.contains(&self.key(mutant))
    }

    /// The tests that it survived.
    pub fn survived(&self, mutant: &Mutant) -> Option<&Roll> {
        self.survived.get(&self.key(mutant))
    }

    pub fn keep_unnoticed(&self, mutant: &Mutant) -> Result<()> {
        self.write(mutant, UNNOTICED)
    }

    /// After all tests of `roll` were asked.
    pub fn keep(&self, mutant: &Mutant, verdict: &Verdict, roll: &Roll) -> Result<()> {
        if *verdict == Verdict::Survived {
            return self.write(mutant, &format!("{SURVIVED} {}", roll.keep(&self.rolls)?));
        }
        WORDS.iter().find(|(_, other)| other == verdict).map_or(Ok(()), |(word, _)| self.write(mutant, word))
    }

    fn write(&self, mutant: &Mutant, words: &str) -> Result<()> {
        Ok(writeln!(self.file.lock().expect("nothing panics with it"), "{} {words}", self.key(mutant))?)
    }
}
