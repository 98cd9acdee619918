//! Who acts in the demo, each with a key of its own, derived from the seed.

use alloy::primitives::Address;
use alloy::providers::DynProvider;
use anyhow::{Context, Result};
use usufruct_protocol::sender::{Patience, Sender};
use usufruct_protocol::x402::signature::Key;

use super::terms::{HOLDERS, SHARE_UNIT};
use crate::keys;

/// Accounts for customers from outside, once the replay is over.
const VISITORS: usize = 8;

/// The keys. Same seed, same cast.
pub struct Cast {
    /// May mint the stand-in dollar.
    pub minter: Key,
    pub operator: Key,
    /// Signs claims into the Till.
    pub authorizer: Key,
    /// Pays the gas of the gateway's and of the keeper's transactions.
    pub gateway: Key,
    pub keeper: Key,
    pub holders: Vec<Holder>,
    pub visitors: Vec<Key>,
}

#[derive(Clone)]
pub struct Holder {
    pub name: &'static str,
    pub key: Key,
    /// Share base units that it buys.
    pub shares: u64,
}

impl Cast {
    pub fn of(seed: u64) -> Cast {
        let one = |role| keys::derive(seed, role, "");
        let holder =
            |(name, shares)| Holder { name, key: keys::derive(seed, "holder", name), shares: shares * SHARE_UNIT };
        Cast {
            minter: one("minter"),
            operator: one("operator"),
            authorizer: one("authorizer"),
            gateway: one("gateway"),
            keeper: one("keeper"),
            holders: HOLDERS.map(holder).to_vec(),
            visitors: (0..VISITORS).map(|number| keys::derive(seed, "visitor", &number.to_string())).collect(),
        }
    }

    /// All who send transactions and so need gas. (Customers sign; others send.)
    pub fn senders(&self) -> Vec<Address> {
        let staff = [&self.minter, &self.operator, &self.authorizer, &self.gateway, &self.keeper];
        let holders = self.holders.iter().map(|holder| &holder.key);
        staff.into_iter().chain(holders).chain(&self.visitors).map(Key::address).collect()
    }
}

/// Sends for `key`.
pub async fn sender(provider: &DynProvider, key: &Key) -> Result<Sender> {
    Sender::connect(provider.clone(), key, Patience::default()).await.context("the chain does not answer")
}
