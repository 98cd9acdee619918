//! What has to hold at every step.

use alloy::{eips::BlockNumberOrTag, providers::Provider};
use usufruct_ledger::audit;
use usufruct_model::invariants;

use crate::{
    witness::{Broken, Check, hold},
    world::World,
};

impl World {
    /// Everything that can be seen while nothing moves.
    pub async fn look(&mut self) -> Check {
        let worked = self.workshop.worked();
        self.witness.compare(&worked, &self.payers())?;
        self.look_at_gateway()?;
        let head = self.chain.head().hash;
        if head != self.history.looked_at {
            self.history.looked_at = head;
            self.look_at_chain().await?;
        }
        Ok(())
    }

    /// What is handed out for claiming is what the log says, under a voucher that covers it; queues keep their limits.
    fn look_at_gateway(&self) -> Check {
        let Some(gateway) = &self.gateway else { return Ok(()) };
        for claim in gateway.claimable() {
            let id = self.domain.channel_id(&claim.config);
            let recorded = self.witness.charged.get(&id).copied().unwrap_or(0);
            let (total, most) = (claim.total_claimed, claim.max_claimable);
            let text = || format!("channel {id}: {total} to claim, {recorded} in the log, {most} signed");
            hold(total == recorded && total <= most, "GATEWAY-3", text)?;
        }
        let limits = &self.limits;
        let (in_progress, in_line) = gateway.in_progress();
        let line_max = limits.channel_queue.saturating_mul(self.customers.len() + 1);
        hold(in_progress <= limits.requests_at_once && in_line <= line_max, "LIMITS", || {
            format!("{in_progress} requests in progress, {in_line} in line")
        })
    }

    /// Nothing is claimed that was not charged; no money comes from nowhere.
    async fn look_at_chain(&mut self) -> Check {
        let channels = self.channels();
        let readings = self.escrow.channels(&channels).await.expect("an honest node answers");
        for (id, reading) in channels.iter().zip(readings) {
            let recorded = self.witness.charged.get(id).copied().unwrap_or(0);
            let claimed = reading.total_claimed;
            hold(claimed <= recorded, "GATEWAY-3", || format!("channel {id}: {claimed} claimed, {recorded} recorded"))?;
        }
        let (minted, held) = self.ground.money(self.client.provider()).await;
        hold(minted == held, "MONEY", || format!("{minted} minted, {held} held"))
    }

    /// What the ledger says is so, or it is of a branch that the chain has left, which its next look will tell it.
    pub async fn look_at_ledger(&mut self) -> Check {
        let Some(ledger) = self.ledger.ledger.clone() else { return Ok(()) };
        let ledger = ledger.lock().await;
        if ledger.checked() != ledger.last() {
            self.tally.one("looks at a ledger that knows it is not checked");
            return Ok(());
        }
        let found = invariants::violations(&ledger.folded().venture);
        hold(found.is_empty(), "MODEL", || format!("{found:?}"))?;
        let Some(last) = ledger.last() else { return Ok(()) };
        let block = self.client.provider().get_block_by_number(BlockNumberOrTag::Number(last.number)).await;
        let block = block.expect("an honest node answers");
        if block.is_none_or(|block| block.header.hash != last.hash) {
            self.tally.one("looks at a ledger that is on a branch left");
            return Ok(());
        }
        let audit = audit::compare(ledger.folded(), &self.client, last).await;
        let audit = audit.map_err(|error| Broken { invariant: "LEDGER-1", text: error.to_string() })?;
        self.tally.one("audits of the ledger");
        let wrong: Vec<_> = audit.lines().filter(|line| !line.holds).collect();
        hold(wrong.is_empty(), "LEDGER-1", || format!("at block {}: {wrong:?}", last.number))
    }

    /// Takes in a round of the keeper that has ended.
    pub fn end_round(&mut self) {
        if !self.keeper.task.as_ref().is_some_and(tokio::task::JoinHandle::is_finished) {
            return;
        }
        let Some(task) = self.keeper.task.take() else { return };
        let Some(Ok((report, cut))) = futures_util::FutureExt::now_or_never(task) else {
            panic!("{}: the keeper panicked", self.recipe)
        };
        self.note(|| format!("the keeper did {:?}, {cut:?}", report.deeds.iter().map(|d| d.kind).collect::<Vec<_>>()));
        self.tally.add("keeper's transactions", report.deeds.len() as u128);
        self.tally.one(if cut.is_some() { "keeper's rounds cut short" } else { "keeper's rounds whole" });
        if cut.is_none() && report.refused.is_empty() && report.set_aside.is_empty() {
            self.history.rounds.push((self.keeper.began, self.seconds()));
        }
        self.last_report = Some((report, cut));
    }

    /// Takes in what the ledger followed.
    pub async fn end_following(&mut self) -> Check {
        if !self.ledger.task.as_ref().is_some_and(tokio::task::JoinHandle::is_finished) {
            return Ok(());
        }
        let Some(task) = self.ledger.task.take() else { return Ok(()) };
        let done = task.await.unwrap_or_else(|error| panic!("{}: the ledger panicked: {error}", self.recipe));
        self.note(|| format!("the ledger followed: {done:?}"));
        match &done {
            Ok(progress) => {
                self.tally.add("forks that the ledger met", u128::from(progress.forks));
                self.tally.add("blocks that the ledger followed", u128::from(progress.blocks));
            }
            Err(_) => self.tally.one("ledger's rounds cut short"),
        }
        self.look_at_ledger().await
    }
}
