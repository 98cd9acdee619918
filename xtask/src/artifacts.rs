//! The committed form of a compiled contract: `contracts/artifacts/<Name>.json`, one line of JSON with sorted keys,
//! `{abi, bytecode, contractName, deployedBytecode}`.
//!
//! Rust builds read these files, so they need no Solidity compiler; a check compiles again and compares every byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::{forge, workspace};

/// Every contract with an artifact: its name and its source under `contracts/src`.
const CONTRACTS: [(&str, &str); 9] = [
    ("Share", "Share.sol"),
    ("Till", "Till.sol"),
    ("Offering", "Offering.sol"),
    ("Factory", "Factory.sol"),
    ("Vault", "Vault.sol"),
    ("Usdc", "standins/Usdc.sol"),
    ("BatchSettlement", "standins/BatchSettlement.sol"),
    ("Erc3009DepositCollector", "standins/Erc3009DepositCollector.sol"),
    ("Multicall3", "standins/Multicall3.sol"),
];

/// The largest runtime code and creation code that a chain accepts (EIP-170, EIP-3860), in bytes.
const RUNTIME_SIZE_MAX: usize = 24_576;
const CREATION_SIZE_MAX: usize = 49_152;

/// File contents by contract name.
pub type Artifacts = BTreeMap<String, String>;

/// Compiles `src`, alone and from nothing, so that neither a cache nor a test can have a part in the bytecode.
pub fn compile() -> anyhow::Result<Artifacts> {
    let scratch = workspace::contracts().join("cache/artifacts");
    let out = scratch.join("out");
    let status = forge::command()?
        .args(["build", "src", "--force", "--quiet", "--out"])
        .arg(&out)
        .arg("--cache-path")
        .arg(scratch.join("cache"))
        .status()
        .context("cannot start forge")?;
    ensure!(status.success(), "forge build failed: {status}");

    let mut artifacts = Artifacts::new();
    for (name, source) in CONTRACTS {
        if !workspace::contracts().join("src").join(source).exists() {
            println!("{name}: no source yet");
            continue;
        }
        let file = out.join(format!("{name}.sol/{name}.json"));
        let text = fs::read_to_string(&file).with_context(|| format!("forge wrote no {}", file.display()))?;
        let artifact = distil(name, &serde_json::from_str(&text)?)?;
        artifacts.insert(name.to_owned(), artifact);
    }
    Ok(artifacts)
}

/// Keeps of forge's output what Rust needs, in the one spelling that two machines agree on.
fn distil(name: &str, forge_output: &Value) -> anyhow::Result<String> {
    let code = |part: &str, size_max: usize| -> anyhow::Result<String> {
        let hex = forge_output[part]["object"].as_str().with_context(|| format!("{name} has no {part}"))?;
        let size = (hex.len() - 2) / 2;
        ensure!(size > 0, "{name} has an empty {part}: is it abstract?");
        ensure!(size <= size_max, "{name}: the {part} of {size} bytes exceeds {size_max}");
        ensure!(!hex.contains("__$"), "{name} needs linking, which nothing here does");
        Ok(hex.to_owned())
    };
    let artifact = sorted(json!({
        "abi": forge_output["abi"],
        "bytecode": code("bytecode", CREATION_SIZE_MAX)?,
        "contractName": name,
        "deployedBytecode": code("deployedBytecode", RUNTIME_SIZE_MAX)?,
    }));
    Ok(format!("{artifact}\n"))
}

/// Sorts the keys of every object. serde_json does so by itself only while nothing in the build turns on its
/// `preserve_order`.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        Value::Object(fields) => {
            let by_key: BTreeMap<String, Value> = fields.into_iter().map(|(key, field)| (key, sorted(field))).collect();
            by_key.into_iter().collect()
        }
        plain => plain,
    }
}

/// Writes the artifacts and removes those of contracts that are gone.
pub fn write(artifacts: &Artifacts) -> anyhow::Result<()> {
    let folder = folder();
    fs::create_dir_all(&folder)?;
    for name in committed()?.keys().filter(|name| !artifacts.contains_key(*name)) {
        fs::remove_file(path(&folder, name))?;
    }
    for (name, text) in artifacts {
        fs::write(path(&folder, name), text)?;
        println!("{name}: {} bytes of code", runtime_size(text)?);
    }
    Ok(())
}

/// The artifacts as they are in the work tree.
pub fn committed() -> anyhow::Result<Artifacts> {
    let mut artifacts = Artifacts::new();
    let folder = folder();
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).context("an artifact's name is no text")?;
        artifacts.insert(name.to_owned(), fs::read_to_string(&path)?);
    }
    Ok(artifacts)
}

/// Says how a committed artifact differs from the compiled one; nothing if it does not.
pub fn difference(compiled: Option<&str>, committed: Option<&str>) -> Option<String> {
    let (compiled, committed) = match (compiled, committed) {
        (Some(compiled), Some(committed)) if compiled == committed => return None,
        (None, None) => return None,
        (Some(_), None) => return Some("has a source and no artifact".to_owned()),
        (None, Some(_)) => return Some("has an artifact and no source in the list".to_owned()),
        (Some(compiled), Some(committed)) => (compiled, committed),
    };
    let (Ok(new), Ok(old)) = (serde_json::from_str::<Value>(compiled), serde_json::from_str::<Value>(committed)) else {
        return Some("the artifact is no JSON".to_owned());
    };
    let parts: Vec<String> = ["abi", "bytecode", "contractName", "deployedBytecode"]
        .into_iter()
        .filter(|part| new[part] != old[part])
        .map(|part| describe(part, &new[part], &old[part]))
        .collect();
    if parts.is_empty() {
        return Some("same content, other spelling or further keys".to_owned());
    }
    Some(parts.join("; "))
}

fn describe(part: &str, new: &Value, old: &Value) -> String {
    let (new, old) = (new.to_string(), old.to_string());
    let same = new.bytes().zip(old.bytes()).take_while(|(a, b)| a == b).count();
    let excerpt = |text: &str| text.get(same..).unwrap_or_default().chars().take(60).collect::<String>();
    format!(
        "{part} differs from character {same} on (compiled {} long, committed {} long): compiled has {:?}, committed {:?}",
        new.len(),
        old.len(),
        excerpt(&new),
        excerpt(&old),
    )
}

fn runtime_size(artifact: &str) -> anyhow::Result<usize> {
    let artifact: Value = serde_json::from_str(artifact)?;
    let code = artifact["deployedBytecode"].as_str().context("an artifact has no deployedBytecode")?;
    Ok((code.len() - 2) / 2)
}

fn folder() -> PathBuf {
    workspace::contracts().join("artifacts")
}

fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{difference, distil, sorted};

    fn compiled(bytecode: &str) -> String {
        let output = json!({
            "abi": [],
            "bytecode": { "object": bytecode },
            "deployedBytecode": { "object": "0xfe" },
        });
        distil("Share", &output).expect("the output is complete")
    }

    #[test]
    fn an_artifact_is_one_line_with_sorted_keys() {
        let line = r#"{"abi":[],"bytecode":"0x60","contractName":"Share","deployedBytecode":"0xfe"}"#;
        assert_eq!(compiled("0x60"), format!("{line}\n"));
        assert_eq!(sorted(json!([{"b": {"d": 1, "c": 2}, "a": 3}])).to_string(), r#"[{"a":3,"b":{"c":2,"d":1}}]"#);
    }

    #[test]
    fn a_difference_names_the_part_and_the_place() {
        let (old, new) = (compiled("0x6001"), compiled("0x6002"));
        assert_eq!(difference(Some(&old), Some(&old)), None);
        let said = difference(Some(&new), Some(&old)).expect("they differ");
        assert!(said.starts_with("bytecode differs from character 6 on"), "{said}");
    }

    #[test]
    fn a_difference_in_spelling_alone_counts() {
        let text = compiled("0x60");
        assert!(difference(Some(&text), Some(text.trim_end())).is_some());
    }

    #[test]
    fn an_artifact_or_a_source_too_many_is_a_difference() {
        let text = compiled("0x60");
        assert!(difference(Some(&text), None).is_some());
        assert!(difference(None, Some(&text)).is_some());
    }

    #[test]
    fn code_that_no_chain_would_take_is_no_artifact() {
        let too_long = format!("0x{}", "60".repeat(super::RUNTIME_SIZE_MAX + 1));
        for code in ["0x", "0x__$library$__", &too_long] {
            let output = json!({ "abi": [], "bytecode": { "object": "0x60" }, "deployedBytecode": { "object": code } });
            assert!(distil("Share", &output).is_err(), "{code:.20}");
        }
    }
}
