//! The power fails at every recorded moment.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use rayon::iter::{ParallelBridge, ParallelIterator};
use tempfile::TempDir;
use usufruct_chain::Genesis;

use crate::cuts::{Amount, Cut, cuts};
use crate::disk::{Fate, Tree};
use crate::found;
use crate::recorder::{End, Subject};
use crate::said::Said;
use crate::shop;
use crate::trace::{Change, Event};

/// States between two words about progress.
const PROGRESS: usize = 1_000;
/// Violations that are described; all are counted.
const DESCRIBED_MAX: usize = 5;

/// What is done, and how what is left of it is judged.
#[derive(Clone, Debug)]
pub enum Kind {
    Selling(Box<Genesis>),
    Sealing,
}

/// What came of all states.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub writes: usize,
    pub syncs: usize,
    pub acknowledgements: usize,
    pub states: BTreeMap<Fate, usize>,
    pub violations: usize,
    pub described: Vec<String>,
}

impl Kind {
    /// # Errors
    /// The stand-ins cannot be made.
    pub async fn selling() -> Result<Kind> {
        Ok(Kind::Selling(Box::new(shop::genesis().await?)))
    }

    pub fn verb(&self) -> &'static str {
        match self {
            Kind::Selling(_) => "sell",
            Kind::Sealing => "seal",
        }
    }

    /// In the middle of what it does, on entering a sync of the book (SQLite uses the one call) or of the block log (which
    /// uses the other).
    fn killed(&self, amount: usize) -> End {
        match self {
            Kind::Selling(_) => End::KilledAt("fsync", amount / 2 + 5),
            Kind::Sealing => End::KilledAt("fdatasync", amount / 2),
        }
    }

    /// Judges `directory`; `said` is all that was said before, `next` what was said first afterwards.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn judge(&self, directory: &Path, said: &[Said], next: Option<&Said>) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("no runtime")?;
        match self {
            Kind::Sealing => runtime.block_on(found::of_sealing(directory, said, next)),
            Kind::Selling(genesis) => runtime.block_on(found::of_selling(genesis, directory, said)),
        }
    }

    /// Records two processes on one folder: the first is killed on entering a sync, the second goes on to the end. Then
    /// compares the recording with the files that are there: what was recorded must be what happened.
    ///
    /// # Errors
    /// It cannot be recorded, or the recording is not what happened.
    pub fn record(&self, program: &Path, amount: usize) -> Result<Vec<Event>> {
        let folder = scratch()?;
        let path = folder.path().canonicalize().context("the folder is there")?;
        let subject = Subject { program: program.to_owned(), verb: self.verb(), amount };
        let events = subject.record(&path, &[self.killed(amount), End::Done])?;
        crate::recorder::compare(&path, &events)?;
        Ok(events)
    }
}

/// Examines `amount` of what could be left of `events`.
pub fn examine(kind: &Kind, events: &[Event], amount: Amount, progress: bool) -> Outcome {
    let said: Vec<(usize, &Said)> = events
        .iter()
        .enumerate()
        .filter_map(|(number, event)| if let Event::Said(said) = event { Some((number, said)) } else { None })
        .collect();
    let lines: Vec<Said> = said.iter().map(|(_, line)| (*line).clone()).collect();
    let done = AtomicUsize::new(0);
    let verdicts: Vec<(Fate, Result<(), String>)> = cuts(events, amount)
        .par_bridge()
        .map(|cut| {
            let before = said.partition_point(|(number, _)| *number < cut.events);
            let verdict = rebuilt(&cut.tree)
                .and_then(|folder| kind.judge(folder.path(), &lines[..before], lines.get(before)))
                .map_err(|error| describe(&cut, &error));
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            if progress && count.is_multiple_of(PROGRESS) {
                eprintln!("{}: {count} states", kind.verb());
            }
            (cut.fate, verdict)
        })
        .collect();
    let mut outcome = Outcome::of(events);
    for (fate, verdict) in verdicts {
        *outcome.states.entry(fate).or_default() += 1;
        if let Err(what) = verdict {
            outcome.violations += 1;
            if outcome.described.len() < DESCRIBED_MAX {
                outcome.described.push(what);
            }
        }
    }
    outcome
}

fn describe(cut: &Cut, error: &anyhow::Error) -> String {
    format!("after {} events, {:?} (draw {}): {error:#}", cut.events, cut.fate, cut.draw)
}

impl Outcome {
    fn of(events: &[Event]) -> Outcome {
        let mut outcome = Outcome::default();
        for event in events {
            match event {
                Event::Changed(Change::Write { .. }) => outcome.writes += 1,
                Event::Changed(_) | Event::SyncFailed { .. } => {}
                Event::Synced { .. } | Event::FolderSynced { .. } => outcome.syncs += 1,
                Event::Said(Said::Asked { .. }) => {}
                Event::Said(_) => outcome.acknowledgements += 1,
            }
        }
        outcome
    }

    pub fn total(&self) -> usize {
        self.states.values().sum()
    }
}

/// A folder in memory if the machine has one: states are written, read and thrown away.
///
/// # Errors
/// There is no place for temporary files.
pub fn scratch() -> Result<TempDir> {
    let memory = PathBuf::from("/dev/shm");
    let made = if memory.is_dir() { TempDir::with_prefix_in("durability-", memory) } else { TempDir::new() };
    made.context("no temporary folder")
}

/// The folder that a power cut left.
///
/// # Errors
/// There is no place for it.
pub fn rebuilt(tree: &Tree) -> Result<TempDir> {
    let folder = scratch()?;
    for path in &tree.folders {
        fs::create_dir(folder.path().join(path)).context("cannot rebuild a folder")?;
    }
    for (path, bytes) in &tree.files {
        fs::write(folder.path().join(path), bytes).context("cannot rebuild a file")?;
    }
    Ok(folder)
}
