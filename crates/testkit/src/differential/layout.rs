//! Where the contracts keep what: `contracts/layout.txt`, which `cargo xtask layout check` holds against the compiler.
//!
//! One field a line: contract, slot, offset in the word, bytes, name, type. A member `m` of the structs in a mapping is
//! named `mapping[].m`; its slot is the mapping's plus its own within the struct.

use alloy::primitives::{Address, U256, keccak256};
use usufruct_protocol::deployment::Deployment;

const COMMITTED: &str = include_str!("../../../../contracts/layout.txt");

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contract {
    Share,
    Till,
    Offering,
    Currency,
}

impl Contract {
    pub const ALL: [Self; 4] = [Self::Share, Self::Till, Self::Offering, Self::Currency];

    pub fn address(self, at: &Deployment) -> Address {
        match self {
            Self::Share => at.purses.share,
            Self::Till => at.purses.till,
            Self::Offering => at.purses.offering,
            Self::Currency => at.currency,
        }
    }
}

/// A state variable, or a member of one that is a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub contract: Contract,
    pub slot: U256,
    /// Bits below it in its word.
    pub shift: usize,
    pub bits: usize,
    pub name: &'static str,
    pub type_name: &'static str,
}

/// Every field of the contracts.
pub fn committed() -> impl Iterator<Item = Field> {
    COMMITTED.lines().map(|line| field(line).unwrap_or_else(|| panic!("contracts/layout.txt says {line:?}")))
}

fn field(line: &'static str) -> Option<Field> {
    let mut words = line.splitn(6, ' ');
    let contract = match words.next()? {
        "Share" => Contract::Share,
        "Till" => Contract::Till,
        "Offering" => Contract::Offering,
        "Usdc" => Contract::Currency,
        _ => return None,
    };
    let mut number = || words.next()?.parse::<usize>().ok();
    let (slot, offset, bytes) = (number()?, number()?, number()?);
    let (name, type_name) = (words.next()?, words.next()?);
    Some(Field { contract, slot: U256::from(slot), shift: 8 * offset, bits: 8 * bytes, name, type_name })
}

/// Where a mapping in `slot` keeps the value of `key`.
pub fn in_mapping(slot: U256, key: Address) -> U256 {
    let mut preimage = [0; 64];
    preimage[12..32].copy_from_slice(key.as_slice());
    preimage[32..].copy_from_slice(&slot.to_be_bytes::<32>());
    keccak256(preimage).into()
}
