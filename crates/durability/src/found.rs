//! Opens what a power cut or a fault left, with the real code, and compares it with what had been said.

use std::collections::BTreeMap;
use std::path::Path;

use alloy::eips::BlockId;
use alloy::primitives::B256;
use alloy::providers::Provider;
use anyhow::{Context, Result, bail, ensure};
use usufruct_chain::{Chain, Genesis};
use usufruct_gateway::SaleLine;
use usufruct_protocol::standins::CHAIN_ID;
use usufruct_protocol::x402::signature;
use usufruct_protocol::x402::voucher::EscrowDomain;

use crate::said::Said;
use crate::sealing;
use crate::shop::Shop;

/// An upstream that is never asked.
const NOWHERE: &str = "http://127.0.0.1:9";
const PAGE: u32 = 10_000;

/// What was said about one payment.
#[derive(Debug, Default)]
struct Promised {
    asked: usize,
    /// Charge, and the total with it.
    charged: Vec<(u128, u128)>,
    /// The highest total that was told.
    told: u128,
}

/// What a seller left in `directory`.
///
/// # Errors
/// It does not open, something that was said is not there, or something is there twice.
pub async fn of_selling(genesis: &Genesis, directory: &Path, said: &[Said]) -> Result<()> {
    let shop = Shop::open(genesis, directory, NOWHERE).await?;
    let verdict = holds(&shop, said).await;
    shop.gateway.close().await;
    verdict
}

async fn holds(shop: &Shop, said: &[Said]) -> Result<()> {
    let audit = shop.gateway.audit().await.context("the book does not read")?;
    ensure!(audit.discrepancies.is_empty(), "the book contradicts itself: {:?}", audit.discrepancies);
    let mut sold: BTreeMap<B256, Vec<u128>> = BTreeMap::new();
    for sale in sales(shop).await? {
        sold.entry(sale.payment).or_default().push(sale.charged);
    }
    let mut promised: BTreeMap<B256, Promised> = BTreeMap::new();
    for line in said {
        match line {
            Said::Asked { payment } => promised.entry(*payment).or_default().asked += 1,
            Said::Charged { payment, charge, total } => {
                promised.entry(*payment).or_default().charged.push((*charge, *total));
            }
            Said::Told { payment, total } => promised.entry(*payment).or_default().told = *total,
            Said::Settled { transaction } => {
                ensure!(shop.chain.succeeded(*transaction) == Some(true), "transaction {transaction} is not there");
            }
            Said::Head { .. } | Said::RollingBack | Said::Declined { .. } => {}
        }
    }
    for (payment, charges) in &sold {
        let promised = promised.get(payment).with_context(|| format!("{payment} was charged and never asked"))?;
        each_once(charges, promised).with_context(|| format!("payment {payment}"))?;
    }
    if let Some((payment, _)) = promised.iter().find(|(id, promised)| promised.owes() && !sold.contains_key(*id)) {
        bail!("payment {payment} was charged, and is not in the book");
    }
    channels_cover(shop, &sold).await
}

impl Promised {
    fn owes(&self) -> bool {
        self.told > 0 || !self.charged.is_empty()
    }
}

/// Every charge that was acknowledged is there once, at its place, and there are no more than were asked for.
fn each_once(charges: &[u128], promised: &Promised) -> Result<()> {
    let mut total = 0;
    let totals: Vec<(u128, u128)> = charges
        .iter()
        .map(|charge| {
            total += charge;
            (*charge, total)
        })
        .collect();
    for (charge, total) in &promised.charged {
        let there = totals.iter().filter(|sale| *sale == &(*charge, *total)).count();
        ensure!(there == 1, "a charge of {charge} that made {total} is there {there} times");
    }
    ensure!(total >= promised.told, "{} was told, {total} is recorded", promised.told);
    ensure!(charges.len() <= promised.asked, "asked {} times, charged {} times", promised.asked, charges.len());
    Ok(())
}

/// Each channel's record is the sum of its sales, under a voucher that the payer signed and the escrow would honour.
async fn channels_cover(shop: &Shop, sold: &BTreeMap<B256, Vec<u128>>) -> Result<()> {
    let domain = EscrowDomain::new(CHAIN_ID);
    let claims = shop.gateway.claimable();
    let ids: Vec<B256> = claims.iter().map(|claim| domain.channel_id(&claim.config)).collect();
    let readings = shop.escrow.channels(&ids).await.context("the escrow cannot be read")?;
    for ((claim, id), reading) in claims.iter().zip(&ids).zip(readings) {
        let charged: u128 = sold.get(id).map_or(0, |charges| charges.iter().sum());
        ensure!(claim.total_claimed == charged, "channel {id}: {charged} sold, {} charged", claim.total_claimed);
        ensure!(claim.max_claimable >= charged, "channel {id}: {charged} charged, {} signed", claim.max_claimable);
        ensure!(reading.balance >= charged, "channel {id}: {charged} charged, {} deposited", reading.balance);
        let digest = domain.voucher_digest(*id, claim.max_claimable);
        signature::verify(digest, &claim.signature, claim.config.payer_authorizer)
            .context("not the payer's voucher")?;
    }
    Ok(())
}

async fn sales(shop: &Shop) -> Result<Vec<SaleLine>> {
    let mut sales: Vec<SaleLine> = Vec::new();
    loop {
        let after = sales.last().map_or(0, |sale| sale.seq);
        let page = shop.gateway.sales(after, PAGE).await.context("the book does not read")?;
        if page.is_empty() {
            return Ok(sales);
        }
        sales.extend(page);
    }
}

/// What a sealer left in `directory`. `next` is what it said next, if that is known: then nothing else may be there but
/// what it said last.
///
/// # Errors
/// It does not open, or something that was said is not there.
pub async fn of_sealing(directory: &Path, said: &[Said], next: Option<&Said>) -> Result<()> {
    let chain = sealing::open(directory).context("the chain does not open")?;
    let found = sealing::head(&chain);
    let Some(last) = said.iter().rposition(is_head) else { return Ok(()) };
    let (last, since) = (&said[last], &said[last + 1..]);
    if found == *last || next == Some(&found) {
        return Ok(());
    }
    let rolling_back = since.contains(&Said::RollingBack);
    let possible = match (next, rolling_back) {
        (Some(Said::Head { .. }), _) => false,
        (_, true) => said.contains(&found),
        (_, false) => matches!(last, Said::Head { hash, .. } if parent(&chain).await? == *hash),
    };
    ensure!(possible, "{last} was said and {found} is there");
    Ok(())
}

fn is_head(said: &Said) -> bool {
    matches!(said, Said::Head { .. })
}

async fn parent(chain: &Chain) -> Result<B256> {
    let head = chain.provider().get_block(BlockId::latest()).await.context("the chain does not answer")?;
    Ok(head.context("there is a newest block")?.header.parent_hash)
}
