//! Where the gas went, by what each transaction did.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use alloy::consensus::Transaction;
use alloy::primitives::Address;
use alloy::providers::{DynProvider, Provider};
use alloy::sol_types::SolCall;
use anyhow::{Context, Result, ensure};
use usufruct_protocol::bindings::{Share, Till};
use usufruct_protocol::deployment::Deployment;
use usufruct_protocol::escrow::BatchSettlement;
use usufruct_protocol::standins::USDC;
use usufruct_protocol::x402::ESCROW;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Spent {
    pub transactions: u64,
    pub gas: u64,
}

/// Gas by purpose.
#[derive(Clone, Debug, Default)]
pub struct GasBook {
    pub spent: BTreeMap<&'static str, Spent>,
}

/// What makes a paid request cost gas. Holders' claims are theirs, and the demo's own funding is nobody's.
const OF_PAYMENT: [&str; 6] = ["deposit", "claim", "settle", "claim and settle", "collect", "drip"];

impl GasBook {
    /// Reads all transactions of `blocks`.
    pub async fn of_blocks(
        provider: &DynProvider,
        venture: &Deployment,
        blocks: RangeInclusive<u64>,
    ) -> Result<GasBook> {
        let mut book = GasBook::default();
        for number in blocks {
            let failed = || format!("the chain does not tell block {number}");
            let block = provider.get_block(number.into()).full().await.with_context(failed)?.with_context(failed)?;
            let receipts =
                provider.get_block_receipts(number.into()).await.with_context(failed)?.with_context(failed)?;
            ensure!(block.transactions.len() == receipts.len(), "block {number} has transactions without receipts");
            for (transaction, receipt) in block.transactions.txns().zip(&receipts) {
                let purpose = transaction.to().map_or("creation", |to| purpose(venture, to, transaction.input()));
                let spent = book.spent.entry(purpose).or_default();
                spent.transactions += 1;
                spent.gas += receipt.gas_used;
            }
        }
        Ok(book)
    }

    /// All gas that paying requests has cost.
    pub fn of_payments(&self) -> u64 {
        OF_PAYMENT.iter().filter_map(|purpose| self.spent.get(purpose)).map(|spent| spent.gas).sum()
    }
}

fn purpose(venture: &Deployment, to: Address, input: &[u8]) -> &'static str {
    let selector: [u8; 4] = input.get(..4).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default();
    if to == ESCROW {
        return match selector {
            BatchSettlement::depositCall::SELECTOR => "deposit",
            BatchSettlement::claimCall::SELECTOR | BatchSettlement::claimWithSignatureCall::SELECTOR => "claim",
            BatchSettlement::settleCall::SELECTOR => "settle",
            BatchSettlement::multicallCall::SELECTOR => "claim and settle",
            _ => "other escrow",
        };
    }
    if to == venture.purses.till && selector == Till::collectCall::SELECTOR {
        return "collect";
    }
    if to == venture.purses.share && selector == Share::dripCall::SELECTOR {
        return "drip";
    }
    if to == venture.purses.share {
        "holders' claims"
    } else if to == USDC {
        "dollar"
    } else {
        "other"
    }
}
