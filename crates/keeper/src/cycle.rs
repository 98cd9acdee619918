//! One round: observe, plan, act.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, U256};
use usufruct_model::{Cash, Terms, Timestamp};
use usufruct_protocol::{
    client::Client,
    deploy::{self, DeployError},
    deployment::Deployment,
    escrow::Escrow,
    sender::{Fault, Sender},
    x402::{signature::Key, voucher::EscrowDomain},
};

use crate::{
    act::ActError,
    claims::SetAside,
    observe::{Charged, Observation},
    plan::{Duty, DutyKind, Policy, plan},
};

/// Keeps one venture.
#[derive(Clone, Debug)]
pub struct Keeper {
    pub(crate) client: Client,
    pub(crate) escrow: Escrow,
    pub(crate) sender: Sender,
    /// Signs claim batches. It can claim into the Till and nowhere else.
    pub(crate) authorizer: Key,
    pub(crate) domain: EscrowDomain,
    pub(crate) terms: Terms,
    pub(crate) cash_unit: U256,
    policy: Policy,
}

/// Why there is no keeper.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    #[error("the venture's terms cannot be found")]
    Terms(#[source] DeployError),
    #[error("the venture's currency cannot be asked")]
    Currency(#[source] Fault),
}

/// One transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed {
    pub kind: DutyKind,
    pub transaction: B256,
    pub gas: u64,
}

/// What a cycle did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub deeds: Vec<Deed>,
    /// Channels claimed.
    pub channels: usize,
    /// Claimed of them, in base units.
    pub claimed: u128,
    /// The same by channel: all that is claimed of it now, in base units. For the book that the vouchers came from.
    pub totals: Vec<(B256, u128)>,
    /// Sent from the escrow to the Till, in base units.
    pub settled: u128,
    pub collected: Cash,
    pub holders_part: Cash,
    /// Released to the holders, in cash units times 2^32.
    pub dripped_q32: U256,
    pub paid_out: Cash,
    /// Vouchers that the chain does not honour, with its reason.
    pub set_aside: Vec<SetAside>,
    /// Duties that a contract refused, with its reason. They are looked at again in the next cycle.
    pub refused: Vec<(DutyKind, String)>,
}

impl Report {
    /// Gas used, by kind of duty.
    pub fn gas(&self) -> BTreeMap<DutyKind, u64> {
        let mut gas = BTreeMap::new();
        for deed in &self.deeds {
            *gas.entry(deed.kind).or_default() += deed.gas;
        }
        gas
    }
}

/// A cycle that the machine cut short; the next one takes up what is left.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CycleError {
    #[error("cannot observe the chain")]
    Observe(#[source] Fault),
    #[error("the cycle was cut short")]
    Act {
        #[source]
        source: ActError,
        /// What was done until then.
        report: Box<Report>,
    },
}

impl Keeper {
    /// `sender` pays the gas; `authorizer` is the `receiverAuthorizer` that the gateway offers.
    ///
    /// # Errors
    /// The chain does not know the venture, or did not answer.
    pub async fn open(sender: Sender, at: Deployment, authorizer: Key, policy: Policy) -> Result<Self, OpenError> {
        let provider = sender.provider().clone();
        let terms = deploy::terms_of(&provider, &at).await.map_err(OpenError::Terms)?;
        let client = Client::new(provider.clone(), at);
        let cash_unit = client.cash_unit().await.map_err(OpenError::Currency)?;
        let domain = EscrowDomain::new(sender.chain_id());
        Ok(Self { client, escrow: Escrow::new(provider), sender, authorizer, domain, terms, cash_unit, policy })
    }

    /// What is due now. `charged` is the gateway's book; `holders` are paid out if the policy says so; `now` is the
    /// time in seconds since the Unix epoch.
    ///
    /// # Errors
    /// The node did not answer.
    pub async fn due(
        &self,
        charged: &[Charged],
        holders: &[Address],
        now: Timestamp,
    ) -> Result<(Vec<Duty>, Observation), CycleError> {
        let seen = self.observe(charged, holders, now).await.map_err(CycleError::Observe)?;
        Ok((plan(&seen, &self.policy), seen))
    }

    /// Does all that is due now. Killed at any await it does no harm: the next cycle ends in the same state.
    ///
    /// # Errors
    /// The machine could not; with what was done until then.
    pub async fn cycle(&self, charged: &[Charged], holders: &[Address], now: Timestamp) -> Result<Report, CycleError> {
        let (duties, seen) = self.due(charged, holders, now).await?;
        let mut report = Report { set_aside: seen.set_aside, ..Report::default() };
        for duty in &duties {
            if let Err(source) = self.act(duty, &mut report).await {
                return Err(CycleError::Act { source, report: Box::new(report) });
            }
        }
        for SetAside { channel_id, amount, reason } in &report.set_aside {
            tracing::warn!(%channel_id, amount, reason, "a voucher was set aside");
        }
        for (duty, reason) in &report.refused {
            tracing::warn!(?duty, reason, "a duty was refused");
        }
        Ok(report)
    }
}
