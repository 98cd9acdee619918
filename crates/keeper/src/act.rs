//! Carries out one duty.
//!
//! Each is looked at again right before it is done: somebody else may have done it, and then nothing is sent.

use alloy::{
    primitives::{Address, U256},
    rpc::types::{TransactionReceipt, TransactionRequest},
    sol_types::{SolCall, SolEvent},
};
use usufruct_model::Cash;
use usufruct_protocol::{
    bindings::{Share, Till},
    escrow::settle,
    sender::{Fault, SendError},
};

use crate::{
    claims::{self, ClaimError},
    cycle::{Deed, Keeper, Report},
    observe::Claimable,
    plan::{Duty, DutyKind},
};

/// The machine could not do a duty. What the contracts refused is in the report instead.
#[derive(Debug, thiserror::Error)]
#[error("cannot carry out {duty:?}")]
pub struct ActError {
    pub duty: DutyKind,
    #[source]
    pub source: Fault,
}

impl Keeper {
    /// Does `duty` and writes down what came of it. May be dropped at any await, and repeated.
    ///
    /// # Errors
    /// The machine could not. A contract's refusal is no error here: it is noted in the report.
    pub async fn act(&self, duty: &Duty, report: &mut Report) -> Result<(), ActError> {
        let kind = duty.kind();
        let at = self.client.deployment();
        let done = match duty {
            Duty::Claim(vouchers) => return self.act_claim(vouchers, report).await,
            Duty::Settle => self.act_settle(report).await,
            Duty::Collect => self.act_if(&at.collect(), collects, report, kind).await,
            Duty::Drip => self.act_if(&at.drip(), returns_some, report, kind).await,
            Duty::PayOut(holders) => self.act_pay_out(holders, report).await,
            Duty::CloseOffering => self.act_if(&at.close(), |_| true, report, kind).await,
            Duty::WindDown => self.act_if(&at.wind_down(), |_| true, report, kind).await,
        };
        match done {
            Ok(()) => Ok(()),
            Err(SendError::Refused(revert)) => {
                report.refused.push((kind, revert.to_string()));
                Ok(())
            }
            Err(SendError::Fault(source)) => Err(ActError { duty: kind, source }),
        }
    }

    async fn act_claim(&self, vouchers: &[Claimable], report: &mut Report) -> Result<(), ActError> {
        match self.claim(vouchers).await {
            Ok(claiming) => {
                report.set_aside.extend(claiming.set_aside);
                if let Some(receipt) = claiming.receipt {
                    for (channel, added, total) in claims::claimed(&receipt) {
                        report.channels += 1;
                        report.claimed = report.claimed.saturating_add(added);
                        report.totals.push((channel, total));
                    }
                    report.deeds.push(deed(DutyKind::Claim, &receipt));
                }
                Ok(())
            }
            Err(ClaimError::Refused(revert)) => {
                report.refused.push((DutyKind::Claim, revert.to_string()));
                Ok(())
            }
            Err(ClaimError::Fault(source)) => Err(ActError { duty: DutyKind::Claim, source }),
        }
    }

    /// The claims before it are in blocks by now: each was waited for.
    async fn act_settle(&self, report: &mut Report) -> Result<(), SendError> {
        let at = self.client.deployment();
        let waiting = self.escrow.receiver(at.purses.till, at.currency).await?.waiting();
        if waiting == 0 {
            return Ok(());
        }
        let receipt = self.sender.send(&settle(at.purses.till, at.currency)).await?;
        report.settled = report.settled.saturating_add(waiting);
        report.deeds.push(deed(DutyKind::Settle, &receipt));
        Ok(())
    }

    async fn act_pay_out(&self, holders: &[Address], report: &mut Report) -> Result<(), SendError> {
        let call = self.client.deployment().claim_many(holders.to_vec());
        self.act_if(&call, returns_some, report, DutyKind::PayOut).await
    }

    /// Sends `call` if its simulation shows that it would do something.
    async fn act_if(
        &self,
        call: &TransactionRequest,
        useful: impl Fn(&[u8]) -> bool,
        report: &mut Report,
        kind: DutyKind,
    ) -> Result<(), SendError> {
        let answer = self.sender.simulate(call).await?;
        if !useful(&answer) {
            return Ok(());
        }
        let receipt = self.sender.send(call).await?;
        self.note_events(&receipt, report);
        report.deeds.push(deed(kind, &receipt));
        Ok(())
    }

    /// What the venture's own logs say was done.
    fn note_events(&self, receipt: &TransactionReceipt, report: &mut Report) {
        let purses = &self.client.deployment().purses;
        for log in receipt.logs() {
            if log.address() == purses.till
                && let Ok(event) = Till::Collected::decode_log_data(log.data())
            {
                report.collected = report.collected.saturating_add(cash(event.collected));
                report.holders_part = report.holders_part.saturating_add(cash(event.holdersPart));
            } else if log.address() == purses.share
                && let Ok(event) = Share::Dripped::decode_log_data(log.data())
            {
                report.dripped_q32 = report.dripped_q32.saturating_add(event.releasedQ32);
            } else if log.address() == purses.share
                && let Ok(event) = Share::Claimed::decode_log_data(log.data())
            {
                report.paid_out = report.paid_out.saturating_add(cash(event.amount));
            }
        }
    }
}

fn deed(kind: DutyKind, receipt: &TransactionReceipt) -> Deed {
    Deed { kind, transaction: receipt.transaction_hash, gas: receipt.gas_used }
}

/// The contracts' limits keep every amount of cash below 2^128; a number beyond is not one of theirs.
fn cash(amount: U256) -> Cash {
    Cash::from_u256(amount).unwrap_or(Cash(0))
}

fn collects(answer: &[u8]) -> bool {
    Till::collectCall::abi_decode_returns(answer).is_ok_and(|returned| !returned.collected.is_zero())
}

/// Whether a call that returns one number returns more than zero.
fn returns_some(answer: &[u8]) -> bool {
    answer.len() == 32 && answer.iter().any(|byte| *byte != 0)
}
