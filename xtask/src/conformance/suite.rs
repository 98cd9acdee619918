//! The suites: which client, from which package, and how its tests are run.

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use crate::tap::{self, Case};
use crate::{npm, workspace};

/// A client and its tests.
pub struct Suite {
    /// As people know it; also the name of its group of tests.
    pub client: &'static str,
    /// Whose version is told.
    package: Package,
    /// What is run: a test file of `clients/javascript`, or a client of `clients/python/run.py`.
    tests: &'static str,
}

#[derive(Clone, Copy)]
enum Package {
    Npm(&'static str),
    Python(&'static str),
    /// Among the tools of `contracts`.
    Foundry(&'static str),
}

/// Those that pay the gateway.
pub const PAYING: [Suite; 4] = [
    Suite { client: "@x402/fetch", package: Package::Npm("@x402/fetch"), tests: "fetch.test.mjs" },
    Suite { client: "x402, httpx", package: Package::Python("x402"), tests: "httpx" },
    Suite { client: "x402, requests", package: Package::Python("x402"), tests: "requests" },
    Suite { client: "@x402/axios", package: Package::Npm("@x402/axios"), tests: "axios.test.mjs" },
];

/// Those that ask the chain.
pub const ASKING: [Suite; 3] = [
    Suite { client: "viem", package: Package::Npm("viem"), tests: "viem.test.mjs" },
    Suite { client: "ethers", package: Package::Npm("ethers"), tests: "ethers.test.mjs" },
    Suite { client: "cast", package: Package::Foundry("cast"), tests: "cast.test.mjs" },
];

impl Suite {
    /// Runs the tests. `python` has the packages of `clients/python`.
    pub fn run(&self, told: &str, python: &Path) -> anyhow::Result<Vec<Case>> {
        let mut command = match self.package {
            Package::Python(_) => {
                let mut command = Command::new(python);
                command.args(["run.py", self.tests]).current_dir(workspace::root().join("clients/python"));
                command
            }
            Package::Npm(_) | Package::Foundry(_) => {
                let mut command = Command::new("node");
                command.args(["--test", "--test-reporter=tap", self.tests]);
                command.current_dir(workspace::root().join("clients/javascript"));
                command
            }
        };
        if let Package::Foundry(program) = self.package {
            command.env("USUFRUCT_CAST", npm::foundry_program(&workspace::contracts(), program)?);
        }
        command.env("USUFRUCT_DEMO", told);
        tap::cases_of(command, self.client)
    }

    /// The package and its version, as the lock has it.
    pub fn version(&self) -> anyhow::Result<String> {
        let read = |path: &str| std::fs::read_to_string(workspace::root().join(path));
        match self.package {
            Package::Npm(package) => locked(&read("clients/javascript/package-lock.json")?, package),
            Package::Foundry(program) => {
                let version =
                    locked(&read("contracts/package-lock.json")?, &format!("@foundry-rs/{program}-linux-amd64"))?;
                Ok(version.replace("-linux-amd64", ""))
            }
            Package::Python(package) => {
                let lock = read("clients/python/requirements.txt")?;
                let version = lock.lines().find_map(|line| line.strip_prefix(package)?.strip_prefix("=="));
                let version = version.with_context(|| format!("{package} is not locked"))?;
                Ok(format!("{package} {} (PyPI)", version.trim_end_matches([' ', '\\'])))
            }
        }
    }
}

fn locked(lock: &str, package: &str) -> anyhow::Result<String> {
    let lock: Value = serde_json::from_str(lock).context("package-lock.json is no JSON")?;
    let version = lock["packages"][format!("node_modules/{package}")]["version"].as_str();
    Ok(format!("{package} {} (npm)", version.with_context(|| format!("{package} is not locked"))?))
}
