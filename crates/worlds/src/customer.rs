//! The customers: who they are and what they sign. What they do is in `errands`.

use std::collections::BTreeMap;

use alloy::primitives::B256;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use usufruct_protocol::{
    escrow::Escrow,
    x402::{
        BATCH_SETTLEMENT,
        batch::{BatchPayload, ChannelConfig, Charge},
        header::{self, PAYMENT_REQUIRED, PAYMENT_RESPONSE},
        payer::{Moment, Payer, Payment, Policy},
        signature::Key,
        voucher::EscrowDomain,
        wire::{PaymentRequired, SettlementResponse},
    },
};
use usufruct_testkit::cast;

use crate::ground::customer_name;

/// Tries of one payment before a customer gives it up.
pub const TRIES_MAX: u32 = 6;
/// Payments that a replaying customer keeps.
const KEPT_MAX: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Pays, and sends a payment again until it is answered.
    Honest,
    /// Honest, and takes its unused money back now and then.
    Refunder,
    /// Pays by single transfers.
    Transferer,
    /// Sends old payments again, for the same and for other things.
    Replayer,
    /// Pays for two things with one voucher, at the same time.
    DoubleSpender,
    /// Takes its money out of the channel while vouchers are outstanding.
    EarlyCloser,
    /// Never comes back.
    Vanisher,
    /// Signs what it must not, or alters what it was quoted.
    Forger,
}

pub const KINDS: [Kind; 8] = [
    Kind::Honest,
    Kind::Refunder,
    Kind::Transferer,
    Kind::Replayer,
    Kind::DoubleSpender,
    Kind::EarlyCloser,
    Kind::Vanisher,
    Kind::Forger,
];

/// A payment on its way.
#[derive(Clone, Debug)]
pub struct Pending {
    /// The offer that is paid: after a correction it is paid once more.
    pub required: PaymentRequired,
    pub corrected: bool,
    pub payment: Payment,
    pub target: String,
    pub tries: u32,
}

#[derive(Clone, Debug)]
pub struct Customer {
    pub number: usize,
    pub kind: Kind,
    pub key: Key,
    pub payer: Payer,
    /// The purchase that it is at.
    pub pending: Option<Pending>,
    /// Payments made before.
    pub kept: Vec<(Payment, String)>,
    /// Of the channel that it pays by, once it has been offered one.
    pub channel: Option<(ChannelConfig, B256)>,
    /// Targets asked for.
    pub asked: u64,
    pub gone: bool,
    /// When its withdrawal was announced.
    pub withdrawing: Option<u64>,
}

/// An answer as a customer sees it.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn receipt(&self) -> Option<SettlementResponse> {
        header::decode(PAYMENT_RESPONSE, self.headers.get(PAYMENT_RESPONSE)?.as_bytes()).ok()
    }

    pub fn required(&self) -> Option<PaymentRequired> {
        header::decode(PAYMENT_REQUIRED, self.headers.get(PAYMENT_REQUIRED)?.as_bytes()).ok()
    }

    pub fn charge(&self) -> Option<Charge> {
        let receipt = self.receipt()?;
        if receipt.success { Charge::from_extra(&receipt.extra).ok() } else { None }
    }
}

impl Customer {
    pub fn new(number: usize, kind: Kind) -> Self {
        let key = cast::key(&customer_name(number));
        let payer = Payer::new(key.clone(), policy(kind));
        let (pending, kept, channel) = (None, Vec::new(), None);
        Self { number, kind, key, payer, pending, kept, channel, asked: 0, gone: false, withdrawing: None }
    }

    /// A thing that nobody has asked for before.
    pub fn next_target(&mut self) -> String {
        self.asked += 1;
        format!("/jobs/{}/{}", self.number, self.asked)
    }

    /// Remembers which channel this offer is about.
    pub fn meet(&mut self, required: &PaymentRequired) {
        let offer = required.accepts.iter().find(|offer| offer.scheme == BATCH_SETTLEMENT);
        if let Some(channel) = offer.and_then(|offer| self.payer.channel_for(offer).ok()) {
            self.channel = Some(channel);
        }
    }

    pub fn sign(&mut self, required: &PaymentRequired, moment: Moment) -> Option<Payment> {
        self.meet(required);
        self.payer.pay(required, moment).ok()
    }

    /// What it keeps of a payment that it sent.
    pub fn keep(&mut self, payment: &Payment, target: &str) {
        if self.kept.len() == KEPT_MAX {
            self.kept.remove(0);
        }
        self.kept.push((payment.clone(), target.to_owned()));
    }

    /// Takes note of the answer to its pending payment.
    pub async fn learn(&mut self, reply: &Reply, escrow: &Escrow, moment: Moment) {
        let Some(mut pending) = self.pending.take() else { return };
        if let Some(receipt) = reply.receipt() {
            drop(self.payer.settled(&pending.payment, &receipt));
            let again = reply.status.is_server_error() && pending.tries < TRIES_MAX && !reply.status.is_success();
            if again {
                pending.tries += 1;
                self.pending = Some(pending);
            }
            return;
        }
        if let Some(required) = reply.required() {
            if let Some((_, id)) = self.channel {
                let on_chain = escrow.channel(id).await.expect("an honest node answers");
                let corrected = self.payer.resync(&required, on_chain.into()).is_ok();
                let again = corrected && !pending.corrected && pending.payment.price > 0;
                if again && let Ok(payment) = self.payer.pay(&pending.required, moment) {
                    self.pending = Some(Pending { payment, corrected: true, ..pending });
                }
            }
            return;
        }
        self.missed(pending);
    }

    /// No answer came, or none that says anything.
    pub fn missed(&mut self, mut pending: Pending) {
        if pending.tries < TRIES_MAX {
            pending.tries += 1;
            self.pending = Some(pending);
        }
    }
}

fn policy(kind: Kind) -> Policy {
    Policy { batch: kind != Kind::Transferer, ..Policy::default() }
}

/// What a payment would let the gateway take in all, by channel: the most that was ever signed.
pub fn signed_totals(payment: &Payment, most: &mut BTreeMap<B256, u128>) {
    if payment.payload.accepted.scheme != BATCH_SETTLEMENT {
        return;
    }
    if let Ok(batch) = payment.payload.batch() {
        let voucher = batch.voucher();
        let known = most.entry(voucher.channel_id).or_default();
        *known = (*known).max(voucher.max_claimable_amount);
    }
}

/// A payment with another voucher in it: for `max_claimable`, signed by `key`.
pub fn with_voucher(payment: &Payment, max_claimable: u128, key: &Key, chain_id: u64) -> Option<Payment> {
    let mut forged = payment.clone();
    let batch = forged.payload.batch().ok()?;
    let config = *batch.config();
    let voucher = EscrowDomain::new(chain_id).sign_voucher(key, batch.voucher().channel_id, max_claimable);
    forged.payload.payload = match batch {
        BatchPayload::Deposit { deposit, .. } => BatchPayload::Deposit { config, voucher, deposit }.to_json(),
        _ => BatchPayload::Voucher { config, voucher }.to_json(),
    };
    forged.header = header::encode(&forged.payload);
    Some(forged)
}
