//! Compares `docs/powers.md` with the committed contracts: each function that changes anything has its row, each that reads
//! only is named as such, and no row is about a function that is not there. And no contract has an instruction by which it
//! could run other code as its own or end itself, since the document says so.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::tally::Tally;
use crate::{artifacts, workspace};

const DOCUMENT: &str = "docs/powers.md";
/// The contracts whose functions are described, each under a heading of its own.
const CONTRACTS: [&str; 5] = ["Share", "Till", "Offering", "Factory", "Vault"];

/// Instructions that put other code in a contract's place: CALLCODE, DELEGATECALL, SELFDESTRUCT.
const FORBIDDEN: [u8; 3] = [0xf2, 0xf4, 0xff];
/// PUSH1 and PUSH32: up to 32 bytes of data follow, which are no instructions.
const PUSHES: std::ops::RangeInclusive<u8> = 0x60..=0x7f;

/// One check per function of the contracts or of the document, and one per contract for its instructions.
pub fn check() -> anyhow::Result<Tally> {
    let document = fs::read_to_string(workspace::root().join(DOCUMENT)).with_context(|| format!("no {DOCUMENT}"))?;
    let committed = artifacts::committed()?;
    let mut tally = Tally::default();
    for contract in CONTRACTS {
        let artifact = committed.get(contract).with_context(|| format!("{contract} has no artifact"))?;
        let artifact: Value = serde_json::from_str(artifact)?;
        let section = section(&document, contract).with_context(|| format!("{DOCUMENT} has no heading {contract}"))?;
        tally += compare(contract, "writes", &rows(section), &writing(&artifact));
        tally += compare(contract, "reads", &named_as_reading(section), &reading(&artifact));
        let forbidden =
            forbidden(artifact["deployedBytecode"].as_str().with_context(|| format!("{contract} has no code"))?)?;
        tally += Tally::of(forbidden.is_empty());
        for (place, instruction) in forbidden {
            println!("{contract}: instruction {instruction:#04x} at {place}, and {DOCUMENT} says that there is none");
        }
    }
    Ok(tally)
}

fn compare(contract: &str, how: &str, described: &BTreeSet<String>, compiled: &BTreeSet<String>) -> Tally {
    let mut tally = Tally::default();
    for function in described.union(compiled) {
        let agreed = described.contains(function) == compiled.contains(function);
        tally += Tally::of(agreed);
        if !agreed && compiled.contains(function) {
            println!("{DOCUMENT}: {contract}.{function} {how}, and is not described so");
        } else if !agreed {
            println!("{DOCUMENT}: {contract} has no {function} that {how}");
        }
    }
    tally
}

/// The forbidden instructions in a contract's code, and where they are.
fn forbidden(code: &str) -> anyhow::Result<Vec<(usize, u8)>> {
    let digits = code.strip_prefix("0x").context("the code is not hexadecimal")?;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = digits.get(2 * at..2 * at + 2) {
        let instruction = u8::from_str_radix(byte, 16)?;
        if FORBIDDEN.contains(&instruction) {
            found.push((at, instruction));
        }
        let data = if PUSHES.contains(&instruction) { usize::from(instruction - PUSHES.start()) + 1 } else { 0 };
        at += 1 + data;
    }
    ensure!(at > 0, "a contract without code");
    Ok(found)
}

/// What is under the heading of a contract, up to the next one.
fn section<'a>(document: &'a str, contract: &str) -> Option<&'a str> {
    let heading = |line: &str| line.strip_prefix(contract).is_some_and(|rest| rest.is_empty() || rest.starts_with(','));
    document.split("\n## ").skip(1).find(|section| section.lines().next().is_some_and(heading))
}

/// The functions in the first column of the table.
fn rows(section: &str) -> BTreeSet<String> {
    section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).map(str::to_owned).collect()
}

/// The functions in backticks after "Reads only".
fn named_as_reading(section: &str) -> BTreeSet<String> {
    let list = section.split("\nReads only: ").nth(1).unwrap_or("");
    let list = list.split("\n\n").next().unwrap_or("");
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn functions(artifact: &Value) -> impl Iterator<Item = &Value> {
    artifact["abi"].as_array().into_iter().flatten().filter(|entry| entry["type"] == "function")
}

fn reads_only(function: &Value) -> bool {
    function["stateMutability"] == "view" || function["stateMutability"] == "pure"
}

/// Signatures of the functions that change something.
fn writing(artifact: &Value) -> BTreeSet<String> {
    functions(artifact).filter(|function| !reads_only(function)).map(signature).collect()
}

/// Names of the functions that change nothing.
fn reading(artifact: &Value) -> BTreeSet<String> {
    functions(artifact).filter(|function| reads_only(function)).map(name).collect()
}

fn name(entry: &Value) -> String {
    entry["name"].as_str().unwrap_or("?").to_owned()
}

/// As it is hashed for the selector: `name(type,type)`, a struct as the types of its fields in parentheses.
pub fn signature(function: &Value) -> String {
    format!("{}{}", name(function), types(&function["inputs"]))
}

fn types(inputs: &Value) -> String {
    let types: Vec<String> = inputs
        .as_array()
        .into_iter()
        .flatten()
        .map(|input| {
            let kind = input["type"].as_str().unwrap_or("?");
            kind.strip_prefix("tuple").map_or(kind.to_owned(), |array| types(&input["components"]) + array)
        })
        .collect();
    format!("({})", types.join(","))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{compare, named_as_reading, reading, rows, section, writing};

    #[test]
    fn a_function_without_its_row_is_noticed() {
        let document = "# Powers\n\n## Till, a purse\n\n| function | who |\n|---|---|\n| `pull(address)` | it |\n\n\
                        Reads only: `CASH`,\n`SHARE`.\n\n## Offering\n\n| `buy()` | x |\n";
        let function = |name: &str, kind: &str| json!({"type": "function", "name": name, "stateMutability": kind, "inputs": [{"type": "address"}]});
        let mut abi = vec![function("pull", "nonpayable"), function("CASH", "view"), function("SHARE", "view")];
        let till = section(document, "Till").expect("it has a heading");
        let judge = |abi: &[serde_json::Value]| {
            let artifact = json!({"abi": abi});
            let mut tally = compare("Till", "writes", &rows(till), &writing(&artifact));
            tally += compare("Till", "reads", &named_as_reading(till), &reading(&artifact));
            tally
        };
        assert!(judge(&abi).is_clean());
        abi.push(function("seize", "nonpayable"));
        assert_eq!(judge(&abi).failed, 1, "it can do more than is said");
        assert_eq!(judge(&abi[..2]).failed, 1, "it has no SHARE");
        assert!(section(document, "Factory").is_none());
    }

    #[test]
    fn data_is_no_instruction() {
        let found = |code: &str| super::forbidden(code).expect("this is code");
        assert!(found("0x60f47fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00").is_empty());
        assert_eq!(found("0x6001f4"), [(2, 0xf4)]);
        assert_eq!(found("0x5ff45f"), [(1, 0xf4)], "PUSH0 has no data");
        assert!(super::forbidden("0x").is_err());
    }

    #[test]
    fn a_struct_is_the_types_of_its_fields() {
        let fields = json!([{"type": "address"}, {"type": "uint64[]"}]);
        let create =
            json!({"name": "create", "inputs": [{"type": "tuple[]", "components": fields}, {"type": "bytes32"}]});
        assert_eq!(super::signature(&create), "create((address,uint64[])[],bytes32)");
    }
}
