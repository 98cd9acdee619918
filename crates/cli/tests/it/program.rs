//! Runs the built binary and reads what it says.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

pub fn usufruct(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_usufruct")).args(arguments).output().expect("the binary was built")
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// The one JSON object on stdout.
pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("stdout is not one JSON object ({error}); stderr: {}", stderr(output)))
}

/// What is equal in every run.
pub fn figures(mut report: Value) -> Value {
    report.as_object_mut().expect("an object").remove("timing").expect("there is a timing");
    report
}

/// A path as an argument.
pub fn shown(path: &Path) -> &str {
    path.to_str().expect("paths of tests are UTF-8")
}

/// A published trace, if this machine has it.
pub fn published(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/demand").join(name);
    if !path.exists() {
        eprintln!("skipped: {name} is not on this machine");
        return None;
    }
    Some(path)
}
