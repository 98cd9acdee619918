//! Typed reads of a venture at one block.
//!
//! Many views are asked in one call (Multicall3), so that what is read together belongs together, and so that a thousand
//! holders cost a few requests. What a purse answers is checked against the model's limits, never cut to them.

use crate::bindings::{Multicall3, Offering, Share, Till, Usdc};
use crate::deployment::Deployment;
use crate::sender::{Fault, node};
use crate::{events, standins, verbs};
use alloy::{
    eips::BlockId,
    primitives::{Address, Bytes, U256},
    providers::{DynProvider, Provider},
    sol_types::SolCall,
};
use usufruct_model::{
    Bps, Cash, Shares, Timestamp, income::Index, offering, reserve::ReserveQ32, share, terms::cash_unit,
    venture::PurseCash,
};

/// Views in one request: a few million gas, an answer of some 100 kB. Public nodes allow ten times that.
pub const VIEWS_AT_ONCE_MAX: usize = 900;

/// Reads one venture.
#[derive(Clone, Debug)]
pub struct Client {
    provider: DynProvider,
    at: Deployment,
}

/// Everything the three purses say of themselves at one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Views {
    pub share: ShareViews,
    pub till: TillViews,
    pub offering: OfferingViews,
    /// What each purse holds of the currency, in base units.
    pub cash: PurseCash,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareViews {
    pub phase: share::Phase,
    pub supply: Shares,
    pub index: Index,
    pub reserve: ReserveQ32,
    pub last_drip: Timestamp,
    pub credited: Cash,
    pub window_start: Timestamp,
    pub window_credited: Cash,
    pub stalled: bool,
    /// Q128.
    pub decay_per_second: U256,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TillViews {
    pub operator: Address,
    pub candidate: Address,
    pub holders_bps: Bps,
    pub operator_part: Cash,
    pub collectable: Cash,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferingViews {
    pub phase: offering::Phase,
    pub raised: Cash,
    pub drawn: Cash,
    pub redeemed: Cash,
    pub undrawn: Cash,
    pub drawable: Cash,
    pub credited_at_close: Cash,
}

/// What the Share says of one holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    pub balance: Shares,
    pub owed: Cash,
    /// What a drip and a claim would pay.
    pub accrued: Cash,
    /// Who may be paid in its place, if it named somebody.
    pub payee: Option<Address>,
}

impl Client {
    pub fn new(provider: DynProvider, at: Deployment) -> Self {
        Self { provider, at }
    }

    pub fn provider(&self) -> &DynProvider {
        &self.provider
    }

    pub fn deployment(&self) -> &Deployment {
        &self.at
    }

    /// Currency base units per cash unit.
    pub async fn cash_unit(&self) -> Result<U256, Fault> {
        let decimals = self.one(self.at.currency, &Usdc::decimalsCall {}, BlockId::latest()).await?;
        cash_unit(decimals).ok_or(Fault::Answer { doing: "tell the currency's decimals" })
    }

    /// Symbol and decimals of the currency. The symbol is what a stranger's contract says of itself.
    pub async fn currency(&self) -> Result<(String, u8), Fault> {
        let symbol = self.one(self.at.currency, &Usdc::symbolCall {}, BlockId::latest()).await?;
        Ok((symbol, self.one(self.at.currency, &Usdc::decimalsCall {}, BlockId::latest()).await?))
    }

    /// What `account` holds of the currency, in base units.
    pub async fn cash(&self, account: Address, block: BlockId) -> Result<U256, Fault> {
        self.one(self.at.currency, &Usdc::balanceOfCall { account }, block).await
    }

    /// All views of the three purses at `block`, in one request.
    pub async fn views(&self, block: BlockId) -> Result<Views, Fault> {
        let mut answers = self.many(questions(&self.at), block).await?.into_iter();
        views_in(&mut answers).ok_or(OUT_OF_LIMITS)
    }

    /// What the Share says of each of `holders` at `block`, in their order.
    pub async fn holdings(&self, holders: &[Address], block: BlockId) -> Result<Vec<Holding>, Fault> {
        let share = self.at.purses.share;
        let mut holdings = Vec::with_capacity(holders.len());
        for some in holders.chunks(VIEWS_AT_ONCE_MAX / 4) {
            let questions = some.iter().flat_map(|&holder| {
                [
                    question(share, &Share::balanceOfCall { holder }),
                    question(share, &Share::owedCall { holder }),
                    question(share, &Share::accruedCall { holder }),
                    question(share, &Share::payeeOfCall { holder }),
                ]
            });
            let mut answers = self.many(questions.collect(), block).await?.into_iter();
            for _ in some {
                holdings.push(holding_in(&mut answers).ok_or(OUT_OF_LIMITS)?);
            }
        }
        Ok(holdings)
    }

    async fn one<C: SolCall>(&self, to: Address, call: &C, block: BlockId) -> Result<C::Return, Fault> {
        let answer = self.provider.call(verbs::call(to, call)).block(block).await.map_err(node("answer a view"))?;
        C::abi_decode_returns_validate(&answer).map_err(|_| Fault::Answer { doing: "a view" })
    }

    /// One answer for each question; a view that reverts is a fault, because ours never do.
    async fn many(&self, calls: Vec<Multicall3::Call3>, block: BlockId) -> Result<Vec<Bytes>, Fault> {
        let asked = calls.len();
        let answers = self.one(standins::MULTICALL3, &Multicall3::aggregate3Call { calls }, block).await?;
        if answers.len() != asked {
            return Err(Fault::Answer { doing: "many views" });
        }
        Ok(answers.into_iter().map(|answer| answer.returnData).collect())
    }
}

const OUT_OF_LIMITS: Fault = Fault::Answer { doing: "a view, beyond the limits of its kind" };

fn question(target: Address, call: &impl SolCall) -> Multicall3::Call3 {
    Multicall3::Call3 { target, allowFailure: false, callData: call.abi_encode().into() }
}

type Answers = std::vec::IntoIter<Bytes>;

/// The next answer, as what `C` returns.
fn next<C: SolCall>(answers: &mut Answers) -> Option<C::Return> {
    C::abi_decode_returns_validate(&answers.next()?).ok()
}

fn next_cash<C: SolCall<Return = U256>>(answers: &mut Answers) -> Option<Cash> {
    Cash::from_u256(next::<C>(answers)?)
}

fn next_time<C: SolCall<Return = U256>>(answers: &mut Answers) -> Option<Timestamp> {
    Some(Timestamp(u64::try_from(next::<C>(answers)?).ok()?))
}

/// In the order of [`views_in`].
fn questions(at: &Deployment) -> Vec<Multicall3::Call3> {
    let share = at.purses.share;
    let (till, offering) = (at.purses.till, at.purses.offering);
    let cash_of = |account| question(at.currency, &Usdc::balanceOfCall { account });
    vec![
        question(share, &Share::phaseCall {}),
        question(share, &Share::totalSupplyCall {}),
        question(share, &Share::indexCall {}),
        question(share, &Share::reserveQ32Call {}),
        question(share, &Share::lastDripCall {}),
        question(share, &Share::creditedCall {}),
        question(share, &Share::windowStartCall {}),
        question(share, &Share::windowCreditedCall {}),
        question(share, &Share::stalledCall {}),
        question(share, &Share::decayPerSecondCall {}),
        question(till, &Till::operatorCall {}),
        question(till, &Till::operatorCandidateCall {}),
        question(till, &Till::holdersBpsCall {}),
        question(till, &Till::operatorPartCall {}),
        question(till, &Till::collectableCall {}),
        question(offering, &Offering::phaseCall {}),
        question(offering, &Offering::raisedCall {}),
        question(offering, &Offering::drawnCall {}),
        question(offering, &Offering::redeemedCall {}),
        question(offering, &Offering::undrawnCall {}),
        question(offering, &Offering::drawableCall {}),
        question(offering, &Offering::creditedAtCloseCall {}),
        cash_of(share),
        cash_of(till),
        cash_of(offering),
    ]
}

/// Fields are read in the order in which they are written here, that of [`questions`].
fn views_in(answers: &mut Answers) -> Option<Views> {
    Some(Views {
        share: ShareViews {
            phase: events::share_phase(next::<Share::phaseCall>(answers)?)?,
            supply: Shares::from_u256(next::<Share::totalSupplyCall>(answers)?)?,
            index: events::index(next::<Share::indexCall>(answers)?)?,
            reserve: ReserveQ32(u128::try_from(next::<Share::reserveQ32Call>(answers)?).ok()?),
            last_drip: next_time::<Share::lastDripCall>(answers)?,
            credited: next_cash::<Share::creditedCall>(answers)?,
            window_start: next_time::<Share::windowStartCall>(answers)?,
            window_credited: next_cash::<Share::windowCreditedCall>(answers)?,
            stalled: next::<Share::stalledCall>(answers)?,
            decay_per_second: next::<Share::decayPerSecondCall>(answers)?,
        },
        till: TillViews {
            operator: next::<Till::operatorCall>(answers)?,
            candidate: next::<Till::operatorCandidateCall>(answers)?,
            holders_bps: Bps::new(next::<Till::holdersBpsCall>(answers)?)?,
            operator_part: next_cash::<Till::operatorPartCall>(answers)?,
            collectable: next_cash::<Till::collectableCall>(answers)?,
        },
        offering: OfferingViews {
            phase: events::offering_phase(next::<Offering::phaseCall>(answers)?)?,
            raised: next_cash::<Offering::raisedCall>(answers)?,
            drawn: next_cash::<Offering::drawnCall>(answers)?,
            redeemed: next_cash::<Offering::redeemedCall>(answers)?,
            undrawn: next_cash::<Offering::undrawnCall>(answers)?,
            drawable: next_cash::<Offering::drawableCall>(answers)?,
            credited_at_close: next_cash::<Offering::creditedAtCloseCall>(answers)?,
        },
        cash: PurseCash {
            share: next::<Usdc::balanceOfCall>(answers)?,
            till: next::<Usdc::balanceOfCall>(answers)?,
            offering: next::<Usdc::balanceOfCall>(answers)?,
        },
    })
}

fn holding_in(answers: &mut Answers) -> Option<Holding> {
    Some(Holding {
        balance: Shares::from_u256(next::<Share::balanceOfCall>(answers)?)?,
        owed: next_cash::<Share::owedCall>(answers)?,
        accrued: next_cash::<Share::accruedCall>(answers)?,
        payee: Some(next::<Share::payeeOfCall>(answers)?).filter(|payee| !payee.is_zero()),
    })
}
