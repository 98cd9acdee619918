//! Everything that can be read from the three purses, and what the model says it is.

use super::{
    accounts::{PEOPLE, everyone},
    fields::{offering_phase, share_phase},
    permit::domain_separator,
    twin::Twin,
};
use crate::bench::CHAIN_ID;
use alloy::{
    primitives::{Address, Bytes, FixedBytes, U256},
    sol_types::{SolCall, SolValue},
};
use usufruct_model::{Cash, Timestamp, Venture};
use usufruct_protocol::{
    bindings::{Offering, Share, Till, Usdc},
    deployment::Deployment,
};

/// One figure, how to ask for it, and what the answer must be.
pub struct Figure {
    pub name: &'static str,
    pub target: Address,
    pub question: Bytes,
    pub model: Vec<u8>,
}

/// Interfaces that a Share has (ERC-165, 20, 2612, 5267, 7572), and two that it has not.
const INTERFACES: [(u32, bool); 7] = [
    (0x01ff_c9a7, true),
    (0x3637_2b07, true),
    (0x9d8f_f7da, true),
    (0x84b0_196e, true),
    (0xe8a3_d485, true),
    (0xffff_ffff, false),
    (0, false),
];

/// Every function of the purses that only looks is asked at least once.
pub fn figures(twin: &Twin, at: &Deployment, now: Timestamp) -> Vec<Figure> {
    let (venture, purses) = (&twin.world.venture, at.purses);
    let mut share = Asked { target: purses.share, figures: Vec::with_capacity(200) };
    what_a_share_is(&mut share, venture, at);
    what_a_share_has(&mut share, twin, now);
    for holder in everyone(purses, at.currency) {
        what_a_holder_has(&mut share, twin, holder, now);
    }
    let mut till = Asked { target: purses.till, figures: share.figures };
    what_a_till_has(&mut till, venture, at);
    let mut offering = Asked { target: purses.offering, figures: till.figures };
    what_an_offering_is(&mut offering, venture, at);
    what_an_offering_has(&mut offering, twin);
    let mut currency = Asked { target: at.currency, figures: offering.figures };
    for holder in everyone(purses, at.currency) {
        currency.word(&Usdc::balanceOfCall { account: holder }, twin.world.currency.balance(holder));
    }
    currency.figures
}

/// The figures so far, and who is asked for the next.
struct Asked {
    target: Address,
    figures: Vec<Figure>,
}

impl Asked {
    fn word<C: SolCall>(&mut self, call: &C, model: U256) {
        self.bytes(call, model.abi_encode());
    }

    fn cash<C: SolCall>(&mut self, call: &C, model: Cash) {
        self.word(call, U256::from(model.0));
    }

    fn account<C: SolCall>(&mut self, call: &C, model: Address) {
        self.bytes(call, model.abi_encode());
    }

    fn bytes<C: SolCall>(&mut self, call: &C, model: Vec<u8>) {
        let question = call.abi_encode().into();
        self.figures.push(Figure { name: C::SIGNATURE, target: self.target, question, model });
    }
}

fn what_a_share_is(share: &mut Asked, venture: &Venture, at: &Deployment) {
    let terms = &venture.terms;
    share.bytes(&Share::nameCall {}, terms.name.abi_encode());
    share.bytes(&Share::symbolCall {}, terms.symbol.abi_encode());
    share.bytes(&Share::contractURICall {}, terms.contract_uri.abi_encode());
    share.word(&Share::decimalsCall {}, U256::from(terms.decimals));
    let separator = domain_separator(terms, at.purses.share, CHAIN_ID);
    share.bytes(&Share::DOMAIN_SEPARATORCall {}, separator.abi_encode());
    let domain = Share::eip712DomainReturn {
        fields: FixedBytes([0x0f]),
        name: terms.name.clone(),
        version: "1".to_owned(),
        chainId: U256::from(CHAIN_ID),
        verifyingContract: at.purses.share,
        salt: FixedBytes::ZERO,
        extensions: Vec::new(),
    };
    share.bytes(&Share::eip712DomainCall {}, Share::eip712DomainCall::abi_encode_returns(&domain));
    for (id, has) in INTERFACES {
        share.bytes(&Share::supportsInterfaceCall { id: id.to_be_bytes().into() }, has.abi_encode());
    }
    share.account(&Share::CASHCall {}, terms.currency);
    share.word(&Share::CASH_UNITCall {}, venture.unit);
    share.account(&Share::TILLCall {}, at.purses.till);
    share.account(&Share::OFFERINGCall {}, at.purses.offering);
    share.word(&Share::TAUCall {}, U256::from(terms.tau));
    share.cash(&Share::DEMAND_FLOORCall {}, terms.demand_floor);
    share.word(&Share::STALL_PERIODCall {}, U256::from(terms.stall_period));
    share.word(&Share::decayPerSecondCall {}, venture.decay.per_second_q128());
}

fn what_a_share_has(share: &mut Asked, twin: &Twin, now: Timestamp) {
    let venture = &twin.world.venture;
    let books = &venture.books.share;
    share.word(&Share::phaseCall {}, U256::from(share_phase(&twin.world)));
    share.word(&Share::totalSupplyCall {}, U256::from(books.supply.0));
    share.word(&Share::indexCall {}, books.index.get());
    share.word(&Share::reserveQ32Call {}, U256::from(books.reserve.0));
    share.word(&Share::lastDripCall {}, U256::from(books.last_drip.0));
    share.cash(&Share::creditedCall {}, books.credited);
    share.word(&Share::windowStartCall {}, U256::from(books.demand.proved_at.0));
    share.cash(&Share::windowCreditedCall {}, books.demand.credited_since);
    share.bytes(&Share::stalledCall {}, venture.is_stalled(now).abi_encode());
}

fn what_a_holder_has(share: &mut Asked, twin: &Twin, holder: Address, now: Timestamp) {
    let venture = &twin.world.venture;
    share.word(&Share::balanceOfCall { holder }, U256::from(venture.balance(holder).0));
    share.cash(&Share::owedCall { holder }, venture.owed(holder));
    share.cash(&Share::accruedCall { holder }, venture.accrued(holder, now));
    share.account(&Share::payeeOfCall { holder }, venture.payee(holder).unwrap_or_default());
    share.word(&Share::noncesCall { owner: holder }, U256::from(twin.nonce(holder)));
    for spender in [PEOPLE[0], PEOPLE[1]] {
        share.word(&Share::allowanceCall { owner: holder, spender }, twin.world.allowances.of(holder, spender));
    }
}

fn what_a_till_has(till: &mut Asked, venture: &Venture, at: &Deployment) {
    let books = &venture.books.till;
    till.account(&Till::CASHCall {}, at.currency);
    till.word(&Till::CASH_UNITCall {}, venture.unit);
    till.account(&Till::SHARECall {}, at.purses.share);
    till.account(&Till::operatorCall {}, books.operator);
    till.account(&Till::operatorCandidateCall {}, books.candidate);
    till.word(&Till::holdersBpsCall {}, U256::from(books.holders_bps.get()));
    till.cash(&Till::operatorPartCall {}, books.operator_part);
    till.cash(&Till::collectableCall {}, venture.collectable().expect("no currency has 2^128 cash units"));
}

fn what_an_offering_is(offering: &mut Asked, venture: &Venture, at: &Deployment) {
    let terms = &venture.terms;
    offering.account(&Offering::CASHCall {}, at.currency);
    offering.word(&Offering::CASH_UNITCall {}, venture.unit);
    offering.account(&Offering::SHARECall {}, at.purses.share);
    offering.account(&Offering::TILLCall {}, at.purses.till);
    offering.word(&Offering::PRICECall {}, U256::from(terms.price));
    offering.word(&Offering::SOFT_CAPCall {}, U256::from(terms.soft_cap.0));
    offering.word(&Offering::HARD_CAPCall {}, U256::from(terms.hard_cap.0));
    offering.word(&Offering::DEADLINECall {}, U256::from(terms.deadline.0));
    offering.word(&Offering::UPFRONT_BPSCall {}, U256::from(terms.upfront_bps.get()));
    offering.word(&Offering::MATCH_BPSCall {}, U256::from(terms.match_bps.get()));
}

fn what_an_offering_has(offering: &mut Asked, twin: &Twin) {
    let venture = &twin.world.venture;
    let books = &venture.books.offering;
    offering.word(&Offering::phaseCall {}, U256::from(offering_phase(&twin.world)));
    offering.cash(&Offering::raisedCall {}, books.raised);
    offering.cash(&Offering::drawnCall {}, books.drawn);
    offering.cash(&Offering::redeemedCall {}, books.redeemed);
    offering.cash(&Offering::undrawnCall {}, books.undrawn());
    offering.cash(&Offering::drawableCall {}, venture.drawable());
    offering.cash(&Offering::creditedAtCloseCall {}, books.credited_at_close);
}

#[cfg(test)]
mod tests {
    use super::figures;
    use crate::{
        bench::Bench,
        differential::{beginning, lockstep::Lockstep},
    };
    use alloy::json_abi::StateMutability;
    use std::collections::BTreeSet;
    use usufruct_protocol::artifacts;

    #[test]
    fn everything_that_can_be_read_is() {
        let mut bench = Bench::new();
        let (mut case, _) = beginning(&bench, 1);
        let worlds = Lockstep::begin(&mut bench, &mut case, &|_| ()).expect("a venture");
        let figures = figures(&worlds.twin, &worlds.at, worlds.now);
        let purses = worlds.at.purses;
        for (artifact, target) in
            [(artifacts::SHARE, purses.share), (artifacts::TILL, purses.till), (artifacts::OFFERING, purses.offering)]
        {
            let asked: BTreeSet<&str> = figures.iter().filter(|f| f.target == target).map(|f| f.name).collect();
            let abi = artifact.abi();
            let looks = |m| matches!(m, StateMutability::View | StateMutability::Pure);
            let readable: BTreeSet<String> =
                abi.functions().filter(|f| looks(f.state_mutability)).map(|f| f.signature()).collect();
            assert_eq!(asked, readable.iter().map(String::as_str).collect(), "of {}", artifact.name);
        }
    }
}
