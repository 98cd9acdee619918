//! Where a demo keeps what it did: the chain's blocks, the gateway's book, and which venture it was about.
//!
//! Invariants: a directory holds one demo, from its beginning; nothing that is there already is ever overwritten. The
//! manifest is written when the demo is set up, as a whole or not at all: a directory without one served nobody.

use std::fs::{self, File};
use std::io::{self, Write};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use alloy::primitives::Address;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use usufruct_model::price::{PriceClass, PriceQ64};
use usufruct_protocol::deployment::Deployment;

use crate::demo::terms::Pricing;

const MANIFEST: &str = "demo.json";
/// The manifest while it is written.
const DRAFT: &str = "demo.json.new";
const FORM: u32 = 2;
/// What a demo may have left when it was interrupted before its manifest was there.
const BEGUN: [&str; 9] = [
    "chain",
    "ledger.sqlite",
    "ledger.sqlite-wal",
    "ledger.sqlite-shm",
    "gateway.sqlite",
    "gateway.sqlite-wal",
    "gateway.sqlite-shm",
    "gateway.lock",
    DRAFT,
];

/// The directory of one demo.
pub struct Home {
    path: PathBuf,
    /// Removed with everything in it when dropped.
    temporary: Option<TempDir>,
}

/// What a directory holds.
pub enum Held {
    Nothing(Home),
    Demo(Home, Manifest),
}

/// Which demo it was: with it everything else can be found on the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    form: u32,
    /// Keys, and so the genesis, follow from it.
    pub seed: u64,
    pub factory: Address,
    pub share: Address,
    pub first_block: u64,
    /// Cash units for one unit, Q64; a text because JSON numbers are shorter.
    floor_q64: String,
    target_q32: u64,
    sensitivity: NonZeroU64,
    units_max: u64,
    /// Whether the trace was replayed to its end.
    pub replayed: bool,
}

impl Manifest {
    /// Of a demo that is set up and about to replay its trace.
    pub fn new(seed: u64, venture: &Deployment, pricing: Pricing) -> Manifest {
        let Deployment { factory, purses, first_block, .. } = *venture;
        let Pricing { class: PriceClass { floor, target_q32, sensitivity }, units_max } = pricing;
        let floor_q64 = floor.0.to_string();
        Manifest {
            form: FORM,
            seed,
            factory,
            share: purses.share,
            first_block,
            floor_q64,
            target_q32,
            sensitivity,
            units_max,
            replayed: false,
        }
    }

    /// What the gateway charged.
    pub fn pricing(&self) -> Result<Pricing> {
        let floor = PriceQ64(self.floor_q64.parse().context("floor_q64 is no whole number")?);
        let class = PriceClass { floor, target_q32: self.target_q32, sensitivity: self.sensitivity };
        Ok(Pricing { class, units_max: self.units_max })
    }
}

impl Home {
    pub fn temporary() -> Result<Home> {
        let directory = TempDir::with_prefix("usufruct-").context("no temporary directory")?;
        Ok(Home { path: directory.path().to_owned(), temporary: Some(directory) })
    }

    /// What is in `path`: an earlier demo, or a new and empty home.
    pub fn at(path: &Path) -> Result<Held> {
        if path.join(MANIFEST).exists() {
            let (home, manifest) = Home::open(path)?;
            return Ok(Held::Demo(home, manifest));
        }
        let shown = path.display();
        fs::create_dir_all(path).with_context(|| format!("cannot create {shown}"))?;
        let entries = fs::read_dir(path).and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect());
        let entries: Vec<_> = entries.with_context(|| format!("cannot read {shown}"))?;
        if entries.is_empty() {
            return Ok(Held::Nothing(Home { path: path.to_owned(), temporary: None }));
        }
        if entries.iter().all(|name| BEGUN.iter().any(|begun| name == begun)) {
            bail!("a demo was interrupted in {shown} while it was set up, before it served anybody: delete {shown}");
        }
        bail!("{shown} is not empty and holds no demo; choose a new directory");
    }

    /// The home of an earlier demo.
    pub fn open(path: &Path) -> Result<(Home, Manifest)> {
        let file = path.join(MANIFEST);
        let text = fs::read(&file).with_context(|| {
            format!("{} holds no demo (one is kept with `usufruct demo --data DIR`)", path.display())
        })?;
        let manifest: Manifest =
            serde_json::from_slice(&text).with_context(|| format!("{} cannot be read", file.display()))?;
        if manifest.form != FORM {
            bail!("{} has form {}, this program reads form {FORM}", file.display(), manifest.form);
        }
        Ok((Home { path: path.to_owned(), temporary: None }, manifest))
    }

    /// Writes the manifest, or puts it in the place of an earlier one. Whatever happens meanwhile, the one or the other is there.
    pub fn keep(&self, manifest: &Manifest) -> Result<()> {
        let text = serde_json::to_vec_pretty(manifest).context("a manifest is plain data")?;
        let (draft, place) = (self.path.join(DRAFT), self.path.join(MANIFEST));
        let written = write_synced(&draft, &text).and_then(|()| fs::rename(&draft, &place));
        // The new name, and the name of the directory itself.
        let named = written.and_then(|()| File::open(&self.path)?.sync_all()).and_then(|()| {
            let path = self.path.canonicalize()?;
            path.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
        });
        named.with_context(|| format!("cannot write to {}", self.path.display()))
    }

    /// Where the chain keeps its blocks; none when nothing outlives the program anyway.
    pub fn chain(&self) -> Option<PathBuf> {
        self.temporary.is_none().then(|| self.path.join("chain"))
    }

    /// What the ledger has followed.
    pub fn ledger(&self) -> PathBuf {
        self.path.join("ledger.sqlite")
    }

    /// The web pages' ledger.
    pub fn pages(&self) -> PathBuf {
        self.path.join("pages.sqlite")
    }

    /// The gateway's book.
    pub fn book(&self) -> PathBuf {
        self.path.join("gateway.sqlite")
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal<T>(result: Result<T>) -> String {
        format!("{:#}", result.err().expect("refused"))
    }

    fn new_home(path: &Path) -> Home {
        match Home::at(path).expect("it can be used") {
            Held::Nothing(home) => home,
            Held::Demo(..) => panic!("it holds a demo"),
        }
    }

    fn manifest() -> Manifest {
        Manifest {
            form: FORM,
            seed: 7,
            factory: Address::ZERO,
            share: Address::ZERO,
            first_block: 3,
            floor_q64: "1".to_owned(),
            target_q32: 1,
            sensitivity: NonZeroU64::MIN,
            units_max: 1,
            replayed: false,
        }
    }

    #[test]
    fn a_home_keeps_its_demo() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("new");
        let home = new_home(&path);
        home.keep(&manifest()).expect("written");
        let Ok(Held::Demo(home, found)) = Home::at(&path) else { panic!("the demo is not found") };
        assert_eq!(found, manifest());
        let replayed = Manifest { replayed: true, ..manifest() };
        home.keep(&replayed).expect("written");
        assert_eq!(Home::open(&path).expect("it is there").1, replayed);
        assert_eq!(fs::read_dir(&path).expect("readable").count(), 1, "nothing but the manifest");
    }

    #[test]
    fn a_demo_that_was_not_set_up_is_told_from_other_files() {
        let directory = tempfile::tempdir().expect("a directory");
        fs::create_dir(directory.path().join("chain")).expect("created");
        fs::write(directory.path().join(DRAFT), "{").expect("written");
        assert!(refusal(Home::at(directory.path())).contains("interrupted"));
        fs::write(directory.path().join("letter.txt"), "dear").expect("written");
        assert!(refusal(Home::at(directory.path())).contains("not empty and holds no demo"));
    }

    #[test]
    fn what_is_no_home_is_said_to_be_none() {
        let directory = tempfile::tempdir().expect("a directory");
        assert!(refusal(Home::open(directory.path())).contains("holds no demo"));
        fs::write(directory.path().join(MANIFEST), "{}").expect("written");
        assert!(refusal(Home::at(directory.path())).contains("cannot be read"));
    }

    #[test]
    fn a_temporary_home_leaves_nothing_behind() {
        let home = Home::temporary().expect("a directory");
        let path = home.path.clone();
        fs::write(home.book(), "x").expect("written");
        drop(home);
        assert!(!path.exists());
    }
}
