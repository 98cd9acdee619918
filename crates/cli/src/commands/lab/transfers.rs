//! All transfers of a venture's currency, for circular flow: what the operator could have handed to its customers.

use std::collections::BTreeMap;

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, U256};
use alloy::providers::{DynProvider, Provider};
use alloy::rpc::types::{Filter, Log};
use anyhow::{Context, Result};
use usufruct_lab::flow::{Draft, Payments, Roles};
use usufruct_ledger::fold::Folded;
use usufruct_ledger::follow::STRETCH_BLOCKS_MAX;
use usufruct_protocol::deployment::Deployment;
use usufruct_protocol::events::CASH_TRANSFERRED;

/// An amount of the lab's payments in one dollar, and of cash units in one.
const PER_DOLLAR: u128 = 1_000_000_000_000_000_000;
const CASH_PER_DOLLAR: u128 = 1_000_000;

/// The transfers in blocks `first..=last`, and who is who in them. What an operator pays into its own Till is left out: the ledger
/// names it already.
pub async fn read(
    provider: &DynProvider,
    at: &Deployment,
    folded: &Folded,
    first: u64,
    last: u64,
) -> Result<(Payments, Roles)> {
    let mut draft = Draft::default();
    let mut timestamps = BTreeMap::new();
    let mut from = first;
    while from <= last {
        let to = last.min(from.saturating_add(STRETCH_BLOCKS_MAX - 1));
        let transfers =
            Filter::new().from_block(from).to_block(to).address(at.currency).event_signature(CASH_TRANSFERRED);
        let logs = provider.get_logs(&transfers).await.context("the node does not tell the currency's transfers")?;
        for log in &logs {
            let time = time_of(provider, log, &mut timestamps).await?;
            take(&mut draft, log, time, at, folded)?;
        }
        from = to + 1;
    }
    let payments = draft.finish();
    let roles = roles(&payments, at, folded)?;
    Ok((payments, roles))
}

fn take(draft: &mut Draft, log: &Log, time: u64, at: &Deployment, folded: &Folded) -> Result<()> {
    let [_, payer, payee] = log.topics() else { return Ok(()) };
    let (payer, payee) = (Address::from_word(*payer), Address::from_word(*payee));
    let amount = U256::try_from_be_slice(&log.data().data).unwrap_or_default();
    let to_itself = payee == at.purses.till && folded.payments.operators.contains(&payer);
    if amount.is_zero() || to_itself {
        return Ok(());
    }
    let unit = folded.venture.unit.saturating_mul(U256::from(CASH_PER_DOLLAR));
    let amount = amount.saturating_mul(U256::from(PER_DOLLAR)) / unit;
    let time = i64::try_from(time).context("a block of a time beyond all calendars")?;
    draft.push(time, &name(payer), &name(payee), amount.saturating_to(), "").context("too many transfers")
}

async fn time_of(provider: &DynProvider, log: &Log, known: &mut BTreeMap<u64, u64>) -> Result<u64> {
    let block = log.block_number.context("the node left the block out of a log")?;
    if let Some(time) = log.block_timestamp.or(known.get(&block).copied()) {
        return Ok(time);
    }
    let header =
        provider.get_block_by_number(BlockNumberOrTag::Number(block)).await.context("the node tells no block")?;
    let time = header.with_context(|| format!("block {block} is gone"))?.header.timestamp;
    known.insert(block, time);
    Ok(time)
}

fn roles(payments: &Payments, at: &Deployment, folded: &Folded) -> Result<Roles> {
    let mut roles = Roles::default().till(&name(at.purses.till))?;
    for operator in &folded.payments.operators {
        if payments.account(&name(*operator)).is_some() {
            roles = roles.issuer(&name(*operator))?;
        }
    }
    Ok(roles)
}

fn name(address: Address) -> String {
    format!("{address:#x}")
}
