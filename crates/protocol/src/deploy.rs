//! Creates the Factory and ventures, and finds again what was created.

use crate::bindings::Factory::{VentureCreated, createCall};
use crate::sender::{Fault, SendError, Sender, node};
use crate::{artifacts, bindings, deployment::Deployment, refusals, verbs};
use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256},
    providers::{DynProvider, Provider},
    rpc::types::{Filter, Log, TransactionRequest},
    sol_types::SolEvent,
};
use usufruct_model::{Bps, Cash, Purses, Refusal, Shares, Terms, Timestamp};

/// Why there is no venture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeployError {
    #[error("the Factory refuses these terms: {0:?}")]
    Refused(Refusal),
    #[error("the transaction was not carried out")]
    Send(#[source] SendError),
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error("the Factory at {0} logged no venture, or one that is out of its own limits")]
    NotAVenture(Address),
}

/// Creates a Factory, which anyone can use.
pub async fn create_factory(sender: &Sender) -> Result<Address, DeployError> {
    let creation = TransactionRequest::default().with_deploy_code(artifacts::FACTORY.creation_code());
    let receipt = sender.send(&creation).await.map_err(DeployError::Send)?;
    Ok(receipt.contract_address.ok_or(Fault::Answer { doing: "create the Factory" })?)
}

/// Creates a venture. Its addresses depend on the sender, on `terms` and on `salt` alone.
pub async fn create_venture(
    sender: &Sender,
    factory: Address,
    terms: &Terms,
    salt: B256,
) -> Result<Deployment, DeployError> {
    let call = verbs::call(factory, &createCall { terms: terms_on_chain(terms)?, salt });
    let receipt = sender.send(&call).await.map_err(refused_or_fault)?;
    let created = receipt.logs().iter().find(|log| log.address() == factory);
    let (deployment, _) =
        created.and_then(|log| venture_in(log, sender.chain_id())).ok_or(DeployError::NotAVenture(factory))?;
    Ok(deployment)
}

/// The venture that `factory` created in block `first_block` with its Share at `share`, and its terms.
///
/// Only what `factory` itself logged counts: anyone can log anything.
pub async fn find_venture(
    provider: &DynProvider,
    factory: Address,
    share: Address,
    first_block: u64,
) -> Result<(Deployment, Terms), DeployError> {
    let chain_id = provider.get_chain_id().await.map_err(node("tell its chain id"))?;
    let created = Filter::new()
        .from_block(first_block)
        .to_block(first_block)
        .address(factory)
        .event_signature(VentureCreated::SIGNATURE_HASH)
        .topic1(share);
    let logs = provider.get_logs(&created).await.map_err(node("find the venture"))?;
    logs.first().and_then(|log| venture_in(log, chain_id)).ok_or(DeployError::NotAVenture(factory))
}

/// The terms with which the venture at `at` was created.
pub async fn terms_of(provider: &DynProvider, at: &Deployment) -> Result<Terms, DeployError> {
    let (found, terms) = find_venture(provider, at.factory, at.purses.share, at.first_block).await?;
    if found == *at { Ok(terms) } else { Err(DeployError::NotAVenture(at.factory)) }
}

fn venture_in(log: &Log, chain_id: u64) -> Option<(Deployment, Terms)> {
    let created = VentureCreated::decode_log_data(log.data()).ok()?;
    let deployment = Deployment {
        chain_id,
        factory: log.address(),
        purses: Purses { share: created.share, till: created.till, offering: created.offering },
        currency: created.terms.currency,
        first_block: log.block_number?,
    };
    Some((deployment, from_chain(created.terms)?))
}

fn refused_or_fault(error: SendError) -> DeployError {
    let refusal = match &error {
        SendError::Refused(revert) => refusals::refusal(&revert.data),
        SendError::Fault(_) => None,
    };
    refusal.map_or(DeployError::Send(error), DeployError::Refused)
}

/// The contract's form of the terms. The model's cash is wider than the contract's floor.
pub fn terms_on_chain(terms: &Terms) -> Result<bindings::Terms, DeployError> {
    let too_high = |_| DeployError::Refused(Refusal::TermOutOfRange { term: "demandFloor" });
    Ok(bindings::Terms {
        currency: terms.currency,
        operator: terms.operator,
        name: terms.name.clone(),
        symbol: terms.symbol.clone(),
        contractURI: terms.contract_uri.clone(),
        decimals: terms.decimals,
        holdersBps: terms.holders_bps.get(),
        tau: terms.tau,
        price: terms.price,
        softCap: terms.soft_cap.0,
        hardCap: terms.hard_cap.0,
        deadline: terms.deadline.0,
        upfrontBps: terms.upfront_bps.get(),
        matchBps: terms.match_bps.get(),
        demandFloor: u64::try_from(terms.demand_floor.0).map_err(too_high)?,
        stallPeriod: terms.stall_period,
    })
}

/// `None` if a part is more than the whole, which no Factory of ours logs.
fn from_chain(terms: bindings::Terms) -> Option<Terms> {
    Some(Terms {
        currency: terms.currency,
        operator: terms.operator,
        name: terms.name,
        symbol: terms.symbol,
        contract_uri: terms.contractURI,
        decimals: terms.decimals,
        holders_bps: Bps::new(terms.holdersBps)?,
        tau: terms.tau,
        price: terms.price,
        soft_cap: Shares(terms.softCap),
        hard_cap: Shares(terms.hardCap),
        deadline: Timestamp(terms.deadline),
        upfront_bps: Bps::new(terms.upfrontBps)?,
        match_bps: Bps::new(terms.matchBps)?,
        demand_floor: Cash(terms.demandFloor.into()),
        stall_period: terms.stallPeriod,
    })
}
