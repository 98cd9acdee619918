//! What the ledger and the gateway's book prove, as lines of one audit.

use anyhow::{Context, Result, anyhow};
use usufruct_gateway::Gateway;
use usufruct_ledger::{Audit, Ledger, audit};
use usufruct_protocol::escrow::Escrow;
use usufruct_protocol::x402::EXACT;
use usufruct_protocol::x402::voucher::EscrowDomain;

use crate::audit_line::AuditLine;

/// The venture's books: every figure of every purse and holder, folded from events alone, against the chain.
pub async fn of_ledger(ledger: &mut Ledger) -> Result<Audit> {
    ledger.catch_up().await.context("the ledger cannot follow the chain")?;
    let audit = ledger.audit().await.context("the ledger cannot audit")?;
    audit.ok_or_else(|| anyhow!("the ledger has followed nothing"))
}

/// Every line of a ledger's audit.
pub fn lines(audit: &Audit) -> Vec<AuditLine> {
    audit.lines().map(line).collect()
}

/// Where the money went; of the figures that purses and holders give of themselves only how many agree, and those that do not.
pub fn digest(audit: &Audit) -> Vec<AuditLine> {
    let agreeing = audit.views.iter().filter(|view| view.holds).count();
    let figures =
        AuditLine::equal("figures on chain, and those that follow from events", &audit.views.len(), &agreeing);
    let disagreeing = audit.views.iter().filter(|view| !view.holds);
    audit.identities.iter().map(line).chain([figures]).chain(disagreeing.map(line)).collect()
}

fn line(line: &audit::Line) -> AuditLine {
    AuditLine { what: line.name.clone(), left: line.left.clone(), right: line.right.clone(), holds: line.holds }
}

/// Sales that are read at once.
const PAGE: u32 = 10_000;

/// What was charged, by how it was paid, in base units.
#[derive(Default)]
struct Charged {
    by_voucher: u128,
    by_transfer: u128,
}

async fn charged(gateway: &Gateway) -> Result<Charged> {
    let (mut charged, mut seq) = (Charged::default(), 0);
    loop {
        let page = gateway.sales(seq, PAGE).await.context("the gateway's book cannot be read")?;
        let Some(last) = page.last() else { return Ok(charged) };
        seq = last.seq;
        for sale in &page {
            match sale.scheme.as_str() {
                EXACT => charged.by_transfer += sale.charged,
                _ => charged.by_voucher += sale.charged,
            }
        }
    }
}

/// The gateway's book: against itself, and against what came of its vouchers and transfers on the chain.
///
/// Vouchers are accounted for to the last unit. A transfer may have arrived without a sale: anybody may send money to the
/// Till, and a customer whose transfer was settled just before a crash is served when it comes again.
pub async fn of_book(gateway: &Gateway, ledger: &Ledger) -> Result<Vec<AuditLine>> {
    let walked = gateway.audit().await.context("the gateway's book cannot be read")?;
    let recorded = gateway.totals().revenue;
    let charged = charged(gateway).await?;
    let client = ledger.client();
    let at = client.deployment();
    let (domain, escrow) = (EscrowDomain::new(at.chain_id), Escrow::new(client.provider().clone()));
    let claims = gateway.claimable();
    let ids: Vec<_> = claims.iter().map(|claim| domain.channel_id(&claim.config)).collect();
    let channels = escrow.channels(&ids).await.context("the escrow cannot be read")?;
    let unclaimed: u128 = claims
        .iter()
        .zip(&channels)
        .map(|(claim, channel)| claim.total_claimed.saturating_sub(channel.total_claimed))
        .sum();
    let ours = escrow.receiver(at.purses.till, at.currency).await.context("the escrow cannot be read")?;
    let received = u128::try_from(ledger.folded().received.till).context("more money than there is")?;
    let arriving = ours.claimed.checked_add(unclaimed).ok_or_else(|| anyhow!("more money than there is"))?;
    let direct = received.checked_sub(ours.settled).ok_or_else(|| anyhow!("the Till received less than was sent"))?;
    let unasked = direct.saturating_sub(charged.by_transfer);
    let transfers = match unasked {
        0 => "charged by transfer = received by transfer".to_owned(),
        more => format!("charged by transfer + {more} that bought nothing = received by transfer"),
    };
    let mut lines = vec![
        AuditLine::equal("charged by voucher = received from the escrow + still in it", &charged.by_voucher, &arriving),
        AuditLine::equal(&transfers, &(charged.by_transfer + unasked), &direct),
        AuditLine::equal("recorded = charges recomputed from the sales log", &recorded, &walked.revenue),
        AuditLine::equal("differences in the sales log", &walked.discrepancies.len(), &0),
    ];
    lines.extend(walked.discrepancies.iter().map(|found| AuditLine {
        what: format!("sale {}: {}", found.seq, found.what),
        left: found.recorded.to_string(),
        right: found.recomputed.to_string(),
        holds: false,
    }));
    Ok(lines)
}
