//! Where the compiled contracts keep what, as text: `contracts/layout.txt`.
//!
//! The differential test reads it to know which storage word to compare with what; a check asks the compiler again, so that
//! it cannot fall behind the sources (P19 of the catalogue of attacks). One field a line: contract, slot, offset in the
//! word, bytes, name, type.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::tally::Tally;
use crate::{forge, workspace};

/// Contracts whose storage is compared.
const CONTRACTS: [&str; 4] =
    ["src/Share.sol:Share", "src/Till.sol:Till", "src/Offering.sol:Offering", "src/standins/Usdc.sol:Usdc"];

/// Asks the compiler and writes the file.
pub fn build() -> anyhow::Result<()> {
    Ok(fs::write(path(), compiled()?)?)
}

/// Asks the compiler and compares. One check per line.
pub fn check() -> anyhow::Result<Tally> {
    let committed = fs::read_to_string(path()).context("there is no contracts/layout.txt")?;
    let compiled = compiled()?;
    let mut tally = Tally::of(committed.lines().count() == compiled.lines().count());
    for (committed, compiled) in committed.lines().zip(compiled.lines()) {
        if committed != compiled {
            println!("contracts/layout.txt: committed {committed:?}, compiled {compiled:?}");
        }
        tally += Tally::of(committed == compiled);
    }
    if tally.failed > 0 {
        println!("`cargo xtask layout build` writes it anew");
    }
    Ok(tally)
}

fn path() -> PathBuf {
    workspace::contracts().join("layout.txt")
}

fn compiled() -> anyhow::Result<String> {
    let mut text = String::new();
    for contract in CONTRACTS {
        let output = forge::command()?.args(["inspect", contract, "storageLayout", "--json"]).output()?;
        ensure!(output.status.success(), "forge inspect: {}", String::from_utf8_lossy(&output.stderr));
        let layout: Value = serde_json::from_slice(&output.stdout)?;
        let name = contract.rsplit(':').next().unwrap_or_default();
        fields(name, "", 0, &layout["storage"], &layout["types"], &mut text)?;
    }
    Ok(text)
}

/// Writes the fields of `items`, which begin at `slot`; those of structs one by one, also of structs in mappings.
fn fields(
    contract: &str,
    prefix: &str,
    slot: u64,
    items: &Value,
    types: &Value,
    text: &mut String,
) -> anyhow::Result<()> {
    for item in items.as_array().context("a layout is a list")? {
        let of = &types[item["type"].as_str().context("a field has a type")?];
        let slot = slot + item["slot"].as_str().context("a field has a slot")?.parse::<u64>()?;
        let name = format!("{prefix}{}", item["label"].as_str().context("a field has a name")?);
        if of["members"].is_array() {
            fields(contract, &format!("{name}."), slot, &of["members"], types, text)?;
            continue;
        }
        let bytes = of["numberOfBytes"].as_str().context("a type has a size")?;
        let label = of["label"].as_str().context("a type has a name")?;
        writeln!(text, "{contract} {slot} {} {bytes} {name} {label}", item["offset"])?;
        let value = of["value"].as_str().map(|value| &types[value]["members"]);
        if let Some(members) = value.filter(|members| members.is_array()) {
            fields(contract, &format!("{name}[]."), slot, members, types, text)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::fields;

    #[test]
    fn structs_are_written_member_by_member() {
        let types = json!({
            "u8": { "label": "uint8", "numberOfBytes": "1" },
            "books": { "label": "struct Books", "numberOfBytes": "32", "members": [
                { "label": "phase", "slot": "0", "offset": 0, "type": "u8" },
                { "label": "flag", "slot": "0", "offset": 1, "type": "u8" },
            ] },
            "map": { "label": "mapping(address => struct Books)", "numberOfBytes": "32", "value": "books" },
        });
        let storage = json!([
            { "label": "_books", "slot": "3", "offset": 0, "type": "books" },
            { "label": "_of", "slot": "4", "offset": 0, "type": "map" },
        ]);
        let mut text = String::new();
        fields("Till", "", 0, &storage, &types, &mut text).expect("a layout");
        let expected = "Till 3 0 1 _books.phase uint8\nTill 3 1 1 _books.flag uint8\n\
            Till 4 0 32 _of mapping(address => struct Books)\nTill 4 0 1 _of[].phase uint8\nTill 4 1 1 _of[].flag uint8\n";
        assert_eq!(text, expected);
    }
}
