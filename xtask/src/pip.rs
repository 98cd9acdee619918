//! What comes from PyPI: a virtual environment in the target folder with the packages that a lock names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

/// A copy of the lock that the environment was installed from; differing from the lock, it marks a stale install.
const STAMP: &str = "installed-requirements.txt";

/// The Python of an environment at `environment` that has what `requirements` names, by version and hash; installs it if
/// it is not so already.
pub fn install(environment: &Path, requirements: &Path) -> anyhow::Result<PathBuf> {
    let lock = fs::read(requirements).with_context(|| format!("cannot read {}", requirements.display()))?;
    let python = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
    let python = environment.join(python);
    let stamp = environment.join(STAMP);
    if python.is_file() && fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(python);
    }

    println!("installing the Python packages of {}", requirements.display());
    let made = Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(environment)
        .status()
        .context("cannot start python3, which the Python clients need (3.10 or later, with venv and pip)")?;
    ensure!(made.success(), "python3 -m venv failed: {made}");
    let installed = Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--requirement"])
        .arg(requirements)
        .status()
        .context("the environment's Python does not start")?;
    ensure!(installed.success(), "pip install failed: {installed}");
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(python)
}
