//! The Solidity project: its sources, the settings of `foundry.toml`, and which contracts a file is a part of.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The contracts that are deployed and that no other contains: the Factory contains the three purses.
pub const WHOLES: [Contract; 2] = [Contract("Factory"), Contract("Vault")];
/// Those whose artifacts tests may ask for one by one.
pub const PARTS: [Contract; 4] = [Contract("Share"), Contract("Till"), Contract("Offering"), Contract("Blueprint")];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contract(pub &'static str);

impl Contract {
    pub fn file(self) -> String {
        format!("src/{}.sol", self.0)
    }
}

/// A file to compile and the contract in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub file: String,
    pub contract: String,
}

impl From<Contract> for Target {
    fn from(contract: Contract) -> Self {
        Self { file: contract.file(), contract: contract.0.to_owned() }
    }
}

/// Whether the optimiser runs. Without it compiling takes a third of the time, and the program is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimiser {
    Off,
    AsDeployed,
}

#[derive(Deserialize)]
struct Foundry {
    profile: Profiles,
}

#[derive(Deserialize)]
struct Profiles {
    default: Profile,
}

/// What decides about bytecode.
#[derive(Clone, Deserialize)]
struct Profile {
    remappings: Vec<String>,
    evm_version: String,
    via_ir: bool,
    optimizer: bool,
    optimizer_runs: u64,
    bytecode_hash: String,
    cbor_metadata: bool,
}

pub struct Project {
    pub root: PathBuf,
    profile: Profile,
    /// Every source under `src` and `test`, and what they import.
    sources: BTreeMap<String, String>,
}

impl Project {
    pub fn open(root: &Path) -> Result<Self> {
        let text = fs::read_to_string(root.join("foundry.toml")).context("no foundry.toml")?;
        let profile = toml::from_str::<Foundry>(&text)?.profile.default;
        let mut project = Self { root: root.to_owned(), profile, sources: BTreeMap::new() };
        for folder in ["src", "test/pure"] {
            project.read_folder(folder)?;
        }
        Ok(project)
    }

    fn read_folder(&mut self, folder: &str) -> Result<()> {
        for entry in fs::read_dir(self.root.join(folder)).with_context(|| format!("no {folder}"))? {
            let entry = entry?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                self.read_folder(&path)?;
            } else if path.ends_with(".sol") {
                self.read_file(&path)?;
            }
        }
        Ok(())
    }

    /// Reads a file and everything that it imports.
    fn read_file(&mut self, file: &str) -> Result<()> {
        if self.sources.contains_key(file) {
            return Ok(());
        }
        let text = fs::read_to_string(self.root.join(file)).with_context(|| format!("cannot read {file}"))?;
        self.sources.insert(file.to_owned(), text.clone());
        for import in imports(&text) {
            let import = self.resolve(file, import)?;
            self.read_file(&import)?;
        }
        Ok(())
    }

    fn resolve(&self, importer: &str, import: &str) -> Result<String> {
        if import.starts_with('.') {
            return Ok(normal(&Path::new(importer).parent().unwrap_or(Path::new("")).join(import)));
        }
        let remapped = self.profile.remappings.iter().find_map(|mapping| {
            let (from, to) = mapping.split_once('=')?;
            Some(format!("{to}{}", import.strip_prefix(from)?))
        });
        match remapped {
            Some(path) => Ok(path),
            None => bail!("{importer} imports {import}, which no remapping leads to"),
        }
    }

    pub fn source(&self, file: &str) -> &str {
        &self.sources[file]
    }

    /// Everything under `src`, and the libraries.
    pub fn all_sources(&self) -> String {
        self.sources.iter().filter(|(file, _)| !file.starts_with("test/")).map(|(_, text)| text.as_str()).collect()
    }

    /// The settings that decide about bytecode and tests, as they are written.
    pub fn settings(&self) -> Result<String> {
        fs::read_to_string(self.root.join("foundry.toml")).context("no foundry.toml")
    }

    /// Every file of tests, by its path, with all that it consists of, directly or not.
    pub fn tests(&self) -> Result<BTreeMap<String, BTreeMap<String, String>>> {
        let mut all = Self { root: self.root.clone(), profile: self.profile.clone(), sources: self.sources.clone() };
        all.read_folder("test")?;
        let owned = |(file, text): (&str, &str)| (file.to_owned(), text.to_owned());
        let of = |test: &String| (test.clone(), all.closure(test).into_iter().map(owned).collect());
        Ok(all.sources.keys().filter(|file| file.starts_with("test/") && file.ends_with(".t.sol")).map(of).collect())
    }

    /// What is mutated: our contracts and libraries; no interfaces, and none of the embedded chain's stand-ins.
    pub fn subjects(&self) -> Vec<String> {
        let ours = |file: &&String| {
            file.starts_with("src/") && !file.starts_with("src/standins/") && !file.starts_with("src/interfaces/")
        };
        self.sources.keys().filter(ours).cloned().collect()
    }

    /// A file with everything it imports, directly or not.
    pub fn closure(&self, file: &str) -> BTreeMap<&str, &str> {
        let mut found = BTreeMap::new();
        let mut open = vec![file.to_owned()];
        while let Some(next) = open.pop() {
            let Some((name, text)) = self.sources.get_key_value(&next) else { continue };
            if found.insert(name.as_str(), text.as_str()).is_none() {
                open.extend(imports(text).filter_map(|import| self.resolve(&next, import).ok()));
            }
        }
        found
    }

    /// The deployed contracts that `file` is a part of.
    pub fn wholes_with(&self, file: &str) -> Vec<Contract> {
        self.containing(&WHOLES, file)
    }

    pub fn parts_with(&self, file: &str) -> Vec<Contract> {
        self.containing(&PARTS, file)
    }

    fn containing(&self, contracts: &[Contract], file: &str) -> Vec<Contract> {
        let contains = |contract: &&Contract| self.closure(&contract.file()).contains_key(file);
        contracts.iter().filter(contains).copied().collect()
    }

    /// Tests that contain the code of a library, because they call its internal functions.
    pub fn tests_of_library(&self, file: &str) -> Vec<Target> {
        if !file.starts_with("src/pure/") {
            return Vec::new();
        }
        let tests = self.sources.keys().filter(|test| test.starts_with("test/pure/") && self.imports(test, file));
        let contract = |text: &str| {
            let of = text.lines().find_map(|line| line.strip_prefix("contract "))?;
            of.split([' ', '{']).next().map(str::to_owned)
        };
        tests.filter_map(|test| Some(Target { file: test.clone(), contract: contract(self.source(test))? })).collect()
    }

    fn imports(&self, importer: &str, file: &str) -> bool {
        imports(self.source(importer)).any(|import| self.resolve(importer, import).is_ok_and(|found| found == file))
    }

    /// The compiler's input for these contracts, with `file` as `text` says.
    pub fn input(&self, targets: &[Target], changed: Option<(&str, &str)>, optimiser: Optimiser) -> Value {
        let mut sources = BTreeMap::new();
        let mut wanted: BTreeMap<&str, BTreeMap<&str, [&str; 2]>> = BTreeMap::new();
        for target in targets {
            sources.extend(self.closure(&target.file));
            let codes = ["evm.bytecode.object", "evm.deployedBytecode.object"];
            wanted.entry(&target.file).or_default().insert(&target.contract, codes);
        }
        if let Some((file, text)) = changed {
            sources.insert(file, text);
        }
        let sources: BTreeMap<_, _> = sources.iter().map(|(file, text)| (file, json!({ "content": text }))).collect();
        self.with_settings(json!(sources), json!(wanted), optimiser)
    }

    /// The compiler's input for the syntax tree of `file`.
    pub fn tree_input(&self, file: &str) -> Value {
        let sources = self.closure(file);
        let sources: BTreeMap<_, _> = sources.iter().map(|(file, text)| (file, json!({ "content": text }))).collect();
        self.with_settings(json!(sources), json!({ file: { "": ["ast"] } }), Optimiser::Off)
    }

    fn with_settings(&self, sources: Value, wanted: Value, optimiser: Optimiser) -> Value {
        let profile = &self.profile;
        let optimizer = match optimiser {
            Optimiser::Off => json!({ "enabled": false }),
            Optimiser::AsDeployed => json!({ "enabled": profile.optimizer, "runs": profile.optimizer_runs }),
        };
        json!({
            "language": "Solidity",
            "sources": sources,
            "settings": {
                "remappings": profile.remappings,
                "optimizer": optimizer,
                "evmVersion": profile.evm_version,
                "viaIR": profile.via_ir,
                "metadata": { "bytecodeHash": profile.bytecode_hash, "appendCBOR": profile.cbor_metadata },
                "outputSelection": wanted,
            },
        })
    }
}

/// The paths that a source imports, as it writes them.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let statements = text.split(';').map(|statement| statement.trim_start());
    let last_line = |statement: &str| statement.rfind("import ").map_or(0, |at| at);
    statements.filter_map(move |statement| {
        let import = &statement[last_line(statement)..];
        let starts_a_line = statement[..last_line(statement)].ends_with('\n') || last_line(statement) == 0;
        (import.starts_with("import ") && starts_a_line).then(|| import.split('"').nth(1)).flatten()
    })
}

/// Without `.` and `..`, in the spelling of the compiler.
fn normal(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{imports, normal};
    use std::path::Path;

    #[test]
    fn imports_are_found_wherever_lines_break() {
        let text = "// SPDX\npragma solidity 0.8.37;\n\nimport {A} from \"./A.sol\";\nimport {\n    B,\n    C\n} from \"b/B.sol\";\n\n\
                    // what we import is \"nothing\";\ncontract D {}\n";
        assert_eq!(imports(text).collect::<Vec<_>>(), ["./A.sol", "b/B.sol"]);
    }

    #[test]
    fn paths_are_spelt_in_one_way() {
        assert_eq!(normal(Path::new("src/pure/../interfaces/./I.sol")), "src/interfaces/I.sol");
    }
}
