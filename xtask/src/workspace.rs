//! Where things are, whatever folder the command was started in.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the workspace").to_path_buf()
}

/// The Solidity project.
pub fn contracts() -> PathBuf {
    root().join("contracts")
}
