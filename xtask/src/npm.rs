//! What comes from npm: a folder's packages as its lock names them, and the native programs among them.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};

/// A copy of the lock that `node_modules` was installed from; differing from the lock, it marks a stale install.
const STAMP: &str = "node_modules/.installed-lock.json";

/// Makes `node_modules` in `folder` what `package-lock.json` says; does nothing if it is already.
pub fn install(folder: &Path) -> anyhow::Result<()> {
    let lock_path = folder.join("package-lock.json");
    let lock = fs::read(&lock_path).with_context(|| format!("cannot read {}", lock_path.display()))?;
    let stamp = folder.join(STAMP);
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }

    println!("installing the npm packages of {}", folder.display());
    let npm = if OS == "windows" { "npm.cmd" } else { "npm" };
    let status = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .status()
        .context("cannot start npm, which comes with Node.js")?;
    ensure!(status.success(), "npm ci failed in {}: {status}", folder.display());
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

/// The native binary of a Foundry program (`forge`, `anvil`, `cast`) installed in `folder`.
///
/// The packages that carry these binaries are installed directly. The launcher package `@foundry-rs/<program>` is
/// not: it exits 0 whatever the program's result was.
pub fn foundry_program(folder: &Path, program: &str) -> anyhow::Result<PathBuf> {
    let os = match OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let arch = match ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => bail!("Foundry has no npm package for the architecture {other}"),
    };
    let package = format!("node_modules/@foundry-rs/{program}-{os}-{arch}");
    let binary = folder.join(package).join("bin").join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    ensure!(binary.is_file(), "{} is missing; is there a package for this platform?", binary.display());
    Ok(binary)
}
