//! A venture of which the senders have bought all shares, at the same addresses on any chain.

use alloy::{
    primitives::{Address, B256, U256},
    providers::{DynProvider, Provider},
    rpc::types::{TransactionInput, TransactionRequest},
    sol_types::SolCall,
};
use anyhow::{Result, ensure};
use usufruct_chain::{Chain, Clock, Genesis};
use usufruct_protocol::{
    bindings::Share,
    deploy,
    deployment::Deployment,
    sender::{Patience, Sender},
    standins, verbs,
};
use usufruct_testkit::{
    cast::{self, ALICE, FOUNDER},
    stage::{self, BEGINNING, POCKET},
};

use crate::load::Load;

/// The stand-ins, and ether for those who send anything.
pub async fn genesis(senders: &[Address]) -> Result<Genesis> {
    let empty = Chain::open(&Genesis::new(standins::CHAIN_ID, 0), Clock::manual(0), None)?;
    let codes = standins::runtime_codes(&empty.provider(), cast::address(FOUNDER)).await?;
    let mut genesis = Genesis::new(standins::CHAIN_ID, BEGINNING);
    for (address, code) in codes {
        genesis = genesis.with_code(address, code);
    }
    for account in senders.iter().copied().chain([cast::address(FOUNDER), cast::address(ALICE)]) {
        genesis = genesis.with_balance(account, U256::from(10).pow(U256::from(24)));
    }
    Ok(genesis)
}

/// Where the Share will be: the addresses follow from the founder's nonce and the terms, so any chain tells.
pub async fn address() -> Result<Address> {
    let chain = Chain::open(&genesis(&[]).await?, Clock::manual(BEGINNING), None)?;
    let (deployment, _) = found(&chain.provider()).await?;
    Ok(deployment.purses.share)
}

async fn found(provider: &DynProvider) -> Result<(Deployment, Sender)> {
    let founder = Sender::connect(provider.clone(), &cast::key(FOUNDER), Patience::default()).await?;
    let factory = deploy::create_factory(&founder).await?;
    let deployment = deploy::create_venture(&founder, factory, &stage::terms(), B256::ZERO).await?;
    Ok((deployment, founder))
}

/// Founds the venture, sells its shares to the senders in equal parts and closes the sale.
pub async fn create(provider: &DynProvider, load: &Load) -> Result<()> {
    let (at, founder) = found(provider).await?;
    let alice = Sender::connect(provider.clone(), &cast::key(ALICE), Patience::default()).await?;
    founder.send(&verbs::mint_cash(at.currency, alice.address(), U256::from(POCKET))).await?;
    alice.send(&verbs::approve_cash(at.currency, at.purses.offering, U256::MAX)).await?;
    for sender in &load.senders {
        alice.send(&at.buy(U256::from(load.stake), *sender)).await?;
    }
    // What equal parts leave over: a sale closes early only if it is sold out.
    let sold = load.stake * u64::try_from(load.senders.len())?;
    let rest = stage::terms().hard_cap.0 - sold;
    if rest > 0 {
        alice.send(&at.buy(U256::from(rest), alice.address())).await?;
    }
    founder.send(&at.close()).await?;
    Ok(())
}

/// Fails unless every holder has what the transfers give it.
pub async fn check_balances(provider: &DynProvider, load: &Load) -> Result<()> {
    let share = load.share;
    for (holder, expected) in &load.balances {
        let input = Share::balanceOfCall { holder: *holder }.abi_encode();
        let call = TransactionRequest {
            to: Some(share.into()),
            input: TransactionInput::new(input.into()),
            ..Default::default()
        };
        let balance = Share::balanceOfCall::abi_decode_returns(&provider.call(call).await?)?;
        ensure!(balance == U256::from(*expected), "{holder} has {balance} shares instead of {expected}");
    }
    Ok(())
}
