//! The ventures of this server, and one of them at a glance.

use super::{
    answer::Answer,
    asked::{self, Asked, Named, Nothing},
    wire::{Account, Amount, StallState},
};
use crate::{
    Reading, Web,
    figures::{Escrow, Overview},
    problem::{Problem, Problems},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Serialize;
use usufruct_model::{offering, share};
use utoipa::{IntoParams, ToSchema};

/// A venture by its Share.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it describes a parameter that is read as text")]
pub struct ByShare {
    /// Address of the venture's Share
    #[param(value_type = Account)]
    share: String,
}

#[derive(Serialize, ToSchema)]
pub struct VentureLine {
    share: Account,
    chain_id: u64,
    /// As the venture's creator wrote it.
    name: String,
    symbol: String,
}

#[derive(Serialize, ToSchema)]
pub struct Venture {
    chain_id: u64,
    addresses: Addresses,
    /// In which the venture was created.
    first_block: u64,
    /// As the venture's creator wrote them.
    name: String,
    symbol: String,
    contract_uri: String,
    /// The present operator.
    operator: Account,
    phase: Phases,
    terms: Terms,
    /// Money for one whole share in the sale.
    price_per_share: Amount,
    /// Shares there are.
    supply: Amount,
    /// Accounts with shares.
    holders: u64,
    /// The holders' part of revenue now, in 1/10,000.
    holders_bps: u16,
    stall: StallState,
}

#[derive(Serialize, ToSchema)]
pub struct Addresses {
    factory: Account,
    share: Account,
    till: Account,
    offering: Account,
    currency: Account,
}

#[derive(Serialize, ToSchema)]
pub struct Phases {
    /// `open`, `active` (soft cap reached), `failed` (missed) or `wound-down` (demand stalled).
    #[schema(pattern = "^(open|active|failed|wound-down)$")]
    sale: &'static str,
    /// `selling`, `dripping`, or `released` (no reserve is held back).
    #[schema(pattern = "^(selling|dripping|released)$")]
    income: &'static str,
}

/// As signed at creation. None of it can change, but for the holders' part, which can rise.
#[derive(Serialize, ToSchema)]
pub struct Terms {
    /// Time constant of the reserve.
    tau_seconds: u32,
    /// Shares.
    soft_cap: Amount,
    /// Shares.
    hard_cap: Amount,
    /// Last second of the sale, since 1970.
    deadline: u64,
    /// The holders' part of revenue at the beginning, in 1/10,000.
    holders_bps: u16,
    /// Of the capital, drawable at once, in 1/10,000.
    upfront_bps: u16,
    /// Capital released per income credited, in 1/10,000.
    match_bps: u16,
    /// Money that must be credited within every stall period.
    demand_floor: Amount,
    stall_period_seconds: u32,
}

/// What is in each purse, and along which arrow it came and goes. All of it is money.
#[derive(Serialize, ToSchema)]
pub struct Purses {
    capital: Capital,
    revenue: Revenue,
    income: Income,
}

/// Share buyers' money: raised = drawn + redeemed + undrawn.
#[derive(Serialize, ToSchema)]
pub struct Capital {
    balance: Amount,
    raised: Amount,
    drawn: Amount,
    redeemed: Amount,
    undrawn: Amount,
    /// By the operator, now.
    drawable: Amount,
    /// By the holders, now.
    redeemable: Amount,
}

/// Customers' money: collected + remitted = holders_part + operators_part + pulled.
#[derive(Serialize, ToSchema)]
pub struct Revenue {
    balance: Amount,
    collected: Amount,
    /// Brought by the operator, who says that customers paid it elsewhere: of a lower grade.
    remitted: Amount,
    holders_part: Amount,
    /// Waits for the operator.
    operators_part: Amount,
    pulled: Amount,
    /// Arrived and not yet split.
    collectable: Amount,
    escrow: EscrowState,
}

/// What the x402 escrow has for the Till.
#[derive(Serialize, ToSchema)]
pub struct EscrowState {
    /// By vouchers handed in.
    claimed: Amount,
    /// Sent on to the Till.
    settled: Amount,
    /// Claimed, not yet settled.
    waiting: Amount,
}

/// Holders' money: credited = claimed + owed + reserve + dust.
#[derive(Serialize, ToSchema)]
pub struct Income {
    balance: Amount,
    credited: Amount,
    released: Amount,
    claimed: Amount,
    owed: Amount,
    /// As of the last drip, rounded down.
    reserve: Amount,
    /// What a drip now would release, rounded down.
    due: Amount,
    /// What roundings hold back, in nobody's favour.
    dust: Amount,
}

/// The ventures of this server
#[utoipa::path(get, path = "/api/v1/ventures", operation_id = "ventures", tag = "ventures",
    responses((status = 200, description = "One line each", body = Answer<Vec<VentureLine>>), Problems))]
pub async fn ventures(
    State(web): State<Web>,
    Asked(Nothing {}): Asked<Nothing>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reading = asked::reading(&web)?;
    let terms = &reading.venture().terms;
    let line = VentureLine {
        share: Account(reading.at().purses.share),
        chain_id: reading.at().chain_id,
        name: terms.name.clone(),
        symbol: terms.symbol.clone(),
    };
    Ok(Answer::new(&reading, vec![line]).respond(&headers))
}

/// One venture at a glance
#[utoipa::path(get, path = "/api/v1/ventures/{share}", operation_id = "venture", tag = "ventures", params(ByShare),
    responses((status = 200, description = "Who, where, on which terms, how far", body = Answer<Venture>), Problems))]
pub async fn venture(
    State(web): State<Web>,
    Named(share): Named<String>,
    Asked(Nothing {}): Asked<Nothing>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reading = asked::venture(&web, &share)?;
    Ok(Answer::new(&reading, Venture::from(reading.overview())).respond(&headers))
}

/// What is in the three purses, for whom
#[utoipa::path(get, path = "/api/v1/ventures/{share}/purses", operation_id = "purses", tag = "ventures", params(ByShare),
    responses((status = 200, description = "Capital, revenue and income", body = Answer<Purses>), Problems))]
pub async fn purses(
    State(web): State<Web>,
    Named(share): Named<String>,
    Asked(Nothing {}): Asked<Nothing>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reading = asked::venture(&web, &share)?;
    Ok(Answer::new(&reading, Purses::of(&reading)).respond(&headers))
}

impl From<Overview> for Venture {
    fn from(overview: Overview) -> Self {
        let (at, terms) = (overview.at, overview.terms);
        Self {
            chain_id: at.chain_id,
            addresses: Addresses {
                factory: Account(at.factory),
                share: Account(at.purses.share),
                till: Account(at.purses.till),
                offering: Account(at.purses.offering),
                currency: Account(at.currency),
            },
            first_block: at.first_block,
            operator: Account(overview.operator),
            phase: Phases { sale: sale(overview.sale), income: income(overview.income) },
            terms: Terms {
                tau_seconds: terms.tau,
                soft_cap: terms.soft_cap.into(),
                hard_cap: terms.hard_cap.into(),
                deadline: terms.deadline.0,
                holders_bps: terms.holders_bps.get(),
                upfront_bps: terms.upfront_bps.get(),
                match_bps: terms.match_bps.get(),
                demand_floor: overview.stall.demand_floor.into(),
                stall_period_seconds: terms.stall_period,
            },
            name: terms.name,
            symbol: terms.symbol,
            contract_uri: terms.contract_uri,
            price_per_share: overview.price_per_share.into(),
            supply: overview.supply.into(),
            holders: overview.holders,
            holders_bps: overview.holders_bps.get(),
            stall: overview.stall.into(),
        }
    }
}

fn sale(phase: offering::Phase) -> &'static str {
    match phase {
        offering::Phase::Open => "open",
        offering::Phase::Active => "active",
        offering::Phase::Failed => "failed",
        offering::Phase::WoundDown => "wound-down",
    }
}

fn income(phase: share::Phase) -> &'static str {
    match phase {
        share::Phase::Selling => "selling",
        share::Phase::Dripping => "dripping",
        share::Phase::Released => "released",
    }
}

impl Purses {
    fn of(reading: &Reading) -> Self {
        let purses = reading.purses();
        let (capital, revenue, income) = (purses.capital, purses.revenue, purses.income);
        let Escrow { claimed, settled, waiting } = revenue.escrow;
        Self {
            capital: Capital {
                balance: capital.balance.into(),
                raised: capital.raised.into(),
                drawn: capital.drawn.into(),
                redeemed: capital.redeemed.into(),
                undrawn: capital.undrawn.into(),
                drawable: capital.drawable.into(),
                redeemable: capital.redeemable.into(),
            },
            revenue: Revenue {
                balance: revenue.balance.into(),
                collected: revenue.collected.into(),
                remitted: revenue.remitted.into(),
                holders_part: revenue.holders_part.into(),
                operators_part: revenue.operators_part.into(),
                pulled: revenue.pulled.into(),
                collectable: revenue.collectable.into(),
                escrow: EscrowState { claimed: claimed.into(), settled: settled.into(), waiting: waiting.into() },
            },
            income: Income {
                balance: income.balance.into(),
                credited: income.credited.into(),
                released: income.released.into(),
                claimed: income.claimed.into(),
                owed: income.owed.into(),
                reserve: income.reserve.into(),
                due: income.due.into(),
                dust: income.dust.into(),
            },
        }
    }
}
