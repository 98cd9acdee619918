//! Tells both worlds the same and compares: the answer, the logs in their order, and every figure that can be read.

use super::case::{Case, START, Step, holders, named};
use crate::bench::{Bench, events_in};
use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolCall,
};
use std::collections::BTreeMap;
use usufruct_model::{Cash, Command, Timestamp, World, invariants::violations, offering, share};
use usufruct_protocol::{
    bindings::{Multicall3, Offering, Share, Till, Usdc},
    deployment::Deployment,
    refusals::refusal,
};

/// What was covered: how often each kind of event and of refusal was agreed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub ventures: u64,
    pub commands: u64,
    pub figures: u64,
    pub events: BTreeMap<String, u64>,
    pub refusals: BTreeMap<String, u64>,
}

/// Where the two worlds part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Index of the step after which they disagree.
    pub step: usize,
    pub what: String,
}

/// Plays `case` in both worlds. `plant` may falsify the model beforehand, to see that this would be noticed.
pub fn run(bench: &mut Bench, case: &Case, plant: &dyn Fn(&mut World)) -> Result<Tally, Difference> {
    let (at, mut world) = case.stage(bench);
    plant(&mut world);
    let mut tally = Tally { ventures: 1, ..Tally::default() };
    let mut now = START;
    for (i, step) in case.steps.iter().enumerate() {
        now = now.saturating_add(step.wait);
        bench.set_time(now);
        take_step(bench, &at, &mut world, step, now, &mut tally)
            .map_err(|what| Difference { step: i, what: named(&what, &at) })?;
    }
    Ok(tally)
}

fn take_step(
    bench: &mut Bench,
    at: &Deployment,
    world: &mut World,
    step: &Step,
    now: Timestamp,
    tally: &mut Tally,
) -> Result<(), String> {
    let answer = bench.send(step.caller, &at.transaction(&step.command));
    let found = answer.map(|logs| events_in(at, &logs)).map_err(|data| refusal(&data).ok_or(data));
    let expected = world.apply(step.caller, &step.command, now).map_err(Ok);
    if found != expected {
        return Err(format!("after {:?}\n model     {expected:?}\n contracts {found:?}", step.command));
    }
    tally.commands += 1;
    match expected {
        Ok(events) => events.iter().for_each(|event| count(&mut tally.events, event)),
        Err(refusal) => count(&mut tally.refusals, &refusal.expect("the model's refusals are refusals")),
    }
    let broken = violations(&world.venture);
    if !broken.is_empty() {
        return Err(format!("after {:?}\n {broken:?}", step.command));
    }
    compare_figures(bench, &figures(world, at, step, now), tally)
}

fn count(counts: &mut BTreeMap<String, u64>, of: &impl std::fmt::Debug) {
    let text = format!("{of:?}");
    let name = text.split([' ', '(']).next().unwrap_or_default().trim_start_matches("Ok(");
    *counts.entry(name.to_owned()).or_default() += 1;
}

/// Something that can be read from a contract and that the model knows.
struct Figure {
    name: &'static str,
    target: Address,
    question: Bytes,
    model: U256,
}

fn compare_figures(bench: &mut Bench, figures: &[Figure], tally: &mut Tally) -> Result<(), String> {
    let call = |f: &Figure| Multicall3::Call3 { target: f.target, allowFailure: false, callData: f.question.clone() };
    let calls = Multicall3::aggregate3Call { calls: figures.iter().map(call).collect() };
    let answer = bench.ask(bench.multicall(), calls.abi_encode().into());
    let answers = Multicall3::aggregate3Call::abi_decode_returns(&answer).expect("Multicall3 answers each question");
    assert_eq!(answers.len(), figures.len(), "as many answers as questions");
    for (figure, answer) in figures.iter().zip(answers) {
        let contract = U256::from_be_slice(&answer.returnData);
        if contract != figure.model {
            let (name, asked) = (figure.name, &figure.question);
            return Err(format!("{name} (asked as {asked})\n model     {}\n contracts {contract}", figure.model));
        }
        tally.figures += 1;
    }
    Ok(())
}

fn figures(world: &World, at: &Deployment, step: &Step, now: Timestamp) -> Vec<Figure> {
    let mut figures = Vec::with_capacity(120);
    income_figures(world, at.purses.share, now, &mut figures);
    revenue_figures(world, at.purses.till, &mut figures);
    capital_figures(world, at.purses.offering, &mut figures);
    for holder in holders(at.purses, at.currency) {
        holder_figures(world, at, holder, now, &mut figures);
    }
    allowance_figures(world, at, step, &mut figures);
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
    let phase = match share.phase {
        share::Phase::Selling => 0,
        share::Phase::Dripping => 1,
        share::Phase::Released => 2,
    };
    figures.extend([
        figure("phase of the share", target, &Share::phaseCall {}, U256::from(phase)),
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
    let phase = match offering.phase {
        offering::Phase::Open => 0,
        offering::Phase::Active => 1,
        offering::Phase::Failed => 2,
        offering::Phase::WoundDown => 3,
    };
    figures.extend([
        figure("phase of the offering", target, &Offering::phaseCall {}, U256::from(phase)),
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

/// Of the allowance that the step set or spent.
fn allowance_figures(world: &World, at: &Deployment, step: &Step, figures: &mut Vec<Figure>) {
    let caller = step.caller;
    let (token, owner, spender) = match step.command {
        Command::Approve { spender, .. } => (at.purses.share, caller, spender),
        Command::TransferFrom { from, .. } => (at.purses.share, from, caller),
        Command::ApproveCash { spender, .. } => (at.currency, caller, spender),
        Command::Buy { .. } => (at.currency, caller, at.purses.offering),
        Command::Remit { .. } => (at.currency, caller, at.purses.till),
        _ => return,
    };
    let allowances = if token == at.currency { &world.currency.allowances } else { &world.allowances };
    figures.push(figure("allowance", token, &Share::allowanceCall { owner, spender }, allowances.of(owner, spender)));
}

impl Tally {
    pub fn add(&mut self, other: &Self) {
        self.ventures += other.ventures;
        self.commands += other.commands;
        self.figures += other.figures;
        for (into, from) in [(&mut self.events, &other.events), (&mut self.refusals, &other.refusals)] {
            for (name, count) in from {
                *into.entry(name.clone()).or_default() += count;
            }
        }
    }
}
