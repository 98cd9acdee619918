//! Where the demo can be reached once its replay is over, for programs and for people.

use std::fmt::{self, Display, Formatter};

use alloy::primitives::{Address, B256};
use serde::Serialize;

#[derive(Serialize)]
pub struct Serving {
    /// Where the venture's pages are.
    pub web: Option<String>,
    pub gateway: String,
    pub rpc: String,
    pub factory: Address,
    pub share: Address,
    pub till: Address,
    /// The block in which the venture was created.
    pub first_block: u64,
    /// Private keys of accounts that have dollars to spend. They are the demo's own and worth nothing elsewhere.
    pub customers: Vec<B256>,
    /// The holders' keys, to claim with.
    pub holders: Vec<Holder>,
}

#[derive(Serialize)]
pub struct Holder {
    pub name: &'static str,
    pub key: B256,
}

impl Display for Serving {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Serving { web, gateway, rpc, factory, share, till, first_block, customers, holders } = self;
        writeln!(f, "Serving on, with the clock of this machine, until Ctrl-C")?;
        if let Some(web) = web {
            writeln!(f, "  pages      {web}")?;
        }
        writeln!(f, "  gateway    {gateway}/work?units=3")?;
        writeln!(f, "  JSON-RPC   {rpc}")?;
        writeln!(f, "  share      {share}")?;
        writeln!(f, "  till       {till}")?;
        writeln!(f, "  customers  with dollars to spend, by their private keys:")?;
        customers.iter().try_for_each(|key| writeln!(f, "             {key}"))?;
        writeln!(f, "  holders    who can claim from a wallet with their private keys:")?;
        holders.iter().try_for_each(|Holder { name, key }| writeln!(f, "             {key} {name}"))?;
        let key = customers.first().copied().unwrap_or_default();
        writeln!(f, "Pay it with the stock x402 client:")?;
        writeln!(f, "  cd clients/javascript && npm ci && node customer.mjs '{gateway}/work?units=3' {key} {rpc}")?;
        writeln!(f, "Prove the books from outside:")?;
        writeln!(f, "  usufruct audit --rpc {rpc} --factory {factory} --share {share} --block {first_block}")
    }
}
