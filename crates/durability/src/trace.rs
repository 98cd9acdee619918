//! strace's text, as the events that matter: changes to files below one folder, syncs, and what was said.
//!
//! A change counts from when its call had returned, a sync covers what had returned before it was called, and a line counts as
//! said from when its write was called: each the way that makes the promise strictest.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::said::Said;

/// The calls that a recording has to show.
pub const CALLS: &str = "openat,open,creat,close,lseek,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,\
                         fsync,fdatasync,sync_file_range,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat";

const STDOUT: u64 = 1;

/// A file, whatever its name: numbered in the order of creation.
pub type FileId = usize;

/// A change that is not on the disk until it is synced. Paths are relative to the recorded folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    MakeFolder(PathBuf),
    Create { path: PathBuf, file: FileId },
    Remove(PathBuf),
    Write { file: FileId, offset: u64, bytes: Vec<u8> },
    Resize { file: FileId, length: u64 },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Changed(Change),
    /// What the first `since` events changed in the file is on the disk.
    Synced {
        file: FileId,
        since: usize,
    },
    /// A sync failed. What the first `since` events changed in the file may never reach the disk, although it reads and later
    /// syncs succeed: Linux takes the pages for written.
    SyncFailed {
        file: FileId,
        since: usize,
    },
    /// What the first `since` events changed in the folder's names is on the disk.
    FolderSynced {
        path: PathBuf,
        since: usize,
    },
    Said(Said),
}

/// Reads the recordings of one or several processes, one after the other on the same folder.
#[derive(Debug)]
pub struct Reader {
    folder: PathBuf,
    names: HashMap<PathBuf, FileId>,
    folders: Vec<PathBuf>,
    files: usize,
    open: HashMap<u64, Open>,
    events: Vec<Event>,
}

#[derive(Clone, Debug)]
enum Open {
    File { file: FileId, position: u64 },
    Folder(PathBuf),
}

/// A call as strace shows it.
struct Call<'a> {
    name: &'a str,
    arguments: Vec<&'a str>,
    returned: &'a str,
    /// How many events there were when it was called.
    since: usize,
}

impl Reader {
    /// For what happens below `folder`, which is empty and on the disk.
    pub fn new(folder: &Path) -> Self {
        let (names, open) = (HashMap::new(), HashMap::new());
        Self { folder: folder.to_owned(), names, folders: vec![PathBuf::new()], files: 0, open, events: Vec::new() }
    }

    /// Adds what one process did, from beginning to end.
    pub fn read(&mut self, text: &str) -> Result<()> {
        self.open.clear();
        let mut unfinished: HashMap<&str, (&str, usize)> = HashMap::new();
        for line in text.lines() {
            let Some((process, rest)) = line.split_once(' ') else { continue };
            let rest = rest.trim_start();
            if let Some(call) = rest.strip_suffix("<unfinished ...>") {
                self.said(call)?;
                unfinished.insert(process, (call.trim_end(), self.events.len()));
            } else if let Some(resumed) = rest.strip_prefix("<... ") {
                let (_, end) = resumed.split_once(" resumed>").with_context(|| format!("strace wrote {rest:?}"))?;
                let (begin, since) = unfinished.remove(process).context("a call ended that never began")?;
                if !is_said(begin) {
                    self.call(&[begin, end].concat(), since)?;
                }
            } else if is_said(rest) {
                self.said(rest)?;
            } else if rest.contains('(') && !rest.starts_with("+++") && !rest.starts_with("---") {
                self.call(rest, self.events.len())?;
            }
        }
        Ok(())
    }

    pub fn events(&self) -> &[Event] {
        &self.events
    }

    pub fn into_events(self) -> Vec<Event> {
        self.events
    }

    fn said(&mut self, call: &str) -> Result<()> {
        if !is_said(call) {
            return Ok(());
        }
        let quoted = call.split('"').nth(1).context("a write without text")?;
        let text = String::from_utf8(bytes(quoted)?).context("a subject said what is no text")?;
        for line in text.lines() {
            self.events.push(Event::Said(line.parse()?));
        }
        Ok(())
    }

    fn call(&mut self, text: &str, since: usize) -> Result<()> {
        let (name, rest) = text.split_once('(').with_context(|| format!("strace wrote {text:?}"))?;
        let (arguments, returned) = rest.rsplit_once(" = ").with_context(|| format!("strace wrote {text:?}"))?;
        let arguments = arguments.trim_end().trim_end_matches(')');
        let call = Call { name, arguments: arguments.split(", ").collect(), returned, since };
        if call.returned.starts_with('?') {
            return Ok(());
        }
        if call.returned.starts_with('-') {
            return self.failed(&call);
        }
        self.done(&call).with_context(|| format!("in {}", &text[..text.len().min(200)]))
    }

    fn failed(&mut self, call: &Call<'_>) -> Result<()> {
        if matches!(call.name, "fsync" | "fdatasync")
            && let Some(Open::File { file, .. }) = self.open.get(&call.number(0)?)
        {
            self.events.push(Event::SyncFailed { file: *file, since: call.since });
        }
        Ok(())
    }

    /// A call that returned without an error.
    fn done(&mut self, call: &Call<'_>) -> Result<()> {
        match call.name {
            "openat" => return self.opened(call),
            "mkdir" => {
                if let Some(path) = self.below(call.text(0)?) {
                    self.folders.push(path.clone());
                    self.changed(Change::MakeFolder(path));
                }
                return Ok(());
            }
            "unlink" => {
                if let Some(path) = self.below(call.text(0)?) {
                    self.names.remove(&path);
                    self.changed(Change::Remove(path));
                }
                return Ok(());
            }
            "open" | "creat" | "rename" | "renameat" | "renameat2" | "unlinkat" | "mkdirat" | "link" | "linkat"
            | "truncate" => {
                let ours = call.arguments.iter().filter(|text| text.starts_with('"'));
                for path in ours {
                    ensure!(self.below(quoted(path)?).is_none(), "{} is not modelled", call.name);
                }
                return Ok(());
            }
            _ => {}
        }
        let descriptor = call.number(0)?;
        let Some(open) = self.open.get(&descriptor).cloned() else { return Ok(()) };
        match (call.name, open) {
            ("close", _) => drop(self.open.remove(&descriptor)),
            ("fsync" | "fdatasync", Open::File { file, .. }) => {
                self.events.push(Event::Synced { file, since: call.since });
            }
            ("fsync", Open::Folder(path)) => self.events.push(Event::FolderSynced { path, since: call.since }),
            ("lseek", Open::File { file, .. }) => {
                self.open.insert(descriptor, Open::File { file, position: returned(call)? });
            }
            ("write", Open::File { file, position }) => {
                let bytes = written(call)?;
                let position_after = position + returned(call)?;
                self.changed(Change::Write { file, offset: position, bytes });
                self.open.insert(descriptor, Open::File { file, position: position_after });
            }
            ("pwrite64", Open::File { file, .. }) => {
                let change = Change::Write { file, offset: call.number(3)?, bytes: written(call)? };
                self.changed(change);
            }
            ("ftruncate", Open::File { file, .. }) => self.changed(Change::Resize { file, length: call.number(1)? }),
            (other, _) => bail!("{other} is not modelled"),
        }
        Ok(())
    }

    fn opened(&mut self, call: &Call<'_>) -> Result<()> {
        let Some(path) = self.below(call.text(1)?) else { return Ok(()) };
        let descriptor = returned(call)?;
        if self.folders.contains(&path) {
            self.open.insert(descriptor, Open::Folder(path));
            return Ok(());
        }
        let flags = call.arguments.get(2).copied().unwrap_or_default();
        ensure!(!flags.contains("O_APPEND"), "O_APPEND is not modelled");
        let known = self.names.get(&path).copied();
        let file = known.unwrap_or(self.files);
        if known.is_none() {
            self.files += 1;
            self.names.insert(path.clone(), file);
            self.changed(Change::Create { path, file });
        } else if flags.contains("O_TRUNC") {
            self.changed(Change::Resize { file, length: 0 });
        }
        self.open.insert(descriptor, Open::File { file, position: 0 });
        Ok(())
    }

    fn changed(&mut self, change: Change) {
        self.events.push(Event::Changed(change));
    }

    /// The path relative to the folder, if it is below.
    fn below(&self, path: PathBuf) -> Option<PathBuf> {
        path.strip_prefix(&self.folder).ok().map(Path::to_owned)
    }
}

impl Call<'_> {
    fn text(&self, index: usize) -> Result<PathBuf> {
        quoted(self.arguments.get(index).context("an argument is missing")?)
    }

    fn number(&self, index: usize) -> Result<u64> {
        self.arguments.get(index).and_then(|text| text.parse().ok()).context("an argument is no number")
    }
}

fn is_said(call: &str) -> bool {
    call.strip_prefix("write(").and_then(|rest| rest.split_once(',')).is_some_and(|(fd, _)| fd.parse() == Ok(STDOUT))
}

fn returned(call: &Call<'_>) -> Result<u64> {
    let number = call.returned.split(' ').next().and_then(|text| text.parse().ok());
    number.with_context(|| format!("it returned {:?}", call.returned))
}

/// What a write wrote, which may be less than it was asked to.
fn written(call: &Call<'_>) -> Result<Vec<u8>> {
    let text = call.arguments.get(1).context("an argument is missing")?;
    let mut bytes = bytes(text.trim_matches('"'))?;
    ensure!(!text.ends_with("..."), "the recording is cut short");
    bytes.truncate(usize::try_from(returned(call)?)?);
    Ok(bytes)
}

fn quoted(text: &str) -> Result<PathBuf> {
    Ok(String::from_utf8(bytes(text.trim_matches('"'))?).context("a path that is no text")?.into())
}

/// `\x61\x62` is `ab`.
fn bytes(hex: &str) -> Result<Vec<u8>> {
    ensure!(hex.len().is_multiple_of(4), "a string that is not all hexadecimal");
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |escape: &[u8]| match escape {
        [b'\\', b'x', high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    let decoded: Option<Vec<u8>> = hex.as_bytes().chunks(4).map(byte).collect();
    decoded.context("a string that is not all hexadecimal")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> String {
        text.bytes().map(|byte| format!("\\x{byte:02x}")).collect()
    }

    /// Two threads; the sync of one begins before a write of the other returns, and so does not cover it.
    #[test]
    fn a_sync_covers_what_had_returned_before_it_was_called() {
        let (path, one, two, said) = (hex("/d/log"), hex("one"), hex("two"), hex("settled 0\n"));
        let said = said.replace(&hex("0\n"), &hex(&format!("{}\n", alloy::primitives::B256::ZERO)));
        let text = format!(
            "7 openat(AT_FDCWD, \"{path}\", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 9\n\
             7 pwrite64(9, \"{one}\", 3, 0) = 3\n\
             8 pwrite64(9, \"{two}\", 3, 3 <unfinished ...>\n\
             7 fdatasync(9 <unfinished ...>\n\
             8 <... pwrite64 resumed>) = 3\n\
             7 <... fdatasync resumed>) = 0\n\
             7 fdatasync(9) = -1 EIO (Input/output error)\n\
             7 write(1, \"{said}\", 74) = 74\n\
             7 +++ killed by SIGKILL +++\n"
        );
        let mut reader = Reader::new(Path::new("/d"));
        reader.read(&text).expect("it reads");
        let write = |bytes: &str, offset| Change::Write { file: 0, offset, bytes: bytes.into() };
        let expected = [
            Event::Changed(Change::Create { path: "log".into(), file: 0 }),
            Event::Changed(write("one", 0)),
            Event::Changed(write("two", 3)),
            Event::Synced { file: 0, since: 2 },
            Event::SyncFailed { file: 0, since: 4 },
            Event::Said(Said::Settled { transaction: alloy::primitives::B256::ZERO }),
        ];
        assert_eq!(reader.into_events(), expected);
    }

    #[test]
    fn what_is_not_modelled_is_an_error_and_not_passed_over() {
        let text = format!("7 rename(\"{}\", \"{}\") = 0\n", hex("/d/a"), hex("/d/b"));
        assert!(Reader::new(Path::new("/d")).read(&text).is_err());
        assert!(Reader::new(Path::new("/elsewhere")).read(&text).is_ok());
    }
}
