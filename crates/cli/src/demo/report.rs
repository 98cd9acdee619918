//! What the demo says at its end: the figures, and the audit that proves them.
//!
//! All but `timing` follows from trace and seed. Amounts are cash units (millionths of a dollar) unless the name says otherwise.

mod text;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use usufruct_ledger::fold::Folded;
use usufruct_model::Terms;
use usufruct_model::price::PriceQ64;
use usufruct_protocol::client::Holding;
use usufruct_protocol::deployment::Deployment;
use usufruct_protocol::escrow::ReceiverReading;

use super::cast::Holder;
use super::gas::{GasBook, Spent};
use super::money;
use super::replay::Tally;
use super::terms::Pricing;
use crate::audit_line::AuditLine;
use crate::trace::{Malformed, Trace};

/// What was found out, by whom.
pub struct Findings<'a> {
    pub trace: &'a Trace,
    pub pricing: Pricing,
    pub terms: &'a Terms,
    pub deployment: Deployment,
    /// The customers.
    pub tally: &'a Tally,
    /// The gateway: all that it has recorded as charged, in base units.
    pub recorded: u128,
    /// The escrow.
    pub receiver: ReceiverReading,
    pub holders: Vec<HolderFindings>,
    /// The ledger, from events alone.
    pub folded: &'a Folded,
    /// What others have compared: the gateway's book with itself and the chain, the ledger with the chain.
    pub proved: Vec<AuditLine>,
    pub gas: &'a GasBook,
    pub timing: Timing,
}

pub struct HolderFindings {
    pub holder: Holder,
    pub holding: Holding,
}

#[derive(Serialize)]
pub struct Report {
    trace: TraceFigures,
    prices: PriceFigures,
    venture: VentureFigures,
    requests: RequestFigures,
    money: MoneyFigures,
    holders: Vec<HolderFigures>,
    gas: GasFigures,
    audit: Vec<AuditLine>,
    holds: bool,
    timing: Timing,
}

#[derive(Serialize)]
struct TraceFigures {
    format: &'static str,
    begin: String,
    end: String,
    requests: usize,
    payers: usize,
    unit: &'static str,
    malformed_lines: u64,
    /// The first of them.
    malformed: Vec<MalformedLine>,
}

#[derive(Serialize)]
struct MalformedLine {
    line: u64,
    reason: String,
}

/// Dollars for one unit, as decimals; what the class is made of, and the path that the price took.
#[derive(Serialize)]
struct PriceFigures {
    floor: String,
    target_units_per_second: String,
    sensitivity_units: u64,
    units_max: u64,
    lowest: String,
    mean: String,
    highest: String,
}

#[derive(Serialize)]
struct VentureFigures {
    chain_id: u64,
    factory: String,
    share: String,
    till: String,
    offering: String,
    share_price: u64,
    holders_bps: u16,
    tau_seconds: u32,
    raised: u128,
    drawn: u128,
}

#[derive(Serialize)]
struct RequestFigures {
    made: usize,
    charged: u64,
    /// By the trace's word for the failure. Nobody was charged for these.
    failed: BTreeMap<String, u64>,
    /// Neither charged as served nor failed as in the trace.
    odd: u64,
    oddities: Vec<String>,
    units_charged: u128,
}

#[derive(Serialize)]
struct MoneyFigures {
    vouchers_recorded: u128,
    claimed_on_chain: u128,
    received: u128,
    operators_part: u128,
    holders_part: u128,
    holders_claimed: u128,
    holders_owed: u128,
    reserve: u128,
    /// Cash units of the holders' part that are fractions of a unit in several purses.
    fractions: u128,
    income_per_share: String,
}

#[derive(Serialize)]
struct HolderFigures {
    name: &'static str,
    address: String,
    share_base_units: u64,
    claimed: u128,
    owed: u128,
    /// What a drip at the end would add.
    due_from_reserve: u128,
}

#[derive(Serialize)]
struct GasFigures {
    per_charged_request: u64,
    by_purpose: BTreeMap<&'static str, Spent>,
}

/// Real time, different in every run.
#[derive(Clone, Copy, Serialize)]
pub struct Timing {
    pub setup_seconds: f64,
    pub replay_seconds: f64,
    pub requests_per_second: f64,
}

impl Report {
    pub fn of(findings: &Findings<'_>) -> Report {
        let money = money_figures(findings);
        let audit = audit(findings);
        Report {
            trace: trace_figures(findings.trace),
            prices: price_figures(findings),
            venture: venture_figures(findings),
            requests: request_figures(findings),
            holders: findings.holders.iter().map(|holder| holder_figures(holder, findings.folded)).collect(),
            gas: GasFigures {
                per_charged_request: findings.gas.of_payments().checked_div(findings.tally.charged).unwrap_or(0),
                by_purpose: findings.gas.spent.clone(),
            },
            holds: audit.iter().all(|line| line.holds),
            audit,
            money,
            timing: findings.timing,
        }
    }

    /// Whether every line of the audit holds.
    pub fn holds(&self) -> bool {
        self.holds
    }
}

fn audit(findings: &Findings<'_>) -> Vec<AuditLine> {
    let Findings { trace, tally, receiver, .. } = findings;
    let served = trace.served_count();
    let failed: u64 = tally.failed.values().sum();
    let equal = |what, left: u128, right: u128| AuditLine::equal(what, &left, &right);
    let count = |number: usize| number as u128;
    let mut lines = vec![
        equal("requests charged = requests served in the trace", u128::from(tally.charged), count(served)),
        equal("requests failed = failures in the trace", u128::from(failed), count(trace.requests.len() - served)),
        equal("charges in receipts = charges by the price law", tally.revenue, tally.recomputed),
        equal("charges in receipts = vouchers recorded", tally.revenue, findings.recorded),
        equal("vouchers recorded = claimed on chain", findings.recorded, receiver.claimed),
        equal("claimed on chain = settled into the Till", receiver.claimed, receiver.settled),
    ];
    lines.extend(findings.proved.iter().cloned());
    lines
}

fn money_figures(findings: &Findings<'_>) -> MoneyFigures {
    let books = &findings.folded.venture.books;
    let (holders_part, holders_claimed) = (books.till.holders_part.0, books.share.claimed.0);
    let holders_owed = findings.holders.iter().map(|holder| holder.holding.owed.0).sum();
    let reserve = books.share.reserve.0 >> 32; // rounded down: the fraction is nobody's yet
    MoneyFigures {
        vouchers_recorded: findings.recorded,
        claimed_on_chain: findings.receiver.claimed,
        received: books.till.collected.0,
        operators_part: books.till.operator_part.0 + books.till.pulled.0,
        holders_part,
        holders_claimed,
        holders_owed,
        reserve,
        fractions: holders_part.saturating_sub(holders_claimed + holders_owed + reserve),
        income_per_share: money::income_per_share(&findings.folded.venture).to_string(),
    }
}

fn trace_figures(trace: &Trace) -> TraceFigures {
    let malformed = |Malformed { line, reason }: &Malformed| MalformedLine { line: *line, reason: reason.clone() };
    TraceFigures {
        format: trace.format,
        begin: rfc3339(trace.begin()),
        end: rfc3339(trace.end()),
        requests: trace.requests.len(),
        payers: trace.payers.len(),
        unit: trace.unit.plural(),
        malformed_lines: trace.malformed_count,
        malformed: trace.malformed.iter().map(malformed).collect(),
    }
}

fn price_figures(findings: &Findings<'_>) -> PriceFigures {
    let Findings { pricing, tally, .. } = findings;
    let mean = (tally.revenue << 64).checked_div(tally.units).unwrap_or(0);
    PriceFigures {
        floor: money::per_unit(pricing.class.floor),
        target_units_per_second: money::per_second(pricing.class.target_q32),
        sensitivity_units: pricing.class.sensitivity.get(),
        units_max: pricing.units_max,
        lowest: money::per_unit(tally.price.lowest.unwrap_or_default()),
        mean: money::per_unit(PriceQ64(mean)),
        highest: money::per_unit(tally.price.highest),
    }
}

fn venture_figures(findings: &Findings<'_>) -> VentureFigures {
    let Findings { terms, deployment, folded, .. } = findings;
    let books = &folded.venture.books;
    VentureFigures {
        chain_id: deployment.chain_id,
        factory: deployment.factory.to_string(),
        share: deployment.purses.share.to_string(),
        till: deployment.purses.till.to_string(),
        offering: deployment.purses.offering.to_string(),
        share_price: terms.price * 10_u64.pow(u32::from(terms.decimals)),
        holders_bps: books.till.holders_bps.get(),
        tau_seconds: terms.tau,
        raised: books.offering.raised.0,
        drawn: books.offering.drawn.0,
    }
}

fn request_figures(findings: &Findings<'_>) -> RequestFigures {
    let tally = findings.tally;
    RequestFigures {
        made: findings.trace.requests.len(),
        charged: tally.charged,
        failed: tally.failed.clone(),
        odd: tally.odd,
        oddities: tally.oddities.clone(),
        units_charged: tally.units,
    }
}

fn holder_figures(HolderFindings { holder, holding }: &HolderFindings, folded: &Folded) -> HolderFigures {
    let address = holder.key.address();
    HolderFigures {
        name: holder.name,
        address: address.to_string(),
        share_base_units: holding.balance.0,
        claimed: folded.claimed.get(&address).map_or(0, |claimed| claimed.0),
        owed: holding.owed.0,
        due_from_reserve: holding.accrued.0 - holding.owed.0,
    }
}

fn rfc3339(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.map_or_else(|| format!("{seconds} s"), |time| time.to_string())
}
