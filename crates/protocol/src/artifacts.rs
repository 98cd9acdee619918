//! Compiled ABI and bytecode, embedded.
//!
//! The files are committed, so that building the program needs no Solidity compiler; `cargo xtask check` compiles again
//! and compares every byte. They are our own and embedded, so a malformed one is a defect of the build, not of a run.

use alloy::{
    json_abi::JsonAbi,
    primitives::{Bytes, hex},
};
use serde_json::Value;

/// One compiled contract.
#[derive(Clone, Copy, Debug)]
pub struct Artifact {
    pub name: &'static str,
    json: &'static str,
}

macro_rules! artifact {
    ($name:literal) => {
        Artifact { name: $name, json: include_str!(concat!("../../../contracts/artifacts/", $name, ".json")) }
    };
}

pub const SHARE: Artifact = artifact!("Share");
pub const TILL: Artifact = artifact!("Till");
pub const OFFERING: Artifact = artifact!("Offering");
pub const FACTORY: Artifact = artifact!("Factory");

// Stand-ins for what other chains have at known addresses, see `standins`.
pub const USDC: Artifact = artifact!("Usdc");
pub const BATCH_SETTLEMENT: Artifact = artifact!("BatchSettlement");
pub const ERC3009_DEPOSIT_COLLECTOR: Artifact = artifact!("Erc3009DepositCollector");
pub const MULTICALL3: Artifact = artifact!("Multicall3");

/// Every artifact, ours first.
pub const ALL: [Artifact; 8] =
    [SHARE, TILL, OFFERING, FACTORY, USDC, BATCH_SETTLEMENT, ERC3009_DEPOSIT_COLLECTOR, MULTICALL3];

const WELL_FORMED: &str = "an artifact is JSON with an ABI and two bytecodes";

impl Artifact {
    pub fn abi(&self) -> JsonAbi {
        serde_json::from_value(self.field("abi")).expect(WELL_FORMED)
    }

    /// What a transaction that creates the contract carries, without constructor arguments.
    pub fn creation_code(&self) -> Bytes {
        self.code("bytecode")
    }

    /// What lies at the contract's address afterwards, but for its immutables, which are zero here.
    pub fn runtime_code(&self) -> Bytes {
        self.code("deployedBytecode")
    }

    fn code(&self, field: &str) -> Bytes {
        let code = self.field(field);
        hex::decode(code.as_str().expect(WELL_FORMED)).expect(WELL_FORMED).into()
    }

    fn field(&self, field: &str) -> Value {
        let mut json: Value = serde_json::from_str(self.json).expect(WELL_FORMED);
        json[field].take()
    }
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn every_artifact_is_well_formed_and_of_its_name() {
        for artifact in ALL {
            assert_eq!(artifact.field("contractName"), artifact.name);
            assert!(artifact.abi().functions().next().is_some(), "{} has no functions", artifact.name);
            assert!(artifact.creation_code().len() > artifact.runtime_code().len(), "{}", artifact.name);
        }
    }
}
