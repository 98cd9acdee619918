//! Writes `docs/back-test.md`: the scoring rule, held against what later happened.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/back-test.md");
    std::fs::write(path, usufruct_lab::assess::back_test::page()?)?;
    Ok(())
}
