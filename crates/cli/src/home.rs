//! Where a demo keeps what it did: the chain's blocks, the gateway's book, and which venture it was about.
//!
//! Invariants: a directory holds one demo, from its beginning; nothing that is there already is ever overwritten.

use std::fs;
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
const FORM: u32 = 1;

/// The directory of one demo.
pub struct Home {
    path: PathBuf,
    /// Removed with everything in it when dropped.
    temporary: Option<TempDir>,
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
}

impl Manifest {
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

    /// A new home in `path`, which is created if it is not there and must be empty if it is.
    pub fn create(path: &Path) -> Result<Home> {
        let shown = path.display();
        if path.join(MANIFEST).exists() {
            bail!(
                "{shown} already holds a demo: prove it with `usufruct audit --data {shown}`, or choose a new directory"
            );
        }
        fs::create_dir_all(path).with_context(|| format!("cannot create {shown}"))?;
        if fs::read_dir(path).with_context(|| format!("cannot read {shown}"))?.next().is_some() {
            bail!("{shown} is not empty and holds no finished demo; choose a new directory");
        }
        Ok(Home { path: path.to_owned(), temporary: None })
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

    pub fn keep(&self, manifest: &Manifest) -> Result<()> {
        let text = serde_json::to_vec_pretty(manifest).context("a manifest is plain data")?;
        fs::write(self.path.join(MANIFEST), text).with_context(|| format!("cannot write to {}", self.path.display()))
    }

    /// Where the chain keeps its blocks; none when nothing outlives the program anyway.
    pub fn chain(&self) -> Option<PathBuf> {
        self.temporary.is_none().then(|| self.path.join("chain"))
    }

    /// What the ledger has followed.
    pub fn ledger(&self) -> PathBuf {
        self.path.join("ledger.sqlite")
    }

    /// The gateway's book.
    pub fn book(&self) -> PathBuf {
        self.path.join("gateway.sqlite")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal<T>(result: Result<T>) -> String {
        format!("{:#}", result.err().expect("refused"))
    }

    #[test]
    fn a_home_is_created_once() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("new");
        let home = Home::create(&path).expect("a new directory");
        let manifest = Manifest {
            form: FORM,
            seed: 7,
            factory: Address::ZERO,
            share: Address::ZERO,
            first_block: 3,
            floor_q64: "1".to_owned(),
            target_q32: 1,
            sensitivity: NonZeroU64::MIN,
            units_max: 1,
        };
        home.keep(&manifest).expect("written");
        assert_eq!(Home::open(&path).expect("it is there").1, manifest);
        assert!(refusal(Home::create(&path)).contains("already holds a demo"));
    }

    #[test]
    fn what_is_no_home_is_said_to_be_none() {
        let directory = tempfile::tempdir().expect("a directory");
        assert!(refusal(Home::open(directory.path())).contains("holds no demo"));
        fs::write(directory.path().join("letter.txt"), "dear").expect("written");
        assert!(refusal(Home::create(directory.path())).contains("not empty"));
        fs::write(directory.path().join(MANIFEST), "{}").expect("written");
        assert!(refusal(Home::open(directory.path())).contains("cannot be read"));
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
