//! How a world ends: nothing goes wrong any more, and within a bounded time everything has to be right.

use std::{collections::BTreeMap, sync::atomic::Ordering};

use alloy::{eips::BlockId, primitives::B256};
use usufruct_keeper::DutyKind;

use crate::{
    customer::{Customer, Kind},
    dice::Dice,
    ground::CUSTOMERS_MAX,
    seats::eager,
    trouble::Trouble,
    witness::{Check, hold},
    world::{WITHDRAW_DELAY, World},
};

/// Requests that are let go before the world has to be at rest.
const RELEASES_MAX: u32 = 20_000;
/// Rounds of the keeper in which everything has to be carried.
const ROUNDS_MAX: u32 = 6;
/// Rounds of the ledger in which it has to be where the chain is.
const LOOKS_MAX: u32 = 3;
/// Between two rounds; ten of them and some are the minute in which everything has to be right.
const BETWEEN_ROUNDS_MILLIS: u64 = 5_000;

impl World {
    pub async fn end(&mut self) -> Check {
        self.at_step = self.recipe.steps;
        let mut dice = Dice::of(self.recipe.seed, "end");
        self.heal().await;
        self.come_to_rest(&mut dice).await?;
        self.reopen().await?;
        hold(self.gateway.is_some() && self.ledger.ledger.is_some(), "LIVENESS", || "not everything opens".into())?;
        self.carry_all(&mut dice).await?;
        self.serve_newcomer(&mut dice).await?;
        self.carry_all(&mut dice).await?;
        self.catch_up(&mut dice).await?;
        self.reckon().await
    }

    async fn heal(&mut self) {
        self.note(|| "from here on nothing goes wrong".to_owned());
        self.board.put_out();
        for node in [&self.gateway_node, &self.keeper_node, &self.ledger_node] {
            node.heal();
        }
        self.workshop.heal();
        self.weather = crate::trouble::Weather::default();
        self.skew.store(0, Ordering::SeqCst);
        if self.disk_is_bad && self.gateway.is_some() {
            self.turn_disk().await;
        }
    }

    async fn come_to_rest(&mut self, dice: &mut Dice) -> Check {
        for _ in 0..RELEASES_MAX {
            if let Some(gateway) = &self.gateway {
                gateway.give_up_second_tries();
            }
            self.after(dice).await?;
            let busy = !self.visits.is_empty() || self.keeper.task.is_some() || self.ledger.task.is_some();
            if self.board.release(0).is_none() && !busy {
                return Ok(());
            }
        }
        let (keeper, ledger) = (self.keeper.task.is_some(), self.ledger.task.is_some());
        let progress = self.gateway.as_ref().map(usufruct_gateway::Gateway::in_progress);
        hold(false, "LIVENESS", || {
            format!(
                "{} requests never end {progress:?}; keeper {keeper}, ledger {ledger}, {:?}",
                self.visits.len(),
                self.board
            )
        })
    }

    /// The keeper goes round until nothing is left to claim, settle or collect.
    async fn carry_all(&mut self, dice: &mut Dice) -> Check {
        self.policy = Some(eager());
        for _ in 0..ROUNDS_MAX {
            self.pass(BETWEEN_ROUNDS_MILLIS);
            self.keep();
            self.come_to_rest(dice).await?;
            let (report, cut) = self.last_report.take().expect("a round has ended");
            hold(cut.is_none(), "LIVENESS", || format!("a keeper without trouble is cut short: {cut:?}"))?;
            if report.deeds.iter().all(|deed| deed.kind == DutyKind::Drip) {
                return Ok(());
            }
        }
        hold(false, "LIVENESS", || format!("after {ROUNDS_MAX} rounds there is still something to carry"))
    }

    /// Somebody new is served: by voucher, with a deposit, and again.
    async fn serve_newcomer(&mut self, dice: &mut Dice) -> Check {
        self.customers.push(Customer::new(CUSTOMERS_MAX - 1, Kind::Honest));
        let (who, before) = (self.customers.len() - 1, self.witness.acknowledged());
        for _ in 0..2 {
            self.buy(who, dice).await;
            self.come_to_rest(dice).await?;
        }
        let bought = self.witness.acknowledged() - before;
        hold(bought == 2, "LIVENESS", || format!("a newcomer was served {bought} times of 2"))
    }

    async fn catch_up(&mut self, dice: &mut Dice) -> Check {
        // The first look may meet what was left out lately, the second what was left out long ago; the third is at all of it.
        for _ in 0..LOOKS_MAX {
            self.follow();
            self.come_to_rest(dice).await?;
        }
        let ledger = self.ledger.ledger.clone().expect("it was opened");
        let mut ledger = ledger.lock().await;
        let (last, head) = (ledger.last().map(|block| block.hash), self.chain.head().hash);
        hold(last == Some(head), "LIVENESS", || format!("the ledger is at {last:?}, the chain at {head}"))?;
        let audit = ledger.audit().await;
        let holds = matches!(&audit, Ok(Some(audit)) if audit.holds());
        hold(holds, "LEDGER-1", || format!("{audit:?}"))
    }

    /// Where every unit is that was charged.
    async fn reckon(&mut self) -> Check {
        let gateway = self.gateway.as_ref().expect("it was opened");
        let audit = gateway.audit().await;
        let agrees = audit.as_ref().is_ok_and(|audit| audit.discrepancies.is_empty());
        hold(agrees, "PRICE-3", || format!("{audit:?}"))?;
        let channels = self.channels();
        let readings = self.escrow.channels(&channels).await.expect("an honest node answers");
        let claimed: BTreeMap<B256, u128> =
            channels.into_iter().zip(readings.iter().map(|r| r.total_claimed)).collect();
        for (id, claimed) in &claimed {
            let charged = self.witness.charged.get(id).copied().unwrap_or(0);
            let short = charged - claimed;
            self.tally.add("base units charged by voucher", charged);
            self.tally.add("base units claimed", *claimed);
            self.tally.add("base units lost", short);
            hold(short == 0 || self.excused(*id), "GATEWAY-3", || {
                format!("channel {id}: {charged} charged, {claimed} claimed, and nothing excuses it")
            })?;
        }
        let till = self.ground.at.purses.till;
        let receiver = self.escrow.receiver(till, self.ground.at.currency).await.expect("an honest node answers");
        let sum: u128 = claimed.values().sum();
        hold((receiver.claimed, receiver.settled) == (sum, sum), "GATEWAY-3", || {
            format!("{receiver:?}, claimed {sum}")
        })?;
        let views = self.client.views(BlockId::latest()).await.expect("an honest node answers");
        let left = views.till.collectable;
        hold(left.is_zero(), "LIVENESS", || format!("{left:?} is left in the Till"))
    }

    /// Whether a channel may have been claimed for less than it was charged: its payer took the money and no whole round of
    /// the keeper came between the last charge and that; or the chain took away what was there; or a node that was behind, or
    /// a clock that was wrong, hid that the money had gone back.
    fn excused(&self, id: B256) -> bool {
        if self.history.lost_transactions {
            return true;
        }
        let blinded = [Trouble::RpcLag, Trouble::Clock].iter().any(|trouble| self.drawn.rate(*trouble) > 0);
        if blinded && self.history.refunds.contains(&id) {
            return true;
        }
        let Some(&taken) = self.history.taken.get(&id) else { return false };
        let last = self.witness.last_sale.get(&id).copied().unwrap_or(0);
        let announced = taken.saturating_sub(u64::from(WITHDRAW_DELAY));
        let carried = |(began, ended): &(u64, u64)| *began >= last.max(announced) && *ended <= taken;
        blinded || !self.history.rounds.iter().any(carried)
    }
}
