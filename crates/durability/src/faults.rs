//! The disk fails: one sync, or every write from one on.
//!
//! A subject runs while `strace` makes chosen calls fail. Whatever it acknowledged must be there afterwards, for the next process
//! and after a power cut at the end; then it runs again on a disk that works, and must do its work.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::disk::{Disk, Fate, Syncs};
use crate::power_cut::{Kind, rebuilt, scratch};
use crate::recorder::{Subject, compare};
use crate::said::Said;
use crate::trace::{Event, Reader};

/// A fault, as `strace` is asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub calls: &'static str,
    pub error: &'static str,
    /// The first call that fails, counted by thread.
    pub first: usize,
    /// Whether all later ones fail as well.
    pub lasting: bool,
}

/// What came of all points.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub points: usize,
    /// Those at which something was declined, or the subject ended with an error.
    pub noticed: usize,
    /// What the customers heard, or the chain's caller.
    pub words: BTreeMap<String, usize>,
    pub violations: Vec<String>,
}

const SYNCS: &str = "fsync,fdatasync";
/// As the book and the block log are written. (Other writes are to sockets and to the standard output.)
const WRITES: &str = "pwrite64";

/// `amount` points: syncs that fail with EIO, writes that fail with EIO or find the disk full; the first of each kind, then
/// later and later ones.
pub fn points(amount: usize, spacing: usize) -> Vec<Point> {
    let kinds = [
        (SYNCS, "EIO", false),
        (WRITES, "ENOSPC", true),
        (SYNCS, "EIO", true),
        (WRITES, "ENOSPC", false),
        (WRITES, "EIO", false),
    ];
    let point = |number: usize| {
        let (calls, error, lasting) = kinds[number % kinds.len()];
        Point { calls, error, first: 1 + number / kinds.len() * spacing, lasting }
    };
    (0..amount).map(point).collect()
}

/// How much a subject does while a fault waits for it, and how far apart the faults are.
pub fn usual(kind: &Kind) -> (usize, usize) {
    match kind {
        Kind::Selling(_) => (6, 2),
        Kind::Sealing => (60, 2),
    }
}

/// Lets `subject` run into each of `points`.
pub fn examine(kind: &Kind, program: &Path, amount: usize, points: &[Point]) -> Outcome {
    let subject = Subject { program: program.to_owned(), verb: kind.verb(), amount };
    let results: Vec<(&Point, Result<Noticed>)> =
        points.par_iter().map(|point| (point, meet(kind, &subject, point))).collect();
    let mut outcome = Outcome { points: points.len(), ..Outcome::default() };
    for (point, result) in results {
        match result {
            Ok(Noticed { words, failed }) => {
                outcome.noticed += usize::from(failed || !words.is_empty());
                for word in words {
                    *outcome.words.entry(word).or_default() += 1;
                }
            }
            Err(error) => outcome.violations.push(format!("{point:?}: {error:#}")),
        }
    }
    outcome
}

struct Noticed {
    words: Vec<String>,
    failed: bool,
}

fn meet(kind: &Kind, subject: &Subject, point: &Point) -> Result<Noticed> {
    let folder = scratch()?;
    let path = folder.path().canonicalize().context("the folder is there")?;
    let mut reader = Reader::new(&path);
    let lasting = if point.lasting { "+" } else { "" };
    let inject = format!("{}:error={}:when={}{lasting}", point.calls, point.error, point.first);
    let output = subject.run(&path, &mut reader, Some(&inject))?;
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    // Only what a program says by itself counts as an end: not a panic, not a signal.
    ensure!(matches!(output.status.code(), Some(0 | 1)), "it ended with {}: {complaint}", output.status);
    ensure!(output.status.success() || complaint.contains("Error:"), "it ended without a word");

    let events = reader.events().to_vec();
    let mut said = said(&events);
    after_power_cuts(kind, &events, &said)?;
    // What the next process finds is the fate in which all is kept, if the recording is true; judging the folder itself would
    // open, and so change, it.
    compare(&path, &events)?;

    let again = subject.run(&path, &mut reader, None)?;
    let complaint = String::from_utf8_lossy(&again.stderr).into_owned();
    ensure!(again.status.success(), "on a disk that works it ended with {}: {complaint}", again.status);
    let words =
        said.iter().filter_map(|line| if let Said::Declined { word } = line { Some(word.clone()) } else { None });
    let noticed = Noticed { words: words.collect(), failed: !output.status.success() };
    let since = said.len();
    said = self::said(reader.events());
    let declined = said[since..].iter().any(|line| matches!(line, Said::Declined { .. }));
    ensure!(!declined && said.len() > since, "on a disk that works it declined, or did nothing");
    after_power_cuts(kind, reader.events(), &said).context("after it ran again")?;
    kind.judge(&path, &said, None).context("at the end")?;
    Ok(noticed)
}

/// The power fails when the subject has ended.
fn after_power_cuts(kind: &Kind, events: &[Event], said: &[Said]) -> Result<()> {
    let mut disk = Disk::new(Syncs::Kept);
    events.iter().enumerate().for_each(|(number, event)| disk.apply(number, event));
    for fate in Fate::ALL {
        let folder = rebuilt(&disk.after_power_cut(fate, &mut ChaCha8Rng::seed_from_u64(0)))?;
        kind.judge(folder.path(), said, None).with_context(|| format!("after a power cut, {fate:?}"))?;
    }
    Ok(())
}

fn said(events: &[Event]) -> Vec<Said> {
    events.iter().filter_map(|event| if let Event::Said(said) = event { Some(said.clone()) } else { None }).collect()
}
