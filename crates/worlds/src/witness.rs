//! What the world has seen with its own eyes: receipts, the sales log, what was signed. The gateway's word is held
//! against it.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, B256, keccak256};
use usufruct_gateway::SaleLine;
use usufruct_protocol::x402::{BATCH_SETTLEMENT, payer::Payment};

use crate::{
    customer::{Reply, signed_totals},
    service::{UNITS_MAX, units},
};

/// An invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub invariant: &'static str,
    pub text: String,
}

pub type Check = Result<(), Broken>;

pub fn hold(holds: bool, invariant: &'static str, text: impl FnOnce() -> String) -> Check {
    if holds { Ok(()) } else { Err(Broken { invariant, text: text() }) }
}

/// A receipt that left the gateway.
#[derive(Clone, Debug)]
struct Acknowledged {
    /// The header's value.
    receipt: Vec<u8>,
    target: String,
    /// The channel and its total after this charge; none for a transfer.
    channel: Option<(B256, u128)>,
    /// How often the service had worked for it by then.
    worked: u64,
}

/// What cost nothing may be done again when something else was answered since: the gateway keeps a channel's last answer,
/// and the total that was signed stays good until something is charged.
fn is_free(target: &str) -> bool {
    units(target) == 0
}

#[derive(Clone, Debug, Default)]
pub struct Witness {
    /// As the log was at each moment when everything stood still.
    pub log: Vec<SaleLine>,
    /// Charged in all, by channel or transfer.
    pub charged: BTreeMap<B256, u128>,
    /// The log's last time for a channel, in seconds of the world.
    pub last_sale: BTreeMap<B256, u64>,
    acknowledged: BTreeMap<B256, Acknowledged>,
    /// The payments that were ever sent for a target: one that was corrected is another one.
    sent: BTreeMap<String, BTreeSet<B256>>,
    signed: BTreeMap<B256, u128>,
}

impl Witness {
    pub fn signs(&mut self, payment: &Payment, target: &str) {
        self.sent.entry(target.to_owned()).or_default().insert(keccak256(&payment.header));
        signed_totals(payment, &mut self.signed);
    }

    pub fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// An answer left the gateway. Whether it is a receipt for work that was not known.
    pub fn answered(
        &mut self,
        payment: &Payment,
        target: &str,
        reply: &Reply,
        worked: &BTreeMap<String, u64>,
    ) -> Result<bool, Broken> {
        let is_transfer = payment.payload.accepted.scheme != BATCH_SETTLEMENT;
        if !reply.status.is_success() || payment.price == 0 {
            return Ok(false);
        }
        let Some(receipt) = reply.receipt().filter(|receipt| receipt.success) else {
            let text = format!("{target} was answered with {} and without a receipt", reply.status);
            return Err(Broken { invariant: "GATEWAY-2", text });
        };
        let work = format!("work for {target}");
        hold(reply.body == work, "GATEWAY-2", || format!("{target} was paid and answered with {:?}", reply.body))?;
        let raw = reply.headers[usufruct_protocol::x402::header::PAYMENT_RESPONSE].as_bytes().to_vec();
        let digest = keccak256(&payment.header);
        if let Some(known) = self.acknowledged.get(&digest) {
            hold(is_free(target) || known.receipt == raw, "GATEWAY-2", || {
                format!("two receipts for one payment for {target}")
            })?;
            return Ok(false);
        }
        let channel = if is_transfer {
            None
        } else {
            let charge = reply.charge();
            let state = charge.as_ref().and_then(|charge| charge.channel_state);
            let told = charge.and_then(|charge| charge.charged_amount).zip(state);
            let told =
                told.and_then(|(amount, state)| Some((amount, state.channel_id, state.charged_cumulative_amount?)));
            let Some((amount, id, total)) = told else {
                let text = format!("the receipt for {target} does not say what was charged: {receipt:?}");
                return Err(Broken { invariant: "GATEWAY-2", text });
            };
            let price = payment.price;
            hold(amount <= price, "GATEWAY-2", || format!("{target} cost {amount}, signed was {price}"))?;
            Some((id, total))
        };
        let (target, worked) = (target.to_owned(), worked.get(target).copied().unwrap_or(0));
        self.acknowledged.insert(digest, Acknowledged { receipt: raw, target, channel, worked });
        Ok(true)
    }

    /// More of the log, in order.
    pub fn reads(&mut self, sales: Vec<SaleLine>, now: u64) -> Check {
        for sale in sales {
            let expected = self.log.last().map_or(1, |last| last.seq + 1);
            hold(sale.seq == expected, "GATEWAY-1", || format!("sale {} follows on {}", sale.seq, expected - 1))?;
            let (charged, quoted) = (sale.charged, sale.quoted);
            hold(charged <= quoted, "GATEWAY-2", || format!("sale {expected}: {charged} charged, {quoted} quoted"))?;
            let total = self.charged.entry(sale.payment).or_default();
            *total += charged;
            if sale.scheme == BATCH_SETTLEMENT {
                let signed = self.signed.get(&sale.payment).copied().unwrap_or(0);
                let total = *total;
                hold(total <= signed, "GATEWAY-2", || format!("{total} charged of {}, {signed} signed", sale.payment))?;
            }
            self.last_sale.insert(sale.payment, now);
            self.log.push(sale);
        }
        Ok(())
    }

    /// Holds every receipt against the log, and the log against the work.
    pub fn compare(&self, worked: &BTreeMap<String, u64>, payers: &[(usize, Address)]) -> Check {
        let mut transfers = 0;
        for known in self.acknowledged.values() {
            let times = worked.get(&known.target).copied().unwrap_or(0);
            let target = &known.target;
            hold(
                is_free(target) || times == known.worked || self.is_paid_again(target, known.worked),
                "GATEWAY-2",
                || format!("{target} was paid and answered, and worked for again"),
            )?;
            let Some((channel, total)) = known.channel else {
                transfers += 1;
                continue;
            };
            let charged = self.charged.get(&channel).copied().unwrap_or(0);
            let text = || format!("{target}: {total} acknowledged of channel {channel}, {charged} in the log");
            hold(charged >= total, "GATEWAY-1", text)?;
        }
        let recorded = self.log.iter().filter(|sale| sale.scheme != BATCH_SETTLEMENT).count();
        hold(recorded >= transfers, "GATEWAY-1", || {
            format!("{transfers} transfers acknowledged, {recorded} in the log")
        })?;
        for (number, payer) in payers {
            let begins = format!("/jobs/{number}/");
            let done = worked.iter().filter(|(target, _)| target.starts_with(&begins));
            let done: Vec<(u64, u64)> =
                done.map(|(target, times)| (self.sellable(target, *times), units(target))).collect();
            let sales: Vec<&SaleLine> = self.log.iter().filter(|sale| sale.payer == *payer).collect();
            let (sold, done_times) = (sales.len() as u64, done.iter().map(|(times, _)| times).sum::<u64>());
            hold(sold <= done_times, "GATEWAY-2", || format!("{payer}: {sold} sales, {done_times} things done"))?;
            let done_units: u64 = done.iter().map(|(times, units)| times * (*units).min(UNITS_MAX)).sum();
            let sold_units: u64 = sales.iter().map(|sale| sale.units).sum();
            hold(sold_units <= done_units, "GATEWAY-2", || {
                format!("{payer}: {sold_units} units sold, {done_units} worked")
            })?;
        }
        Ok(())
    }

    /// How often work that was done `times` can have been sold: once for each payment.
    fn sellable(&self, target: &str, times: u64) -> u64 {
        let sent = self.sent.get(target).map_or(0, |sent| sent.len() as u64);
        if is_free(target) { times } else { times.min(sent) }
    }

    /// Whether another payment for `target` explains work beyond `times`: one that is acknowledged with it, or one whose
    /// answer is not known.
    fn is_paid_again(&self, target: &str, times: u64) -> bool {
        let Some(sent) = self.sent.get(target) else { return false };
        sent.iter().any(|digest| self.acknowledged.get(digest).is_none_or(|known| known.worked > times))
    }

    /// After a crash: the log that was there has to be there still.
    pub fn finds(&self, sales: &[SaleLine]) -> Check {
        let (had, has) = (self.log.len(), sales.len());
        hold(has >= had, "GATEWAY-1", || format!("{had} sales before the crash, {has} after it"))?;
        let same = self.log.iter().zip(sales).all(|(before, after)| before == after);
        hold(same, "GATEWAY-1", || "the log after the crash is another one".to_owned())
    }
}
