//! What the ledger and the gateway's book prove, as lines of one audit.

use anyhow::{Context, Result, anyhow};
use usufruct_gateway::Gateway;
use usufruct_ledger::{Audit, Ledger, audit};
use usufruct_protocol::escrow::Escrow;
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

/// The gateway's book: against itself, and against what came of its vouchers and transfers on the chain. Money that reached the
/// Till without the gateway would show here as a difference.
pub async fn of_book(gateway: &Gateway, ledger: &Ledger) -> Result<Vec<AuditLine>> {
    let walked = gateway.audit().await.context("the gateway's book cannot be read")?;
    let recorded = gateway.totals().revenue;
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
    let waiting = escrow.receiver(at.purses.till, at.currency).await.context("the escrow cannot be read")?.waiting();
    let received = u128::try_from(ledger.folded().received.till).context("more money than there is")?;
    let arriving = received.checked_add(waiting + unclaimed).ok_or_else(|| anyhow!("more money than there is"))?;
    let mut lines = vec![
        AuditLine::equal("recorded = received + in the escrow", &recorded, &arriving),
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
