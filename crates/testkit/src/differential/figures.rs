//! Everything that can be read from the contracts and that the model knows.

use super::accounts::everyone;
use super::fields::{offering_phase, share_phase};
use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolCall,
};
use usufruct_model::{Cash, Timestamp, World};
use usufruct_protocol::{
    bindings::{Offering, Share, Till, Usdc},
    deployment::Deployment,
};

/// One figure, how to ask for it, and what the model says it is.
pub struct Figure {
    pub name: &'static str,
    pub target: Address,
    pub question: Bytes,
    pub model: U256,
}

/// All of them but the allowances, which are compared as words.
pub fn figures(world: &World, at: &Deployment, now: Timestamp) -> Vec<Figure> {
    let mut figures = Vec::with_capacity(100);
    income_figures(world, at.purses.share, now, &mut figures);
    revenue_figures(world, at.purses.till, &mut figures);
    capital_figures(world, at.purses.offering, &mut figures);
    for holder in everyone(at.purses, at.currency) {
        holder_figures(world, at, holder, now, &mut figures);
    }
    figures
}

fn figure(name: &'static str, target: Address, question: &impl SolCall, model: U256) -> Figure {
    Figure { name, target, question: question.abi_encode().into(), model }
}

fn cash(amount: Cash) -> U256 {
    U256::from(amount.0)
}

fn account(address: Address) -> U256 {
    U256::from_be_slice(address.as_slice())
}
fn income_figures(world: &World, target: Address, now: Timestamp, figures: &mut Vec<Figure>) {
    let share = &world.venture.books.share;
    figures.extend([
        figure("phase of the share", target, &Share::phaseCall {}, U256::from(share_phase(world))),
        figure("supply", target, &Share::totalSupplyCall {}, U256::from(share.supply.0)),
        figure("index", target, &Share::indexCall {}, share.index.get()),
        figure("reserve", target, &Share::reserveQ32Call {}, U256::from(share.reserve.0)),
        figure("last drip", target, &Share::lastDripCall {}, U256::from(share.last_drip.0)),
        figure("credited", target, &Share::creditedCall {}, cash(share.credited)),
        figure("last proof of demand", target, &Share::windowStartCall {}, U256::from(share.demand.proved_at.0)),
        figure("credited since", target, &Share::windowCreditedCall {}, cash(share.demand.credited_since)),
        figure("stalled", target, &Share::stalledCall {}, U256::from(world.venture.is_stalled(now))),
        figure("decay", target, &Share::decayPerSecondCall {}, world.venture.decay.per_second_q128()),
    ]);
}

fn revenue_figures(world: &World, target: Address, figures: &mut Vec<Figure>) {
    let till = &world.venture.books.till;
    let collectable = world.venture.collectable().expect("no currency has 2^128 cash units");
    figures.extend([
        figure("operator", target, &Till::operatorCall {}, account(till.operator)),
        figure("candidate", target, &Till::operatorCandidateCall {}, account(till.candidate)),
        figure("holders' part", target, &Till::holdersBpsCall {}, U256::from(till.holders_bps.get())),
        figure("operator's part", target, &Till::operatorPartCall {}, cash(till.operator_part)),
        figure("collectable", target, &Till::collectableCall {}, cash(collectable)),
    ]);
}

fn capital_figures(world: &World, target: Address, figures: &mut Vec<Figure>) {
    let offering = &world.venture.books.offering;
    figures.extend([
        figure("phase of the offering", target, &Offering::phaseCall {}, U256::from(offering_phase(world))),
        figure("raised", target, &Offering::raisedCall {}, cash(offering.raised)),
        figure("drawn", target, &Offering::drawnCall {}, cash(offering.drawn)),
        figure("redeemed", target, &Offering::redeemedCall {}, cash(offering.redeemed)),
        figure("undrawn", target, &Offering::undrawnCall {}, cash(offering.undrawn())),
        figure("drawable", target, &Offering::drawableCall {}, cash(world.venture.drawable())),
        figure("credited at close", target, &Offering::creditedAtCloseCall {}, cash(offering.credited_at_close)),
    ]);
}

fn holder_figures(world: &World, at: &Deployment, holder: Address, now: Timestamp, figures: &mut Vec<Figure>) {
    let (share, venture) = (at.purses.share, &world.venture);
    let payee = venture.payee(holder).unwrap_or_default();
    figures.extend([
        figure("balance", share, &Share::balanceOfCall { holder }, U256::from(venture.balance(holder).0)),
        figure("owed", share, &Share::owedCall { holder }, cash(venture.owed(holder))),
        figure("accrued", share, &Share::accruedCall { holder }, cash(venture.accrued(holder, now))),
        figure("payee", share, &Share::payeeOfCall { holder }, account(payee)),
        figure("cash", at.currency, &Usdc::balanceOfCall { account: holder }, world.currency.balance(holder)),
    ]);
}
