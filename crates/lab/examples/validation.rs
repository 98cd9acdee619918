//! Prints `docs/validation.md`, or writes it: `cargo run --release -p usufruct-lab --example validation -- [--data FOLDER] [--write]`.
//!
//! `--cdnow-sample FILE` only fits the published sample of CDNOW's customers, and prints what comes of it.
//!
//! Without the folder of real data the part of the page that needs them stays as it was committed.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use usufruct_lab::validation::{computed, on_cdnow_sample, on_data, page, usual_folder};

fn main() -> Result<(), Box<dyn Error>> {
    let (mut folder, mut write) = (usual_folder(), false);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--data" => folder = PathBuf::from(arguments.next().ok_or("--data needs a folder")?),
            "--write" => write = true,
            "--cdnow-sample" => {
                let file = PathBuf::from(arguments.next().ok_or("--cdnow-sample needs a file")?);
                print!("{}", page::lines(&on_cdnow_sample(&file)?));
                return Ok(());
            }
            other => return Err(format!("{other} is unknown: [--data FOLDER] [--write] [--cdnow-sample FILE]").into()),
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/validation.md");
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let found = on_data(&folder)?;
    let data = if found.absent.is_empty() {
        page::data_section(&found.checks)
    } else {
        for file in &found.absent {
            eprintln!("{} is not there: the part on real data stays as it was", file.display());
        }
        page::parts(&committed).1.to_owned()
    };
    let page = page::page(&computed()) + &data;
    if write {
        fs::write(&path, page)?;
    } else {
        print!("{page}");
    }
    Ok(())
}
