//! A disk that keeps its promises and nothing more: what was synced is there, of the rest any part may be.
//!
//! What a power cut may do to what was not synced. *Contents*: each grain (a page of 4 KiB, or a sector of 512 bytes) is as it
//! was after any number of the changes to it, in their order; a grain that is new may be zeros or anything. *Length*: as it
//! was after any number of changes. *Names*: each creation and removal may be there or not; a file whose name is lost is
//! lost with everything that was synced in it. A page whose sync failed is as it was before, until it is written again,
//! however many syncs succeed in between. What a power cut may not do: change a grain that nothing was written to, or mix the
//! old and the new within a sector.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rand::Rng;

use crate::trace::{Change, Event, FileId};

/// What becomes of that which was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Lost,
    Kept,
    /// Pages of 4 KiB, each kept or lost.
    Pages,
    /// Sectors of 512 bytes, each kept or lost: writes are torn.
    Sectors,
    /// As `Sectors`, and new space that was not written holds anything.
    Garbage,
}

impl Fate {
    pub const ALL: [Fate; 5] = [Fate::Lost, Fate::Kept, Fate::Pages, Fate::Sectors, Fate::Garbage];
    /// Those that leave a part to chance.
    pub const CHANCES: [Fate; 3] = [Fate::Pages, Fate::Sectors, Fate::Garbage];

    fn grain(self) -> usize {
        if self == Fate::Pages { PAGE } else { 512 }
    }
}

/// Whether a sync does what it says. One that does not is what the canary is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syncs {
    Kept,
    Ignored,
}

/// Folders and files as a program finds them after the power is back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    pub folders: Vec<PathBuf>,
    pub files: Vec<(PathBuf, Vec<u8>)>,
}

#[derive(Debug)]
pub struct Disk {
    syncs: Syncs,
    files: Vec<Contents>,
    names: BTreeMap<PathBuf, Node>,
    /// Changes to names that are not on the disk, with the number of their events.
    renamings: Vec<(usize, PathBuf, Option<Node>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Node {
    Folder,
    File(FileId),
}

#[derive(Debug, Default)]
struct Contents {
    synced: Vec<u8>,
    /// In order, with the number of their events.
    unsynced: Vec<(usize, Edit)>,
}

#[derive(Clone, Debug)]
enum Edit {
    Write {
        offset: usize,
        bytes: Vec<u8>,
    },
    /// A part of a write, within one page, that a failed sync has dropped.
    Dropped {
        offset: usize,
        bytes: Vec<u8>,
    },
    Resize(usize),
}

/// What the system keeps, writes and drops at once.
const PAGE: usize = 4_096;

impl Disk {
    pub fn new(syncs: Syncs) -> Self {
        Self { syncs, files: Vec::new(), names: BTreeMap::new(), renamings: Vec::new() }
    }

    /// Event number `number` happens.
    pub fn apply(&mut self, number: usize, event: &Event) {
        match event {
            Event::Said(_) => {}
            Event::Changed(change) => self.change(number, change),
            Event::Synced { .. } | Event::FolderSynced { .. } if self.syncs == Syncs::Ignored => {}
            Event::Synced { file, since } => self.files[*file].sync(*since),
            Event::SyncFailed { file, since } => self.files[*file].sync_failed(*since),
            Event::FolderSynced { path, since } => {
                let covered = |(number, name, _): &(usize, PathBuf, Option<Node>)| {
                    number < since && name.parent() == Some(path.as_path())
                };
                let (done, left) = self.renamings.drain(..).partition(covered);
                self.renamings = left;
                for (_, path, node) in done {
                    rename(&mut self.names, path, node);
                }
            }
        }
    }

    fn change(&mut self, number: usize, change: &Change) {
        match change {
            Change::MakeFolder(path) => self.renamings.push((number, path.clone(), Some(Node::Folder))),
            Change::Create { path, file } => {
                self.files.resize_with(file + 1, Contents::default);
                self.renamings.push((number, path.clone(), Some(Node::File(*file))));
            }
            Change::Remove(path) => self.renamings.push((number, path.clone(), None)),
            Change::Write { file, offset, bytes } => {
                let edit = Edit::Write { offset: index(*offset), bytes: bytes.clone() };
                self.files[*file].unsynced.push((number, edit));
            }
            Change::Resize { file, length } => {
                self.files[*file].unsynced.push((number, Edit::Resize(index(*length))));
            }
        }
    }

    /// Whether a power cut now could lose anything.
    pub fn is_settled(&self) -> bool {
        self.renamings.is_empty() && self.files.iter().all(|contents| contents.unsynced.is_empty())
    }

    /// What a power cut now leaves.
    pub fn after_power_cut(&self, fate: Fate, chance: &mut impl Rng) -> Tree {
        let mut names = self.names.clone();
        for (_, path, node) in &self.renamings {
            let happened = match fate {
                Fate::Lost => false,
                Fate::Kept => true,
                Fate::Pages | Fate::Sectors | Fate::Garbage => chance.random(),
            };
            if happened {
                rename(&mut names, path.clone(), *node);
            }
        }
        let mut tree = Tree::default();
        for (path, node) in &names {
            if !has_folders(&names, path) {
                continue;
            }
            match node {
                Node::Folder => tree.folders.push(path.clone()),
                Node::File(file) => tree.files.push((path.clone(), self.files[*file].after(fate, chance))),
            }
        }
        tree
    }
}

fn rename(names: &mut BTreeMap<PathBuf, Node>, path: PathBuf, node: Option<Node>) {
    match node {
        Some(node) => drop(names.insert(path, node)),
        None => drop(names.remove(&path)),
    }
}

fn has_folders(names: &BTreeMap<PathBuf, Node>, path: &Path) -> bool {
    let mut above = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    above.all(|folder| names.get(folder) == Some(&Node::Folder))
}

impl Contents {
    /// What was changed before event `since` is on the disk.
    fn sync(&mut self, since: usize) {
        let covered = self.unsynced.partition_point(|(number, _)| *number < since);
        let later = self.unsynced.split_off(covered);
        let covered = std::mem::replace(&mut self.unsynced, later);
        let written: BTreeSet<usize> = covered.iter().flat_map(|(_, edit)| edit.pages_written()).collect();
        let mut dropped = Vec::new();
        for (number, edit) in covered {
            match edit {
                // Another write to the same page takes it along.
                Edit::Dropped { offset, .. } if !written.contains(&(offset / PAGE)) => dropped.push((number, edit)),
                edit => edit.apply(&mut self.synced),
            }
        }
        self.unsynced.splice(..0, dropped);
    }

    /// What was written before event `since` counts as written by the system, and is not.
    fn sync_failed(&mut self, since: usize) {
        let covered = self.unsynced.partition_point(|(number, _)| *number < since);
        let later = self.unsynced.split_off(covered);
        let covered = std::mem::take(&mut self.unsynced);
        for (number, edit) in covered {
            self.unsynced.extend(edit.dropped().into_iter().map(|part| (number, part)));
        }
        self.unsynced.extend(later);
    }

    fn after(&self, fate: Fate, chance: &mut impl Rng) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        match fate {
            Fate::Lost => bytes,
            Fate::Kept => {
                self.unsynced.iter().for_each(|(_, edit)| edit.apply(&mut bytes));
                bytes
            }
            Fate::Pages | Fate::Sectors | Fate::Garbage => self.by_chance(fate, chance),
        }
    }

    fn by_chance(&self, fate: Fate, chance: &mut impl Rng) -> Vec<u8> {
        let mut lengths = vec![self.synced.len()];
        for (_, edit) in &self.unsynced {
            lengths.push(edit.length_after(lengths[lengths.len() - 1]));
        }
        let mut bytes = self.synced.clone();
        bytes.resize(lengths[chance.random_range(0..lengths.len())], 0);
        let (grain, end) = (fate.grain(), lengths.iter().copied().max().unwrap_or(0));
        for start in (0..end.min(bytes.len())).step_by(grain) {
            let edits: Vec<&Edit> =
                self.unsynced.iter().map(|(_, edit)| edit).filter(|edit| edit.touches(start, grain)).collect();
            if edits.is_empty() {
                continue;
            }
            let happened = chance.random_range(0..=edits.len());
            let place = start..(start + grain).min(bytes.len());
            let is_new = start >= self.synced.len();
            let mut content = bytes[place.clone()].to_vec();
            if happened == 0 && is_new && fate == Fate::Garbage {
                chance.fill(content.as_mut_slice());
            }
            for edit in &edits[..happened] {
                edit.apply_within(start, &mut content);
            }
            bytes[place].copy_from_slice(&content);
        }
        bytes
    }
}

impl Edit {
    /// The pages that are written at the next sync.
    fn pages_written(&self) -> Range<usize> {
        match self {
            Edit::Write { offset, bytes } => offset / PAGE..(offset + bytes.len()).div_ceil(PAGE),
            Edit::Dropped { .. } | Edit::Resize(_) => 0..0,
        }
    }

    /// As a failed sync leaves it. Lengths are kept elsewhere than contents, and are not dropped.
    fn dropped(self) -> Vec<Edit> {
        let Edit::Write { offset, bytes } = self else { return vec![self] };
        let pages = offset / PAGE..(offset + bytes.len()).div_ceil(PAGE);
        let part = |page: usize| {
            let (from, to) = ((page * PAGE).max(offset), ((page + 1) * PAGE).min(offset + bytes.len()));
            Edit::Dropped { offset: from, bytes: bytes[from - offset..to - offset].to_vec() }
        };
        pages.map(part).collect()
    }

    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Edit::Write { offset, bytes } | Edit::Dropped { offset, bytes } => {
                let end = offset + bytes.len();
                if to.len() < end {
                    to.resize(end, 0);
                }
                to[*offset..end].copy_from_slice(bytes);
            }
            Edit::Resize(length) => to.resize(*length, 0),
        }
    }

    fn length_after(&self, length: usize) -> usize {
        match self {
            Edit::Write { offset, bytes } | Edit::Dropped { offset, bytes } => length.max(offset + bytes.len()),
            Edit::Resize(length) => *length,
        }
    }

    /// Whether it changes anything in the grain at `start`.
    fn touches(&self, start: usize, grain: usize) -> bool {
        match self {
            Edit::Write { offset, bytes } | Edit::Dropped { offset, bytes } => {
                *offset < start + grain && start < offset + bytes.len()
            }
            // What is cut off is zeros if the file grows again.
            Edit::Resize(length) => *length < start + grain,
        }
    }

    /// Applies that part which is in the grain at `start`.
    fn apply_within(&self, start: usize, content: &mut [u8]) {
        let end = start + content.len();
        match self {
            Edit::Write { offset, bytes } | Edit::Dropped { offset, bytes } => {
                let (from, to) = ((*offset).max(start), (offset + bytes.len()).min(end));
                if from < to {
                    content[from - start..to - start].copy_from_slice(&bytes[from - offset..to - offset]);
                }
            }
            Edit::Resize(length) => content[length.saturating_sub(start).min(end - start)..].fill(0),
        }
    }
}

fn index(offset: u64) -> usize {
    usize::try_from(offset).expect("files here fit into memory")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn write(number: usize, offset: u64, byte: u8, length: usize) -> (usize, Event) {
        (number, Event::Changed(Change::Write { file: 0, offset, bytes: vec![byte; length] }))
    }

    /// A synced file of two sectors of 1s, then an unsynced write of 2s over its second sector and a third.
    fn disk(syncs: Syncs) -> Disk {
        let mut disk = Disk::new(syncs);
        let events = [
            (0, Event::Changed(Change::Create { path: "log".into(), file: 0 })),
            write(1, 0, 1, 1_024),
            (2, Event::Synced { file: 0, since: 2 }),
            (3, Event::FolderSynced { path: "".into(), since: 3 }),
            write(4, 512, 2, 1_024),
        ];
        events.iter().for_each(|(number, event)| disk.apply(*number, event));
        disk
    }

    fn contents(tree: &Tree) -> &[u8] {
        assert_eq!(tree.files.len(), 1);
        &tree.files[0].1
    }

    #[test]
    fn what_was_synced_stays_and_of_the_rest_any_sectors_do() {
        let (disk, mut chance) = (disk(Syncs::Kept), ChaCha8Rng::seed_from_u64(1));
        assert_eq!(contents(&disk.after_power_cut(Fate::Lost, &mut chance)), [1; 1_024]);
        let kept = disk.after_power_cut(Fate::Kept, &mut chance);
        assert_eq!(contents(&kept), [vec![1; 512], vec![2; 1_024]].concat());
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..100 {
            let tree = disk.after_power_cut(Fate::Sectors, &mut chance);
            let bytes = contents(&tree);
            assert_eq!(bytes[..512], [1; 512]);
            bytes.chunks(512).for_each(|sector| assert!(sector.iter().all(|byte| *byte == sector[0])));
            seen.insert(bytes.chunks(512).map(|sector| sector[0]).collect::<Vec<u8>>());
        }
        let expected: [&[u8]; 6] = [&[1, 1], &[1, 1, 0], &[1, 1, 2], &[1, 2], &[1, 2, 0], &[1, 2, 2]];
        assert_eq!(seen.iter().map(Vec::as_slice).collect::<Vec<_>>(), expected);
    }

    /// After a failed sync a later one that succeeds saves only the pages that were written again.
    #[test]
    fn what_a_failed_sync_dropped_stays_lost_until_it_is_written_again() {
        let chance = &mut ChaCha8Rng::seed_from_u64(1);
        let mut disk = disk(Syncs::Kept);
        let write = |number: usize, offset: u64, byte| write(number, offset, byte, 10).1;
        disk.apply(5, &Event::SyncFailed { file: 0, since: 5 });
        disk.apply(6, &write(6, 5_000, 3));
        disk.apply(7, &Event::Synced { file: 0, since: 7 });
        let lost = disk.after_power_cut(Fate::Lost, chance);
        let bytes = contents(&lost);
        assert_eq!((&bytes[..1_024], &bytes[5_000..]), (&[1; 1_024][..], &[3; 10][..]));
        assert!(!disk.is_settled());
        disk.apply(8, &write(8, 0, 4));
        disk.apply(9, &Event::Synced { file: 0, since: 9 });
        let saved = disk.after_power_cut(Fate::Lost, chance);
        let bytes = contents(&saved);
        assert_eq!((&bytes[..10], &bytes[600..610]), (&[4; 10][..], &[2; 10][..]), "the whole page is written");
        assert!(disk.is_settled());
    }

    #[test]
    fn without_its_name_a_file_is_lost_and_without_syncs_everything_is() {
        let chance = &mut ChaCha8Rng::seed_from_u64(1);
        assert!(disk(Syncs::Ignored).after_power_cut(Fate::Lost, chance).files.is_empty());
        let mut disk = Disk::new(Syncs::Kept);
        disk.apply(0, &Event::Changed(Change::MakeFolder("chain".into())));
        disk.apply(1, &Event::Changed(Change::Create { path: "chain/log".into(), file: 0 }));
        disk.apply(2, &write(2, 0, 1, 3).1);
        disk.apply(3, &Event::Synced { file: 0, since: 3 });
        disk.apply(4, &Event::FolderSynced { path: "chain".into(), since: 4 });
        assert!(disk.after_power_cut(Fate::Lost, chance).files.is_empty(), "the folder itself is not synced");
        disk.apply(5, &Event::FolderSynced { path: "".into(), since: 5 });
        assert_eq!(contents(&disk.after_power_cut(Fate::Lost, chance)), [1; 3]);
        assert!(disk.is_settled());
    }
}
