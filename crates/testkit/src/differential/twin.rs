//! What must be true of the contracts: the model, and beside it what the model leaves out (permits, and how much of the
//! currency there is).

use super::case::Deed;
use super::permit::Permit;
use crate::bench::Failure;
use alloy::primitives::{Address, U256};
use std::collections::BTreeMap;
use usufruct_model::{Command, Event, Refusal, Timestamp, World};

#[derive(Clone, Debug)]
pub struct Twin {
    pub world: World,
    /// The next nonce of each account that ever permitted anything.
    pub nonces: BTreeMap<Address, u64>,
    /// All of the currency there is.
    pub minted: U256,
}

/// How a deed is refused: by the rules, or because of its signature. A failure is what no twin ever says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum No {
    Refusal(Refusal),
    PermitExpired { deadline: U256 },
    PermitSignatureInvalid { owner: Address },
    Failure(Failure),
}

impl Twin {
    pub fn new(world: World, minted: U256) -> Self {
        Self { world, nonces: BTreeMap::new(), minted }
    }

    pub fn nonce(&self, owner: Address) -> u64 {
        self.nonces.get(&owner).copied().unwrap_or_default()
    }

    pub fn apply(&mut self, caller: Address, deed: &Deed, now: Timestamp) -> Result<Vec<Event>, No> {
        match deed {
            Deed::Command(command) => self.world.apply(caller, command, now).map_err(No::Refusal),
            Deed::Permit(permit) => self.permit(permit, now),
        }
    }

    /// In the order of the contract's checks. A good permit is an approval by its owner.
    fn permit(&mut self, permit: &Permit, now: Timestamp) -> Result<Vec<Event>, No> {
        let &Permit { owner, spender, value, deadline, .. } = permit;
        if U256::from(now.0) > deadline {
            return Err(No::PermitExpired { deadline });
        }
        let nonce = self.nonce(owner);
        if !permit.is_signed(nonce) {
            return Err(No::PermitSignatureInvalid { owner });
        }
        let approval = Command::Approve { spender, value };
        let events = self.world.apply(owner, &approval, now).map_err(No::Refusal)?;
        self.nonces.insert(owner, nonce + 1);
        Ok(events)
    }
}
