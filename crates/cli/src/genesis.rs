//! What the embedded chain starts with: the stand-ins at their canonical addresses, and accounts that can pay for gas.

use alloy::primitives::{Address, U256};
use anyhow::{Context, Result};
use usufruct_chain::{Chain, Clock, Genesis};
use usufruct_protocol::standins;

/// Wei of every funded account: 10,000 ether, as on other development chains.
const FUNDED_WEI: U256 = U256::from_limbs([1_864_712_049_423_024_128, 542, 0, 0]);

/// A genesis at `timestamp` whose dollar is minted by `minter`.
pub async fn with_stand_ins(timestamp: u64, minter: Address, funded: &[Address]) -> Result<Genesis> {
    let empty = Genesis::new(standins::CHAIN_ID, timestamp);
    let evm = Chain::open(&empty, Clock::manual(timestamp), None).context("an empty chain in memory")?;
    let codes = standins::runtime_codes(&evm.provider(), minter).await.context("cannot create the stand-ins")?;
    let genesis = codes.into_iter().fold(empty, |genesis, (address, code)| genesis.with_code(address, code));
    Ok(funded.iter().fold(genesis, |genesis, account| genesis.with_balance(*account, FUNDED_WEI)))
}
