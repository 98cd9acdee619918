//! The JSON API of a running demo against its own description, by schemathesis.

use std::process::Command;

use anyhow::Context;

use crate::demo::Demo;
use crate::tally::Tally;
use crate::{pip, workspace};

/// For each operation. The whole of the API is asked within a minute; a deeper look is `clients/api/check.py` by itself.
const EXAMPLES: &str = "100";

/// Starts a demo and asks it. One check: every answer is as it is described.
pub fn test() -> anyhow::Result<Tally> {
    let folder = workspace::root().join("clients/api");
    let environment = workspace::root().join("target/clients-api");
    let python = pip::install(&environment, &folder.join("requirements.txt"))?;
    let demo = Demo::start(&[])?;
    let output = Command::new(python)
        .args(["check.py", demo.web()?, "--examples", EXAMPLES])
        .current_dir(&folder)
        .output()
        .context("cannot start the API's check")?;
    if !output.status.success() {
        println!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    Ok(Tally::of(output.status.success()))
}
