//! A case: one venture and what is done to it.

use super::{accounts::CALLERS, permit::Permit, twin::Twin};
use crate::bench::{Bench, Failure, RELAY, WALLET};
use alloy::primitives::{B256, U256};
use usufruct_model::{Cash, Command, Purses, Refusal, Terms, Timestamp, Venture, World, terms::cash_unit};
use usufruct_protocol::deployment::Deployment;

/// When every case begins.
pub(super) const START: Timestamp = Timestamp(1_700_000_000);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub seed: u64,
    pub terms: Terms,
    /// Decimals of the currency in `terms`.
    pub cash_decimals: u8,
    /// What each caller has to begin with.
    pub wealth: Cash,
    /// Where the contracts put the venture. The steps name accounts by address, so they belong to these.
    pub purses: Purses,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Seconds since the step before.
    pub wait: u64,
    pub caller: alloy::primitives::Address,
    pub deed: Deed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Command(Command),
    /// Not among the model's commands: signatures are no rule of money. `Twin` judges it.
    Permit(Permit),
}

impl Case {
    /// The venture in the contracts and in the model, both before the first step.
    pub(super) fn stage(&mut self, bench: &mut Bench) -> Result<(Deployment, Twin), Result<Refusal, Failure>> {
        bench.reset();
        bench.set_time(START);
        let at = bench.create_venture(&self.terms, B256::ZERO)?;
        self.purses = at.purses;
        let unit = cash_unit(self.cash_decimals).expect("few decimals");
        let mut world = World::new(Venture::new(self.terms.clone(), at.purses, unit));
        world.contracts.extend([RELAY, WALLET]);
        let mut minted = U256::ZERO;
        for account in CALLERS {
            world.endow(account, self.wealth);
            let amount = world.currency.balance(account);
            bench.mint(at.currency, account, amount);
            minted += amount;
        }
        Ok((at, Twin::new(world, minted)))
    }
}

/// Amounts in a deed, for those who make them smaller.
pub(super) fn amount_mut(deed: &mut Deed) -> Option<&mut U256> {
    match deed {
        Deed::Permit(permit) => Some(&mut permit.value),
        Deed::Command(
            Command::TransferCash { amount, .. }
            | Command::ApproveCash { amount, .. }
            | Command::Credit { amount }
            | Command::Remit { amount, .. }
            | Command::Transfer { value: amount, .. }
            | Command::TransferFrom { value: amount, .. }
            | Command::Approve { value: amount, .. }
            | Command::Mint { shares: amount, .. }
            | Command::Burn { shares: amount, .. }
            | Command::Buy { shares: amount, .. }
            | Command::Redeem { shares: amount },
        ) => Some(amount),
        Deed::Command(_) => None,
    }
}
