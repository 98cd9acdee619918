//! Runs a subject under `strace`: to record what it does to its files, to kill it at a chosen call, or to let a call fail.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, anyhow, bail, ensure};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::disk::{Disk, Fate, Syncs};
use crate::trace::{CALLS, Event, Reader};

/// Bytes of one write that are recorded: more than any subject writes at once.
const BYTES_MAX: &str = "16777216";

/// A subject, by the arguments after its directory.
#[derive(Clone, Debug)]
pub struct Subject {
    /// This crate's own binary.
    pub program: PathBuf,
    pub verb: &'static str,
    /// How much it shall do.
    pub amount: usize,
}

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// When all is done.
    Done,
    /// Killed on entering such a call for the `n`th time in one thread.
    KilledAt(&'static str, usize),
}

impl Subject {
    fn arguments(&self, folder: &Path) -> Vec<String> {
        vec![self.verb.to_owned(), folder.display().to_string(), self.amount.to_string()]
    }

    /// Runs it once for each of `ends` on `folder`, which must be empty, and returns what happened.
    ///
    /// # Errors
    /// There is no strace, a run ended otherwise than it should, or the recording does not read.
    pub fn record(&self, folder: &Path, ends: &[End]) -> Result<Vec<Event>> {
        let mut reader = Reader::new(folder);
        for end in ends {
            let inject = match end {
                End::Done => None,
                End::KilledAt(call, number) => Some(format!("{call}:signal=KILL:when={number}")),
            };
            let output = self.run(folder, &mut reader, inject.as_deref())?;
            if output.status.success() != (*end == End::Done) {
                bail!("{} ended with {}: {}", self.verb, output.status, String::from_utf8_lossy(&output.stderr));
            }
        }
        Ok(reader.into_events())
    }

    /// Runs it once more on `folder`, with strace's `inject` expression if there is one; `reader` reads what happens.
    ///
    /// # Errors
    /// There is no strace, or the recording does not read.
    pub fn run(&self, folder: &Path, reader: &mut Reader, inject: Option<&str>) -> Result<Output> {
        let recording = tempfile::NamedTempFile::new().context("no temporary file")?;
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-xx", "-s", BYTES_MAX, "-e", "signal=none", "-e"]);
        strace.arg(format!("trace={CALLS}")).arg("-o").arg(recording.path());
        if let Some(inject) = inject {
            strace.arg("-e").arg(format!("inject={inject}"));
        } else {
            // Faster, but with it strace injects nothing.
            strace.arg("--seccomp-bpf");
        }
        strace.arg(&self.program).args(self.arguments(folder)).stdin(Stdio::null());
        let output = strace.output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => anyhow!("`strace` is not installed; it is in the Debian package strace"),
            _ => anyhow::Error::new(error).context("strace does not start"),
        })?;
        let text = fs::read_to_string(recording.path()).context("the recording is not there")?;
        reader.read(&text)?;
        Ok(output)
    }
}

/// Whether the files below `folder` are those that follow from `events`. A call that the recorder had overlooked would show.
/// SQLite's `-shm` is shared memory, and `.lock` is empty: neither says anything.
///
/// # Errors
/// The first difference.
pub fn compare(folder: &Path, events: &[Event]) -> Result<()> {
    let mut disk = Disk::new(Syncs::Kept);
    events.iter().enumerate().for_each(|(number, event)| disk.apply(number, event));
    let tree = disk.after_power_cut(Fate::Kept, &mut ChaCha8Rng::seed_from_u64(0));
    for (path, expected) in &tree.files {
        if path.extension().is_some_and(|extension| extension == "sqlite-shm") {
            continue;
        }
        let found = fs::read(folder.join(path)).with_context(|| format!("{} is not there", path.display()))?;
        ensure!(found == *expected, "{} is not what was recorded", path.display());
    }
    Ok(())
}
