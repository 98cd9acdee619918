//! `usufruct audit`: an earlier demo, proved again from its files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{json, shown, stderr, usufruct};

fn kept_demo(directory: &Path) -> PathBuf {
    let data = directory.join("data");
    let output = usufruct(&["demo", "--once", "--json", "--data", shown(&data)]);
    assert!(output.status.success(), "{}", stderr(&output));
    data
}

/// Changes one byte in the middle of the largest file below `path`.
fn tamper(path: &Path) {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let largest = files.into_iter().max_by_key(|file| fs::metadata(file).map_or(0, |file| file.len())).expect("a file");
    let mut bytes = fs::read(&largest).expect("readable");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&largest, bytes).expect("writable");
}

#[test]
fn a_kept_demo_is_proved_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = kept_demo(directory.path());
    let output = usufruct(&["audit", "--json", "--data", shown(&data)]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(json(&output)["holds"], true);
}

#[test]
fn a_changed_block_is_noticed() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = kept_demo(directory.path());
    tamper(&data.join("chain"));
    let output = usufruct(&["audit", "--data", shown(&data)]);
    assert!(!output.status.success(), "the audit passed over a changed block");
}
